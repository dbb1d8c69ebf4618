"""Triage by words: every act says what it did to which thread, what comes next, and that ``undo`` takes it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from commune_tui.actions.action import Action
from commune_tui.actions.commands import READER, Command
from commune_tui.actions.lists import no_more
from commune_tui.actions.speech import capital, number
from commune_tui.actions.triage import ACTIONS
from commune_tui.linear import thread_line
from commune_tui.linear.position import NO_LIST
from commune_tui.linear.search import Finding
from commune_tui.linear.speech import worded


class Triage(Finding):
    """Part of the front."""

    async def open_thread(self, thread_id: str, place: int = 0) -> None:
        """Read a conversation out."""
        raise TypeError("the front has it")

    def _named(self, ids: list[str]) -> str:
        """What an act is about: one thread by its subject, several by their number."""
        row = self.session.reads.thread(ids[0]) if len(ids) == 1 else None
        return f"{thread_line.who(row)}, {thread_line.subject(row)}" if row is not None else number(len(ids), "thread")

    async def _move_on(self, ids: list[str]) -> None:
        """Name the next thread of the list; where one was reading, read it."""
        reading = self.place == READER
        count = self.numbered.count() if self.numbered is not None else 0
        if self.numbered is None or not self.at:
            if reading:
                self.to_list()
            return
        nxt = next((n for n in range(self.at + 1, count + 1) if self.numbered.id(n) not in ("", *ids)), 0)
        if not nxt:
            self.place, self.thread_id = self.home if reading else self.place, ""
            self.tell("That was the last of this list. The word list reads what is left.")
        elif reading:
            await self.open_thread(self.numbered.id(nxt), nxt)
        else:
            self._announce(nxt)

    def _announce(self, place: int) -> None:
        row = self.numbered.row(place) if self.numbered is not None else None
        self.at, self.thread_id = place, row.id if row is not None else ""
        if row is not None:
            self.tell(f"Next: {self.row_line(row, place)}")

    # -- moving --------------------------------------------------------------------------------------------------------

    async def do_list_down(self, argument: str) -> None:
        await self._step(1)

    async def do_list_up(self, argument: str) -> None:
        await self._step(-1)

    async def do_reader_next_thread(self, argument: str) -> None:
        await self._step(1)

    async def do_reader_previous_thread(self, argument: str) -> None:
        await self._step(-1)

    async def _step(self, step: int) -> None:
        count = self.numbered.count() if self.numbered is not None else 0
        place = self.at + step
        if self.numbered is None:
            self.tell(NO_LIST)
        elif not 1 <= place <= count:
            self.tell(no_more(step))
        elif self.place == READER:
            await self.open_thread(self.numbered.id(place), place)
        else:
            row = self.numbered.row(place)
            self.at, self.thread_id = place, row.id if row is not None else ""
            self.tell(self.row_line(row, place) if row is not None else f"{place}. This thread is not here any more.")

    # -- acts ----------------------------------------------------------------------------------------------------------

    @classmethod
    def answered(cls) -> set[str]:
        return super().answered() | set(ACTIONS)

    def _method(self, command: Command) -> Callable[[str], Any]:
        action = ACTIONS.get(command.id)
        return partial(self._act, action) if action is not None else super()._method(command)

    async def _act(self, action: Action, argument: str) -> None:
        """From a list the first words are the threads' numbers. A text in a conversation may begin with a number."""
        if action.argument is not None and action.argument.free and self.place == READER:
            ids, words = [self.thread_id], argument
        else:
            ids, words = await self.chosen(argument)
        if not ids:
            return
        if objection := action.objection(self.session, ids, words):
            self.tell(objection)
        elif action.argument is None or words:
            await self._do(action, ids, words)
        elif action.argument.free:
            self._ask_text(action, ids)
        else:
            self.tell(action.argument.question(self.session, ids))

    def _ask_text(self, action: Action, ids: list[str]) -> None:
        async def then(text: str) -> None:
            if text.strip():
                await self._do(action, ids, text)
            else:
                self.tell("Nothing was noted.")

        self.tell(f"Internal note on {self._named(ids)}. It is never sent. Type lines; a single dot ends it.")
        self.ask_text("note, never sent", then)

    async def _do(self, action: Action, ids: list[str], words: str) -> None:
        came = await action.do(self.session, ids, words)
        self.tell(worded(f"{capital(came.did.removeprefix('@'))}: {self._named(ids)}. {came.more}".rstrip()))
        if action.finishes:
            await self._move_on(ids)

    # -- back again ----------------------------------------------------------------------------------------------------

    async def do_app_undo(self, argument: str) -> None:
        self.tell(worded(await self.session.outbox.undo()))

    async def do_app_redo(self, argument: str) -> None:
        self.tell(worded(await self.session.outbox.redo()))
