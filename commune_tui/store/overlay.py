# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""What the person did but the server has not confirmed, laid over the server's triage; and the local marks.

The columns ``status assignee tags pending unread snoozed_until`` of a thread follow from the server's columns beside
them and from desk.db alone, so they can be derived again at any time: after the server spoke, after an operation was
made, settled or refused, after a crash between the commits of the two files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from commune_tui.store import cells, numbers
from commune_tui.store.rows import UNKNOWN

# A write in conflict waits for the person: the line shows the server's state, still marked.
_LAID: Final = ("held", "ready", "sending", "unknown")
_OPEN_TRIAGE: Final = (
    "state IN ('held', 'ready', 'sending', 'unknown', 'conflict') AND kind IN ('status', 'tags', 'assign', 'send')"
)


def lay(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Derive the shown columns of these threads again; the ids whose line on the screen changed."""
    changed: set[str] = set()
    for batch in numbers.batches(sorted(set(ids))):
        changed |= _lay(conn, batch)
    return changed


def heal(conn: sqlite3.Connection) -> set[str]:
    """Derive every thread that has, or seems to have, something laid over it; for the start of the program."""
    rows = conn.execute(
        "SELECT id FROM threads WHERE pending > 0 OR snoozed_until > 0 "
        f"UNION SELECT id FROM threads WHERE triage_read_at = 0 AND status <> '{UNKNOWN}' "
        f"UNION SELECT thread_id FROM desk.operations WHERE thread_id IS NOT NULL AND {_OPEN_TRIAGE} "
        "UNION SELECT thread_id FROM desk.snoozes "
        "UNION SELECT t.id FROM desk.seen s JOIN threads t ON t.id = s.thread_id "
        "WHERE t.unread <> (s.marked OR coalesce(t.last_inbound_at, 0) > max(s.seen_at, ?))",
        (seen_before(conn),),
    )
    return lay(conn, [row[0] for row in rows])


def _lay(conn: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    listed = numbers.marks(len(ids))
    operations: dict[str, list[tuple[str, str, str]]] = {}
    for thread_id, *operation in conn.execute(
        f"SELECT thread_id, state, kind, intent FROM desk.operations WHERE thread_id IN ({listed}) "
        f"AND {_OPEN_TRIAGE} ORDER BY seq",
        ids,
    ):
        operations.setdefault(thread_id, []).append(tuple(operation))
    baseline = seen_before(conn)
    rows = conn.execute(
        f"SELECT t.seq, t.id, t.last_message_at, iif(t.triage_read_at, t.server_status, '{UNKNOWN}'), "
        "t.server_assignee, t.server_tags, t.last_inbound_at, "
        "t.status, t.assignee, t.tags, t.pending, t.unread, t.snoozed_until, s.seen_at, s.marked, z.until_at "
        "FROM threads t LEFT JOIN desk.seen s ON s.thread_id = t.id LEFT JOIN desk.snoozes z ON z.thread_id = t.id "
        f"WHERE t.id IN ({listed})",
        ids,
    ).fetchall()
    changed: set[str] = set()
    for row in rows:
        seq, thread_id, last_at, status, assignee, tags, inbound_at = row[:7]
        shown = row[7:13]
        status, assignee, tags, pending = _applied(status, assignee, tags, operations.get(thread_id, ()))
        unread = int(bool(row[14]) or (inbound_at or 0) > max(row[13] or 0, baseline))
        now = (status, assignee, tags, pending, unread, row[15] or 0)
        if now != shown:
            conn.execute(
                "UPDATE threads SET status = ?, assignee = ?, tags = ?, pending = ?, unread = ?, snoozed_until = ? "
                "WHERE seq = ?",
                (*now, seq),
            )
            changed.add(thread_id)
        if tags != shown[2]:
            _put_tags(conn, seq, last_at, tags)
    return changed


def _applied(
    status: str, assignee: str | None, tags: str, operations: Sequence[tuple[str, str, str]]
) -> tuple[str, str | None, str, int]:
    for state, kind, intent in operations:
        wish = cells.unpacked_map(intent) if state in _LAID else {}
        if kind == "status" and "status" in wish:
            status = cells.text(wish["status"])
        elif kind == "assign" and "assigned_to" in wish:
            assignee = None if wish["assigned_to"] is None else cells.text(wish["assigned_to"])
        elif kind == "tags" and wish:
            kept = set(cells.unpacked_list(tags)) | _texts(wish.get("add")) - _texts(wish.get("remove"))
            tags = cells.packed_list(sorted(kept - _texts(wish.get("remove"))))
    return status, assignee, tags, len(operations)


def _texts(value: Any) -> set[str]:
    return {cells.text(item) for item in value} if isinstance(value, list) else set()


def _put_tags(conn: sqlite3.Connection, seq: int, last_at: int, tags: str) -> None:
    wanted = {tag_key(tag) for tag in cells.unpacked_list(tags)}
    held = {row[0] for row in conn.execute("SELECT tag FROM thread_tags WHERE thread = ?", (seq,))}
    for tag in held - wanted:
        conn.execute(
            "DELETE FROM thread_tags WHERE tag = ? AND last_message_at = ? AND thread = ?", (tag, last_at, seq)
        )
    conn.executemany("INSERT INTO thread_tags VALUES (?, ?, ?)", [(tag, last_at, seq) for tag in wanted - held])


def tag_key(tag: str) -> str:
    """How a tag is compared: ``VIP`` and ``vip`` are one."""
    return cells.text(tag).casefold()


def seen_before(conn: sqlite3.Connection) -> int:
    """Mail from before this moment (unix milliseconds) counts as seen: the first synchronisation sets it."""
    found = conn.execute("SELECT value FROM desk.facts WHERE name = 'baseline_at'").fetchone()
    return int(json.loads(found[0])) if found else 0
