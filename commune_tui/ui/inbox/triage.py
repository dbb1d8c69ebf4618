"""Triage on the screen: asks what a command takes, does it to the threads that are meant, and says what came of it.

What the commands do stands in :mod:`commune_tui.actions.triage`. Used by the list and by the reader alike: both say
which threads are meant (:class:`~commune_tui.ui.inbox.targets.Targets`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions.commands import BY_ID
from commune_tui.actions.speech import number
from commune_tui.ui.inbox.opening import OpeningCommands
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.kit.question import Question, some_words
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.actions.action import Action


class TriageCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, targets: Targets, opening: OpeningCommands) -> None:
        self._screen, self._targets, self._opening = screen, targets, opening

    def answer_to(self, command_id: str) -> Callable[[str], None] | None:
        """What runs a command that acts on threads; its words may be empty."""
        from commune_tui.actions.triage import ACTIONS

        return partial(self._act, command_id, action) if (action := ACTIONS.get(command_id)) is not None else None

    def _act(self, command_id: str, action: Action, words: str = "") -> None:
        ids = self._targets.chosen_or_told()
        if not ids:
            return
        if objection := action.refusal(self._screen.program.session, ids, words):
            self._screen.tell(objection)
        elif action.argument is not None and not words:
            self._ask_for(command_id, action, ids)
        else:
            self._do(action, ids, words)

    def _ask_for(self, command_id: str, action: Action, ids: list[str]) -> None:
        """Ask for the words of a command. The answer is about the threads that were meant when it was asked."""
        argument, session = action.argument, self._screen.program.session
        assert argument is not None

        def check(line: str) -> str | None:
            return some_words(line) or action.refusal(session, ids, line) or None

        def then(words: str) -> None:
            if not argument.free:
                self._screen.program.keys.remember(BY_ID[command_id], words)
            self._do(action, ids, words)

        suggest = partial(argument.suggest, session, ids)
        self._screen.ask(Question(argument.label, then, suggest=suggest, check=check, take_first=argument.take_first,
                          enter=argument.enter))  # fmt: skip

    def _do(self, action: Action, ids: list[str], words: str) -> None:
        async def work() -> str:
            came = await action.do(self._screen.program.session, ids, words)
            return came.about(number(len(ids), "thread"))

        if action.finishes:
            self._opening.move_on()
        self._targets.wish(work(), None)
