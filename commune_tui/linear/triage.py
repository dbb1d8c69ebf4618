"""Triage by words: every act says what it did to which thread, what comes next, and that ``undo`` takes it back."""

from __future__ import annotations

from functools import partialmethod

from commune_tui.actions.action import Action
from commune_tui.actions.commands import READER
from commune_tui.actions.lists import no_more
from commune_tui.actions.speech import capital, number
from commune_tui.actions.triage import ACTIONS
from commune_tui.linear import thread_line
from commune_tui.linear.position import NO_LIST
from commune_tui.linear.reader import Reader
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList


class Triage:
    """Acts on threads, and goes from one to the next."""

    acts = ACTIONS

    def __init__(self, shared: Shared, threads: ThreadList, reader: Reader) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._threads, self._reader = threads, reader

    # -- acts ----------------------------------------------------------------------------------------------------------

    async def act(self, command_id: str, argument: str) -> None:
        """From a list the first words are the threads' numbers. A text in a conversation may begin with a number."""
        action, position = ACTIONS[command_id], self._position
        if action.argument is not None and action.argument.free and position.place == READER:
            ids, words = [position.thread_id], argument
        else:
            ids, words = await position.chosen(argument)
        if not ids:
            return
        if objection := action.refusal(self._session, ids, words):
            self._dialogue.tell(objection)
        elif action.argument is None or words:
            await self._do(action, ids, words)
        elif action.argument.free:
            self._ask_text(action, ids)
        else:
            self._dialogue.tell(action.argument.question(self._session, ids))

    def _ask_text(self, action: Action, ids: list[str]) -> None:
        async def then(text: str) -> None:
            if text.strip():
                await self._do(action, ids, text)
            else:
                self._dialogue.tell("Nothing was noted.")

        note = f"Internal note on {self._named(ids)}. It is never sent. Type lines; a single dot ends it."
        self._dialogue.tell(note)
        self._dialogue.ask_text("note, never sent", then)

    async def _do(self, action: Action, ids: list[str], words: str) -> None:
        came = await action.do(self._session, ids, words)
        self._dialogue.tell(f"{capital(came.did.removeprefix('@'))}: {self._named(ids)}. {came.more}".rstrip())
        if action.finishes:
            await self._move_on(ids)

    def _named(self, ids: list[str]) -> str:
        """What an act is about: one thread by its subject, several by their number."""
        row = self._session.reads.thread(ids[0]) if len(ids) == 1 else None
        return f"{thread_line.who(row)}, {thread_line.subject(row)}" if row is not None else number(len(ids), "thread")

    # -- moving --------------------------------------------------------------------------------------------------------

    async def _move_on(self, ids: list[str]) -> None:
        """Name the next thread of the list; where one was reading, read it."""
        position = self._position
        numbered, reading = position.numbered, position.place == READER
        if numbered is None or not position.at:
            if reading:
                position.to_list()
            return
        nxt = next((n for n in range(position.at + 1, position.count + 1) if numbered.id(n) not in ("", *ids)), 0)
        if not nxt:
            position.place, position.thread_id = position.home if reading else position.place, ""
            self._dialogue.tell("That was the last of this list. The word list reads what is left.")
        elif reading:
            await self._reader.open(numbered.id(nxt), nxt)
        elif (row := position.name(nxt)) is not None:
            self._dialogue.tell(f"Next: {self._threads.line(row, nxt)}")

    async def _step(self, step: int, argument: str) -> None:
        position = self._position
        place = position.at + step
        if position.numbered is None:
            self._dialogue.tell(NO_LIST)
        elif not 1 <= place <= position.count:
            self._dialogue.tell(no_more(step))
        elif position.place == READER:
            await self._reader.open(position.numbered.id(place), place)
        else:
            self._dialogue.tell(self._threads.line(position.name(place), place))

    do_list_down = do_reader_next_thread = partialmethod(_step, 1)
    do_list_up = do_reader_previous_thread = partialmethod(_step, -1)
