"""Acts of administration on a screen: what keeps them back, what they ask, the name that is typed, what came of them.

Part of every screen where something is administered. What the acts do stands in :mod:`commune_tui.actions.operate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from commune_tui.actions import administration
from commune_tui.actions.action import Suggestion
from commune_tui.actions.administration import Act, Came, Danger, Target
from commune_tui.text import wrapped
from commune_tui.ui.kit.question import Question, some_words
from commune_tui.ui.screen import CommuneScreen

_MARGIN = 4


def _nothing(came: Came) -> None:
    """Nothing is shown but the sentence."""


class AdministrationCommands:
    """``target`` says the id of what an act would be about: of the row under the cursor; empty where that is none.
    ``came`` is told of what happened, for what is shown of it beside the sentence."""

    def __init__(
        self, screen: CommuneScreen, target: Callable[[Target], str], came: Callable[[Came], None] = _nothing
    ) -> None:
        self._screen, self._target, self._came = screen, target, came

    def answer_to(self, command_id: str) -> Callable[..., None] | None:
        """What runs a command of administration; its words may be empty."""
        act = administration.acts().get(command_id)
        return partial(self._act, act) if act is not None else None

    def _act(self, act: Act, words: str = "") -> None:
        target = self._target(act.target) if act.target is not None else ""
        if act.target is not None and not target:
            self._screen.tell(nothing_meant(act.target))
        elif objection := self._objection(act, target, words):
            self._screen.tell(objection)
        elif act.argument is not None and not words:
            self._ask_for(act, target)
        else:
            self.sure(act, target, words)

    def _objection(self, act: Act, target: str, words: str) -> str:
        program = self._screen.program
        return administration.objection(program.session, act, target, words, guest=program.guest)

    def _ask_for(self, act: Act, target: str) -> None:
        """Ask for the words. The answer is about the row that was meant when it was asked."""
        argument, session = act.argument, self._screen.program.session
        assert argument is not None

        def check(line: str) -> str | None:
            return some_words(line) or self._objection(act, target, line) or None

        suggest = partial(argument.suggest, session, (target,))
        self._screen.ask(Question(argument.label, lambda words: self.sure(act, target, words), suggest=suggest,
                         check=check, take_first=argument.take_first, enter=argument.enter))  # fmt: skip

    def sure(self, act: Act, target: str, words: str, left: Callable[[], object] | None = None) -> None:
        """Do it, if nothing speaks against it; what is dangerous wants a name typed first. ``left`` is called where
        that was not done."""
        danger = act.danger(self._screen.program.session, target, words)
        then = partial(self._do, act, target, words, danger)
        if danger is None:
            then()
        else:
            self._screen.ask(_typed(danger, self._screen.size.width, then)._replace(left=left))

    def _do(self, act: Act, target: str, words: str, danger: Danger | None) -> None:
        async def work() -> str:
            came = await administration.carry_out(self._screen.program.session, act, target, words, danger)
            self._came(came)
            return came.sentence

        self._screen.program.attempt(work())


def nothing_meant(target: Target) -> str:
    """That the cursor is on nothing that an act could be about."""
    return f"Put the cursor on {target.one} first."


class AdministrationScreen(CommuneScreen):
    """A screen where something is administered. When one comes there, what became of older acts is looked at; what only
    the server knows is asked for while one is there. Drawn again when the window changes."""

    def place(self) -> str:
        """What is asked for meanwhile; empty where the copy has it anyway."""
        return ""

    def show(self) -> None:
        """Read what is known, and draw it: each screen has its own."""

    def draw_ages(self) -> None:
        self.show()

    def look_back(self) -> None:
        """See at the server what became of what was left open."""
        self.program.attempt(self.program.session.administration.look_back(), group="rights")

    def on_screen_resume(self) -> None:
        if place := self.place():
            self.program.session.viewing.be_in(place)
        self.show()
        self.look_back()

    def on_screen_suspend(self) -> None:
        if self.place() and not isinstance(self.program.screen, type(self)):
            self.program.session.viewing.be_in("")

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)


def _typed(danger: Danger, width: int, then: Callable[[], None]) -> Question:
    """The question for a name, with what happens above it."""
    rows = [row for sentence in danger.sentences for row in wrapped(sentence, max(20, width - _MARGIN))]

    def suggest(line: str) -> Sequence[Suggestion]:
        return [Suggestion("", row, shown=" ") for row in rows]

    def check(line: str) -> str | None:
        return None if line.strip() == danger.name else f"Type {danger.name}, as it stands there, or Esc."

    return Question(f"type {danger.name}", lambda line: then(), suggest=suggest, check=check, enter="do it")
