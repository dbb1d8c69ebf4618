"""Local marks on threads: seen or unread, asleep until a moment. The server knows nothing of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.store import cells, overlay

_SEEN = (
    "INSERT INTO desk.seen VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at, marked = excluded.marked"
)


def start(conn: sqlite3.Connection, at: datetime) -> None:
    """Let mail from before ``at`` count as seen. Only the first call for a desk has an effect."""
    conn.execute("INSERT OR IGNORE INTO desk.facts VALUES ('baseline_at', ?)", (json.dumps(cells.millis(at) or 0),))


def see(conn: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """The person saw these threads as they stand here; the ids whose line changed."""
    rows = [(wire_id, _last_at(conn, wire_id), 0) for wire_id in ids]
    conn.executemany(_SEEN, rows)
    return overlay.lay(conn, ids)


def mark_unread(conn: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """Mark these threads unread until they are seen again; the ids whose line changed."""
    conn.executemany(_SEEN, [(wire_id, 0, 1) for wire_id in ids])
    return overlay.lay(conn, ids)


def _last_at(conn: sqlite3.Connection, thread_id: str) -> int:
    """When the newest mail came that is here: what a sender's clock says would hide what comes before that."""
    query = "SELECT coalesce(last_inbound_at, last_message_at) FROM threads WHERE id = ?"
    found = conn.execute(query, (thread_id,)).fetchone()
    return int(found[0]) if found else clock.now_ms()


def snooze(conn: sqlite3.Connection, ids: Sequence[str], until: datetime) -> set[str]:
    """Let these threads sleep until a moment, or until a person writes into them; the ids whose line changed."""
    here = overlay.asked(conn, ids)
    conn.executemany(
        "INSERT INTO desk.snoozes (thread_id, until_at, made_at, covers) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET until_at = excluded.until_at, made_at = excluded.made_at, covers = excluded.covers",
        [(wire_id, cells.millis(until) or 0, clock.now_ms(), here.get(wire_id, (0, False))[0]) for wire_id in ids],
    )
    return overlay.lay(conn, ids)


def wake(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """End the sleep of these threads; the ids whose line changed."""
    wanted = list(ids)
    conn.executemany("DELETE FROM desk.snoozes WHERE thread_id = ?", [(wire_id,) for wire_id in wanted])
    return overlay.lay(conn, wanted)


def wake_due(conn: sqlite3.Connection, now: datetime) -> set[str]:
    """Wake whatever slept until now or earlier, and mark it unread so that it is noticed; the ids."""
    rows = conn.execute("SELECT thread_id FROM desk.snoozes WHERE until_at <= ?", (cells.millis(now),))
    due = [row[0] for row in rows]
    return wake(conn, due) | mark_unread(conn, due) if due else set()


def next_wake_at(conn: sqlite3.Connection) -> datetime | None:
    """When :func:`wake_due` has something to do again."""
    return cells.moment(conn.execute("SELECT min(until_at) FROM desk.snoozes").fetchone()[0])
