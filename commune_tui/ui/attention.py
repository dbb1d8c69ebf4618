"""What calls for a person, in the first line of every screen: how many mails of agents wait to be approved, and how
many agents need somebody. The one the gate says; the other is counted beside the screens, soon after mail or the health
of webhooks came, and once a minute during sync."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.actions.agents import Agent
from commune_tui.actions.commands import APPROVALS
from commune_tui.mail.events import Fact, InboxesChanged, PlaceChanged, ThreadsChanged
from commune_tui.mail.sync.resources.webhooks import PLACE as WEBHOOKS
from commune_tui.ui.kit.exclusive import Exclusive
from commune_tui.ui.program import Program
from commune_tui.ui.screen import CommuneScreen

_REST_S = 5.0
"""Mail that comes without a pause is not counted oftener."""
_AGES_S = 60.0


def _may_change(fact: Fact) -> bool:
    """Whether an agent may need somebody, or nobody any more, by this."""
    health = isinstance(fact, PlaceChanged) and fact.place == WEBHOOKS
    return health or isinstance(fact, ThreadsChanged | InboxesChanged)


class Attention:
    """One for the program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._timer: Any = None
        self._counted_s = -_AGES_S
        start = partial(program.run_worker, group="attention", exit_on_error=False)
        self._asked = Exclusive(start, program.failed, lambda: program.is_running, stops=False)

    def heed(self, facts: Sequence[Fact]) -> None:
        """Count when something may have changed, or time has passed."""
        if PlaceChanged(APPROVALS) in facts:
            self._tell(self._program.needing, self._program.session.approvals.count)
        changed = any(map(_may_change, facts))
        if self._timer is None and (changed or clock.monotonic_s() - self._counted_s >= _AGES_S):
            self._timer = self._program.set_timer(_REST_S, self._look)

    def _look(self) -> None:
        self._timer, self._counted_s = None, clock.monotonic_s()
        self._asked.follow(partial(agents.board_soon, self._program.session), self._show)

    def _show(self, found: Sequence[Agent]) -> None:
        self._tell(agents.needing(found), self._program.held)

    def _tell(self, needing: int, held: int) -> None:
        if (needing, held) == (self._program.needing, self._program.held):
            return
        self._program.needing, self._program.held = needing, held
        for screen in self._program.go.all_screens():
            if isinstance(screen, CommuneScreen):
                screen.follow_agents()
