"""What an open account looks after by itself: its files, and what time and other programs do. No screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from commune_tui import clock
from commune_tui.mail.events import Fact, InboxesChanged, ThreadsChanged, WentWrong
from commune_tui.store import driver, lateness, marks, overlay, rereading
from commune_tui.store.database import Database

_POLL_OTHERS_S = 1.0
_LOOK_ANYHOW_S = 15.0
"""So often the store is asked although its files look as they did: a commit may hide in one tick of their clock."""
_READ_AT_ONCE = 200
_LATE_EVERY_S = 15.0
_CHECK_AFTER_S, _CHECK_EVERY_S = 300.0, 6 * 3600.0


class Upkeep:
    """``fetch_again`` is called when the copy of the mail was damaged and was begun anew, which is when
    ``database.mended`` is not ``mended`` any more."""

    def __init__(
        self, database: Database, tell: Callable[[Fact], None], fetch_again: Callable[[], Awaitable[None]], mended: int
    ) -> None:
        self._database, self._tell, self._fetch_again, self._mended = database, tell, fetch_again, mended
        self._all_read = False
        self._late_after_s = self._look_after_s = 0.0
        self._wake_at: datetime | None = None

    async def check(self) -> None:
        """When the program has been open for a while: read both files through for damage, and copy the desk."""
        await asyncio.sleep(_CHECK_AFTER_S)
        while True:
            with suppress(*driver.failures()):  # a busy store: the next time may do
                await self._database.check()
            await asyncio.sleep(_CHECK_EVERY_S)

    async def watch(self) -> None:
        """Notice what time and other copies of the program do: snoozes that end, rows that others wrote."""
        while True:
            await asyncio.sleep(_POLL_OTHERS_S)
            with suppress(*driver.failures()):  # a full disk or a busy store: the next look may do
                await self._look_around()

    async def _look_around(self) -> None:
        if self._database.mended != self._mended:
            await self._after_mending()
        if self._database.torn and not self._database.read_only:
            self._database.torn = False  # a failure of this write sets it again
            if healed := await self._database.write(overlay.heal):
                self._tell(ThreadsChanged(frozenset(healed)))
        if self._database.touched() or clock.monotonic_s() >= self._look_after_s:
            self._look_after_s = 0.0  # a failure here is followed by another look
            if await self._database.changed_elsewhere_soon():
                self._tell(InboxesChanged())
                self._tell(ThreadsChanged())
            self._wake_at = await self._database.read(marks.next_wake_at)
            self._look_after_s = clock.monotonic_s() + _LOOK_ANYHOW_S
        if not self._database.read_only:
            await self._read_again()
            await self._look_at_the_clock()
            if self._wake_at is not None and self._wake_at <= clock.now():
                woken = await self._database.write(lambda conn: marks.wake_due(conn, clock.now()))
                self._tell(ThreadsChanged(frozenset(woken)))

    async def _read_again(self) -> None:
        """Mail from before the program looked for what needs a human."""
        if self._all_read:
            return
        changed = await self._database.write(lambda conn: rereading.read_some(conn, _READ_AT_ONCE))
        self._all_read = changed is None
        if changed:
            self._tell(ThreadsChanged(frozenset(changed)))

    async def _look_at_the_clock(self) -> None:
        """Answers become late without that anything comes."""
        if clock.monotonic_s() < self._late_after_s:
            return
        self._late_after_s = clock.monotonic_s() + _LATE_EVERY_S
        now = clock.now()
        if await self._database.read(lambda conn: lateness.changed(conn, now)):
            changed = await self._database.write(lambda conn: lateness.settle(conn, now))
            self._tell(ThreadsChanged(frozenset(changed)))

    async def _after_mending(self) -> None:
        """A file was rebuilt under us: say so, and fetch again what was in it."""
        self._mended = self._database.mended
        for note in self._database.notes[-1:]:
            self._tell(WentWrong(note))
        await self._fetch_again()
        self._tell(InboxesChanged())
        self._tell(ThreadsChanged())
