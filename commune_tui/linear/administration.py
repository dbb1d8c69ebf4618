"""Acts of administration by words: the number of a row or a name, what the act takes, the name that is typed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from commune_tui.actions import administration
from commune_tui.actions.administration import Act, Danger, Target
from commune_tui.actions.commands import ADMINISTRATION, COMMANDS
from commune_tui.actions.speech import INDENT, listed
from commune_tui.linear.shared import Shared
from commune_tui.text import one_line

_MOST = 8
WRITTEN = "inbox.schema"
"""What it takes is a whole text, for which :mod:`commune_tui.linear.schema` asks."""


class ReadOut(Protocol):
    """A place that read its rows out with numbers."""

    def target(self, number: int, target: Target) -> str:
        """The id of what an act is about whose row has this number; empty where it is none of these."""


class Administration:
    """``places`` are those whose rows have numbers, by name. A ``guest`` has no files here."""

    acts = frozenset(command.id for command in COMMANDS if command.group == ADMINISTRATION) - {WRITTEN}

    def __init__(self, shared: Shared, places: Mapping[str, ReadOut], *, guest: bool = False) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._places, self._guest = places, guest

    async def act(self, command_id: str, argument: str) -> None:
        """Do it, or say what is lacking."""
        act = administration.acts()[command_id]
        target, words = self.meant(act.target, argument) if act.target is not None else ("", argument)
        if act.target is not None and not target:
            self._dialogue.tell(_which(act.target, act.target.names(self._session)))
        elif objection := self.objection(command_id, target, words):
            self._dialogue.tell(objection)
        elif words and act.argument is None:
            self._dialogue.tell(f"Nothing comes behind what it is about. {administration.NOTHING_DONE}")
        elif act.argument is not None and not words:
            self._dialogue.tell(act.argument.question(self._session, (target,)))
        elif administration.needs_file(act, words):
            self._ask_file(act, target, words)
        else:
            await self.sure(act, target, words)

    def objection(self, command_id: str, target: str, words: str) -> str:
        """Why it is not done; empty where it can be."""
        act = administration.acts()[command_id]
        return administration.objection(self._session, act, target, words, guest=self._guest)

    def _ask_file(self, act: Act, target: str, words: str) -> None:
        async def then(line: str) -> None:
            whole = administration.into_file(words, line)
            if objection := administration.objection(self._session, act, target, whole):
                self._dialogue.tell(objection)
            else:
                await self.sure(act, target, whole)

        self._dialogue.tell(administration.FOR_GOOD)
        self._dialogue.ask("file for it", then)

    async def sure(self, act: Act, target: str, words: str) -> None:
        """Do it, if nothing speaks against it; what is dangerous wants a name first."""
        if (danger := act.danger(self._session, target, words)) is not None:
            self._ask_name(act, target, words, danger)
        else:
            await self._do(act, target, words, None)

    def meant(self, target: Target, argument: str) -> tuple[str, str]:
        """What the first word names, by its number here or its own name; and the rest."""
        first, _, rest = argument.partition(" ")
        place = self._places.get(self._position.place)
        if first.isdecimal() and len(first) < 10 and place is not None:
            return place.target(int(first), target), rest.strip()
        return target.find(self._session, first), rest.strip()

    def _ask_name(self, act: Act, target: str, words: str, danger: Danger) -> None:
        async def then(line: str) -> None:
            if line == danger.name:
                await self._do(act, target, words, danger)
            else:
                self._dialogue.tell(administration.UNLIKE)

        self._dialogue.tell(*danger.sentences, f"Type {danger.name} to do it. An empty line leaves it.")
        self._dialogue.ask("its name", then)

    async def _do(self, act: Act, target: str, words: str, danger: Danger | None) -> None:
        came = await administration.carry_out(self._session, act, target, words, danger)
        self._dialogue.tell(*(came.page or [came.sentence]))
        if came.once is not None:
            self._dialogue.tell(one_line(came.once.reveal()))
        if came.text:
            self._dialogue.read_text([f"{INDENT}{line}" for line in came.text.splitlines()])


def _which(target: Target, known: Sequence[str]) -> str:
    some = f" There {'is' if len(known) == 1 else 'are'} {listed(known[:_MOST])}." if known else ""
    return f"Which? Name {target.one} first, or its number here.{some}"
