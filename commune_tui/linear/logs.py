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


def read_log(shared: Shared, place: str, log: Log) -> None:
    """Be in a place, and read its list out."""
    session, _, dialogue, position = shared
    if not log.entries:
        dialogue.tell(worded(log.empty))
        return
    position.go(place)
    position.numbered = Numbered(session, [thread_id for _, thread_id in log.entries])
    dialogue.tell(f"{log.heading}: {number(len(log.entries), *log.nouns)}.")
    lines = [f"{at}. {sentence}" for at, (sentence, _) in enumerate(log.entries, 1)]
    dialogue.read_out(lines, len(lines), *log.nouns)


class Logs:
    """The numbers of their entries are those of the threads that they are about."""

    acts = frozenset(_TOLD)

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    async def act(self, command_id: str, argument: str) -> None:
        """Go there. What only the server knows is asked for, and waited for a little."""
        session, _, dialogue, _ = self._shared
        place, name = _TOLD[command_id]
        told: Callable[[Session], Log] = getattr(import_module(f"commune_tui.actions.{place}"), name)
        session.viewing.be_in(place)
        await dialogue.until(lambda: told(session).known)
        read_log(self._shared, place, told(session))
