# ruff: noqa: S608 - table and column names are our own
"""How fast the local store answers with many threads: windows, counts, search, upserts; size on disk and memory.

    python -m benchmarks.store                        # 10,000 and 1,000,000 threads in a temporary folder
    python -m benchmarks.store --threads 10000 100000 --folder /some/scratch --keep
    python -m benchmarks.store --threads 100000 --encrypted        # the extra encrypted: SQLCipher

The account is made up (one message per thread, 12 to 40 words by Zipf's law) and written in bulk; everything that is
timed goes through the functions that the program uses.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from commune_tui.query import parse
from commune_tui.store import assembly, cells, counts, driver, inboxes, search, threads, windows
from commune_tui.store.database import Database
from commune_tui.store.records import DomainRecord, InboxRecord, ThreadRecord, TriageRecord
from commune_tui.store.select import Asking
from commune_tui.store.words import fold

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKING = Asking(NOW, ("me@example.org",))
INBOXES = 20
VIEWS = (
    "", "in:in3", "status:needs_reply", "in:in3 status:needs_reply", "assignee:me",
    "assignee:nobody status:needs_reply", "is:unread", "tag:press", "is:risky", "is:trouble",
    "domain:dom1 status:open has:attachment",
    "direction:inbound older:30d -status:closed",
)  # fmt: skip
LETTERS = "etaoinshrdlucmfwypvbgk"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave the stores there, and use those that are there")
    parser.add_argument("--encrypted", action="store_true", help="with a key (32 bytes of zeros: made-up mail)")
    arguments = parser.parse_args()
    key = driver.Key(bytes(32)) if arguments.encrypted else None
    library = f"SQLCipher {driver.cipher_version()}" if key else f"SQLite {sqlite3.sqlite_version}"
    print(f"Python {sys.version.split()[0]}, {library}")
    parent = arguments.folder or Path(tempfile.mkdtemp())
    try:
        for count in arguments.threads:
            measure(parent / f"store-{count}{'-encrypted' if key else ''}", count, key)
    finally:
        if not arguments.keep:
            shutil.rmtree(parent, ignore_errors=True)


def measure(folder: Path, count: int, key: driver.Key | None = None) -> None:
    print(f"\n== {count:,} threads ==")
    started = time.perf_counter()
    fresh = not folder.exists()
    db = Database(folder, None, key)
    if fresh:
        for start in range(0, count, 20_000):
            db.write_now(partial(fill, start=start, size=min(20_000, count - start), total=count))
        db.write_now(lambda conn: conn.execute("INSERT INTO words (words) VALUES ('optimize')"))
        report_s("made up and written in bulk", time.perf_counter() - started)
    db.close()

    def reopen() -> None:
        again = Database(folder, None, key)
        again.read_now(lambda conn: conn.execute("SELECT count(*) FROM inboxes").fetchone())
        again.close()

    report("open, first read, close", timed(reopen, 20))
    db = Database(folder, None, key)
    measure_windows(db)
    measure_counts(db)
    measure_search(db)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{'size on disk':<58}{size / 1e6:>10.1f} MB  ({size / count:,.0f} bytes per thread)")
    print(
        f"{'memory of this process, highest':<58}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10.1f} MB"
    )
    measure_upserts(db, min(count, 100_000))
    db.close()


def measure_windows(db: Database) -> None:
    chance = random.Random(1)
    for text in VIEWS:
        query = parse(text)
        window = windows.Window(db, query, ASKING)
        label = text or "(all)"
        report(f"first page of 50   {label}", timed(partial(window.open_now, 50), 200))
        took = timed(lambda query=query: db.read_now(lambda conn: windows.all_numbers(conn, query, ASKING)), 3)  # type: ignore[misc]
        window._places = db.read_now(partial(windows.all_numbers, query=query, asking=ASKING))
        total = len(window._places)
        report(f"  every place and exact count ({total:,})", took)
        report("  window of 50 anywhere", timed(lambda: window.rows_now(chance.randrange(max(total - 50, 1)), 50), 400))  # noqa: B023


def measure_counts(db: Database) -> None:
    report("sidebar: all tallies of every inbox", timed(lambda: db.read_now(lambda c: counts.tallies(c)), 50))
    report(
        "sidebar: tags and assignees", timed(lambda: db.read_now(lambda c: (counts.tags(c), counts.assignees(c))), 50)
    )
    splits = [
        parse(text)
        for text in ("status:needs_reply", "assignee:me", "assignee:nobody", "status:waiting", "is:risky", "")
    ]
    report("six splits counted", timed(lambda: db.read_now(lambda c: [counts.count(c, q, ASKING) for q in splits]), 50))


def measure_search(db: Database) -> None:
    words = vocabulary()
    typed = {
        "rare word": words[9000], "middling word": words[500], "common word": words[30], "commonest word": words[0],
        "two words": f"{words[40]} {words[300]}", "common two words": f"{words[0]} {words[1]}", "two letters": "et",
        "three letters": words[50][:3], "half a word": words[2000][:4], "quoted words": f'"{words[0]} {words[2]}"',
        "word and status": f"status:needs_reply {words[30]}", "CJK": "東京",
        "sender": "from:person77", "no hit": "qqqq",
    }  # fmt: skip
    every: list[Took] = []
    for name, text in typed.items():
        query = parse(text)
        took = timed(lambda query=query: db.read_now(lambda conn: search.search(conn, query, ASKING, 50)), 15)  # type: ignore[misc]
        every += took
        report(f"search as you type, 50 lines: {name}", took)
    report("search, all of the above together", every)
    target = words[30]
    keys = [partial(search.search, query=parse(target[:n]), asking=ASKING, limit=50) for n in range(1, len(target) + 1)]
    report("search, every prefix of one common word", [t for key in keys for t in timed(partial(db.read_now, key), 10)])
    query = parse(words[0])
    places = partial(windows.all_numbers, query=query, asking=ASKING)
    report("  every place of the commonest word", timed(partial(db.read_now, places), 2))


def measure_upserts(db: Database, size: int) -> None:
    def records(bump: int) -> list[ThreadRecord]:
        return [
            ThreadRecord(
                f"new{i}", f"in{i % INBOXES}", "dom1", f"subject {i}", "the oldest text of it",
                NOW - timedelta(hours=i), NOW - timedelta(seconds=i - 300 * bump * (i % 10 == 0)), 1 + (i % 3),
                "inbound", False,
                TriageRecord("open", None, ("new",)),
            )
            for i in range(size)
        ]  # fmt: skip

    def upsert(bump: int) -> float:
        batch = records(bump)
        started = time.perf_counter()
        for start in range(0, size, 1000):
            db.write_now(lambda conn, start=start: threads.put_listed(conn, batch[start : start + 1000], NOW))  # type: ignore[misc]
        return time.perf_counter() - started

    report_s(f"upsert of {size:,} new threads, 1,000 a transaction", upsert(0))
    report_s(f"the same {size:,} again, none changed", upsert(0))
    report_s(f"the same {size:,} again, a tenth changed", upsert(1))
    db.write_now(lambda conn: threads.remove(conn, [f"new{i}" for i in range(size)]))


def timed(work: Callable[[], Any], times: int) -> list[Took]:
    took = []
    for _ in range(times):
        started, busy = time.perf_counter(), time.process_time()
        work()
        took.append(Took(time.perf_counter() - started, time.process_time() - busy))
    return took


def report(name: str, took: list[Took]) -> None:
    """Wall time, and beside it the time of this process alone, which a busy machine does not stretch."""
    wall, busy = sorted(t.wall_s * 1000 for t in took), sorted(t.busy_s * 1000 for t in took)
    p95 = min(len(took) - 1, int(len(took) * 0.95))
    print(f"{name:<58}{median(wall):>9.2f} ms median {wall[p95]:>8.2f} p95   own {busy[p95]:>8.2f} p95", flush=True)


def report_s(name: str, seconds: float) -> None:
    print(f"{name:<58}{seconds:>9.1f} s", flush=True)


class Took(NamedTuple):
    """How long one run took, in seconds."""

    wall_s: float
    busy_s: float


def vocabulary() -> list[str]:
    chance = random.Random(42)
    return ["".join(chance.choices(LETTERS, k=chance.randint(3, 10))) for _ in range(20_000)]


WORDS = vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))


def fill(conn: sqlite3.Connection, start: int, size: int, total: int) -> None:
    """Write made-up threads with one message each, as rows that ``put_listed`` and ``messages.put`` would leave."""
    if start == 0:
        domains = [DomainRecord(f"dom{i}", f"example{i}.org") for i in range(2)]
        inboxes.put(
            conn, [InboxRecord(f"in{i}", domains[i % 2].id, f"inbox{i}@example.org") for i in range(INBOXES)], NOW
        )
    chance = random.Random(start)
    rows = list(_rows(chance, start, size, total))
    names = [row[0] for row in conn.execute("SELECT name FROM pragma_table_info('threads') WHERE name <> 'flags'")]
    used = [name for name in names if name in rows[0][0]]
    conn.executemany(
        f"INSERT INTO threads ({', '.join(used)}) VALUES ({', '.join('?' * len(used))})",
        [tuple(thread[name] for name in used) for thread, _, _ in rows],
    )
    conn.executemany(
        "INSERT INTO thread_tags VALUES (?, ?, ?)",
        [(tag, t["last_message_at"], t["seq"]) for t, _, _ in rows for tag in cells.unpacked_list(t["tags"])],
    )
    fields = list(rows[0][1])
    conn.executemany(
        f"INSERT INTO messages ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})",
        [tuple(message.values()) for _, message, _ in rows],
    )
    conn.executemany("INSERT INTO docs VALUES (?, ?, 0)", [(m["seq"], m["thread"]) for _, m, _ in rows])
    conn.executemany(
        "INSERT INTO words (rowid, subject, sender, recipients, body, files, fields) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(message["seq"], *words) for _, message, words in rows],
    )


def _rows(
    chance: random.Random, start: int, size: int, total: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]]:
    first = int((NOW - timedelta(days=365)).timestamp() * 1000)
    step = 365 * 86_400_000 // total
    for i in range(start, start + size):
        at = first + i * step
        words = chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.randint(12, 40))
        content = " ".join(words) + (" 東京都の注文" if i % 50 == 0 else "")
        sender, subject = f"person{chance.randrange(5000)}@example.com", " ".join(words[:4])
        status = chance.choices(["closed", "open", "waiting", "needs_reply"], [70, 15, 8, 7])[0]
        assignee = chance.choices([None, "me@example.org", "agent-1", "agent-2"], [60, 5, 20, 15])[0]
        tags = [t for t, share in (("press", 0.008), ("vip", 0.05), ("order", 0.3)) if chance.random() < share]
        delivery = chance.choices(["delivered", "bounced"], [99, 1])[0]
        bits = assembly.delivery_bits([delivery])
        inbound = chance.random() < 0.6
        place = {"inbox": 1 + i % INBOXES, "direction": "inbound" if inbound else "outbound"}
        number = (at // 1000) << 8 | (i & 255)
        thread = {
            "seq": i + 1, "id": f"thread_{i:032x}", "inbox": place["inbox"], "domain": 1 + i % 2, "subject": subject,
            "snippet": content[:200], "first_message_at": at, "last_message_at": at, "message_count": 1,
            "held_count": 1, "last_direction": place["direction"], "has_attachment": int(chance.random() < 0.15),
            "sender": sender, "recipients": "inbox@example.org", "last_inbound_at": at,
            "waits_since": at if status == "needs_reply" else 0,
            "risk": int(chance.random() < 0.005) * 3,
            "delivery": bits, "trouble": assembly.worst(bits), "status": status, "assignee": assignee,
            "tags": cells.packed_list(tags), "server_status": status, "server_assignee": assignee,
            "server_tags": cells.packed_list(tags), "triage_read_at": at, "unread": int(chance.random() < 0.02),
            "list_last_at": at, "list_count": 1, "list_subject": subject, "list_snippet": content[:200],
        }  # fmt: skip
        message = {
            "seq": number, "id": f"msg_{i:032x}", "thread": i + 1, **place, "created_at": at, "sender": sender,
            "participants": f'[["sender","{sender}",""],["to","inbox@example.org",""]]', "snippet": content[:200],
            "subject": subject, "content": content, "delivery_status": "" if inbound else delivery,
        }  # fmt: skip
        yield thread, message, (fold(subject), fold(sender), "inbox example org", fold(content), "", "")


if __name__ == "__main__":
    main()
