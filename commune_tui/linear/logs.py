"""Places that are one list, each read out as its file in :mod:`commune_tui.actions` tells it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from commune_tui.actions.commands import JOURNAL, PLACES
from commune_tui.actions.speech import Log, number
from commune_tui.linear.position import Numbered
from commune_tui.linear.shared import Shared
from commune_tui.linear.speech import worded
from commune_tui.mail.session import Session

_TOLD = {f"go.{name}": (name, "log") for name, place in PLACES.items() if place.log} | {
    "journal.unfold": (JOURNAL, "every_entry")
}
"""The file of ``actions`` that tells what a command reads out, and its function there."""


class Logs:
    """The numbers of their entries are those of the threads that they are about."""

    acts = frozenset(_TOLD)

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared

    async def act(self, command_id: str, argument: str) -> None:
        """Go there. What only the server knows is asked for, and waited for a little."""
        session, tell, (place, name) = self._session, self._dialogue.tell, _TOLD[command_id]
        told: Callable[[Session], Log] = getattr(import_module(f"commune_tui.actions.{place}"), name)
        session.viewing.be_in(place)
        await self._dialogue.until(lambda: told(session).known)
        log = told(session)
        if not log.entries:
            tell(worded(log.empty))
            return
        self._position.go(place)
        self._position.numbered = Numbered(session, [thread_id for _, thread_id in log.entries])
        tell(f"{log.heading}: {number(len(log.entries), *log.nouns)}.")
        lines = [f"{at}. {sentence}" for at, (sentence, _) in enumerate(log.entries, 1)]
        self._dialogue.read_out(lines, len(lines), *log.nouns)
