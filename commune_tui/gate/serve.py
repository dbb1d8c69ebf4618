"""The gate on a port: uvicorn speaks HTTP at its door, decided mails leave beside it, and a signal ends it quietly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from commune_tui import tasks
from commune_tui.api.auth import Secret
from commune_tui.gate import database
from commune_tui.gate.app import App
from commune_tui.gate.certificate import Certificate
from commune_tui.gate.directory import Directory
from commune_tui.gate.door import Door
from commune_tui.gate.news import News
from commune_tui.gate.passing import Passing
from commune_tui.gate.people import People
from commune_tui.gate.release import Release
from commune_tui.gate.rulefile import RuleFile
from commune_tui.gate.seats import AT_ONCE, OF_ADDRESS, Seats
from commune_tui.gate.sends import Sends
from commune_tui.gate.strangers import Strangers
from commune_tui.gate.upstream import Upstream
from commune_tui.sending.policy import Policy

HOST = "127.0.0.1"
_KEPT_S = 75
log = logging.getLogger(__name__)


class _Server(uvicorn.Server):
    """uvicorn whose signals only stop it, behind a door of ours, and which says when that is open."""

    def __init__(self, app: App, door: Door, news: News, started: Callable[[str], None]) -> None:
        super().__init__(
            uvicorn.Config(
                Strangers(app),
                http="h11",
                proxy_headers=False,  # it would believe X-Forwarded-For of whoever calls from this machine
                lifespan="off",
                ws="none",
                log_level="error",
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_graceful_shutdown=2,
                timeout_keep_alive=_KEPT_S,
            )
        )
        self._door, self._news, self._started = door, news, started
        self.signal = 0

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._stop, number)
        yield

    def _stop(self, number: int) -> None:
        self.signal, self.should_exit = number, True

    async def startup(self, sockets: Any = None) -> None:
        self._door.bind()
        await super().startup(sockets)
        if not self.should_exit:
            self._door.open(self.config, self.server_state)
            self._started(self._door.address)

    async def shutdown(self, sockets: Any = None) -> None:
        self._door.shut()
        self._news.end()  # or each look that is kept back would hold it up, and be torn away
        await super().shutdown(sockets)


def _broke(error: Exception) -> None:
    log.error("gate: what goes on by itself failed, and is begun again", exc_info=error)


async def serve(
    where: Path,
    base_url: str,
    key: Secret,
    *,
    port: int,
    rules: Path | None,
    started: Callable[[str], None],
    complain: Callable[[str], object],
    policy: Policy | None = None,
    host: str = HOST,
    certificate: Certificate | None = None,
    behind_proxy: bool = False,
) -> int:
    """Serve until a signal comes, and return its number. Behind a proxy all connections come from one address.

    :raises CannotListen: the port cannot be opened.
    :raises GateStoreError: the store cannot be used.
    :raises Misused: the address or the key of the API cannot be used.
    """
    upstream = Upstream(base_url, key)
    door = Door(host, port, Seats(AT_ONCE, AT_ONCE if behind_proxy else OF_ADDRESS), certificate)
    with database.alone(where):
        db = database.Database(where)
        try:
            return await _serve(db, upstream, RuleFile(rules, complain), door, started, complain, policy)
        finally:
            db.close()
            await upstream.aclose()


async def _serve(
    db: database.Database,
    upstream: Upstream,
    rules: RuleFile,
    door: Door,
    started: Callable[[str], None],
    complain: Callable[[str], object],
    policy: Policy | None,
) -> int:
    directory = Directory(db, upstream)
    rules.now()
    await directory.refresh()

    news = News()

    def changed() -> None:
        news.tell()
        release.wake()

    sends = Sends(db, upstream, directory, rules, changed, complain)
    app = App(db, sends, Passing(db, upstream, directory, rules), People(db, news, changed), news)
    release = Release(db, upstream, sends, news.tell, policy)
    work = tasks.lasting(release.run, "gate release", _broke)
    server = _Server(app, door, news, started)
    try:
        await server.serve(sockets=[])  # it opens none of its own
        return server.signal
    finally:
        news.end()  # where it was cancelled, nobody shut it down
        door.close()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await release.stop()
