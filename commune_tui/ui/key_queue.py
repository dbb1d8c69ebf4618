"""The queue of keys: the next one is handled when the one before has had all its effect.

A key may open a screen, close a line or move the focus, and each of that takes the program a moment in which a fast
typist's next keys are here already. They wait in order, so that every key goes where it would have gone had the person
waited. What says that a key is done is a message that follows it on its way through the widgets, until the focus rests.

Knows no command and no mail.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from textual import events
from textual.dom import DOMNode
from textual.message import Message
from textual.widget import Widget

from commune_tui import clock

LONGEST_S = 2.0
"""No key waits longer for another, whatever became of that one."""
_LOOK_S = 0.1
_MOST_TRIPS = 8


class KeyWent(Message):
    """Follows a key from the widget that got it up to the program."""

    def __init__(self, trip: int) -> None:
        super().__init__()
        self.trip = trip


class Host(Protocol):
    """What the queue needs of the program around it."""

    def place(self) -> Widget | None:
        """Who would get a key now: the widget with the focus, or the screen in front; ``None`` when neither can."""

    def at_work(self) -> bool:
        """Whether something goes on that will put another screen in front."""

    def loading(self) -> bool:
        """Whether the screen in front only says what is being waited for; Escape leaves it."""

    def apart(self, event: events.Key) -> tuple[events.Key, ...]:
        """The keys that a press stands for here; mostly itself."""

    async def handle(self, event: events.Key | events.Paste) -> int:
        """Handle a key or a paste; how often its message must have gone its way until all has come of it."""

    def post_message(self, message: Message) -> bool: ...

    def set_timer(self, delay: float, callback: Callable[[], Any]) -> Any: ...


class KeyQueue:
    """One for the program."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._held: deque[events.Key | events.Paste] = deque()
        self._busy = False
        self._since_s = 0.0
        self._trip = 0
        self._trips, self._least = 0, 1
        self._place: DOMNode | None = None
        self._timer: Any = None
        self._resting = asyncio.Event()

    async def take(self, event: events.Key | events.Paste) -> None:
        """Handle a key now, or when its turn comes."""
        if self._host.loading() and isinstance(event, events.Key) and event.key in ("escape", "ctrl+c"):
            self.drop()
            self.begin(await self._host.handle(event))
            return
        self._held.append(event)
        if not self._busy:
            await self._go_on()
        elif self._timer is None:
            self._timer = self._host.set_timer(_LOOK_S, self._look)

    async def rest(self) -> None:
        """Wait until no key waits and none is being handled, for :data:`LONGEST_S` at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._resting.wait(), LONGEST_S)

    def drop(self) -> None:
        """Forget the keys that wait: what they were typed for is not there any more."""
        self._held.clear()

    def begin(self, trips: int = 1) -> None:
        """Something was begun that keys must wait for: what a key does, or the program itself."""
        self._busy, self._since_s, self._trips, self._least = True, clock.monotonic_s(), 0, trips
        self._resting.clear()
        self._send()

    def _send(self) -> None:
        self._trip += 1
        self._trips += 1
        self._place = place = self._host.place()
        if place is None or not place.post_message(KeyWent(self._trip)):
            self._host.post_message(KeyWent(self._trip))

    async def went(self, message: KeyWent) -> None:
        """A trip came to its end: is the focus where it was at its beginning, and is nothing more to come?"""
        if message.trip != self._trip or not self._busy:
            return
        moved = self._host.place() is not self._place
        if self._trips < self._least or (moved and self._trips < _MOST_TRIPS):
            self._send()
        elif not self._host.at_work():
            await self._go_on()

    async def look(self) -> None:
        """What was going on has ended: if keys wait for it, see where the focus rests now."""
        if self._busy and not self._host.at_work():
            self._trips = 0
            self._send()

    async def _look(self) -> None:
        """While keys wait: a trip may have been lost with the widget that carried it, or something takes too long."""
        self._timer = None
        if not self._held:
            return
        if clock.monotonic_s() - self._since_s > LONGEST_S and not self._host.loading():
            await self._go_on()
        elif not self._host.at_work() and (self._place is None or not self._place.is_attached):
            self._send()
        if self._held and self._busy:
            self._timer = self._host.set_timer(_LOOK_S, self._look)

    async def _go_on(self) -> None:
        self._busy = False
        while self._held and not self._busy:
            event = self._held.popleft()
            if isinstance(event, events.Key) and (keys := self._host.apart(event)) != (event,):
                self._held.extendleft(reversed(keys))
            elif trips := await self._host.handle(event):
                self.begin(trips)
        if not self._busy:
            self._resting.set()
