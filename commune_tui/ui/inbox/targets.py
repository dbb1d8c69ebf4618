"""Which threads an act is about, and doing it to them."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from commune_tui.actions.lists import changed_since
from commune_tui.query import Query
from commune_tui.store.rows import ThreadRow
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen
from commune_tui.wording import do

INBOXES_HAVE_KEYS = f"The inboxes have the keys: nothing was done. {do('list.reader')} goes to the threads."


class Targets:
    """The selected threads, the one under the cursor, or the conversation that has the keys."""

    def __init__(self, screen: CommuneScreen, panes: Panes) -> None:
        self._screen, self._panes = screen, panes

    def chosen(self) -> list[str]:
        """The threads that an act is about: none while the inboxes have the keys, where no thread is looked at."""
        if self._panes.in_inboxes:
            return []
        if self._panes.in_reader and self._panes.reader.thread_id:
            return [self._panes.reader.thread_id]
        return self._panes.threads.chosen()

    def chosen_or_told(self) -> list[str]:
        """As :meth:`chosen`; where there is none, the person is told why nothing was done."""
        ids = self.chosen()
        if not ids:
            self._screen.tell(INBOXES_HAVE_KEYS if self._panes.in_inboxes else "There is no thread here.")
        return ids

    def rows(self) -> list[ThreadRow]:
        """The rows of :meth:`chosen`."""
        return [row for row in map(self._screen.program.session.reads.thread, self.chosen()) if row is not None]

    def wish(self, work: Coroutine[Any, Any, str | None], told: str | None) -> None:
        """Ask the session for something; say ``told`` once it is on disk, or why it could not be.

        What was selected in the list is dealt with then, but not by an act on the conversation that is open.
        """
        threads, program = self._panes.threads, self._screen.program
        if threads.all_of is not None and threads.selected and not self._panes.in_reader:
            program.attempt(self._wish_for_all(work, told, *threads.all_of), group=WRITING)
            return
        if not self._panes.in_reader:
            threads.select_none()

        async def done() -> str | None:
            return await work or told

        wish = done()
        program.attempt(wish)

    async def _wish_for_all(
        self, work: Coroutine[Any, Any, str | None], told: str | None, query: Query, matched: frozenset[str]
    ) -> str | None:
        """As :meth:`wish`, for everything that a query matched: only if it matches just that still."""
        try:
            if not (objection := await changed_since(self._screen.program.session, query, matched)):
                self._panes.threads.select_none()
                return await work or told
        finally:
            work.close()  # nothing, once it was done
        return f"{objection} {do('select.query')} selects those."
