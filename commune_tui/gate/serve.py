"""The gate on a port of this machine: uvicorn binds it, decided mails leave beside it, and a signal ends it quietly."""

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
from commune_tui.gate.directory import Directory
from commune_tui.gate.news import News
from commune_tui.gate.passing import Passing
from commune_tui.gate.people import People
from commune_tui.gate.release import Release
from commune_tui.gate.rulefile import RuleFile
from commune_tui.gate.sends import Sends
from commune_tui.gate.upstream import Upstream
from commune_tui.sending.policy import Policy

HOST = "127.0.0.1"
_KEPT_S = 75
log = logging.getLogger(__name__)
_AT_ONCE = 500


class _Server(uvicorn.Server):
    """uvicorn whose signals only stop it, and which says when it listens."""

    def __init__(self, app: App, port: int, started: Callable[[str], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=HOST,
                port=port,
                http="h11",
                lifespan="off",
                ws="none",
                log_level="error",
                access_log=False,
                date_header=False,
                server_header=False,
                limit_concurrency=_AT_ONCE,
                timeout_graceful_shutdown=2,
                timeout_keep_alive=_KEPT_S,
            )
        )
        self._started = started
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
        await super().startup(sockets)
        if not self.should_exit:
            self._started(f"http://{HOST}:{self.servers[0].sockets[0].getsockname()[1]}")


def _broke(error: Exception) -> None:
    log.error("gate: what goes on by itself failed, and is begun again", exc_info=error)


class PortTaken(Exception):
    """The port cannot be opened."""


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
) -> int:
    """Serve until a signal comes, and return its number.

    :raises PortTaken: the port cannot be opened.
    :raises GateStoreError: the store cannot be used.
    :raises Misused: the address or the key of the API cannot be used.
    """
    upstream = Upstream(base_url, key)
    with database.alone(where):
        db = database.Database(where)
        try:
            return await _serve(db, upstream, RuleFile(rules, complain), port, started, complain, policy)
        finally:
            db.close()
            await upstream.aclose()


async def _serve(
    db: database.Database,
    upstream: Upstream,
    rules: RuleFile,
    port: int,
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
    server = _Server(app, port, started)
    try:
        await server.serve()
        return server.signal
    except SystemExit:  # uvicorn's way of saying that the port is taken
        raise PortTaken from None
    finally:
        for listening in getattr(server, "servers", ()):  # where it was cancelled, nobody else closes them
            listening.close()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await release.stop()
