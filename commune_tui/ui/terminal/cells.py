"""The cells of a terminal, and the fewest codes that turn those that stand there into others. Needs no Textual.

After anything whose width terminals disagree about, the cursor is placed by column, so that the rest of the row stays
aligned whatever the terminal thought. What goes into a cell passes :func:`.outgoing.outgoing`; links (OSC 8) are never
written, and no other escape sequence is made than cursor moves and colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from commune_tui.text import narrow, spans
from commune_tui.ui.terminal import colours
from commune_tui.ui.terminal.outgoing import outgoing

_ATTRIBUTES = ((1, "1", "22"), (2, "2", "22"), (4, "3", "23"), (8, "4", "24"), (64, "7", "27"), (256, "9", "29"))
KNOWN_ATTRIBUTES = sum(bit for bit, _, _ in _ATTRIBUTES)
_REVERSE = 64
_SHOWS_ON_BLANKS = _REVERSE | 8 | 256  # underline, strike
_GAP = 3
_LONGEST = 24
"""A cluster is drawn in at most so many cells by whoever takes it apart; longer ones are rare, and are drawn once."""


class Pen(NamedTuple):
    """How a cell is drawn: attribute bits, and the codes of its two colours."""

    attributes: int = 0
    front: str = "39"
    back: str = "49"


PLAIN = Pen()
Cell = tuple[str, Pen]
_WIDE_REST = ""  # the text of the second cell of a wide character


def _of_blank(pen: Pen) -> Pen:
    """How a blank is drawn: the colour of its letters does not show, so that any will do (``front`` is empty)."""
    if pen.attributes & _SHOWS_ON_BLANKS == _REVERSE and (back := colours.behind(pen.front)):
        return Pen(0, "", back)
    return pen if pen.attributes & _SHOWS_ON_BLANKS else Pen(0, "", pen.back)


def _fits(pen: Pen, now: Pen) -> bool:
    """Whether a cell of ``pen`` can be drawn as the terminal draws ``now``."""
    return pen == now or (not pen.front and pen.back == now.back and not now.attributes & _SHOWS_ON_BLANKS)


def _to_draw(cells: Sequence[Cell], index: int, now: Pen) -> Pen:
    """The pen for a cell: for a blank the one at hand, or that of the letter after it, where both look the same."""
    pen = cells[index][1]
    if _fits(pen, now):
        return now
    if pen.front:
        return pen
    letter = next((other for _, other in cells[index:] if other.front), None)
    return letter if letter is not None and _fits(pen, letter) else Pen(0, now.front, pen.back)


def between(old: Pen, new: Pen) -> str:
    """The shortest code sequence that turns one pen into another (without its escape and ``m``)."""
    if new == PLAIN:
        return "" if old == PLAIN else "0"
    added, removed = new.attributes & ~old.attributes, old.attributes & ~new.attributes
    codes = list(dict.fromkeys(off for bit, _, off in _ATTRIBUTES if removed & bit))
    if "22" in codes:  # one code ends both bold and dim
        added |= new.attributes & 3
    codes += [on for bit, on, _ in _ATTRIBUTES if added & bit]
    if new.front != old.front:
        codes.append(new.front)
    if new.back != old.back:
        codes.append(new.back)
    return ";".join(codes)


class _Drawn(dict[str, Cell]):
    """The cells that a pen draws, by their text: the same each time, so that few are made and they compare fast."""

    def __init__(self, pen: Pen) -> None:
        super().__init__({" ": (" ", _of_blank(pen))})
        self.pen = pen

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = text, self.pen
        return cell


_drawn = lru_cache(512)(_Drawn)
Part = tuple[int, int, list[Cell]]
"""(row, column of the first, cells)."""


def cells_of(text: str, pen: Pen, signs: Callable[[str], str] | None = None) -> list[Cell]:
    """The cells of a text in one pen; ``signs`` makes of it what this terminal can draw, in as many cells."""
    safe = outgoing(text) if signs is None else outgoing(signs(text))
    drawn = _drawn(pen)
    if narrow(safe):
        return list(map(drawn.__getitem__, safe))
    cells: list[Cell] = []
    for grapheme, width in spans(safe):
        if width == 0:  # a mark with nothing to stand on takes no cell, so it is left out
            continue
        cells.append((grapheme, pen) if grapheme != " " else drawn[" "])
        cells.extend([(_WIDE_REST, pen)] * (width - 1))
    return cells


class TerminalCells:
    """A copy of the cells of one terminal."""

    def __init__(self) -> None:
        self._rows: list[list[Cell | None]] = []
        self._size = (0, 0)

    def forget(self) -> None:
        """What stands on the terminal is not known any more (resized, suspended, redrawn by hand)."""
        self._rows = []
        self._size = (0, 0)

    def paint(self, parts: Iterable[Part], width: int, height: int) -> str:
        """The codes that bring the terminal to these cells; empty when they stand there already."""
        if (width, height) != self._size:
            self._size = (width, height)
            self._rows = [[None] * width for _ in range(height)]
        out: list[str] = []
        pen = PLAIN
        for y, x, new in parts:
            if 0 <= y < height:
                pen = self._paint_row(out, pen, y, x, new)
        if pen != PLAIN:
            out.append("\x1b[0m")
        return "".join(out)

    def _paint_row(self, out: list[str], pen: Pen, y: int, x: int, new: list[Cell]) -> Pen:
        row = self._rows[y]
        room = max(0, len(row) - x)
        if room and len(new) > room and new[room][0] == _WIDE_REST:
            new[room - 1] = (" ", _of_blank(new[room - 1][1]))  # half a wide character does not fit
        del new[room:]
        self._spill(new, row, x)
        if new == row[x : x + len(new)]:
            return pen
        at = -1  # the column the terminal's cursor should stand in, if it is in this row
        sure = False  # that it stands there: not after what terminals draw in different widths
        spilt = 0  # up to here a terminal may have drawn parts of a cluster that is one cell or two for us
        index = 0
        while index < len(new):
            if new[index] == row[x + index]:
                index += 1
                continue
            start = index
            while start > 0 and new[start][0] == _WIDE_REST:
                start -= 1
            column = x + start
            between_them = new[at - x : start] if at >= 0 else []
            if sure and 0 < len(between_them) <= _GAP and all(_fits(cell[1], pen) for cell in between_them):
                start = at - x  # a few equal cells cost less than a jump over them
            elif at != column:
                out.append(f"\x1b[{column + 1}G" if at >= 0 else _place(y, column))
                sure = True
            index = start
            while index < len(new):
                cell = new[index]
                text, cell_pen = cell
                if cell == row[x + index] and index != start and index >= spilt and text != _WIDE_REST:
                    break
                row[x + index] = cell
                index += 1
                if text == _WIDE_REST:
                    continue
                if cell_pen != pen:
                    cell_pen = _to_draw(new, index - 1, pen)
                if not sure:
                    out.append(f"\x1b[{x + index}G")
                    sure = True
                if cell_pen != pen:
                    out.append(f"\x1b[{between(pen, cell_pen)}m")
                    pen = cell_pen
                wide = index < len(new) and new[index][0] == _WIDE_REST
                if wide and len(text) > 1:  # where it is drawn narrower, no old letter or colour may stay
                    out.append(f"  \x1b[{x + index}G")
                out.append(text)
                if len(text) > 1:
                    spilt = index - 1 + 2 * len(text)
                if len(text) > 1 or text >= "\U00001100":
                    while index < len(new) and new[index][0] == _WIDE_REST:
                        row[x + index] = new[index]
                        index += 1
                    sure = _agreed(text)
            at = x + index
            if at >= len(row):
                at = -1  # the cursor may hang at the margin; only an absolute move is safe now
        return pen

    @staticmethod
    def _spill(new: list[Cell], row: Sequence[Cell | None], x: int) -> None:
        """What stands behind a pane is drawn again where a terminal may have drawn parts of its last clusters."""
        first = max(0, len(new) - _LONGEST)
        reach = max((at + 2 * len(new[at][0]) for at in range(first, len(new)) if len(new[at][0]) > 1), default=0)
        while x + len(new) < len(row) and (cell := row[x + len(new)]) is not None:
            if len(new) >= reach and cell[0] != _WIDE_REST:
                break
            new.append(cell)


def _place(y: int, x: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"


def _agreed(text: str) -> bool:
    """Whether every terminal gives this text the same number of cells (CJK and kana are; emoji are not, nor numbers
    in circles on black squares, nor hexagrams: measured with xterm and VTE)."""
    if len(text) > 1:
        return False
    if text < "\u1100" or "\uac00" <= text < "\ud7a4":
        return True
    return "\u2e80" <= text < "\ua4d0" and not ("\u3248" <= text < "\u3250" or "\u4dc0" <= text < "\u4e00")
