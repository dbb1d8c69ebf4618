"""The sandbox on a real port: uvicorn binds it, jobs run when they are due, and a signal ends it quietly.

uvicorn binds the port itself: a socket made elsewhere would lack TCP_NODELAY, and every answer would wait 44 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

import uvicorn

from commune_tui.sandbox.app import build
from commune_tui.sandbox.state import State
from commune_tui.sandbox.wire import HangUpProtocol

IDLE_S = 1.0  # how long the clock may be moved from outside before due jobs are noticed


class Server(uvicorn.Server):
    """uvicorn that reports its port, and whose signals only stop it."""

    def __init__(self, state: State, *, host: str = "127.0.0.1", port: int = 0) -> None:
        app = build(state)
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=HangUpProtocol,
                lifespan="off",
                log_level="error",
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )
        self.state = state
        self.signal: int | None = None
        self.on_started: Callable[[str], None] | None = None

    @property
    def base_url(self) -> str:
        """Where it listens; an address for this machine even when it listens everywhere."""
        return f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the serving, nothing else: no second signal, no traceback."""
        loop = asyncio.get_running_loop()
        caught = (signal.SIGINT, signal.SIGTERM)
        with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread
            for number in caught:
                loop.add_signal_handler(number, self.stop, number)
        yield

    def stop(self, number: int | None = None) -> None:
        """End the streams and stop serving; call it from the loop."""
        self.signal = number
        self.should_exit = True
        self.state.feed.close()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Bind, then say where."""
        await super().startup()
        if self.on_started is not None and not self.should_exit:
            self.on_started(self.base_url)

    async def run_world(self) -> None:
        """Serve, and run the world's jobs beside it, until stopped."""
        ticking = asyncio.create_task(tick(self.state))
        try:
            await self.serve()
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking


async def tick(state: State) -> None:
    """Run jobs when they are due; a new job wakes it."""
    jobs, wake = state.world.jobs, asyncio.Event()
    jobs.on_new = wake.set
    running: set[asyncio.Task[int]] = set()
    while True:
        wake.clear()
        due = jobs.next_due_s()
        if due == 0.0:
            task = asyncio.create_task(jobs.pump())
            running.add(task)
            task.add_done_callback(running.discard)
            await asyncio.sleep(0)
            due = jobs.next_due_s() or 0.01
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), min(IDLE_S, IDLE_S if due is None else due))
