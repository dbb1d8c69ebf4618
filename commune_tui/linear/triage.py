"""Triage by words: every act says what it did to which thread, what comes next, and that ``undo`` takes it back."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from commune_tui.actions.commands import READER
from commune_tui.actions.moments import parse_moment
from commune_tui.linear import thread_line
from commune_tui.linear.finding import Finding
from commune_tui.linear.speech import capital, listed, moment, number, quoted, worded
from commune_tui.linear.words import nearest
from commune_tui.mail.state import WORDS

_TIMES = "Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30."


class Triage(Finding):
    """Part of the front."""

    async def open_thread(self, thread_id: str, place: int = 0) -> None:
        """Read a conversation out."""
        raise TypeError("the front has it")

    def _named(self, ids: list[str]) -> str:
        """What an act is about: one thread by its subject, several by their number."""
        row = self.session.thread(ids[0]) if len(ids) == 1 else None
        return f"{thread_line.who(row)}, {thread_line.subject(row)}" if row is not None else number(len(ids), "thread")

    async def _do(self, work: Coroutine[Any, Any, None], told: str, *, undo: bool = True) -> None:
        await work
        self.tell(f"{told} undo takes it back." if undo else told)

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
        if self.numbered is None or not 1 <= place <= count:
            self.tell("That is the last one." if step > 0 and count else "There is none before it.")
        elif self.place == READER:
            await self.open_thread(self.numbered.id(place), place)
        else:
            row = self.numbered.row(place)
            self.at, self.thread_id = place, row.id if row is not None else ""
            self.tell(self.row_line(row, place) if row is not None else f"{place}. This thread is not here any more.")

    # -- status --------------------------------------------------------------------------------------------------------

    async def _status(self, argument: str, status: str, *, move_on: bool = False) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            word = WORDS[status]
            await self._do(self.session.set_status(ids, status), f"{capital(word)}: {self._named(ids)}.")
            if move_on:
                await self._move_on(ids)

    async def do_thread_close(self, argument: str) -> None:
        await self._status(argument, "closed", move_on=True)

    async def do_thread_wait(self, argument: str) -> None:
        await self._status(argument, "waiting", move_on=True)

    async def do_thread_status_open(self, argument: str) -> None:
        await self._status(argument, "open")

    async def do_thread_status_needs_reply(self, argument: str) -> None:
        await self._status(argument, "needs_reply")

    async def do_thread_status_waiting(self, argument: str) -> None:
        await self._status(argument, "waiting")

    async def do_thread_status_closed(self, argument: str) -> None:
        await self._status(argument, "closed")

    # -- assignee ------------------------------------------------------------------------------------------------------

    async def do_thread_take(self, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            await self._do(self.session.assign(ids, self.session.me), f"You have it: {self._named(ids)}.")

    async def do_thread_unassign(self, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            await self._do(self.session.assign(ids, None), f"Nobody has it now: {self._named(ids)}.")

    async def do_thread_assign(self, argument: str) -> None:
        ids, name = await self.chosen(argument)
        if not ids:
            return
        known = [who for who, _ in self.session.assignees()]
        if not name:
            self.tell(f"To whom? People and agents seen so far: {listed(known) or 'nobody yet'}.")
            return
        exact = next((who for who in known if who.lower() == name.lower()), name)
        new = "" if exact in known else f" This name is new here.{nearest(name, known)}"
        await self._do(self.session.assign(ids, exact), f"{capital(exact)} has it: {self._named(ids)}.{new}")

    # -- tags ----------------------------------------------------------------------------------------------------------

    async def do_thread_tag(self, argument: str) -> None:
        ids, words = await self.chosen(argument)
        tags = words.replace(",", " ").split()
        if ids and not tags:
            known = [tag for tag, _ in self.session.tags()[:20]]
            self.tell(f"Which tag? In use: {listed(known) or 'none yet'}.")
        elif ids:
            await self._do(self.session.tag(ids, tags), f"Tagged {listed(tags)}: {self._named(ids)}.")

    async def do_thread_untag(self, argument: str) -> None:
        ids, words = await self.chosen(argument)
        tags = words.replace(",", " ").split()
        if not ids:
            return
        there = sorted({tag for row in map(self.session.thread, ids) if row is not None for tag in row.tags})
        if not tags or not set(tags) & set(there):
            self.tell(f"Which tag? It has {listed(there)}." if there else "There is no tag to remove.")
            return
        await self._do(self.session.untag(ids, tags), f"Without {listed(tags)}: {self._named(ids)}.")

    async def do_thread_spam(self, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            await self._do(self.session.spam(ids), f"Tagged spam and closed: {self._named(ids)}.")
            await self._move_on(ids)

    # -- what stays on this machine ------------------------------------------------------------------------------------

    async def do_thread_snooze(self, argument: str) -> None:
        ids, words = await self.chosen(argument)
        until = parse_moment(words)
        if ids and until is None:
            self.tell(f"{quoted(words)} is no time. {_TIMES}" if words else f"Until when? {_TIMES}")
        elif ids:
            told = f"Away until {moment(until)}, on this machine only: {self._named(ids)}. unsnooze brings it back."
            await self._do(self.session.snooze(ids, until), told, undo=False)
            await self._move_on(ids)

    async def do_thread_unsnooze(self, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            await self._do(self.session.snooze(ids, None), f"Back: {self._named(ids)}.", undo=False)

    async def do_thread_unread(self, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if ids:
            unread = not any(row.unread for row in map(self.session.thread, ids) if row is not None)
            told = f"{'Unread' if unread else 'Read'}, on this machine only: {self._named(ids)}."
            await self._do(self.session.mark_unread(ids, unread), told, undo=False)

    async def do_thread_note(self, argument: str) -> None:
        """In a conversation everything is the note; from a list the first word is the thread's number."""
        if self.place == READER:
            ids, words = [self.thread_id], argument
        else:
            ids, words = await self.chosen(argument)
        if len(ids) != 1:
            if ids:
                self.tell("A note belongs to one thread. Give one number.")
            return

        async def then(text: str) -> None:
            if not text.strip():
                self.tell("Nothing was noted.")
                return
            await self.session.add_note(ids[0], text.strip())
            self.tell("Noted, on this machine only. It was sent to nobody.")

        if words:
            await then(words)
            return
        self.tell(f"Internal note on {self._named(ids)}. It is never sent. Type lines; a single dot ends it.")
        self.ask_text("note, never sent", then)

    # -- back again ----------------------------------------------------------------------------------------------------

    async def do_app_undo(self, argument: str) -> None:
        self.tell(worded(await self.session.undo()))

    async def do_app_redo(self, argument: str) -> None:
        self.tell(worded(await self.session.redo()))
