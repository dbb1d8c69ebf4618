"""What a write of the person costs before the screen may show it as done. ``python -m benchmarks.outbox``.

Everything here is on disk with ``synchronous=FULL``; the last line is a bare commit of the same disk, to compare with.
No server takes part.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from commune_tui.mail.outbox.outbox import Outbox
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.triage import Triage
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from tests.mail.connection import connected

THREADS = 10_000


async def timed(work: Callable[[], Awaitable[object]], times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


async def measure(folder: Path) -> None:
    """Print the table."""
    db = Database(folder)
    spool = Spool(db, gateway=None)  # type: ignore[arg-type]  # nothing is sent here
    connection = connected(spool)
    outbox, triage = Outbox(db, connection), Triage(db, connection, lambda fact: None, "")
    names = [f"thread{n}" for n in range(THREADS)]
    rows = [(name,) for name in names]
    await db.write(lambda conn: conn.executemany("INSERT INTO threads (id, triage_read_at) VALUES (?, 1)", rows))
    one = iter(names)
    hundreds = (names[n : n + 100] for n in range(1000, 6000, 100))
    lines = [
        ("accept a write, 1 thread", await timed(lambda: triage.set_status([next(one)], "closed"), 300)),
        ("undo it", await timed(outbox.undo, 150)),
        ("redo it", await timed(outbox.redo, 150)),
        ("accept a write, 100 threads", await timed(lambda: triage.tag(next(hundreds), ["vip"]), 30)),
        (f"accept a write, {THREADS:,} threads", await timed(lambda: triage.assign(names, "ann"), 1)),
        (f"choose what may move, {THREADS:,} waiting", await timed(lambda: db.read(table.movable), 200)),
        (f"undo it, {THREADS:,} threads", await timed(outbox.undo, 1)),
        ("a bare commit of one row", await timed(bare(folder / "bare.db"), 300)),
    ]
    print(f"{'':44}{'median ms':>12}{'p95 ms':>12}")
    for name, (median, p95) in lines:
        print(f"{name:44}{median:12.2f}{p95:12.2f}")
    await spool.stop()
    db.close()


def bare(path: Path) -> Callable[[], Awaitable[object]]:
    """One row in one transaction, as cheap as SQLite can."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")

    async def commit() -> None:
        conn.execute("INSERT INTO rows (text) VALUES ('closed')")

    return commit


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(Path(name)))
