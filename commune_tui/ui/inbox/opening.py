"""Opening a thread, going on to the next, and back to the list."""

from __future__ import annotations

from commune_tui.actions import lists
from commune_tui.actions.action import Suggestion
from commune_tui.actions.looking import read
from commune_tui.actions.views import SavedView
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.sidebar_line import Entry
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen


class OpeningCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, panes: Panes, view: View) -> None:
        self._screen, self._panes, self._view = screen, panes, view

    def do_list_open(self) -> None:
        if self._panes.in_inboxes:
            self._choose_entry()
            return
        row = self._panes.threads.current
        if row is None:
            self._screen.tell("There is no thread here.")
            return
        self.read_thread(row.id)

    def read_thread(self, thread_id: str) -> None:
        """Open a conversation, whether it stands in the list or not; where it does, the cursor goes there."""
        self._panes.open_reader(thread_id)
        session = self._screen.program.session
        self._screen.program.attempt(read(session, self._panes.reader.talk.thread))

    def _choose_entry(self) -> None:
        entry = self._panes.sidebar.current
        if not isinstance(entry, Entry) or entry.kind == "heading":
            return
        if entry.kind == "view":
            self._view.show_saved(SavedView(entry.label, entry.query))
        else:
            self._view.shows = self._view.shows._replace(scope=entry.query)
            self._view.open(stay=False)
            self._panes.focus(self._panes.threads)

    def do_reader_list(self) -> None:
        self._panes.close_reader()

    def do_reader_next_thread(self) -> None:
        self.step_thread(1)

    def do_reader_previous_thread(self) -> None:
        self.step_thread(-1)

    @property
    def _left_the_list(self) -> bool:
        """Whether the open conversation is no more in the list: the cursor is on the thread that came after it."""
        row = self._panes.threads.current
        return row is not None and self._panes.in_reader and row.id != self._panes.reader.thread_id

    def step_thread(self, rows: int) -> None:
        """Open the next thread of the list (1) or the one before (-1)."""
        if rows > 0 and self._left_the_list:
            self.do_list_open()
            return
        before = self._panes.threads.cursor
        self._panes.threads.move_by(rows)
        if self._panes.threads.cursor == before:
            self._screen.tell(lists.no_more(rows))
        else:
            self.do_list_open()

    def move_on(self) -> None:
        """After an act that finishes a thread: the cursor, and the conversation if it has the keys, go to the next."""
        if not self._panes.in_reader:
            if not self._panes.threads.selected:
                self._panes.threads.move_by(1)
        elif self._left_the_list:
            self.do_list_open()
        elif self._panes.threads.cursor < self._panes.threads.count - 1:
            self._panes.threads.move_by(1)
            self.do_list_open()
        else:
            self._panes.close_reader()

    def do_app_back(self) -> None:
        if not self._back():
            self._screen.tell(lists.FIRST_LIST)

    def do_app_leave(self) -> None:
        if self._back():
            return
        if objection := lists.not_yet(self._screen.program.session):
            self._ask_to_leave(objection)
        else:
            self._screen.program.exit(0)

    def _ask_to_leave(self, why_not: str) -> None:
        """Asked once, and not answered by the key that asked: a key too many leaves no mail behind."""
        kept = (
            "the demo and its mail end" if self._screen.program.demo else "it is kept, and leaves after the next start"
        )
        answers = (Suggestion("n", "stay"), Suggestion("y", f"leave: {kept}"))

        def then(answer: str) -> None:
            if answer.strip()[-1:] == "y":
                self._screen.program.exit(0)

        self._screen.ask(
            Question(
                "leave all the same?",
                then,
                suggest=lambda _: answers,
                check=lambda line: None if line.strip()[-1:] in ("y", "n") else "y leaves, n stays, and so does Esc.",
                take_first=True,
                at_once={"y": "y", "n": "n"},
            ),
            self._screen.program.worded(why_not),
        )

    def _back(self) -> bool:
        """One level back; false at the root, which is the first split with nothing that narrows it."""
        view = self._view
        if self._panes.in_reader:
            way_back = self._screen.program.go.way_back(self._panes.reader.thread_id)
            self._panes.close_reader()
            if way_back is not None:
                self._screen.program.push_screen(way_back)
        elif self._panes.in_inboxes:
            self._panes.focus(self._panes.threads)
        elif self._panes.threads.selected:
            self._panes.threads.select_none()
            self._screen.tell("Nothing is selected.")
        elif (wider := view.shows.wider()) is not None:
            same = wider.split is view.shows.split
            view.shows = wider
            view.open(stay=same)
        else:
            return False
        return True
