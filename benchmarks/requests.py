"""How many requests and bytes the synchroniser makes, against the least that the API allows.

A real sandbox on a loopback port, the real client, planner and store; only the clock is moved, so that an hour takes
seconds. ``python -m benchmarks.requests [THREADS]`` (default 10,000 threads with five messages each in 12 inboxes).
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commune_tui import clock
from commune_tui.api import Commune
from commune_tui.api.errors import CommuneError
from commune_tui.mail.sync.asks import AskAttachment
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.perform import Performer
from commune_tui.mail.sync.plan import Pace, Screen, next_due_s, plan
from commune_tui.sandbox.records import Mail, Organisation, SeedInbox, SeedMessage, SeedThread
from commune_tui.sandbox.world import World
from commune_tui.store import due
from commune_tui.store.database import Database

INBOXES, MESSAGES, NEW = 12, 5, 500
NOW = datetime.now(UTC).replace(microsecond=0)


def organisation(threads: int) -> Organisation:
    """``threads`` conversations of five messages, evenly over twelve inboxes and a year."""
    rng = random.Random(1)
    inboxes = [SeedInbox(f"box{n}@bench.example", f"Box {n}") for n in range(INBOXES)]

    def conversations() -> object:
        for n in range(threads):
            inbox = inboxes[n % INBOXES]
            at = NOW - timedelta(minutes=rng.randrange(60, 525_600))
            said = []
            for m in range(MESSAGES):
                sender, to = (f"c{n}@people.example", inbox.address)[:: 1 if m % 2 == 0 else -1]
                text = f"Message {m} of thread {n}. " * 6
                mail = Mail(sender, (to,), f"Subject {n}", text, at + timedelta(minutes=m))
                said.append(SeedMessage("outbound" if m % 2 else "inbound", mail))
            yield SeedThread(inbox.address, tuple(said), status="open")

    return Organisation("Bench", "bench", {"bench.example": "verified"}, inboxes, conversations())  # type: ignore[arg-type]


class Watch:
    """Counts what goes over the wire."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.bytes = 0

    def __call__(self, method: str, path: str, status: int, bytes_in: int, bytes_out: int) -> None:
        plain = re.sub(r"/(threads|attachments)/[^/?]+", r"/\1/:id", path.partition("?")[0])
        self.requests[f"{method} {plain}"] += 1
        self.bytes += bytes_in + bytes_out

    def take(self) -> tuple[Counter[str], int]:
        taken = (self.requests, self.bytes)
        self.requests, self.bytes = Counter(), 0
        return taken


def _triage_due(conn: sqlite3.Connection) -> list[str]:
    return due.triage(conn, clock.now(), due.Overdue(), 64)


def _held(conn: sqlite3.Connection) -> tuple[int, int]:
    found: tuple[int, int] = conn.execute("SELECT count(*), sum(held_count) FROM threads").fetchone()
    return found


async def until_quiet(performer: Performer, database: Database) -> None:
    """Perform what is planned until nothing is."""
    while True:
        known, now = performer.known, clock.now()
        if known.triage_in_list is False:
            known.triage_due = database.read_now(_triage_due)
        asks = plan(known, Screen(), frozenset(), 8, now, Pace(most_triage=8))
        asks = tuple(ask for ask in asks if not isinstance(ask, AskAttachment))
        if not asks:
            return
        done = await asyncio.gather(*(performer.perform(ask) for ask in asks), return_exceptions=True)
        for failure in done:
            if isinstance(failure, BaseException) and not isinstance(failure, CommuneError):
                raise failure


async def hour(performer: Performer, database: Database, post: Callable[[float, int], None]) -> None:
    """An hour of the loop's life in moved time, here and on the server; ``post`` makes the hour's new mail arrive."""
    start = clock.now()
    while (gone_s := (clock.now() - start).total_seconds()) < 3600:
        await until_quiet(performer, database)
        pause_s = max(1.0, next_due_s(performer.known, Screen(), clock.now()))
        await asyncio.to_thread(post, pause_s, int(gone_s))
        clock.set_frozen(clock.now() + timedelta(seconds=pause_s))


def show(name: str, taken: tuple[Counter[str], int], least: str) -> None:
    requests, size = taken
    parts = ", ".join(f"{count:,} {path.split('/v1/')[-1]}" for path, count in requests.most_common(4))
    print(f"| {name} | {sum(requests.values()):,} | {size / 1e6:.1f} MB | {least} | {parts} |")


async def measure(threads: int, data: Path, plain: bool) -> None:
    words = [sys.executable, "-m", "commune_tui", "sandbox", "--port", "0", "--data", str(data)]
    server = subprocess.Popen([*words, *(["--plain-threads"] if plain else [])], stdout=subprocess.PIPE, text=True)  # noqa: S603, ASYNC220
    assert server.stdout is not None
    url, key = (server.stdout.readline().strip().partition("=")[2] for _ in range(2))
    watch, kind = Watch(), "triage not in the list" if plain else "triage in the list"
    lists = INBOXES * math.ceil(threads / INBOXES / 100)
    mail = INBOXES * math.ceil(threads * MESSAGES / INBOXES / 1000)
    try:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(Path(folder))
            async with Commune(key, base_url=url, on_exchange=watch) as client:
                clock.set_frozen(datetime.now(UTC))
                performer = Performer(client, database, Known())
                began = time.perf_counter()
                await until_quiet(performer, database)
                held = database.read_now(_held)
                least = 2 + mail + lists + (threads if plain else 0)
                show(f"initial, {kind} ({time.perf_counter() - began:.0f} s)", watch.take(), f"{least:,}")
                print(f"<!-- here: {held[0]:,} threads, {held[1]:,} messages -->")
                await hour(performer, database, Hour(url, key, 0))
                polls = INBOXES * 120
                show(f"idle hour, {kind}", watch.take(), f"{polls:,} (one per inbox per poll)")
                await hour(performer, database, Hour(url, key, NEW))
                show(f"hour with {NEW} new mails, {kind}", watch.take(), f"{polls:,}")
            database.close()
    finally:
        clock.set_frozen(None)
        server.terminate()
        server.wait()
        server.stdout.close()


class Hour:
    """Tells the sandbox to let time pass, and lets some of the hour's new mail arrive."""

    def __init__(self, url: str, key: str, mails: int) -> None:
        self._url, self._key, self._mails, self._posted = url, key, mails, 0

    def __call__(self, pause_s: float, gone_s: int) -> None:
        self._call("advance", {"seconds": pause_s})
        while self._posted < self._mails * gone_s // 3600:
            n = self._posted
            box = f"box{n % INBOXES}@bench.example"
            self._call("mail", {"from": f"new{n}@people.example", "to": box, "subject": f"New {n}", "text": "x" * 200})
            self._posted += 1

    def _call(self, what: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310 - loopback only
            f"{self._url}/sandbox/{what}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).read()  # noqa: S310


def main() -> None:
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{threads:,} threads, {threads * MESSAGES:,} messages, {INBOXES} inboxes")
    print("| phase | requests | bytes | least possible | of which |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "world.db"
        world = World(data, seed=1)
        world.load(organisation(threads))
        world.close()
        for plain in (False, True):
            own = shutil.copy(data, data.with_name(f"world-{plain}.db"))
            asyncio.run(measure(threads, Path(own), plain))


if __name__ == "__main__":
    main()
