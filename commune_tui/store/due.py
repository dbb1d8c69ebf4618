# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""What the copy lacks or has known for too long: questions that the synchroniser asks before it asks the server."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commune_tui.store import cells, numbers, threads

if TYPE_CHECKING:
    from commune_tui.store.records import ThreadRecord

LOOKED_AT = timedelta(seconds=60)
ACTIVE = timedelta(minutes=10)
QUIET = timedelta(days=1)
_ACTIVE_FOR = timedelta(days=14)


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


def triage(conn: sqlite3.Connection, now: datetime, on_screen: Sequence[str], limit: int) -> list[str]:
    """Threads whose triage should be read, the most urgent first.

    What is on the screen and older than a minute; what was never read, newest mail first; what is likely to change
    (not closed, mail within two weeks) after ten minutes; the rest after a day.
    """

    def before(age: timedelta) -> int:
        return cells.millis(now - age) or 0

    found: list[str] = []
    for batch in numbers.batches(list(on_screen)):
        rows = conn.execute(
            f"SELECT id FROM threads WHERE id IN ({numbers.marks(len(batch))}) AND triage_read_at < ?",
            [*batch, before(LOOKED_AT)],
        )
        found += [row[0] for row in rows]
    for sql, values in (
        ("triage_read_at = 0 ORDER BY last_message_at DESC", ()),
        (
            "triage_read_at BETWEEN 1 AND ? AND status <> 'closed' AND last_message_at > ? ORDER BY triage_read_at",
            (before(ACTIVE), before(_ACTIVE_FOR)),
        ),
        ("triage_read_at BETWEEN 1 AND ? ORDER BY triage_read_at", (before(QUIET),)),
    ):
        if len(found) < limit:
            rows = conn.execute(f"SELECT id FROM threads WHERE {sql} LIMIT ?", (*values, limit))
            found += [row[0] for row in rows]
    return list(dict.fromkeys(found))[:limit]


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
