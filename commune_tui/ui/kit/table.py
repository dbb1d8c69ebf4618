"""A list whose rows say themselves how they read: tables of a few hundred rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from commune_tui.ui.kit.fragments import Fragment, fitting
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.source import Rows


class Row(NamedTuple):
    """One row: its fragments, and what it is about (for whoever opens it)."""

    fragments: tuple[Fragment, ...]
    about: Any = None


class Table(LineList[Row]):
    """Shows rows as they are; one that is too long ends with the sign of a cut."""

    def fill(self, rows: Sequence[Row], *, stay: bool = True) -> None:
        """Show these rows; ``stay`` keeps the cursor on what its row is about, wherever that stands now, or on its line
        where it is gone or has no ``id``."""
        self.show(Rows(rows), cursor=self._place(rows) if stay else 0, keep_row=stay)

    def _place(self, rows: Sequence[Row]) -> int:
        at, wanted = self.cursor, _id(self.current)
        if wanted is None or (at < len(rows) and _id(rows[at]) == wanted):
            return at
        return next((place for place, row in enumerate(rows) if _id(row) == wanted), at)

    def fragments(self, item: Row, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return (fitting(item.fragments, width),)


def _id(row: Row | None) -> object:
    """The id of what a row is about; ``None`` where that has none."""
    return getattr(row.about, "id", None) if row is not None else None
