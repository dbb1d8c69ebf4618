"""The inboxes, by domain, with what needs a human in each; and the views that were saved."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.ui.inbox.sidebar_line import Entry, inbox_line, widths
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.source import Rows


class Sidebar(LineList[Entry]):
    """What is to know of an inbox stands at the right, each number with its sign."""

    DEFAULT_CSS = "Sidebar { width: 30; background: $surface; }"
    one_click = True

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self.glyphs: Glyphs = UNICODE
        self._columns: tuple[int, ...] = ()

    def fill(self, entries: Sequence[Entry], chosen: str) -> None:
        """Show these lines; the cursor stays on the line whose query was chosen or, while it moves, where it is."""
        here = self.current
        query = here.query if self.has_focus and here is not None else chosen
        at = next((i for i, entry in enumerate(entries) if entry.kind != "heading" and entry.query == query), 0)
        self._columns = widths(entries, self.glyphs, clock.now())
        self.show(Rows(entries), cursor=at, keep_row=True)

    def fragments(self, item: Entry, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return (inbox_line(item, self._columns, width - 1, self.glyphs, clock.now()),)  # a gap to the list

    def move_to(self, index: int) -> None:
        """Like the list's, but headings are stepped over in the direction of the move."""
        step = 1 if index >= self.cursor else -1
        index = max(0, min(index, self.count - 1))
        while 0 <= index < self.count and (entry := self.item(index)) is not None and entry.kind == "heading":
            index += step
        if 0 <= index < self.count:
            super().move_to(index)
