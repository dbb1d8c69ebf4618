"""The sandbox on a real port: uvicorn binds it, jobs run when they are due, and a signal ends it quietly.

uvicorn binds the port itself: a socket made elsewhere would lack TCP_NODELAY, and every answer would wait 44 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from commune_tui.sandbox.app import build
from commune_tui.sandbox.form import Form
from commune_tui.sandbox.forms import STRICT
from commune_tui.sandbox.live import Live
from commune_tui.sandbox.meaning import Meaning
from commune_tui.sandbox.smtp import listen
from commune_tui.sandbox.state import State
from commune_tui.sandbox.wire import HangUpProtocol
from commune_tui.sandbox.world import World

KEPT_S = 75  # as most servers in front of others keep a connection; at 5 s, slow clients meet its end with a request
IDLE_S = 1.0  # how long the clock may be moved from outside before due jobs are noticed


class Server(uvicorn.Server):
    """uvicorn that reports its port, and whose signals only stop it.

    ``live`` lets the demo go on by itself; ``smtp`` is where the SMTP door opens. Both live as long as the server.
    """

    def __init__(
        self,
        state: State,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        live: Live | None = None,
        smtp: tuple[str, int] | None = None,
        form: Form = STRICT,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                build(state, form),
                host=host,
                port=port,
                http=HangUpProtocol,
                lifespan="off",
                log_level="error",
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_graceful_shutdown=2,
                timeout_keep_alive=KEPT_S,
            )
        )
        self.state, self._live, self._smtp = state, live, smtp
        self.signal: int | None = None
        self._stopped = asyncio.Event()
        self.smtp_address: tuple[str, int] | None = None  # known once it listens
        self.on_started: Callable[[str], None] | None = None

    @property
    def base_url(self) -> str:
        """Where it listens; an address of this machine even when it listens everywhere."""
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the serving, nothing else: no second signal, no traceback."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.stop, number)
        yield

    def stop(self, number: int | None = None) -> None:
        """End the streams and stop serving; call it from the loop."""
        self.signal = number
        self.should_exit = True
        self._stopped.set()
        self.state.feed.close()

    async def main_loop(self) -> None:
        """Stay until stopped; uvicorn would look ten times a second."""
        await self._stopped.wait()

    async def startup(self, sockets: Any = None) -> None:
        """Bind, then say where."""
        await super().startup(sockets)
        if self.on_started is not None and not self.should_exit:
            self.on_started(self.base_url)

    async def run_world(self) -> None:
        """Serve, and let the world go on beside it, until stopped. Raises ``SmtpUnavailable``."""
        world = self.state.world
        self.state.hooks.attach()
        async with contextlib.AsyncExitStack() as stack:
            if self._smtp is not None:
                door = await listen(world.intake.takes, world.receive, *self._smtp)
                self.smtp_address = door.sockets[0].getsockname()[:2]
                stack.push_async_callback(door.wait_closed)
                stack.callback(door.close)
            tasks = [asyncio.create_task(tick(self.state)), asyncio.create_task(learn(world))]
            if self._live is not None:
                tasks.append(asyncio.create_task(self._live.run()))
            try:
                await self.serve()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


async def tick(state: State) -> None:
    """Run jobs when they are due; a new job wakes it."""
    jobs, wake = state.world.jobs, asyncio.Event()
    jobs.on_new = wake.set
    while True:
        wake.clear()
        await jobs.pump()
        due = jobs.next_due_s()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), IDLE_S if due is None else max(0.001, min(IDLE_S, due)))


async def learn(world: World) -> None:
    """Bring the index of meanings up to date in small steps, so that requests are served in between."""
    meaning = world.search.meaning
    while isinstance(meaning, Meaning) and not meaning.catch_up(10):  # noqa: ASYNC110 - nothing to wait for
        await asyncio.sleep(0)
