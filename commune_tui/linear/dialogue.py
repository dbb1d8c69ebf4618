"""What is said and asked between two lines: lines to say, what is half read out, a question, a program outside.

Knows no session and no terminal.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from commune_tui.actions.speech import capital, number
from commune_tui.linear.speech import worded
from commune_tui.text import clean

_LEFT = "Your lines are kept as a draft; the word outbox finds it."
Then = Callable[[str], Awaitable[None] | None]


@dataclass(slots=True)
class Question:
    """What the next line answers; with ``text`` all lines up to a single dot do.

    ``kept`` is called with the lines so far after each, so that a broken connection loses none; ``left`` says where
    they are then.
    """

    prompt: str
    then: Then
    text: bool = False
    kept: Callable[[str], None] | None = None
    left: str = _LEFT
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outside:
    """A program that the terminal shall run on a file before the next line is read; ``back`` hears how it ended."""

    command: Sequence[str]
    path: Path
    back: Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class ReadOut:
    """What is read out in pages: lines still to come, how many items they are, how many at once."""

    lines: Iterator[str]
    left: int
    each: int
    one: str
    many: str


class Dialogue:
    """``page`` is how many items are read at once; once it has ``ended`` no line is read any more. ``fact`` is set
    whenever the session has told one.
    """

    def __init__(self) -> None:
        self.page = 10
        self.question: Question | None = None
        self.outside: Outside | None = None
        self.reading: ReadOut | None = None
        self.ended = False
        self.fact = asyncio.Event()
        self._said: list[str] = []

    # -- saying --------------------------------------------------------------------------------------------------------

    def tell(self, *lines: str) -> None:
        """Say lines before the next prompt, with the words for the commands that they name."""
        self._said += map(worded, lines)

    def said(self) -> list[str]:
        """The lines to be said now; they are said once."""
        lines, self._said = self._said, []
        return lines

    def read_out(self, lines: Iterable[str], total: int, one: str, many: str = "", *, each: int = 0) -> None:
        """Say the first of many items, and keep the rest for ``more``."""
        self.reading = ReadOut(iter(lines), total, each or self.page, one, many or f"{one}s")
        self.read_on()

    def read_text(self, lines: Sequence[str]) -> None:
        """Say the first lines of a text, of which four times as many are read at once."""
        self.read_out(lines, len(lines), "line", each=self.page * 4)

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
            self.tell(f"{capital(number(now.left, f'more {now.one}', f'more {now.many}'))}. Enter reads on.")

    async def until(self, ready: Callable[[], bool], limit_s: float = 4.0) -> None:
        """Wait for what has just been asked of the server, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while not ready():
                    self.fact.clear()
                    await self.fact.wait()

    # -- asking --------------------------------------------------------------------------------------------------------

    def ask(self, prompt: str, then: Then) -> None:
        """The next line answers this. An empty one, or Ctrl-C, leaves it."""
        self.question = Question(prompt, then)

    def ask_text(self, prompt: str, then: Then, kept: Callable[[str], None] | None = None, left: str = _LEFT) -> None:
        """The next lines are a text, up to a line with a single dot."""
        self.question = Question(prompt, then, text=True, kept=kept, left=left)

    async def answer(self, question: Question, line: str) -> None:
        """A line that answers what is asked."""
        if not question.text:
            self.question = None
            if not line.strip():
                self.tell("Left as it was.")
            else:
                await run(question.then(clean(line).strip()))
            return
        for row in clean(line).split("\n"):
            if row.strip() == ".":
                self.question = None
                await run(question.then("\n".join(question.lines)))
                return
            question.lines.append("." if row.strip() == ".." else row)
        if question.kept is not None:
            question.kept("\n".join(question.lines))

    async def keep_lines(self) -> None:
        """Nobody will end the text that is being typed: what is there of it is kept as if it were whole."""
        question, self.question = self.question, None
        if question is not None and question.text and question.lines and question.kept is None:
            await run(question.then("\n".join(question.lines)))

    def drop(self) -> None:
        """The line that was being typed is dropped, and what was asked is left."""
        question, self.question = self.question, None
        if question is not None and question.text and question.kept is not None and question.lines:
            self.tell(f"Stopped writing. {question.left}")
        else:
            self.tell("Left as it was." if question is not None else "Dropped. The word quit ends the program.")


async def run(result: Awaitable[None] | None) -> None:
    """Wait for what a word or an answer comes to, where there is something to wait for."""
    if inspect.isawaitable(result):
        await result
