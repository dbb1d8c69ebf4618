"""A Body at a width: screen rows by index, made only as far as they are asked for. Knows no parser and no widget."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commune_tui.body.breaks import breaks
from commune_tui.body.grid import grid
from commune_tui.body.lines import Body, Kind, Line, Span, Style
from commune_tui.text import cells, cut

_BAR = "│ "
_MOST_BARS = 6
_LEAST = 8
_EXACT = frozenset(("code", "diff", "log"))
_WHOLE = _EXACT | {"row", "rule"}
"""Kinds that may use the whole width; the rest is prose."""


@dataclass(frozen=True, slots=True)
class Row:
    """One screen row: spans that take at most the width, bars and indent included.

    ``line`` is the index in ``Body.lines``; ``fold`` the index of a closed fold that this row stands for, else -1.
    """

    spans: tuple[Span, ...]
    kind: Kind
    line: int
    fold: int = -1

    @property
    def text(self) -> str:
        """The row as plain text."""
        return "".join(span.text for span in self.spans)


class Wrapped:
    """Random access to the rows of a body at one width.

    ``closed`` are indexes into ``body.folds`` that show as one row. ``height`` is how many rows are known by now; it is
    exact once ``complete``. ``row(i)`` makes as many rows as it needs; ``advance`` lets a screen spend idle time.
    ``prose`` is the width beyond which text is not let run, for the eye; 0 for none. Code and tables use all of it.
    """

    def __init__(self, body: Body, width: int, closed: frozenset[int] = frozenset(), *, prose: int = 0) -> None:
        self.body = body
        self.width = max(width, 1)
        self._prose = min(self.width, prose) if prose > 0 else self.width
        self.closed = closed
        self.complete = False
        self._folded = {body.folds[index].first: index for index in closed if 0 <= index < len(body.folds)}
        self._places: list[tuple[int, int, int]] = []
        self._source = self._walk()
        self._grid: tuple[int, list[tuple[Span, ...]]] = (-1, [])
        self._offsets: tuple[int, list[int]] = (-1, [])

    @property
    def height(self) -> int:
        """Rows known by now."""
        return len(self._places)

    @property
    def estimate(self) -> int:
        """A guess of the final height, for a scroll bar; never below ``height``."""
        if self.complete or not self._places:
            return self.height if self.complete else max(1, len(self.body.lines))
        done = max(1, self._places[-1][0])
        return max(self.height, self.height * len(self.body.lines) // done)

    def advance(self, rows: int) -> bool:
        """Makes up to ``rows`` more rows; True when all are known."""
        for _ in range(rows):
            place = next(self._source, None)
            if place is None:
                self.complete = True
                break
            self._places.append(place)
        return self.complete

    def row(self, index: int) -> Row | None:
        """The row at ``index`` (from 0); None beyond the end."""
        if index < 0:
            return None
        if index >= len(self._places):
            self.advance(index + 1 - len(self._places))
            if index >= len(self._places):
                return None
        return self._row(*self._places[index])

    def rows(self, first: int, count: int) -> list[Row]:
        """Up to ``count`` rows from ``first``."""
        found = (self.row(index) for index in range(first, first + count))
        return [row for row in found if row is not None]

    def _walk(self) -> Iterator[tuple[int, int, int]]:
        """(line, start, end) for text; (line, n, -1) for the n-th row of a table row; (line, -2, fold) for a fold."""
        index = 0
        lines = self.body.lines
        while index < len(lines):
            if index in self._folded:
                yield index, -2, self._folded[index]
                index = self.body.folds[self._folded[index]].last + 1
                continue
            line = lines[index]
            room = self._room(line)
            if line.cells and line.table is not None and (cut := grid(line, room)) is not None:
                self._grid = (index, cut)
                for number in range(len(cut)):
                    yield index, number, -1
            elif line.kind == "rule":
                yield index, 0, 0
            else:
                text = "".join(span.text for span in line.spans)
                for start, end in breaks(text, room, line.kind not in _EXACT):
                    yield index, start, end
            index += 1

    def _gutter(self, line: Line, first: bool) -> list[Span]:
        bars = min(line.quote, _MOST_BARS, max(0, self.width - _LEAST) // len(_BAR))
        indent = min(line.indent, max(0, self.width - 2 * bars - _LEAST) // 2)
        marker = line.marker if cells(line.marker) <= max(0, self.width - 2 * bars - indent - _LEAST // 2) else ""
        spans = [Span(_BAR * bars, "dim")] if bars else []
        if indent:
            spans.append(Span(" " * indent))
        if marker:
            spans.append(Span(marker if first else " " * cells(marker), "dim"))
        if line.hang and not first and self.width > 2 * _LEAST:
            spans.append(Span(" " * line.hang))
        return spans

    def _room(self, line: Line) -> int:
        width = self.width if line.kind in _WHOLE else self._prose
        return max(1, width - sum(cells(span.text) for span in self._gutter(line, False)))

    def _row(self, index: int, start: int, end: int) -> Row:
        line = self.body.lines[index]
        if start == -2:
            fold = self.body.folds[end]
            return Row((Span(cut(f"▸ {fold.title}", self.width), "dim"),), "marker", index, end)
        gutter = self._gutter(line, start == 0)
        if end == -1:
            if self._grid[0] != index:
                self._grid = (index, grid(line, self._room(line)) or [])
            return Row((*gutter, *self._grid[1][start]), line.kind, index)
        if line.kind == "rule":
            return Row((*gutter, Span("─" * self._room(line), "dim")), line.kind, index)
        return Row((*gutter, *self._cut(index, line, start, end)), line.kind, index)

    def _cut(self, index: int, line: Line, start: int, end: int) -> list[Span]:
        """The spans of a line between two offsets, styled by the kind of the line."""
        if self._offsets[0] != index:
            offsets, total = [0], 0
            for span in line.spans:
                total += len(span.text)
                offsets.append(total)
            self._offsets = (index, offsets)
        offsets = self._offsets[1]
        found: list[Span] = []
        at = max(0, bisect_right(offsets, start) - 1)
        while at < len(line.spans) and offsets[at] < end:
            span = line.spans[at]
            text = span.text[max(0, start - offsets[at]) : end - offsets[at]]
            if text:
                found.append(replace(span, text=text, style=_style(line, span)))
            at += 1
        return found


def _style(line: Line, span: Span) -> Style:
    if span.style != "plain":
        return span.style
    if line.kind == "heading":
        return "heading"
    return "dim" if line.kind in ("signature", "marker", "preheader") else "plain"
