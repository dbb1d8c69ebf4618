"""List, sidebar and conversation: which of them stand beside each other, and which has the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.ui.inbox.sidebar import Sidebar
from commune_tui.ui.inbox.thread_list import ThreadList
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.ui.thread.reader import Reader

WIDE = 150
NARROW = 100
ALONE = 70


class Panes:
    """Those of the main screen."""

    def __init__(self, screen: CommuneScreen) -> None:
        self._screen = screen
        self.threads, self.sidebar = ThreadList(), Sidebar()
        self._reader: Reader | None = None  # there after the first frame, and before the first key

    @property
    def reader(self) -> Reader:
        assert self._reader is not None
        return self._reader

    @reader.setter
    def reader(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def in_reader(self) -> bool:
        """Whether the conversation has the keys."""
        return self._reader is not None and self._screen.focused is self._reader

    @property
    def in_inboxes(self) -> bool:
        """Whether the sidebar has the keys."""
        return self._screen.focused is self.sidebar

    def fit(self, width: int | None = None) -> None:
        """Which panes stand beside each other: three when wide, two, or the one that has the focus."""
        width = self._screen.size.width if width is None else width
        reading, wanted = self._reader is not None and self._reader.is_open, self.in_inboxes
        if self._reader is not None:
            self._reader.display = reading
        self.sidebar.display = wanted or (width >= NARROW and (not reading or width >= WIDE))
        self.threads.display = (not reading or width >= WIDE) and not (wanted and width < ALONE)
        beside = max(30, min(36, width * 2 // 7)) if width >= NARROW else 36
        self.sidebar.styles.width = "1fr" if width < ALONE else beside

    def focus(self, pane: ThreadList | Sidebar | Reader) -> None:
        """Give a pane the keys, and show the keys that work there."""
        pane.display = True
        self._screen.set_focus(pane)  # at once, so that the panes are laid out and drawn only once
        self.fit()
        self._screen.query_one(StatusLine).refresh_keys()

    def focus_next(self) -> None:
        """Give the next of the panes that show the keys."""
        panes = [pane for pane in (self.sidebar, self.threads, self.reader) if pane.display]
        at = next((i for i, pane in enumerate(panes) if pane is self._screen.focused), -1)
        if panes:
            self.focus(panes[(at + 1) % len(panes)])

    def close_reader(self) -> None:
        """Back to the list, which stands where it stood."""
        if self.reader.is_open:
            self.reader.close()
            self._screen.program.session.viewing.open_thread(None)
            self.focus(self.threads)

    def look(self) -> None:
        """Tell the session what is on the screen."""
        rows = [row.id for row in self.threads.visible_items()]
        self._screen.program.session.viewing.look_at(rows, self.threads.selected)
