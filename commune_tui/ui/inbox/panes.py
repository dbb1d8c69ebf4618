"""List, sidebar and conversation: where they stand, which of them has the keys, and that they never disagree."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textual.containers import Container
from textual.widget import Widget

from commune_tui.ui.inbox.layout import Layout, chosen, kept_as, planned
from commune_tui.ui.inbox.sidebar import Sidebar
from commune_tui.ui.inbox.thread_list import ThreadList
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.ui.inbox.following import Following
    from commune_tui.ui.thread.reader import Reader


class Panes:
    """Those of the main screen. There is one cursor: the conversation shows the thread on which that of the list
    stands, whichever of the two has the keys. A conversation that the list does not have leaves the list none."""

    def __init__(self, screen: CommuneScreen) -> None:
        self._screen = screen
        self.threads, self.sidebar = ThreadList(), Sidebar()
        self.pair = Container(self.threads, id="pair")
        self.around = 2
        """Rows of the screen that are not theirs: the splits, the status line."""
        self._usual_lines = 1
        self._layouts: dict[str, Layout] = {}
        self._reader: Reader | None = None  # there after the first frame, and before the first key
        self.has_keys: Widget = self.threads
        """The pane that has them, or that has them again when a question at the bottom is answered."""

    @property
    def reader(self) -> Reader:
        assert self._reader is not None
        return self._reader

    async def complete(self, reader: Reader) -> None:
        """The conversation is there, too."""
        await self.pair.mount(reader)
        self._reader = reader
        self.fit()

    @cached_property
    def following(self) -> Following:
        """What lets the conversation follow the cursor of the list."""
        from commune_tui.ui.inbox.following import Following

        return Following(self._screen, self)

    @property
    def in_reader(self) -> bool:
        """Whether the conversation has the keys, or a question that was asked in it."""
        return self._reader is not None and self.has_keys is self._reader

    @property
    def in_inboxes(self) -> bool:
        """Whether the sidebar has the keys."""
        return self.has_keys is self.sidebar

    @property
    def previews(self) -> bool:
        """Whether a conversation shows that nobody opened: the one under the cursor."""
        return self._reader is not None and self._reader.display and not self.in_reader

    def layout(self, width: int) -> Layout:
        """Where the conversation stands in a window of this width."""
        name = kept_as(width)
        if name not in self._layouts:
            self._layouts[name] = chosen(self._screen.program.session.preferences.get(name), width)
        return self._layouts[name]

    def lay_out(self, layout: Layout) -> None:
        """Put the conversation somewhere else."""
        self._layouts[kept_as(self._screen.size.width)] = layout
        self.fit()
        self.follow()
        self.look()

    def change_lines(self) -> None:
        """One line for a thread in place of two, or the other way round; what is usual here is again no choice."""
        lines = 3 - self.threads.lines_per_item
        self.threads.density = 0 if lines == self._usual_lines else lines
        self.fit()

    def fit(self, width: int | None = None, height: int | None = None) -> None:
        """Put every pane where it belongs in a window of this size."""
        size = self._screen.size
        width, height = size.width if width is None else width, size.height if height is None else height
        room = height - self.around
        plan = planned(width, room, self.layout(width), reading=self.in_reader, in_inboxes=self.in_inboxes)
        self._usual_lines = plan.lines
        self.threads.set_lines(self.threads.density or plan.lines)
        self.sidebar.display, self.threads.display = plan.sidebar > 0, plan.threads
        self.sidebar.styles.width = plan.sidebar
        self.pair.display = plan.threads or plan.reader
        self.pair.styles.layout = "vertical" if plan.below else "horizontal"
        self.threads.styles.width = plan.list_size if plan.list_size and not plan.below else "1fr"
        self.threads.styles.height = plan.list_size if plan.below else "1fr"
        if self._reader is not None:
            self._reader.display = plan.reader

    def focus(self, pane: ThreadList | Sidebar | Reader) -> None:
        """Give a pane the keys, and show the keys that work there."""
        pane.display = True
        self.has_keys = pane
        self._screen.set_focus(pane)  # at once, so that the panes are laid out and drawn only once
        self.fit()
        self._screen.query_one(StatusLine).refresh_keys()

    def after_this(self) -> ThreadList | Sidebar | Reader:
        """The next of the panes that show."""
        panes = [pane for pane in (self.sidebar, self.threads, self.reader) if pane.display]
        at = next((i for i, pane in enumerate(panes) if pane is self.has_keys), -1)
        return panes[(at + 1) % len(panes)]

    def open_reader(self, thread_id: str) -> None:
        """Read a conversation, whether it stands in the list or not; where it does, the cursor goes there."""
        self.following.stop()
        self.reader.open(thread_id)
        self.focus(self.reader)
        self.agree()
        self._screen.program.session.viewing.open_thread(thread_id)

    def close_reader(self) -> None:
        """Back to the list; the thread under its cursor is only looked at again."""
        if not self.in_reader:
            return
        self._screen.program.session.viewing.open_thread(None)
        self.focus(self.threads)
        self.agree()
        if self.previews:
            self.reader.only_looked_at = True
            self.following.now()
        else:
            self.reader.close()

    def agree(self) -> None:
        """The cursor of the list stands on the conversation that is read, or nowhere where the list has it not."""
        threads, place = self.threads, None
        if self.in_reader:
            row, listing = self.reader.talk.thread, threads.listing
            place = listing.place(row.seq) if row is not None and listing is not None else None
            if place is not None:
                threads.move_to(place)
        threads.show_cursor(shown=place is not None or not self.in_reader)

    def follow(self) -> None:
        """The list has other threads, or another size: the conversation shows the one under the cursor."""
        if self.previews:
            if (row := self.threads.current) is None or row.id != self.reader.thread_id:
                self.following.moved()
        elif self._reader is not None and not self.in_reader:
            self.following.stop()
            self.reader.close()

    def look(self) -> None:
        """Tell the session what is on the screen."""
        rows = [row.id for row in self.threads.visible_items()]
        self._screen.program.session.viewing.look_at(rows, self.threads.selected)
