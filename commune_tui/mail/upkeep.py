"""What an open account looks after by itself: its start, its files, and what time and other programs do. No screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.mail.events import Fact, InboxesChanged, ThreadsChanged, WentWrong
from commune_tui.store import driver, marks, overlay
from commune_tui.store.database import Database
from commune_tui.store.errors import FullDisk, LockedStore, UnusableStore

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.sync.loop import Sync

_POLL_OTHERS_S = 1.0
_START_AGAIN_S = 3.0
_CHECK_AFTER_S, _CHECK_EVERY_S = 300.0, 6 * 3600.0


class Tending:
    """Mixed into the session."""

    database: Database
    client: Commune | None
    _sync: Sync | None
    _tasks: list[asyncio.Task[Any]]
    _mended: int
    _stopped: bool

    if TYPE_CHECKING:

        async def start(self) -> None: ...
        def sentence(self, error: Exception) -> str: ...
        def _tell(self, fact: Fact) -> None: ...
        def _go_on(self, work: Callable[[], Awaitable[object]], name: str) -> None: ...

    async def keep_starting(self) -> None:
        """:meth:`start`; while another program holds the store, or the disk is full or fails, again and again, told
        once."""
        said = ""
        while not self._stopped:
            try:
                await self.start()
                return
            except (LockedStore, FullDisk, UnusableStore, OSError) as error:
                if (sentence := self.sentence(error)) != said:
                    said = sentence
                    self._tell(WentWrong(f"{said} It is tried again by itself."))
            await asyncio.sleep(_START_AGAIN_S)

    async def _care(self) -> None:
        """When the program has been open for a while: read both files through for damage, and copy the desk."""
        await asyncio.sleep(_CHECK_AFTER_S)
        while True:
            with suppress(*driver.troubles()):  # a busy store: the next time may do
                await self.database.check()
            await asyncio.sleep(_CHECK_EVERY_S)

    async def _after_mending(self) -> None:
        """A file was rebuilt under us: say so, and fetch again what was in it."""
        self._mended = self.database.mended
        for note in self.database.notes[-1:]:
            self._tell(WentWrong(note))
        if self._sync is not None and self.client is not None:
            await self._restart_sync(self.client)
        self._tell(InboxesChanged())
        self._tell(ThreadsChanged())

    async def _restart_sync(self, client: Commune) -> None:
        from commune_tui.mail.sync.loop import Sync

        for task in [task for task in self._tasks if task.get_name() == "sync"]:
            self._tasks.remove(task)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._sync = Sync(client, self.database, self._tell)
        self._go_on(self._sync.run, "sync")

    async def _watch(self) -> None:
        """Notice what time and other copies of the program do: snoozes that end, rows that others wrote."""
        while True:
            await asyncio.sleep(_POLL_OTHERS_S)
            with suppress(*driver.troubles()):  # a full disk or a busy store: the next look may do
                await self._look_around()

    async def _look_around(self) -> None:
        if self.database.mended != self._mended:
            await self._after_mending()
        if self.database.torn and not self.database.read_only:
            self.database.torn = False  # a failure of this write sets it again
            if healed := await self.database.write(overlay.heal):
                self._tell(ThreadsChanged(frozenset(healed)))
        if await self.database.changed_elsewhere_soon():
            self._tell(InboxesChanged())
            self._tell(ThreadsChanged())
        if not self.database.read_only:
            due = await self.database.read(marks.next_wake_at)
            if due is not None and due <= clock.now():
                woken = await self.database.write(lambda conn: marks.wake_due(conn, clock.now()))
                self._tell(ThreadsChanged(frozenset(woken)))
