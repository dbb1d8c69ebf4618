"""Waiting for what no server announces: asked again and again, each time later, until it is there.

A watch lasts while the program runs. What fails on the way is said and asked again at the next turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from commune_tui import clock, tasks

FIRST_S: Final = 15.0
LAST_S: Final = 600.0
"""The first pause, which doubles, and the longest one."""


@dataclass(slots=True)
class Watch:
    """What is known of one: ``missing`` is what is not found, each since when; ``looks`` how often it was asked,
    ``next_at`` when again, ``trouble`` what kept the last look from telling. Once ``done`` it is over."""

    name: str
    begun_at: datetime
    missing: dict[str, datetime] = field(default_factory=dict)
    looks: int = 0
    next_at: datetime | None = None
    trouble: str = ""
    done: bool = False


class Watches:
    """By the id of what is watched. ``look`` asks once and notes in the watch what it found, ``tell`` hears of one that
    moved on, ``pause`` says how many seconds there are until the next look, where they do not just double."""

    def __init__(
        self, look: Callable[[str, Watch], Awaitable[None]], tell: Callable[[Watch], None],
        pause: Callable[[Watch], float] | None = None,
    ) -> None:  # fmt: skip
        self._look, self._tell, self._pause = look, tell, pause or self._doubled
        self.first_s = FIRST_S
        self._known: dict[str, Watch] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def of(self, thing_id: str) -> Watch | None:
        """The watch over a thing, also one that is done."""
        return self._known.get(thing_id)

    def begin(self, thing_id: str, name: str) -> None:
        """Watch from now on, when it has just been asked; one that goes on already is begun anew."""
        self.stop(thing_id)
        self._known[thing_id] = Watch(name, clock.now())
        self._tasks[thing_id] = tasks.begin(self._go_on(thing_id), f"watch {name}", tasks.awaited)

    def stop(self, thing_id: str) -> bool:
        """Watch no more; whether it was being done."""
        task = self._tasks.pop(thing_id, None)
        self._known.pop(thing_id, None)
        if task is not None:
            task.cancel()
        return task is not None and not task.done()

    async def ended(self, thing_id: str) -> Watch | None:
        """The watch, once it is over."""
        if (task := self._tasks.get(thing_id)) is not None:
            await asyncio.gather(task, return_exceptions=True)
        return self._known.get(thing_id)

    async def close(self) -> None:
        """End all of them."""
        running = list(self._tasks.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _doubled(self, watch: Watch) -> float:
        return min(LAST_S, self.first_s * 2.0 ** min(watch.looks, 30))

    async def _go_on(self, thing_id: str) -> None:
        watch = self._known[thing_id]
        while not watch.done:
            pause_s = self._pause(watch)
            watch.next_at = clock.now() + timedelta(seconds=pause_s)
            self._tell(watch)
            await asyncio.sleep(pause_s)
            await self._look(thing_id, watch)
            watch.looks += 1
        watch.next_at = None
        self._tell(watch)
