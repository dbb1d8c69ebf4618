"""The line of a thread that says most of some words, for a thread that was found by its meaning and not by them.

The server names no message that fits (contract §4.5), so the mails that are here are looked at. They need not have
any of the words; then a thread is shown by how it began.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from commune_tui.store.rows import line
from commune_tui.store.search import LINE, around, own_first
from commune_tui.store.words import composed, fold, tokens

_MESSAGES: Final = 40
_CHARACTERS: Final = 20_000
_SHORT: Final = 4  # shorter ASCII words are mostly "the" and "is"
_ENDING: Final = 2


class Nearest(NamedTuple):
    """A line, with the places (start, end) of the words in it; without any it is how the thread began."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


def nearest(conn: sqlite3.Connection, threads: Iterable[int], text: str) -> dict[int, Nearest]:
    """For each of these threads (numbers) of which mail is here, the line nearest to the words of ``text``."""
    words = list(dict.fromkeys(fold(text).split()))
    wanted = [word for word in words if len(word) >= _SHORT or not word.isascii()] or words
    found = {}
    for thread in threads:
        texts = [row[0] for row in conn.execute(
            "SELECT substr(iif(content = '', reading, content), 1, ?) FROM messages WHERE thread = ? "
            "ORDER BY created_at, seq LIMIT ?",
            (_CHARACTERS, thread, _MESSAGES),
        )]  # fmt: skip
        if texts:
            found[thread] = _best(texts, wanted)
    return found


def _best(texts: Sequence[str], wanted: Sequence[str]) -> Nearest:
    """The first of the lines with most letters of the wanted words, each word counted once; quoted ones come last."""
    most, best = 0, ""
    for raw in own_first("\n".join(texts)):
        folded = fold(raw)
        if not any(word[:_SHORT] in folded for word in wanted):
            continue
        said = set(folded.split())
        weight = sum(len(word) for word in wanted if any(_alike(word, each) for each in said))
        if weight > most:
            most, best = weight, raw
    return _marked(best, wanted) if most else Nearest(_beginning(line(" ".join(texts[0][: 4 * LINE].split()))))


def _beginning(text: str) -> str:
    """So much of a text as a line takes, up to a word's end."""
    head, blank, _ = text[:LINE].rpartition(" ")
    return text if len(text) <= LINE else f"{head if blank else text[:LINE]}…"


def _marked(raw: str, wanted: Sequence[str]) -> Nearest:
    raw = composed(raw)
    first = next((start for start, _ in _places(raw, wanted)), 0)
    left = max(0, first - LINE)
    shown = line(raw[left : first + 2 * LINE])
    places = _places(shown, wanted)
    if places and (left or len(raw) > LINE):
        shown = around(shown, *places[0], before=left > 0, after=len(raw) > first + 2 * LINE)
        places = _places(shown, wanted)
    return Nearest(shown, places)


def _places(shown: str, wanted: Sequence[str]) -> tuple[tuple[int, int], ...]:
    return tuple((each.start, each.end) for each in tokens(shown) if any(_alike(word, each.text) for word in wanted))


def _alike(word: str, said: str) -> bool:
    """Whether they are one word but for its ending: charge, charged; charges, charge."""
    if said.startswith(word):
        return True
    return len(said) >= _SHORT and word.startswith(said) and len(word) - len(said) <= _ENDING
