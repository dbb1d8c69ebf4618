"""How many requests and bytes the synchroniser makes, against what asking each inbox every half minute costs.

    python -m benchmarks.requests [THREADS] [INBOXES …] [--domains 1] [--no-domain-lists]

A real sandbox on a loopback port, the real loop, client and store; only the clock is moved, here and on the server, so
that an hour takes seconds: counts of the wire, not of time. There is no event stream. THREADS (10,000) have five
messages each; accounts of 12 and then of 500 inboxes are measured, unless told otherwise. ``--no-domain-lists`` is a
server that lists no threads by domain. The age of news is that of a mail when its thread is told to have changed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.api import Commune
from commune_tui.mail.events import Fact, ThreadsChanged
from commune_tui.mail.sync.endpoint import Ask, Screen
from commune_tui.mail.sync.loop import Sync
from commune_tui.mail.sync.plan import next_due_s
from commune_tui.sandbox.records import Mail, Organisation, SeedInbox, SeedMessage, SeedThread
from commune_tui.sandbox.world import World
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES, NEW, ROWS = 5, 500, 38
OPEN_PART = 20
"""One thread of so many is open, the others are closed."""
NOW = datetime.now(UTC).replace(microsecond=0)


def address(inbox: int, domains: int) -> str:
    return f"box{inbox}@bench{inbox % domains}.example"


def organisation(threads: int, inboxes: int, domains: int) -> Organisation:
    """``threads`` conversations of five messages, evenly over the inboxes and a year."""
    rng = random.Random(1)
    boxes = [SeedInbox(address(n, domains), f"Box {n}") for n in range(inboxes)]

    def conversations() -> Iterator[SeedThread]:
        for n in range(threads):
            inbox = boxes[n % inboxes]
            at = NOW - timedelta(minutes=rng.randrange(60, 525_600))
            said = []
            for m in range(MESSAGES):
                sender, to = (f"c{n}@people.example", inbox.address)[:: 1 if m % 2 == 0 else -1]
                text = f"Message {m} of thread {n}. " * 6
                mail = Mail(sender, (to,), f"Subject {n}", text, at + timedelta(minutes=m))
                said.append(SeedMessage("outbound" if m % 2 else "inbound", mail))
            yield SeedThread(inbox.address, tuple(said), status="closed" if n % OPEN_PART else "open")

    names = {f"bench{n}.example": "verified" for n in range(domains)}
    return Organisation("Bench", "bench", names, boxes, conversations())


class Watch:
    """Counts what goes over the wire."""

    def __init__(self) -> None:
        self.requests, self.bytes = 0, 0

    def __call__(self, method: str, path: str, status: int, bytes_in: int, bytes_out: int) -> None:
        self.requests += 1
        self.bytes += bytes_in + bytes_out


class Moved(Sync):
    """The loop, for which time passes only where it would sleep."""

    passing: Callable[[float], None]
    asked: Counter[str]

    def _finish(self, task: asyncio.Task[set[str]], ask: Ask) -> set[str]:
        self.asked[ask.kind.removeprefix("Ask")] += 1
        return super()._finish(task, ask)

    async def _wait(self, now: datetime) -> set[asyncio.Task[set[str]]]:
        if self._running:
            done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return set(done)
        await asyncio.to_thread(self.passing, next_due_s(self.known, self._screen, now, self._pace))
        return set()

    async def until_settled(self) -> None:
        while True:
            await self._step()
            if self.settled:
                return

    async def an_hour(self) -> None:
        end = clock.now() + timedelta(hours=1)
        while clock.now() < end or self._running:
            await self._step()


class News:
    """Which mails have come to the server, and how old they were when they were told here, in seconds."""

    def __init__(self) -> None:
        self.came: dict[str, datetime] = {}
        self.ages: list[float] = []

    def hear(self, fact: Fact) -> None:
        if isinstance(fact, ThreadsChanged):
            for thread_id in fact.thread_ids & self.came.keys():
                self.ages.append((clock.now() - self.came.pop(thread_id)).total_seconds())


class Hour:
    """Lets time pass, here and in the sandbox, and the hour's new mail arrive at these addresses."""

    def __init__(self, url: str, key: str, addresses: Sequence[str], news: News, mails: int = 0) -> None:
        self._url, self._key, self._addresses, self._mails, self._news = url, key, addresses, mails, news
        self._start, self._posted = clock.now(), 0

    def __call__(self, pause_s: float) -> None:
        pause_s = max(1.0, pause_s)
        clock.set_frozen(clock.now() + timedelta(seconds=pause_s))
        self._call("advance", {"seconds": pause_s})
        gone_s = (clock.now() - self._start).total_seconds()
        while self._posted < self._mails * min(gone_s, 3600.0) // 3600:
            n = self._posted
            box = self._addresses[n % len(self._addresses)]
            mail = {"from": f"new{n}@people.example", "to": box, "subject": f"New {n}", "text": "x" * 200}
            for got in self._call("mail", mail)["data"]:
                self._news.came[got["thread_id"]] = self._start + timedelta(hours=1) * self._posted / self._mails
            self._posted += 1

    def _call(self, what: str, body: object) -> Any:
        request = urllib.request.Request(  # noqa: S310 - loopback only
            f"{self._url}/sandbox/{what}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        return json.loads(urllib.request.urlopen(request).read())  # noqa: S310


def newest(conn: sqlite3.Connection) -> tuple[str, ...]:
    """A screen full of rows."""
    rows = conn.execute("SELECT id FROM threads ORDER BY last_message_at DESC LIMIT ?", (ROWS,))
    return tuple(row[0] for row in rows)


def show(name: str, watch: Watch, loop: Moved, polls: int | None, ages: list[float]) -> None:
    """One line of the table; counting begins anew."""
    parts = ", ".join(f"{count:,} {kind}" for kind, count in loop.asked.most_common())
    against = "" if polls is None else f"{polls:,}"
    news = f"{statistics.median(ages):.0f} / {max(ages):.0f} s" if ages else ""
    print(f"| {name} | {watch.requests:,} | {against} | {watch.bytes / 1e6:.1f} MB | {news} | {parts} |", flush=True)
    watch.requests = watch.bytes = 0
    loop.asked.clear()
    ages.clear()


@contextmanager
def sandbox(data: Path, plain: bool) -> Iterator[tuple[str, str]]:
    words = [sys.executable, "-m", "commune_tui", "sandbox", "--port", "0", "--data", str(data)]
    server = subprocess.Popen([*words, *(["--plain-threads"] if plain else [])], stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert server.stdout is not None
    try:
        url, key = (server.stdout.readline().strip().partition("=")[2] for _ in range(2))
        yield url, key
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


async def measure(inboxes: int, domains: int, data: Path, *, plain: bool, lists: bool) -> None:
    kind = f"{inboxes} inboxes in {domains}{'' if lists else ', no domain lists'}, triage "
    kind += "thread by thread" if plain else "in lists"
    watch, polls, news = Watch(), inboxes * 120, News()
    addresses = [address(n, domains) for n in range(inboxes)]
    with sandbox(data, plain) as (url, key), tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder))
        clock.set_frozen(datetime.now(UTC))
        async with Commune(key, base_url=url, on_exchange=watch) as client:
            loop = Moved(client, database, news.hear)
            loop.passing, loop.asked = Hour(url, key, addresses, news), Counter()
            await loop.until_settled()
            for place in loop.known.domains.values():
                place.refused = not lists
            show(f"{kind}: first sync", watch, loop, None, news.ages)
            await loop.an_hour()
            show(f"{kind}: idle hour", watch, loop, polls, news.ages)
            rows = database.read_now(newest)
            loop.look_at(Screen(rows, rows[0]))
            await loop.an_hour()
            show(f"{kind}: idle hour, {ROWS} rows on the screen, one open", watch, loop, polls, news.ages)
            loop.look_at(Screen())
            loop.passing = Hour(url, key, addresses, news, NEW)
            await loop.an_hour()
            show(f"{kind}: hour with {NEW} new mails", watch, loop, polls, news.ages)
        database.close()
    clock.set_frozen(None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("threads", nargs="?", type=int, default=10_000)
    parser.add_argument("inboxes", nargs="*", type=int, default=[12, 500])
    parser.add_argument("--domains", type=int, default=1)
    parser.add_argument("--no-domain-lists", action="store_true")
    wanted = parser.parse_args()
    print(f"{wanted.threads:,} threads, {wanted.threads * MESSAGES:,} messages, one of {OPEN_PART} open")
    print("| what | requests | each inbox every 30 s | bytes | age of news | of which |\n|---|---|---|---|---|---|")
    for inboxes in wanted.inboxes:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "world.db"
            world = World(data, seed=1)
            world.load(organisation(wanted.threads, inboxes, wanted.domains))
            world.close()
            for plain in (False, True):
                own = Path(shutil.copy(data, data.with_name(f"world-{plain}.db")))
                lists = not wanted.no_domain_lists
                asyncio.run(measure(inboxes, wanted.domains, own, plain=plain, lists=lists))


if __name__ == "__main__":
    main()
