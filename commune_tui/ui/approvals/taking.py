"""Taking the conversation that a mail of an agent is about: from then on it is answered by a person."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.actions.approvals import TAKE, take
from commune_tui.actions.triage import ACTIONS
from commune_tui.mail.approvals.rows import HeldRow
from commune_tui.ui.screen import CommuneScreen

NO_THREAD = "This mail begins a conversation: there is none to take yet."


class TakingCommands:
    """``row`` is the mail that is meant."""

    def __init__(self, screen: CommuneScreen, row: Callable[[], HeldRow | None]) -> None:
        self._screen, self._row = screen, row

    def do_thread_take(self) -> None:
        row, session, action = self._row(), self._screen.program.session, ACTIONS[TAKE]
        if row is None or not row.thread_id:
            self._screen.tell(NO_THREAD)
        elif refused := action.refusal(session, [row.thread_id], ""):
            self._screen.tell(refused)
        else:
            self._screen.program.attempt(take(session, row.thread_id))
