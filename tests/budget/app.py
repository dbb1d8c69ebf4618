"""The program on a store that was filled beforehand and with no server: what it does is then its own doing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.pilot import Pilot

from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.store import inboxes, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, TriageRecord
from commune_tui.ui.app import CommuneApp
from tests.store.build import at, message, thread
from tests.timers import Timers

if TYPE_CHECKING:
    from commune_tui.api import Commune

THREADS = 500


def fill(folder: Path) -> None:
    """500 threads in three inboxes, half of them in need of a reply."""

    def write(conn: sqlite3.Connection) -> None:
        inboxes.put(conn, [InboxRecord(f"in{i}", "dom1", f"inbox{i}@example.org") for i in range(3)], at(0))
        threads.put_listed(
            conn,
            [
                thread(
                    f"t{i}", i, subject=f"subject {i}", inbox_id=f"in{i % 3}",
                    triage=TriageRecord("needs_reply" if i % 2 else "open", None, ("vip",) if i % 7 == 0 else ()),
                )
                for i in range(THREADS)
            ],
            at(THREADS),
        )  # fmt: skip
        messages.put(
            conn,
            [message(f"m{i}", f"t{i}", i, inbox_id=f"in{i % 3}", content="words " * 40) for i in range(THREADS)],
            at(THREADS),
        )

    database = Database(folder)
    database.write_now(write)
    database.close()


async def nobody() -> Commune:
    """A way to the server that is never done: nothing is written, either."""
    await asyncio.Event().wait()
    raise AssertionError


async def offline() -> Commune:
    """A client of a server that is not there: what is written waits in the outbox."""
    from commune_tui.api import Commune
    from commune_tui.api.retry import RetryPolicy

    return Commune("comm_key", base_url="http://127.0.0.1:1", retry=RetryPolicy(attempts=1))


@asynccontextmanager
async def running(
    folder: Path,
    timers: Timers | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    connect: Callable[[], Awaitable[Commune]] = nobody,
    **settings: Any,
) -> AsyncIterator[tuple[CommuneApp, Pilot[int]]]:
    """The program on a filled store, at rest. Its timers ring when ``timers`` says so, by themselves never."""
    fill(folder)
    app = CommuneApp(Session(folder, connect, me="alex"), Settings(**settings))
    app.after = (timers or Timers()).after  # type: ignore[method-assign]
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
