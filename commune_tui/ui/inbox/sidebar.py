"""The inboxes, by domain, with what needs a human in each; and the views that were saved."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.ui.inbox.sidebar_line import Entry, inbox_line
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.source import Rows


class Sidebar(LineList[Entry]):
    """Whoever needs a word stands out; what the list shows is marked while the cursor is somewhere else."""

    DEFAULT_CSS = "Sidebar { background: $surface; }"
    one_click = True

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self.glyphs: Glyphs = UNICODE
        self._entries: tuple[Entry, ...] = ()
        self._chosen = ""

    def fill(self, entries: Sequence[Entry], chosen: str) -> None:
        """Show these lines; the cursor stays on the line whose query was chosen or, while it moves, where it is."""
        here = self.current
        query = here.query if self.has_focus and here is not None else chosen
        at = next((i for i, entry in enumerate(entries) if entry.kind != "heading" and entry.query == query), 0)
        if (shown := (tuple(entries), chosen, at)) != (self._entries, self._chosen, self.cursor):
            self._entries, self._chosen, _ = shown
            self.show(Rows(self._entries), cursor=at, keep_row=True)

    def fragments(self, item: Entry, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return (inbox_line(item, width - 1, self.glyphs),)  # a gap to the list

    def is_marked(self, item: Entry) -> bool:
        return self.has_focus and item != self.current and item.kind != "heading" and item.query == self._chosen

    def move_to(self, index: int) -> None:
        """Like the list's, but headings are stepped over in the direction of the move."""
        step = 1 if index >= self.cursor else -1
        index = max(0, min(index, self.count - 1))
        while 0 <= index < self.count and (entry := self.item(index)) is not None and entry.kind == "heading":
            index += step
        if 0 <= index < self.count:
            super().move_to(index)
