"""What an act of a program is about: the threads of the local copy that it names by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from commune_tui.errors import NOT_FOUND, Explained
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

MORE = "-"
"""The word in place of which stand those ids that come line by line."""


class NoSuchThread(Explained):
    """A thread was named that is not here, or none at all. Raised before anything is done."""

    exit_status = NOT_FOUND

    def __init__(self, name: str = "") -> None:
        named = f"{one_line(name)!r} is no thread of the local copy. Nothing was done. commune-tui list shows the ids."
        super().__init__(named if name else "standard input named no thread, so nothing was done.")


def targets(session: Session, words: Sequence[str], lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The threads that are meant, each once, and the words behind them. Of each of the ``lines``, which are read only
    where they are meant, the first field is an id. Raises NoSuchThread when one is not there.
    """
    ids: list[str] = []
    rest = list(words)
    while rest and (rest[0] == MORE or _there(session, rest[0])):
        ids += _listed(session, lines) if rest[0] == MORE else rest[:1]
        del rest[0]
    if len(rest) == len(words) or (rest and _like(rest[0], ids)):
        raise NoSuchThread(rest[0])
    if not ids:
        raise NoSuchThread
    return list(dict.fromkeys(ids)), rest


def _there(session: Session, name: str) -> bool:
    return name.isprintable() and session.reads.thread(name) is not None


def _listed(session: Session, lines: Iterable[str]) -> list[str]:
    names = [name for line in lines if (name := line.partition("\t")[0].strip())]
    for name in names:
        if not _there(session, name):
            raise NoSuchThread(name)
    return names


def _like(word: str, ids: Sequence[str]) -> bool:
    """Whether a word is written like an id, so that it was hardly meant as a name, a tag or a time."""
    return len(word) > 12 and any(map(str.isdigit, word)) and len(word) in map(len, ids)
