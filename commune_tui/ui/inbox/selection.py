"""Selecting threads: one, a range, what is shown, or everything that a filter matches."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.targets import INBOXES_HAVE_KEYS
from commune_tui.ui.inbox.view import View
from commune_tui.ui.screen import CommuneScreen
from commune_tui.wording import do


class SelectionCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, panes: Panes, view: View) -> None:
        self._screen, self._panes, self._view = screen, panes, view

    def _in_inboxes(self) -> bool:
        """Whether a row of the list is not what a key is about; then the person is told."""
        if self._panes.in_inboxes:
            self._screen.tell(INBOXES_HAVE_KEYS)
        return self._panes.in_inboxes

    def do_select_toggle(self) -> None:
        if not self._in_inboxes():
            self._panes.threads.toggle()
            self._tell_selection()

    def do_select_toggle_down(self) -> None:
        if not self._in_inboxes():
            self._panes.threads.toggle()
            self._panes.threads.move_by(1)
            self._tell_selection()

    def do_select_range(self) -> None:
        if not self._in_inboxes():
            self._panes.threads.select_range()
            self._tell_selection()

    def do_select_all(self) -> None:
        self._panes.threads.select_shown()
        self._tell_selection()
        if len(self._panes.threads.selected) < self._panes.threads.count:
            self._screen.tell(f"{do('select.query')} selects all {self._panes.threads.count:,} that match.")

    def do_select_none(self) -> None:
        self._panes.threads.select_none()
        self._screen.tell("Nothing is selected.")

    def do_select_invert(self) -> None:
        self._panes.threads.invert()
        self._tell_selection()

    def do_select_query(self) -> None:
        query = self._view.shows.query()
        if not self._panes.threads.count:
            self._screen.tell("There is no thread here.")
            return

        def show(ids: Sequence[str]) -> None:
            self._panes.threads.select_all(query, ids)
            self._panes.look()
            self._screen.tell(f"All {len(ids):,} that match are selected. An action is about all of them.")

        self._view.selecting.ask(lambda: self._screen.program.session.reads.matching(query), show)

    def _tell_selection(self) -> None:
        self._panes.look()
        number = len(self._panes.threads.selected)
        self._screen.tell(
            "Nothing is selected." if not number else f"{number:,} selected. An action is about all of them."
        )
