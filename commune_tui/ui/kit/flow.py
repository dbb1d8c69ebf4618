"""Sections below each other, of heights that are only guessed until somebody looks: geometry without drawing.

A place is (section, row in it). Whoever scrolls holds a place, not a line: a section above that turns out longer or
shorter than guessed then moves nothing on the screen. Knows no mail.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

Place = tuple[int, int]


class Tall(Protocol):
    """Something with a height."""

    @property
    def height(self) -> int:
        """Rows, as far as they are known; at least 1."""

    def settle(self, rows: int) -> None:
        """Make the height exact, or at least right for the first ``rows`` rows."""


class Flow:
    """Sections in order. After a section was exchanged or settled outside, call :meth:`measure`."""

    def __init__(self, sections: Sequence[Tall]) -> None:
        self.sections = sections
        self._tops: list[int] = []
        self.measure()

    def measure(self) -> None:
        """Read every height again."""
        self._tops = [0, *accumulate(section.height for section in self.sections)]

    @property
    def height(self) -> int:
        """All rows, known and guessed."""
        return self._tops[-1]

    def line_of(self, place: Place) -> int:
        """The line at which a place stands now."""
        section, row = place
        return self._tops[min(section, len(self._tops) - 1)] + row

    def place_at(self, line: int) -> Place:
        """The place at a line; beyond an end, the nearest."""
        if not self.sections:
            return 0, 0
        line = max(0, min(line, self.height - 1))
        section = min(bisect_right(self._tops, line) - 1, len(self.sections) - 1)
        return section, line - self._tops[section]

    def settle(self, place: Place, rows: int) -> None:
        """Make everything from a place on exact for ``rows`` rows. Nothing above the place changes."""
        section, row = place
        left = rows + row
        changed = False
        while left > 0 and section < len(self.sections):
            before = self.sections[section].height
            self.sections[section].settle(left)
            after = self.sections[section].height
            changed = changed or after != before
            left -= after
            section += 1
        if changed:
            self.measure()

    def moved(self, place: Place, rows: int) -> Place:
        """The place ``rows`` further down, or up where negative; stops at the ends."""
        section, row = place
        if not self.sections:
            return 0, 0
        if rows >= 0:
            self.settle(place, rows + 1)
            return self.place_at(self.line_of(place) + rows)
        row += rows
        changed = False
        while row < 0 and section > 0:
            section -= 1
            before = self.sections[section].height
            self.sections[section].settle(before + 1)
            changed = changed or self.sections[section].height != before
            row += self.sections[section].height
        if changed:
            self.measure()
        return section, max(0, row)

    def fitted(self, place: Place, rows: int) -> Place:
        """The place, or an earlier one so that ``rows`` rows are filled when there are so many."""
        self.settle(place, rows)
        missing = rows - (self.height - self.line_of(place))
        return self.moved(place, -missing) if missing > 0 else place
