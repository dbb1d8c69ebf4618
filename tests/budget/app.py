"""The program on a store that was filled beforehand and with no server: what it does is then its own doing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual.pilot import Pilot

from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.store import inboxes, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, TriageRecord
from commune_tui.ui.app import CommuneApp
from tests.store.build import at, message, thread

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
    """A way to the server that is never done."""
    await asyncio.Event().wait()
    raise AssertionError


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[CommuneApp, Pilot[int]]]:
    """The program at 120x40 on a filled store, at rest."""
    fill(folder)
    app = CommuneApp(Session(folder, nobody, me="alex"), Settings())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        yield app, pilot
