"""The keys that help on a screen: what they do, which of them fit a line, and which stands at a place of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from commune_tui.text import cells


class Hint(NamedTuple):
    """``keys`` as they are read, and what they do. ``command`` is what a click does; without one it presses the keys.

    ``key_role`` is how the keys are drawn; a hint with neither keys nor command only says something. Keys that do
    several things have a comma between them: ``Up, Down``.
    """

    keys: str
    words: str
    command: str = ""
    key_role: str = "dim"

    @property
    def text(self) -> str:
        return f"{self.keys} {self.words}" if self.keys else self.words

    def key_at(self, x: int) -> str:
        """The key that a click presses: the one at this cell of the hint, the first one on the words."""
        each = self.keys.split(", ")
        for key in each:
            if x < cells(key):
                return key.partition(" ")[0]
            x -= cells(key) + len(", ")
        return each[0].partition(" ")[0]


def fit(hints: Sequence[Hint], room: int) -> tuple[list[Hint], str]:
    """The hints that stand in so many cells, none of them cut, and the gap between them. From the right they go, but
    the last one, which leads to all others.
    """
    shown = list(hints)
    for gap in ("   ", "  "):
        if _width(shown, gap) <= room:
            return shown, gap
    while len(shown) > 2 and _width(shown, "   ") > room:
        del shown[-2]
    return shown, "   "


def at(hints: Sequence[Hint], gap: str, x: int) -> tuple[Hint, str] | None:
    """The hint that stands at a cell of a line that was drawn so, and which of its keys; none between two."""
    start = 1
    for hint in hints:
        end = start + cells(hint.text)
        if start <= x < end:
            return hint, hint.key_at(x - start)
        start = end + len(gap)
    return None


def _width(hints: Sequence[Hint], gap: str) -> int:
    return 1 + sum(cells(hint.text) for hint in hints) + len(gap) * (len(hints) - 1)
