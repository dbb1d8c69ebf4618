"""The pieces that a query is written in, with quotes and backslashes undone, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from commune_tui.errors import Explained


class QueryError(Explained):
    """``str(error)`` is a sentence; ``start`` and ``end`` are the characters it is about.

    ``suggestions`` would each fit in that place. ``unfinished`` says that typing on may mend it: a screen can wait
    with its complaint.
    """

    def __init__(
        self, sentence: str, start: int, end: int, *, suggestions: Iterable[str] = (), unfinished: bool = False
    ) -> None:
        super().__init__(sentence)
        self.start = start
        self.end = end
        self.suggestions = tuple(suggestions)
        self.unfinished = unfinished


class Piece(NamedTuple):
    """A run of characters with quotes and backslashes taken away; ``quoted`` when any of it was in quotes.

    ``plain`` when nothing in it was quoted or escaped: only then is it a keyword.
    """

    text: str
    start: int
    end: int
    quoted: bool
    plain: bool


def piece_at(text: str, start: int, stops: str) -> Piece:
    """Characters from ``start`` to the next blank, bracket or one of ``stops``. Raises QueryError at an open quote."""
    out: list[str] = []
    at, quoted, plain = start, False, True
    while at < len(text):
        char = text[at]
        if char.isspace() or char in "()" or char in stops:
            break
        if char == '"':
            inner, at = _quoted(text, at)
            out.append(inner)
            quoted, plain = True, False
            continue
        if char == "\\" and at + 1 < len(text):
            at += 1
            plain = False
            char = text[at]
        out.append(char)
        at += 1
    return Piece("".join(out), start, at, quoted, plain)


def _quoted(text: str, start: int) -> tuple[str, int]:
    out: list[str] = []
    at = start + 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        out.append(text[at])
        at += 1
    if at >= len(text):
        raise QueryError("This quote is not closed.", start, start + 1, unfinished=True)
    return "".join(out), at + 1
