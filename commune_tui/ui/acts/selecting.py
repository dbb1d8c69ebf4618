"""Selecting threads: one, a range, what is shown, or everything that a filter matches."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.ui.acts.mailbox import INBOXES_HAVE_KEYS, Mailbox
from commune_tui.wording import do


class Selecting(Mailbox):
    """Part of the main screen."""

    def _in_inboxes(self) -> bool:
        """Whether a row of the list is not what a key is about; then the person is told."""
        if self.focused is self.sidebar:
            self.tell(INBOXES_HAVE_KEYS)
        return self.focused is self.sidebar

    def do_select_toggle(self) -> None:
        if not self._in_inboxes():
            self.threads.toggle()
            self.tell_selection()

    def do_select_toggle_down(self) -> None:
        if not self._in_inboxes():
            self.threads.toggle()
            self.threads.move_by(1)
            self.tell_selection()

    def do_select_range(self) -> None:
        if not self._in_inboxes():
            self.threads.select_range()
            self.tell_selection()

    def do_select_all(self) -> None:
        self.threads.select_shown()
        self.tell_selection()
        if len(self.threads.selected) < self.threads.count:
            self.tell(f"{do('select.query')} selects all {self.threads.count:,} that match.")

    def do_select_none(self) -> None:
        self.threads.select_none()
        self.tell("Nothing is selected.")

    def do_select_invert(self) -> None:
        self.threads.invert()
        self.tell_selection()

    def do_select_query(self) -> None:
        query = self.list_query()
        if not self.threads.count:
            self.tell("There is no thread here.")
            return

        def show(ids: Sequence[str]) -> None:
            self.threads.select_all(query, ids)
            self.look()
            self.tell(f"All {len(ids):,} that match are selected. An action is about all of them.")

        self.selecting.ask(lambda: self.session.matching(query), show)

    def tell_selection(self) -> None:
        self.look()
        number = len(self.threads.selected)
        self.tell("Nothing is selected." if not number else f"{number:,} selected. An action is about all of them.")
