"""The screen has a connection of the store for itself: no other reading keeps its rows back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from commune_tui.store import driver
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from commune_tui.store.lane import Work
from tests.budget.app import running
from tests.store.sealed import KEY

STATE = "INSERT INTO sync_state VALUES (?, '1', 0)"
LONG_S = 20.0
"""After this a reading that nobody frees ends by itself, and the test fails."""

needs_cipher = pytest.mark.skipif(not driver.available(), reason="the extra encrypted is not installed")
KEYS = [pytest.param(None, id="plain"), pytest.param(KEY, id="encrypted", marks=needs_cipher)]


def states(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM sync_state").fetchone()[0])


class Held:
    """A reading that has begun and goes on until it is freed."""

    def __init__(self, read: Callable[[Work[int]], Awaitable[int]]) -> None:
        self._began, self._free = Event(), Event()
        self._read = asyncio.ensure_future(read(self._work))

    def _work(self, conn: sqlite3.Connection) -> int:
        seen = states(conn)
        self._began.set()
        assert self._free.wait(LONG_S)
        assert states(conn) == seen
        return seen

    async def began(self) -> None:
        assert await asyncio.to_thread(self._began.wait, LONG_S)

    @property
    def over(self) -> bool:
        return self._read.done()

    async def end(self) -> int:
        self._free.set()
        return await self._read


@pytest.fixture(params=KEYS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    key: Key | None = request.param
    made = Database(tmp_path / "account", None, key)
    yield made
    made.close()
    # Only the last connection takes the log with it: all are closed.
    assert [path.name for path in (tmp_path / "account").iterdir() if path.name.endswith("-wal")] == []


@pytest.mark.parametrize("way", ["read", "search_whole"])
async def test_the_screen_reads_beside_a_long_read(database: Database, way: str) -> None:
    """And it sees what was written meanwhile, while the long read goes on with what it began with."""
    held = Held(getattr(database, way))
    await held.began()
    await database.write(lambda conn: conn.execute(STATE, ("a",)))
    seen = await asyncio.to_thread(database.read_now, states)
    assert (seen, held.over) == (1, False)
    assert await held.end() == 0


async def test_a_key_is_answered_while_something_else_reads(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        held = Held(app.session.database.read)
        await held.began()
        await pilot.press("g", "i")
        rows = app.screen.query_one("#threads")
        await pilot.press("j", "enter")
        await pilot.pause()
        assert rows.cursor == 1 and app.screen.panes.in_reader  # type: ignore[attr-defined]
        assert not held.over
        await held.end()
