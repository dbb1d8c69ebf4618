"""How a template reads for a conversation: what was filled in and what is missing can be told apart. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commune_tui.mail.compose.templates import pieces
from commune_tui.text import wrapped
from commune_tui.ui.kit.fragments import Fragment

_ROLES = {"words": "plain", "filled": "accent", "missing": "warn"}


def preview_lines(text: str, values: Mapping[str, str], width: int) -> list[list[Fragment]]:
    """The template filled with ``values``, as lines of at most ``width`` cells."""
    lines: list[list[Fragment]] = [[]]
    for piece in pieces(text, values):
        for number, row in enumerate(piece.text.split("\n")):
            if number:
                lines.append([])
            lines[-1].append(Fragment(row, _ROLES[piece.kind]))
    return [part for line in lines for part in _wrapped(line, max(10, width))]


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The variables that nothing fills, each once."""
    return list(dict.fromkeys(piece.text for piece in pieces(text, values) if piece.kind == "missing"))


def _wrapped(line: list[Fragment], width: int) -> Iterator[list[Fragment]]:
    """A line of several fragments, broken where its text is."""
    text, at = "".join(fragment.text for fragment in line), 0
    for row in wrapped(text, width):
        while not text.startswith(row, at):  # blanks at which it was broken stand in no row
            at += 1
        yield _part(line, at, at + len(row))
        at += len(row)


def _part(line: list[Fragment], start: int, end: int) -> list[Fragment]:
    """The fragments from one place of their text to another."""
    made, at = [], 0
    for text, role in line:
        if part := text[max(0, start - at) : max(0, end - at)]:
            made.append(Fragment(part, role))
        at += len(text)
    return made
