"""What stands on the terminal already, so that only what differs is sent.

Textual repaints whole widgets and, after any change of layout, the whole screen. Over SSH that is tens of kilobytes
for a line that opened. Here every frame is laid over a copy of the terminal's cells (:mod:`.cells`) and only the cells
that changed go out, with as few colour codes as the change needs.

Knows Textual's compositor updates (8.2.8) and nothing above them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from commune_tui.ui.terminal import colours
from commune_tui.ui.terminal.cells import KNOWN_ATTRIBUTES, PLAIN, Cell, Pen, TerminalCells, cells_of


@lru_cache(1024)
def code(color: Color, system: ColorSystem, *, front: bool) -> str:
    """The parameters of the sequence (SGR) that chooses ``color``; what is none of our colours is left to Rich."""
    ours = colours.code(color.triplet, system, front=front) if color.triplet is not None else ""
    return ours or ";".join(color.downgrade(system).get_ansi_codes(foreground=front))


class DiffRenderer:
    """Makes codes of Textual's frames. One for each terminal; ``plain`` for one that wants no colours. ``signs`` makes
    of a text what this terminal can draw, in as many cells; ``terminal`` is what stands there already."""

    def __init__(
        self,
        color_system: ColorSystem,
        *,
        plain: bool = False,
        signs: Callable[[str], str] | None = None,
        terminal: TerminalCells | None = None,
    ) -> None:
        self._color_system, self._plain, self._signs = color_system, plain, signs
        self._pens: dict[Style | None, Pen] = {None: PLAIN}
        self._terminal = TerminalCells() if terminal is None else terminal

    def forget(self) -> None:
        """What stands on the terminal is not known any more (resized, suspended, redrawn by hand)."""
        self._terminal.forget()

    def paint(self, update: CompositorUpdate, width: int, height: int) -> str:
        """The codes that bring the terminal to ``update``; empty when it stands there already."""
        return self._terminal.paint(((y, x, self._cells(strips)) for y, x, strips in _parts(update)), width, height)

    def _cells(self, strips: Iterable[Strip]) -> list[Cell]:
        cells: list[Cell] = []
        for strip in strips:
            for text, style, control in strip:
                if text and not control:
                    cells.extend(cells_of(text, self._pen(style), self._signs))
        return cells

    def _pen(self, style: Style | None) -> Pen:
        pen = self._pens.get(style)
        if pen is None:
            assert style is not None
            codes = ["39", "49"]
            for position, color in enumerate((style.color, style.bgcolor)):
                if color is not None and not self._plain:
                    codes[position] = code(color, self._color_system, front=position == 0)
            attributes = style._attributes & style._set_attributes & KNOWN_ATTRIBUTES
            pen = self._pens[style] = Pen(attributes, codes[0], codes[1])
        return pen


def _parts(update: CompositorUpdate) -> Iterator[tuple[int, int, Iterable[Strip]]]:
    """(row, column, strips) of an update, pane by pane from the left, since each pane has its own background."""
    parts = list(_rows(update) if isinstance(update, LayoutUpdate) else _chops(update))
    return iter(sorted(parts, key=lambda part: part[1::-1]))


def _rows(update: LayoutUpdate) -> Iterator[tuple[int, int, Iterable[Strip]]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, [strip]
            x += strip.cell_length


def _chops(update: CompositorUpdate) -> Iterator[tuple[int, int, Iterable[Strip]]]:
    assert isinstance(update, ChopsUpdate)
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > x2 or end <= x1:
                continue
            yield y, x, [strip if x2 > x >= x1 and end <= x2 else strip.crop(0, min(end, x2) - x)]


class Painted(CompositorUpdate):
    """An update that is codes already."""

    def __init__(self, codes: str) -> None:
        self.codes = codes

    def render_segments(self, console: object) -> str:
        return self.codes
