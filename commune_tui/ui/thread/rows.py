"""The body of a message as rows of fragments, each behind a gutter: what a mail says can never stand at the left edge.

Pure: a Body and a width in, fragments out. Rows are made as far as they are asked for. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from commune_tui.body.lines import Body, Span
from commune_tui.body.wrap import Wrapped
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment

GUTTER = 3
PROSE = 90
"""Cells of a row of text: longer ones are hard to follow back to the next."""
_AT_ONCE = 6_000
_ROLES = {
    "plain": "plain",
    "strong": "strong",
    "emph": "plain",
    "code": "plain",
    "link": "link",
    "dim": "dim",
    "heading": "strong",
    "mark": "accent",
    "hidden": "hidden",
    "only": "bad",
    "order": "bad",
}

Fragments = Sequence[Fragment]


@dataclass(frozen=True, slots=True)
class Pen:
    """What every row has in common: its gutter and the role of it, the words that are being looked for, the glyphs."""

    bar: str = "│"
    role: str = "faint"
    needle: str = ""

    @property
    def gutter(self) -> Fragment:
        """Three cells, the first blank: there the cursor of the conversation stands."""
        return Fragment(f" {self.bar} ", self.role)


class Rows(Protocol):
    """Rows of a body."""

    @property
    def height(self) -> int: ...

    def settle(self, rows: int) -> None: ...

    def line(self, row: int) -> Fragments: ...


class BodyRows:
    """A body at a width, with some of its folds closed."""

    def __init__(self, body: Body, width: int, pen: Pen, *, closed: frozenset[int] = frozenset()) -> None:
        self.wrapped = Wrapped(body, max(1, width - GUTTER), closed, prose=PROSE)
        self.pen = pen

    @property
    def height(self) -> int:
        return self.wrapped.estimate

    def settle(self, rows: int) -> None:
        missing = max(rows, _AT_ONCE) - self.wrapped.height
        if not self.wrapped.complete and missing > 0:
            self.wrapped.advance(missing + 1)

    def line(self, row: int) -> Fragments:
        found = self.wrapped.row(row)
        return [self.pen.gutter, *pieces_of(found.spans if found else (), self.pen)]


class TwoColumns:
    """Two bodies beside each other, each with its title."""

    def __init__(self, bodies: tuple[Body, Body], titles: tuple[str, str], width: int, pen: Pen) -> None:
        self.pen, self.titles = pen, titles
        self.column = max(1, (width - GUTTER - 3) // 2)
        self.left, self.right = (Wrapped(body, self.column) for body in bodies)

    @property
    def height(self) -> int:
        return 1 + max(self.left.estimate, self.right.estimate)

    def settle(self, rows: int) -> None:
        for side in (self.left, self.right):
            if not side.complete:
                side.advance(max(rows, _AT_ONCE) - side.height + 1)

    def line(self, row: int) -> Fragments:
        bar = Fragment(f" {self.pen.bar} ", self.pen.role)
        if row == 0:
            one, other = (pad(cut(title, self.column), self.column) for title in self.titles)
            return [self.pen.gutter, Fragment(one, "strong"), bar, Fragment(other, "strong")]
        sides = []
        for side in (self.left, self.right):
            found = side.row(row - 1)
            sides.append(pieces_of(found.spans if found else (), self.pen))
        return [self.pen.gutter, *filled(sides[0], self.column), bar, *sides[1]]


class WithSide:
    """Rows with something beside them: the extracted fields of a mail."""

    def __init__(self, rows: Rows, side: Sequence[Fragments], width: int) -> None:
        self.rows, self.side, self.width = rows, side, width

    @property
    def height(self) -> int:
        return max(self.rows.height, len(self.side))

    def settle(self, rows: int) -> None:
        self.rows.settle(rows)

    def line(self, row: int) -> Fragments:
        line = self.rows.line(row)
        if row >= len(self.side):
            return line
        return [*filled(line, self.width), *self.side[row]]


class Waiting:
    """A body that is still being read, as high as it will probably be."""

    def __init__(self, characters: int, width: int, pen: Pen) -> None:
        self.guess = max(1, min(characters, 200_000) // max(20, width - GUTTER))
        self.pen = pen

    @property
    def height(self) -> int:
        return self.guess

    def settle(self, rows: int) -> None:
        """It is as high as it is."""

    def line(self, row: int) -> Fragments:
        return [self.pen.gutter, Fragment("reading this mail", "dim")] if row == 0 else [self.pen.gutter]


def pieces_of(spans: Iterable[Span], pen: Pen) -> list[Fragment]:
    """The spans of one row as fragments, with the words that are looked for marked."""
    found = []
    for span in spans:
        role = _ROLES[span.style]
        found += marked(span.text, role, pen.needle) if pen.needle else [Fragment(span.text, role)]
    return found


def marked(text: str, role: str, needle: str) -> list[Fragment]:
    """A text with every place of ``needle`` (case-folded) in the role of a match."""
    folded = text.casefold()
    if not needle or len(folded) != len(text):  # letters whose folded form is longer would shift the places
        return [Fragment(text, role)]
    made, at = [], 0
    while (start := folded.find(needle, at)) >= 0:
        if start > at:
            made.append(Fragment(text[at:start], role))
        at = start + len(needle)
        made.append(Fragment(text[start:at], "match"))
    if at < len(text):
        made.append(Fragment(text[at:], role))
    return made


def filled(fragments: Iterable[Fragment], width: int) -> list[Fragment]:
    """The fragments in exactly ``width`` cells."""
    made, room = [], width
    for text, role in fragments:
        shown = cut(text, room) if cells(text) > room else text
        if shown:
            made.append(Fragment(shown, role))
        room -= cells(shown)
        if room <= 0:
            break
    if room > 0:
        made.append(Fragment(" " * room))
    return made
