"""What goes on beside the screen once an account is started: sending, fetching, and care for its files."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from commune_tui import clock, tasks
from commune_tui.mail.connection import Connection
from commune_tui.mail.errors import explained
from commune_tui.mail.events import Fact, MailSeen, ThreadsChanged, WentWrong
from commune_tui.mail.files import tidy
from commune_tui.mail.outbox.gateway import Gateway
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.upkeep import Upkeep
from commune_tui.sending.policy import Policy
from commune_tui.store import marks, overlay
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune

log = logging.getLogger(__name__)


class Background:
    """``mended`` is how often the copy had been begun anew when the account was opened."""

    def __init__(self, database: Database, connection: Connection, tell: Callable[[Fact], None], mended: int) -> None:
        self._database, self._connection, self._tell = database, connection, tell
        self._upkeep = Upkeep(database, tell, self._fetch_again, mended)
        self._tasks: list[asyncio.Task[Any]] = []

    async def mend(self) -> None:
        """Undo what a kill left half done."""

        def work(conn: sqlite3.Connection) -> set[str]:
            marks.start(conn, clock.now())
            return overlay.heal(conn)

        if healed := await self._database.write(work):
            self._tell(ThreadsChanged(frozenset(healed)))

    async def send(self, client: Commune, who: str, hold_s: float) -> None:
        """Take writes, and send what waits, from now on."""
        gateway, policy = Gateway(client, self._database.vault), Policy(hold_s=hold_s)
        spool = Spool(self._database, gateway, who=who, emit=self._spool_told, policy=policy)
        try:
            await spool.start()
        except BaseException:
            await spool.stop()
            raise
        self._connection.sends = spool
        self._go_on(spool.run, "outbox")

    def fetch(self, client: Commune) -> None:
        """Keep the copy fresh from now on."""
        self._go_on(partial(tidy, self._database), "tidy")
        self._sync_with(client)
        self._go_on(self._upkeep.check, "care")

    def look_back(self, work: Callable[[], Awaitable[object]]) -> None:
        """See what became of administration that nobody knows the end of; again, until the server can be asked."""
        self._go_on(work, "administration")

    def follow(self, work: Callable[[], Awaitable[object]]) -> None:
        """Follow what waits at the gate from now on."""
        self._go_on(work, "approvals")

    def watch(self) -> None:
        """Notice from now on what time and other copies of the program do."""
        self._go_on(self._upkeep.watch, "watch")

    def _sync_with(self, client: Commune) -> None:
        from commune_tui.mail.sync.loop import Sync

        self._connection.sync = Sync(client, self._database, self._tell)
        self._go_on(self._connection.sync.run, "sync")

    async def _fetch_again(self) -> None:
        """The copy was begun anew: so is sync, which knew what was in the old one."""
        if self._connection.sync is None or self._connection.client is None:
            return
        for task in [task for task in self._tasks if task.get_name() == "sync"]:
            self._tasks.remove(task)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._sync_with(self._connection.client)

    def _go_on(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        """Do something from now on, again whenever it fails."""
        self._tasks.append(tasks.lasting(work, name, partial(self._broke, name)))

    def _broke(self, name: str, error: Exception) -> None:
        log.error("%s failed and is begun again", name, exc_info=error)
        self._tell(WentWrong(explained(error)))

    def _spool_told(self, fact: Fact) -> None:
        """A mail from here that shows at the server is fetched at once, for whoever reads its conversation."""
        if isinstance(fact, MailSeen) and self._connection.sync is not None:
            self._connection.sync.announced(fact.inbox_id)
        self._tell(fact)

    async def stop(self) -> None:
        """End all of it; what is held or unsent stays on disk."""
        try:
            if self._connection.sends is not None:
                await self._connection.sends.stop()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._tasks.clear()
