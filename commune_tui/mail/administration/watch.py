"""Waiting for the records of a domain to show in the DNS: asked again and again, each time later, until all are there.

A watch lasts while the program runs. It asks for a check as a person would, and reads the domain; what fails on the way
is said and asked again at the next turn. Nothing else is asked for by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from commune_tui import clock, tasks

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.store.rows import DomainRow

FIRST_S: Final = 15.0
LAST_S: Final = 600.0
"""The first pause, which doubles, and the longest one."""

_GOOD: Final = ("verified", "active", "success")


@dataclass(slots=True)
class Watch:
    """What is known of one: ``missing`` are the records that are not found, each since when; ``looks`` how often it was
    asked, ``next_at`` when again, ``trouble`` what kept the last look from telling. Once ``done`` all are there."""

    name: str
    begun_at: datetime
    missing: dict[str, datetime] = field(default_factory=dict)
    looks: int = 0
    next_at: datetime | None = None
    trouble: str = ""
    done: bool = False


class Watches:
    """By the id of the domain. ``read`` reads the domain anew, ``tell`` hears the name of one whose watch moved on."""

    def __init__(
        self, client: Callable[[], Awaitable[Commune]], read: Callable[[str], Awaitable[DomainRow | None]],
        tell: Callable[[Watch], None],
    ) -> None:  # fmt: skip
        self._client, self._read, self._tell = client, read, tell
        self.first_s = FIRST_S
        self._known: dict[str, Watch] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def of(self, domain_id: str) -> Watch | None:
        """The watch over a domain, also one that is done."""
        return self._known.get(domain_id)

    def begin(self, domain_id: str, name: str) -> None:
        """Watch from now on, when the domain has just been checked; one that goes on already is begun anew."""
        self.stop(domain_id)
        self._known[domain_id] = Watch(name, clock.now())
        self._tasks[domain_id] = tasks.begin(self._go_on(domain_id), f"watch {name}", tasks.awaited)

    def stop(self, domain_id: str) -> bool:
        """Watch no more; whether it was being done."""
        task = self._tasks.pop(domain_id, None)
        self._known.pop(domain_id, None)
        if task is not None:
            task.cancel()
        return task is not None and not task.done()

    async def ended(self, domain_id: str) -> Watch | None:
        """The watch, once it is over."""
        if (task := self._tasks.get(domain_id)) is not None:
            await asyncio.gather(task, return_exceptions=True)
        return self._known.get(domain_id)

    async def close(self) -> None:
        """End all of them."""
        running = list(self._tasks.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _go_on(self, domain_id: str) -> None:
        watch, pause_s = self._known[domain_id], self.first_s
        while not watch.done:
            watch.next_at = clock.now() + timedelta(seconds=pause_s)
            self._tell(watch)
            await asyncio.sleep(pause_s)
            pause_s = min(LAST_S, pause_s * 2)
            await self._look(domain_id, watch)
            watch.looks += 1
        watch.next_at = None
        self._tell(watch)

    async def _look(self, domain_id: str, watch: Watch) -> None:
        from commune_tui.errors import Explained

        try:
            await (await self._client()).domains.verify(domain_id)
            domain = await self._read(domain_id)
        except Explained as error:
            watch.trouble = error.sentence
            return
        watch.trouble = "" if domain is not None else "It is not listed any more."
        if domain is None or not domain.records:
            return
        now = clock.now()
        lacking = [each for each in domain.records if each.status.lower() not in _GOOD]
        names = [f"{each.purpose} {each.type}".strip() for each in lacking]
        watch.missing = {name: watch.missing.get(name, now) for name in names}
        watch.done = not lacking
