"""What every word works on: the session, the place one is in, what is being asked, what is being read out.

Takes a line and gives lines; knows no terminal. A word is answered by a method ``do_<id with _>`` that takes what
followed the word.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from commune_tui.actions import speech
from commune_tui.actions.commands import COMMANDS, LIST, REVIEW, Command, method_name
from commune_tui.config import Settings
from commune_tui.linear.asking import Ask, Outside, ReadOut, Then
from commune_tui.linear.speech import worded
from commune_tui.linear.words import OWN, PLACES, Words, objection, works
from commune_tui.mail.errors import explained
from commune_tui.mail.session import Session
from commune_tui.patience import GONE
from commune_tui.text import clean

_log = logging.getLogger(__name__)


class Desk:
    """``editor`` are the words of the editor outside; empty where lines are typed here."""

    def __init__(
        self, session: Session, settings: Settings, *, guest: bool = False, editor: Sequence[str] = ()
    ) -> None:
        self.session = session
        self.settings = settings
        self.guest = guest
        self.editor = tuple(editor)
        self.place = LIST
        self.page = 10
        self.asking: Ask | None = None
        self.outside: Outside | None = None
        self.ended = False
        self.reading: ReadOut | None = None
        self._out: list[str] = []
        self._fact = asyncio.Event()
        session.subscribe(lambda fact: self._fact.set())
        self.words = Words(self.answered(), guest=guest)

    @classmethod
    def answered(cls) -> set[str]:
        """The ids of the commands that have a word here."""
        return _ids({name.removeprefix("do_") for name in dir(cls) if name.startswith("do_")})

    # -- saying --------------------------------------------------------------------------------------------------------

    def tell(self, *lines: str) -> None:
        """Say lines before the next prompt."""
        self._out += lines

    def read_out(self, lines: Iterable[str], total: int, one: str, many: str = "", *, each: int = 0) -> None:
        """Say the first of many items, and keep the rest for ``more``."""
        self.reading = ReadOut(iter(lines), total, each or self.page, one, many or f"{one}s")
        self.read_on()

    def read_on(self) -> None:
        """Say the next page; a short rest is said with it."""
        now = self.reading
        if now is None or not now.left:
            self.tell("There is nothing more to read here.")
            return
        count = now.left if now.left <= now.each + now.each // 5 else now.each
        for _ in range(count):
            if (line := next(now.lines, None)) is not None:
                self.tell(line)
        now.left -= count
        if now.left:
            self.tell(
                f"{speech.capital(speech.number(now.left, f'more {now.one}', f'more {now.many}'))}. Enter reads on."
            )

    async def until(self, ready: Callable[[], bool], limit_s: float = 4.0) -> None:
        """Wait for what has just been asked of the server, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while not ready():
                    self._fact.clear()
                    await self._fact.wait()

    # -- asking --------------------------------------------------------------------------------------------------------

    def ask(self, prompt: str, then: Then) -> None:
        """The next line answers this. An empty one, or Ctrl-C, leaves it."""
        self.asking = Ask(prompt, then)

    def ask_text(self, prompt: str, then: Then, kept: Callable[[str], None] | None = None) -> None:
        """The next lines are a text, up to a line with a single dot."""
        self.asking = Ask(prompt, then, text=True, kept=kept)

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed: where one is, in a word."""
        return f"{self.asking.prompt}> " if self.asking is not None else f"{self.place_word()}> "

    def place_word(self) -> str:
        """The place in a word or two."""
        return self.place

    # -- one line ------------------------------------------------------------------------------------------------------

    async def answer(self, line: str) -> list[str]:
        """What a typed line comes to. Never raises for what the line says."""
        self._out = []
        try:
            if self.asking is not None:
                await self._answered(self.asking, line)
            elif "\n" in line:
                self.tell("Several lines came at once, as from a paste, so nothing was done. Give one word at a time.")
            elif not line.strip():
                await self.perform("listen.more", "")
            elif line.strip().isdecimal() and self.place == REVIEW:
                self.tell("A number opens a thread, and this is a review; back leaves it. Nothing was done.")
            elif line.strip().isdecimal():
                await self.perform("list.open", line.strip())
            else:
                await self._perform_line(clean(line).strip())
        except Exception as error:
            _log.warning("a word failed", exc_info=error)
            self.tell(worded(explained(error)))
        return self.said()

    def said(self) -> list[str]:
        """The lines to be said now; they are said once."""
        lines, self._out = self._out, []
        return lines

    async def _answered(self, ask: Ask, line: str) -> None:
        if not ask.text:
            self.asking = None
            if not line.strip():
                self.tell("Left as it was.")
            else:
                await self._run(ask.then(clean(line).strip()))
            return
        for row in clean(line).split("\n"):
            if row.strip() == ".":
                self.asking = None
                await self._run(ask.then("\n".join(ask.lines)))
                return
            ask.lines.append("." if row.strip() == ".." else row)
        if ask.kept is not None:
            ask.kept("\n".join(ask.lines))

    @staticmethod
    async def _run(result: Awaitable[None] | None) -> None:
        if inspect.isawaitable(result):
            await result

    async def _perform_line(self, line: str) -> None:
        found, argument = self.words.read(line, self.place)
        if not found:
            self._unknown(line)
            return
        command = found[0]
        if not works(command, self.place):
            where = speech.listed([PLACES[each] for each in command.contexts if each in PLACES], "or")
            name = self.words.word(command, self.place)
            here = f"this is {PLACES[self.place]}, back leaves it"
            self.tell(f'"{name}" works in {where or "another place"}; {here}. Nothing was done.')
            return
        if objection(command, argument):
            self.tell(f'"{self.words.word(command, self.place)}" takes no such words after it. Nothing was done.')
            return
        await self.perform(command.id, argument)

    def _unknown(self, line: str) -> None:
        word = line.split()[0]
        if ":" in word and self.session.reads.query_objection(line) is None:
            self.tell(f"That reads like a filter. To use it: filter {line}")
            return
        near = self.words.near(word, self.place)
        hint = (
            f" Did you mean {speech.listed([f'{each}' for each in near], 'or')}?" if near else " help lists the words."
        )
        self.tell(f"There is no word {speech.quoted(word)} here.{hint} Nothing was done.")

    async def perform(self, command_id: str, argument: str) -> None:
        """Run a command that is answered here."""
        command = next((each for each in self.words.commands if each.id == command_id), None)
        if command is None:
            self.tell("That does not work in lines.")
            return
        if self.guest and not command.guest:
            self.tell(GONE)
            return
        await self._run(self._method(command)(argument))

    def _method(self, command: Command) -> Callable[[str], Any]:
        method: Callable[[str], Any] = getattr(self, method_name(command.id))
        return method

    async def keep_lines(self) -> None:
        """Nobody will end the text that is being typed: what is there of it is kept as if it were whole."""
        ask, self.asking = self.asking, None
        if ask is not None and ask.text and ask.lines and ask.kept is None:
            await self._run(ask.then("\n".join(ask.lines)))

    # -- leaving a line ------------------------------------------------------------------------------------------------

    async def save_drafts(self) -> None:
        """Everything that was typed, to the disk now."""
        for draft in self.session.drafts.unsaved():
            await self.session.drafts.flush(draft.id)

    async def drop(self) -> None:
        """Ctrl-C: the line that was being typed is dropped, and what was asked is left."""
        ask, self.asking = self.asking, None
        await self.save_drafts()
        if ask is not None and ask.text and ask.kept is not None and ask.lines:
            self.tell("Stopped writing. Your lines are kept as a draft; the word outbox finds it.")
        else:
            self.tell("Left as it was." if ask is not None else "Dropped. The word quit ends the program.")


def _ids(methods: set[str]) -> set[str]:
    return {c.id for c in (*OWN, *COMMANDS) if c.id.replace(".", "_") in methods}
