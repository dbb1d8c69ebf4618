"""Moving a cursor through a list."""

from __future__ import annotations

from typing import Any

from commune_tui.ui.widgets.line_list import LineList


class Moving:
    """A screen names the list that moves (:meth:`moving_list`) and gets the commands."""

    def moving_list(self) -> LineList[Any]:
        raise TypeError(f"{type(self).__name__} does not say which list moves")

    def do_list_down(self) -> None:
        self.moving_list().move_by(1)

    def do_list_up(self) -> None:
        self.moving_list().move_by(-1)

    def do_list_top(self) -> None:
        self.moving_list().move_to(0)

    def do_list_bottom(self) -> None:
        rows = self.moving_list()
        rows.move_to(rows.count - 1)

    def do_list_half_down(self) -> None:
        rows = self.moving_list()
        rows.move_by(max(1, rows.page // 2))

    def do_list_half_up(self) -> None:
        rows = self.moving_list()
        rows.move_by(-max(1, rows.page // 2))

    def do_list_page_down(self) -> None:
        rows = self.moving_list()
        rows.move_by(rows.page)

    def do_list_page_up(self) -> None:
        rows = self.moving_list()
        rows.move_by(-rows.page)
