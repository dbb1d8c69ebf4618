"""How it ends: what was being written is kept, and what has not left yet is told."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from commune_tui.actions.outbox import unsent
from commune_tui.actions.speech import capital, number
from commune_tui.linear.review import Review
from commune_tui.linear.shared import Shared

if TYPE_CHECKING:
    from commune_tui.actions.alerts import Alerts


class Ending:
    """``lasts``: what is kept outlives the program, which in a demo it does not."""

    def __init__(self, shared: Shared, review: Review, *, lasts: bool) -> None:
        self._session, _, self._dialogue, _ = shared
        self._review, self._lasts = review, lasts
        self.alerts: Alerts | None = None
        """What reaches somebody who does not look, where the settings want it."""

    async def do_app_quit(self, argument: str) -> None:
        self._dialogue.ended = True  # first: whatever fails in the farewell keeps nobody here
        if self._review.draft is not None:
            self._session.drafts.keep(self._review.draft)
            self._dialogue.tell("The mail you were reviewing is kept as a draft.")
        self._dialogue.tell(*await self.farewell())

    async def farewell(self) -> list[str]:
        """The last lines, once what can leave has left."""
        session = self._session
        await self._dialogue.until(lambda: not unsent(session.outbox.waiting()) or bool(session.status.sentence()))
        waits = [number(count, "mail") + " in the hold"] if (count := session.hold.count()) else []
        waits += [number(count, "change") + " not sent yet"] if (count := unsent(session.outbox.waiting())) else []
        lines = [f"{capital(each)}: kept, and sent when the program runs again." for each in waits]
        return [*(lines if self._lasts else []), "Goodbye."]

    async def end(self) -> None:
        """Write what is left, and stop."""
        self._dialogue.ended = True
        if self.alerts is not None:
            self.alerts.end()
        with suppress(Exception):
            await self._dialogue.keep_lines()
        await self._session.stop()
