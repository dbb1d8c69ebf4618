# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""What the copy lacks or has known for too long: questions that the synchroniser asks before it asks the server."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commune_tui.store import cells, numbers, threads

if TYPE_CHECKING:
    from commune_tui.store.records import ThreadRecord

LOOKED_AT = timedelta(seconds=40)
ACTIVE = timedelta(minutes=10)
QUIET = timedelta(days=1)


def counts_differ(conn: sqlite3.Connection, inbox_id: str) -> list[str]:
    """The threads of an inbox of which the server's list counts more or fewer messages than are here."""
    rows = conn.execute(
        "SELECT t.id FROM threads t JOIN inboxes i ON i.seq = t.inbox "
        "WHERE i.id = ? AND t.listed_at > 0 AND t.list_count <> t.held_count ORDER BY t.last_message_at DESC",
        (inbox_id,),
    )
    return [row[0] for row in rows]


def edges_differ(conn: sqlite3.Connection, records: Sequence[ThreadRecord]) -> list[str]:
    """The listed threads whose first or last message here is not the server's, although the number may be the same."""
    held: dict[str, tuple[int, int]] = {}
    for batch in numbers.batches([cells.text(record.id) for record in records]):
        rows = conn.execute(
            "SELECT t.id, min(m.created_at), max(m.created_at) FROM threads t JOIN messages m ON m.thread = t.seq "
            f"WHERE t.id IN ({numbers.marks(len(batch))}) GROUP BY t.seq",
            list(batch),
        )
        held.update({row[0]: (row[1], row[2]) for row in rows})
    found = []
    for record in records:
        edges = (cells.millis(record.first_message_at), cells.millis(record.last_message_at))
        here = held.get(cells.text(record.id))
        if here is not None and any(said not in (None, mine) for said, mine in zip(edges, here, strict=True)):
            found.append(cells.text(record.id))
    return found


def listed_as(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """What the server's list said last of the mails of these threads: their number, the first and the last."""
    found: dict[str, tuple[object, ...]] = {}
    for batch in numbers.batches(list(map(cells.text, ids))):
        marks = numbers.marks(len(batch))
        query = f"SELECT id, list_count, list_first_at, list_last_at FROM threads WHERE id IN ({marks})"
        found.update({row[0]: row[1:] for row in conn.execute(query, list(batch))})
    return found


def unheld(conn: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """Those of these threads that are listed here and of which no mail is."""
    found: list[str] = []
    for batch in numbers.batches(list(map(cells.text, ids))):
        marks = numbers.marks(len(batch))
        rows = conn.execute(f"SELECT id FROM threads WHERE id IN ({marks}) AND held_count = 0", list(batch))
        found += [row[0] for row in rows]
    return found


def any_held(conn: sqlite3.Connection, ids: Sequence[str]) -> bool:
    """Whether mail of any of these threads is here."""
    for batch in numbers.batches(list(map(cells.text, ids))):
        marks = numbers.marks(len(batch))
        query = f"SELECT 1 FROM threads WHERE id IN ({marks}) AND held_count > 0 LIMIT 1"
        if conn.execute(query, list(batch)).fetchone() is not None:
            return True
    return False


def unlisted(conn: sqlite3.Connection, inbox_id: str, since: datetime) -> list[str]:
    """The threads of an inbox that a whole pass through its list, begun at ``since``, did not meet.

    Mail that was read after the pass began proves that its thread is there, whatever the list said.
    """
    at = cells.millis(since) or 0
    rows = conn.execute(
        "SELECT t.id FROM threads t JOIN inboxes i ON i.seq = t.inbox WHERE i.id = ? AND t.listed_at < ? "
        "AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.thread = t.seq AND m.read_at >= ?)",
        (inbox_id, at, at),
    )
    return [row[0] for row in rows]


def remove_unlisted(conn: sqlite3.Connection, inbox_id: str, since: datetime) -> set[str]:
    """Forget the threads that are :func:`unlisted`; their ids."""
    return threads.remove(conn, unlisted(conn, inbox_id, since))


@dataclass(frozen=True, slots=True)
class Overdue:
    """Which triage is due: of what is looked at, what was never read, what may have changed; and since when anew.

    Of what nobody looks at, ``listed`` are the inboxes whose thread lists bring it; ``stale`` says whether what was
    read once is meant too.
    """

    looked_at: Sequence[str] = ()
    listed: Collection[str] = ()
    stale: bool = True
    anew: datetime | None = None

    def before(self, now: datetime, age: timedelta) -> int:
        """What was read before this moment is due (unix milliseconds)."""
        return max(cells.millis(now - age) or 0, (cells.millis(self.anew) or 0) if self.anew else 0)


def triage(conn: sqlite3.Connection, now: datetime, what: Overdue, limit: int) -> list[str]:
    """Threads whose triage should be read, the most urgent first.

    What is looked at and older than 40 seconds, so that it is read within the minute; what was never read, newest mail
    first; what is not closed after ten minutes; the rest after a day.
    """
    found: list[str] = []
    for batch in numbers.batches(list(what.looked_at)):
        rows = conn.execute(
            f"SELECT id FROM threads WHERE id IN ({numbers.marks(len(batch))}) AND triage_read_at < ?",
            [*batch, what.before(now, LOOKED_AT)],
        )
        found += [row[0] for row in rows]
    never = ("triage_read_at = 0 ORDER BY last_message_at DESC", ())
    active = (
        "triage_read_at BETWEEN 1 AND ? AND status <> 'closed' ORDER BY triage_read_at",
        (what.before(now, ACTIVE),),
    )
    quiet = ("triage_read_at BETWEEN 1 AND ? ORDER BY triage_read_at", (what.before(now, QUIET),))
    marks = ", ".join("?" * len(listed := _numbers_of(conn, what.listed)))
    for sql, values in (never, *((active, quiet) if what.stale else ())):
        if len(found) < limit:
            rows = conn.execute(
                f"SELECT id FROM threads WHERE coalesce(inbox, 0) NOT IN ({marks}) AND {sql} LIMIT ?",
                (*listed, *values, limit),
            )
            found += [row[0] for row in rows]
    return list(dict.fromkeys(found))[:limit]


def _numbers_of(conn: sqlite3.Connection, inbox_ids: Collection[str]) -> list[int]:
    return [
        row[0]
        for row in conn.execute(
            "SELECT seq FROM inboxes WHERE id IN (SELECT value FROM json_each(?))", (cells.packed_list(inbox_ids),)
        )
    ]


def sooner_listed(conn: sqlite3.Connection, now: datetime) -> set[str]:
    """The inboxes of which so many open threads' triage ages that all pages of the list are fewer requests."""
    rows = conn.execute(
        "SELECT i.id FROM (SELECT inbox, sum(n) AS n FROM facets GROUP BY inbox) f JOIN inboxes i ON i.seq = f.inbox "
        "WHERE (SELECT count(*) FROM threads t WHERE t.inbox = i.seq AND t.status <> 'closed' AND t.triage_read_at < ?)"
        " > (f.n + 99) / 100",
        (cells.millis(now - ACTIVE / 2) or 0,),
    )
    return {row[0] for row in rows}


def differing(conn: sqlite3.Connection, records: Sequence[ThreadRecord]) -> list[str]:
    """The listed threads of which the mails here are not the server's, by their number, the first or the last."""
    found = dict.fromkeys(edges_differ(conn, records))
    for batch in numbers.batches([cells.text(record.id) for record in records]):
        rows = conn.execute(
            f"SELECT id FROM threads WHERE id IN ({numbers.marks(len(batch))}) AND list_count <> held_count",
            list(batch),
        )
        found |= dict.fromkeys(row[0] for row in rows)
    return list(found)


def where_they_are(conn: sqlite3.Connection, records: Sequence[ThreadRecord]) -> list[ThreadRecord]:
    """The same, each without an inbox under the one that its thread is in here already."""
    here: dict[str, str] = {}
    for batch in numbers.batches([cells.text(record.id) for record in records if not record.inbox_id]):
        here.update(
            conn.execute(
                "SELECT t.id, i.id FROM threads t JOIN inboxes i ON i.seq = t.inbox "
                f"WHERE t.id IN ({numbers.marks(len(batch))})",
                list(batch),
            )
        )
    return [replace(each, inbox_id=each.inbox_id or here.get(cells.text(each.id), "")) for each in records]


def above(conn: sqlite3.Connection, inbox_ids: Sequence[str], records: Sequence[ThreadRecord], goes_on: bool) -> bool:
    """Whether a thread of these inboxes is here that belongs on this first page of a list and is not on it."""
    moments = [cells.millis(record.last_message_at) or 0 for record in records]
    last = min(moments, default=0) if goes_on else 0
    found = conn.execute(
        "SELECT 1 FROM threads t JOIN inboxes i ON i.seq = t.inbox "
        "WHERE i.id IN (SELECT value FROM json_each(?)) AND t.last_message_at > ? AND t.list_last_at > ? "
        "AND t.listed_at > 0 AND t.id NOT IN (SELECT value FROM json_each(?)) LIMIT 1",
        (cells.packed_list(inbox_ids), last, last, cells.packed_list([record.id for record in records])),
    ).fetchone()
    return found is not None


def inboxes_of(conn: sqlite3.Connection, thread_ids: Sequence[str]) -> set[str]:
    """The inboxes of these threads."""
    rows = conn.execute(
        "SELECT DISTINCT i.id FROM threads t JOIN inboxes i ON i.seq = t.inbox "
        "WHERE t.id IN (SELECT value FROM json_each(?))",
        (cells.packed_list(thread_ids),),
    )
    return {row[0] for row in rows}


def progress(conn: sqlite3.Connection) -> tuple[int, int]:
    """(threads with mail here, threads that are known of): one without is found by a document of its own."""
    known, without = conn.execute(
        "SELECT (SELECT coalesce(sum(n), 0) FROM facets), (SELECT count(*) FROM docs WHERE stub = 1)"
    ).fetchone()
    return int(known) - int(without), int(known)


def triage_never_read(conn: sqlite3.Connection) -> int:
    """How many threads' triage was never read."""
    return int(conn.execute("SELECT count(*) FROM threads WHERE triage_read_at = 0").fetchone()[0])


def awaiting_delivery(conn: sqlite3.Connection, now: datetime) -> list[str]:
    """The inboxes with mail that went out within a day and of which it is not known yet whether it arrived."""
    rows = conn.execute(
        "SELECT DISTINCT i.id FROM threads t JOIN messages m ON m.thread = t.seq JOIN inboxes i ON i.seq = m.inbox "
        "WHERE t.last_message_at > ?1 AND m.created_at > ?1 AND m.direction = 'outbound' "
        "AND m.delivery_status IN ('', 'queued', 'sent', 'delivery_delayed')",
        (cells.millis(now - timedelta(days=1)) or 0,),
    )
    return [row[0] for row in rows]
