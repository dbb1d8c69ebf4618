"""Moving a cursor through a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commune_tui.ui.kit.line_list import LineList


class CursorCommands:
    """Part of a screen with a list. ``rows`` says which list moves now."""

    def __init__(self, rows: Callable[[], LineList[Any]]) -> None:
        self._rows = rows

    def do_list_down(self) -> None:
        self._rows().move_by(1)

    def do_list_up(self) -> None:
        self._rows().move_by(-1)

    def do_list_top(self) -> None:
        self._rows().move_to(0)

    def do_list_bottom(self) -> None:
        self._rows().move_to(self._rows().count - 1)

    def do_list_half_down(self) -> None:
        self._rows().move_by(max(1, self._rows().page // 2))

    def do_list_half_up(self) -> None:
        self._rows().move_by(-max(1, self._rows().page // 2))

    def do_list_page_down(self) -> None:
        self._rows().move_by(self._rows().page)

    def do_list_page_up(self) -> None:
        self._rows().move_by(-self._rows().page)


class PagedCommands(CursorCommands):
    """Of a list with no tabs of its own: the keys for those turn its pages."""

    do_list_next_tab = CursorCommands.do_list_page_down
    do_list_previous_tab = CursorCommands.do_list_page_up
