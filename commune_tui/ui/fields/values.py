"""The values of a column beside the table, each with its number of threads; what lacks it is the last of them."""

from __future__ import annotations

from typing import Final

from commune_tui.store.fields import Column
from commune_tui.store.values import Values
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.kit.table import Row, Table

WIDTH: Final = 34


class ValueList(Table):
    """Takes no room until it is opened."""

    DEFAULT_CSS = f"ValueList {{ width: {WIDTH}; display: none; border-left: none; }}"

    def __init__(self) -> None:
        super().__init__(id="values")
        self.shown = False
        self._of: Column | None = None

    @property
    def taken(self) -> int:
        """The cells that it takes beside the table."""
        return WIDTH if self.shown else 0

    def open(self) -> None:
        self.display = self.shown = True

    def close(self) -> None:
        self.display = self.shown = False

    @property
    def choice(self) -> str | None:
        """The value under the cursor, empty for what is missing; ``None`` on a row that is neither."""
        return self.current.about if self.current is not None else None

    def fill_with(self, column: Column, found: Values, glyphs: Glyphs) -> None:
        """Show the values of a column; the cursor stays in its line while it is the same column."""
        room = WIDTH - 12
        made = [Row((Fragment(f"{glyphs.bar} {cut(column.title, WIDTH - 4)}", "group"),))]
        made += [_row(value, f"{count:,}", value, "plain", room, glyphs) for value, count in found.shown]
        if found.distinct > len(found.shown):
            more = f"{found.distinct - len(found.shown):,} more values"
            made.append(Row((Fragment(f"{glyphs.bar} {more}", "dim"),)))
        made.append(_row("missing", f"{found.missing:,}", "", "dim", room, glyphs))
        same = self._of == column
        self._of = column
        self.fill(made, stay=same)
        if not same:
            self.move_to(1)


def _row(said: str, count: str, value: str, role: str, room: int, glyphs: Glyphs) -> Row:
    return Row(
        (
            Fragment(f"{glyphs.bar} ", "dim"),
            Fragment(pad(cut(said, room), room), role),
            Fragment(f"{'':{max(0, 7 - cells(count))}}{count}", "accent"),
        ),
        value,
    )
