"""Words for the full-text index, in every script: what a text consists of, and what a searched word means.

A word is a run of letters and digits, without case and accents. Scripts that write no blanks between words (Han, Kana,
Hangul, Thai, Lao, Khmer, Burmese) are cut into overlapping pairs of characters, so that any part of a run is found:
half the size of trigrams, and words of two characters, the usual length in Chinese, can be searched. Pure; knows no SQL
but the quoting of FTS5.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

INDEXED_CHARACTERS: Final = 1_000_000
"""A longer text is searched in its first million characters only."""

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua980-\ua9df\uaa60-\uaa7f\uac00-\ud7af\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Accents, vowel points and tatweel that people leave out when they search; the marks of Indic scripts are letters.
_LEFT_OUT: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)


@cache
def _run() -> re.Pattern[str]:  # compiled by the first search or write: the first frame has no time for it
    return re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")


@cache
def _unspaced_run() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]+")


class Token(NamedTuple):
    """A word and where it stands in the text."""

    text: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """One character → what it counts as: letters folded, nothing for what is left out, a blank for the rest."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Cf":
            folded = ""
        elif kind[0] in "LNM" or kind == "Co":
            plain = unicodedata.normalize("NFKD", char.casefold())
            folded = unicodedata.normalize("NFC", _LEFT_OUT.sub("", plain)).casefold()
            folded = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """``text`` as the index takes it: folded words with blanks between them."""
    folded = composed(text).translate(_FOLDING)
    if folded.isascii() or not _unspaced_run().search(folded):
        return folded
    return _unspaced_run().sub(lambda run: f" {' '.join(_pairs(run.group()))} ", folded)


def composed(text: str) -> str:
    """``text`` with letters and their marks put together (NFC), cut where the index stops; places count in it."""
    text = text[:INDEXED_CHARACTERS]
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run))]  # the last is a single character, for a search of one


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in order, each with its place in :func:`composed` text; the same words as in the index."""
    text = composed(text)
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        piece = _FOLDING[ord(char)]
        folded.append(piece)
        places += [place] * len(piece)
    places.append(len(text))
    found: list[Token] = []
    joined = "".join(folded)
    for run in _run().finditer(joined):
        if _unspaced_run().match(run.group()):
            for i, pair in enumerate(_pairs(run.group())):
                start = run.start() + i
                found.append(Token(pair, places[start], places[start + len(pair) - 1] + 1))
        else:
            found.append(Token(run.group(), places[run.start()], places[run.end() - 1] + 1))
    return found


class Phrase(NamedTuple):
    """Words that follow each other; the last may go on when ``prefix`` is set. Without words it matches nothing."""

    words: tuple[str, ...]
    prefix: bool

    def fts(self) -> str:
        """The phrase in FTS5's language; the words hold letters, digits and marks only, the quotes do the rest."""
        return f'"{" ".join(self.words)}"{" *" if self.prefix else ""}'


def phrase(text: str, *, exact: bool) -> Phrase:
    """What somebody who types ``text`` looks for. ``exact`` wants whole words; else the last one may go on.

    A single ASCII letter or digit is always a whole word: as a beginning it would fit almost everything.
    """
    words = fold(text).split()
    if not words:
        return Phrase((), False)
    last = words[-1]
    if _unspaced_run().match(last):
        if len(words) > 1 and len(last) == 1 and len(words[-2]) == 2 and words[-2][1] == last and _ends_in(text, 2):
            return Phrase(tuple(words[:-1]), False)
        return Phrase(tuple(words), len(last) == 1)
    return Phrase(tuple(words), not exact and not (len(last) == 1 and last.isascii()))


def _ends_in(text: str, length: int) -> bool:
    """Whether the last run without blanks in ``text`` has at least ``length`` characters."""
    runs = _run().findall(composed(text).translate(_FOLDING))
    return bool(runs) and len(runs[-1]) >= length


def find(found: list[Token], wanted: Phrase) -> list[tuple[int, int]]:
    """The places in a text (start, end) where the phrase stands, in order; ``found`` are the text's tokens."""
    size = len(wanted.words)
    if not size:
        return []
    places: list[tuple[int, int]] = []
    for i in range(len(found) - size + 1):
        if all(found[i + k].text == wanted.words[k] for k in range(size - 1)):
            last = found[i + size - 1].text
            if last == wanted.words[-1] or (wanted.prefix and last.startswith(wanted.words[-1])):
                places.append((found[i].start, found[i + size - 1].end))
    return places
