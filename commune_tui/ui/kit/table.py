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
        """Show these rows; ``stay`` keeps the cursor on its line."""
        self.show(Rows(rows), cursor=self.cursor if stay else 0, keep_row=stay)

    def fragments(self, item: Row, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return (fitting(item.fragments, width),)
