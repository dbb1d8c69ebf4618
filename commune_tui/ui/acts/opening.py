"""Opening a thread, going on to the next, and back to the list."""

from __future__ import annotations

from textual import on

from commune_tui.actions import lists
from commune_tui.actions.views import SavedView
from commune_tui.ui.acts.mailbox import Mailbox
from commune_tui.ui.inbox_line import Entry
from commune_tui.ui.widgets.line_list import LineList


class Opening(Mailbox):
    """Part of the main screen."""

    def do_list_open(self) -> None:
        if self.focused is self.sidebar:
            self._choose_entry()
            return
        row = self.threads.current
        if row is None:
            self.tell("There is no thread here.")
            return
        self.read_thread(row.id)

    def read_thread(self, thread_id: str) -> None:
        """Open a conversation, whether it stands in the list or not; where it does, the cursor goes there."""
        self.reader.display = True
        self.reader.open(thread_id)
        row = self.reader.talk.thread
        place = self.threads.listing.place(row.seq) if row is not None and self.threads.listing is not None else None
        if place is not None:
            self.threads.move_to(place)
        self.focus_pane(self.reader)
        if row is not None and row.unread:
            self.program.attempt(self.session.mark_unread([thread_id], False))
        self.session.open_thread(thread_id)

    def _choose_entry(self) -> None:
        entry = self.sidebar.current
        if not isinstance(entry, Entry) or entry.kind == "heading":
            return
        if entry.kind == "view":
            self.show_view(SavedView(entry.label, entry.query))
        else:
            self.scope = entry.query
            self.open_view(stay=False)
            self.focus_pane(self.threads)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        self.set_focus(event.list)  # at once: where opening leads to has the keys in the end
        self.do_list_open()

    def do_reader_list(self) -> None:
        self.close_reader()

    def do_reader_next_thread(self) -> None:
        self.step_thread(1)

    def do_reader_previous_thread(self) -> None:
        self.step_thread(-1)

    @property
    def _left_the_list(self) -> bool:
        """Whether the open conversation is no more in the list: the cursor is on the thread that came after it."""
        row = self.threads.current
        return row is not None and self.in_reader and row.id != self.reader.thread_id

    def step_thread(self, rows: int) -> None:
        """Open the next thread of the list (1) or the one before (-1)."""
        if rows > 0 and self._left_the_list:
            self.do_list_open()
            return
        before = self.threads.cursor
        self.threads.move_by(rows)
        if self.threads.cursor == before:
            self.tell(lists.no_more(rows))
        else:
            self.do_list_open()

    def move_on(self) -> None:
        """After an act that finishes a thread: the cursor, and the conversation if it has the keys, go to the next."""
        if not self.in_reader:
            if not self.threads.selected:
                self.threads.move_by(1)
        elif self._left_the_list:
            self.do_list_open()
        elif self.threads.cursor < self.threads.count - 1:
            self.threads.move_by(1)
            self.do_list_open()
        else:
            self.close_reader()

    def do_app_back(self) -> None:
        if not self._back():
            self.tell(lists.FIRST_LIST)

    def do_app_leave(self) -> None:
        if self._back():
            return
        if objection := lists.not_yet(self.session):
            self.tell(objection)
        else:
            self.program.exit(0)

    def _back(self) -> bool:
        """One level back; false at the root, which is the first split with nothing that narrows it."""
        if self.reader.is_open:
            way_back = self.program.go.way_back(self.reader.thread_id)
            self.close_reader()
            if way_back is not None:
                self.program.push_screen(way_back)
        elif self.focused is self.sidebar:
            self.focus_pane(self.threads)
        elif self.threads.selected:
            self.threads.select_none()
            self.tell("Nothing is selected.")
        elif (list_ := lists.wider(self.split, self.scope, self.filter)) is not None:
            same = list_[0] is self.split
            self.split, self.scope, self.filter = list_
            self.open_view(stay=same)
        else:
            return False
        return True
