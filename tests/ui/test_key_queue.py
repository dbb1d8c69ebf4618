"""Keys take turns: in order, each when the one before has had its effect, and none is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.message import Message

from commune_tui.ui.key_queue import LONGEST_S, KeyQueue, KeyWent


class Place:
    """Stands where a widget stands: keeps the messages until they are let go."""

    def __init__(self, name: str) -> None:
        self.name, self.carried, self.is_attached = name, list[KeyWent](), True

    def post_message(self, message: Message) -> bool:
        assert isinstance(message, KeyWent)
        self.carried.append(message)
        return True


class Program:
    """Stands where the program stands: ``opens`` are keys that move the focus when their message has gone its way."""

    def __init__(self) -> None:
        self.list, self.line = Place("list"), Place("line")
        self.here, self.got = self.list, list[tuple[str, str]]()
        self.working, self.first, self.timers = False, False, list[Callable[[], Any]]()
        self.key_queue = KeyQueue(self)

    def place(self) -> Any:
        return self.here

    def at_work(self) -> bool:
        return self.working

    def loading(self) -> bool:
        return self.first

    def apart(self, event: events.Key) -> tuple[events.Key, ...]:
        return (event,) if "+" not in event.key else tuple(press(name) for name in event.key.split("+"))

    async def handle(self, event: events.Key | events.Paste) -> int:
        assert isinstance(event, events.Key)
        self.got.append((event.key, self.here.name))
        return 0 if self.here is self.line and event.is_printable else 2

    def post_message(self, message: Message) -> bool:
        return self.list.post_message(message)

    def set_timer(self, delay: float, callback: Callable[[], Any]) -> None:
        self.timers.append(callback)

    async def go(self) -> None:
        """Everything that is carried arrives, until nothing is."""
        while carried := [message for place in (self.list, self.line) for message in place.carried]:
            self.list.carried, self.line.carried = [], []
            for message in carried:
                await self.key_queue.went(message)

    async def type(self, *keys: str) -> None:
        for key in keys:
            await self.key_queue.take(press(key))


def press(key: str) -> events.Key:
    return events.Key(key, key if len(key) == 1 else None)


def played(play: Callable[[Program], Any]) -> Program:
    program = Program()
    asyncio.run(play(program))
    return program


def test_keys_behind_one_that_moves_the_focus_go_where_it_went() -> None:
    async def play(program: Program) -> None:
        await program.type("slash", "a", "b")
        assert program.got == [("slash", "list")]
        program.here = program.line  # late, as a widget that asks for the focus gets it
        await program.go()

    assert played(play).got == [("slash", "list"), ("a", "line"), ("b", "line")]


def test_keys_wait_for_work_that_opens_a_screen() -> None:
    async def play(program: Program) -> None:
        program.working = True
        await program.type("r", "h")
        await program.go()
        assert program.got == [("r", "list")]
        program.working, program.here = False, program.line
        await program.key_queue.look()
        await program.go()

    assert played(play).got == [("r", "list"), ("h", "line")]


def test_a_press_that_stands_for_two_keys_is_both_in_its_place() -> None:
    async def play(program: Program) -> None:
        await program.type("j", "escape+x", "k")
        for _ in range(4):
            await program.go()

    assert [key for key, _ in played(play).got] == ["j", "escape", "x", "k"]


def test_a_message_that_was_lost_holds_nobody_up() -> None:
    async def play(program: Program) -> None:
        await program.type("q", "j")
        program.list.carried.clear()
        program.list.is_attached, program.here = False, program.line
        await program.timers.pop()()
        await program.go()

    assert [key for key, _ in played(play).got] == ["q", "j"]


def test_no_key_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("commune_tui.clock.monotonic_s", lambda: now[0])

    async def play(program: Program) -> None:
        program.working = True
        await program.type("r", "j")
        now[0] = LONGEST_S + 1
        await program.timers.pop()()

    assert [key for key, _ in played(play).got] == ["r", "j"]


def test_escape_passes_while_a_mail_is_read_and_takes_the_waiting_keys_along() -> None:
    async def play(program: Program) -> None:
        program.working = program.first = True
        await program.type("r", "h", "e", "escape")
        program.working = program.first = False
        await program.go()

    assert [key for key, _ in played(play).got] == ["r", "escape"]


def test_rest_is_when_every_key_had_its_effect() -> None:
    async def play(program: Program) -> None:
        program.key_queue.begin()
        await program.type("j", "k")
        rest = asyncio.create_task(program.key_queue.rest())
        await asyncio.sleep(0)
        assert not rest.done() and program.got == []
        await program.go()
        await rest

    assert [key for key, _ in played(play).got] == ["j", "k"]
