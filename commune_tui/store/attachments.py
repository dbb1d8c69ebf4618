"""Attachments: which message has which, and what the server told about each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from commune_tui.store import cells, index
from commune_tui.store.rows import AttachmentRow, line

if TYPE_CHECKING:
    from commune_tui.store.records import AttachmentRecord

_ROW: Final = (
    "SELECT m.attachment, coalesce(a.name, ''), coalesce(a.mime_type, ''), a.size, a.read_at, coalesce(a.source, '') "
    "FROM message_attachments m LEFT JOIN attachments a ON a.id = m.attachment "
)


def of_message(conn: sqlite3.Connection, message: int) -> list[str]:
    """The ids of a message's attachments in order."""
    rows = conn.execute("SELECT attachment FROM message_attachments WHERE message = ? ORDER BY position", (message,))
    return [row[0] for row in rows]


def hang_on(conn: sqlite3.Connection, message: int, ids: Sequence[str]) -> None:
    """Say which attachments a message has."""
    conn.execute("DELETE FROM message_attachments WHERE message = ?", (message,))
    conn.executemany("INSERT INTO message_attachments VALUES (?, ?, ?)", [(message, i, a) for i, a in enumerate(ids)])


def put(conn: sqlite3.Connection, record: AttachmentRecord, read_at: datetime) -> set[str]:
    """Take in what the server knows of an attachment; its name becomes searchable. The threads it is in."""
    wire_id = cells.text(record.id)
    messages = [
        row[0]
        for row in conn.execute("SELECT DISTINCT message FROM message_attachments WHERE attachment = ?", (wire_id,))
    ]
    index.remove(conn, messages)
    conn.execute(
        "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, "
        "mime_type = excluded.mime_type, size = excluded.size, source = excluded.source, read_at = excluded.read_at",
        (
            wire_id,
            cells.text(record.name),
            cells.text(record.mime_type),
            None if record.size is None else cells.integer(record.size),
            cells.text(record.source),
            cells.millis(read_at) or 0,
        ),
    )
    index.add(conn, messages)
    found = "SELECT t.id FROM messages m JOIN threads t ON t.seq = m.thread WHERE m.seq = ?"
    return {row[0] for message in messages for row in conn.execute(found, (message,))}


def rows_of(conn: sqlite3.Connection, message: int) -> tuple[AttachmentRow, ...]:
    """The attachments of a message in order, known or not."""
    rows = conn.execute(f"{_ROW} WHERE m.message = ? ORDER BY m.position", (message,))
    return tuple(
        AttachmentRow(wire_id, line(name), line(mime_type), size, cells.moment(read_at), _held(source))
        for wire_id, name, mime_type, size, read_at, source in rows
    )


def _held(source: str) -> str:
    if not source:
        return ""
    from commune_tui.store.records import QUARANTINED

    return line(source.removeprefix(QUARANTINED)) if source.startswith(QUARANTINED) else ""


def unknown(conn: sqlite3.Connection, limit: int) -> list[str]:
    """Attachments of which only the id is known, those of the newest messages first."""
    rows = conn.execute(
        "SELECT m.attachment FROM message_attachments m LEFT JOIN attachments a ON a.id = m.attachment "
        "WHERE a.id IS NULL GROUP BY m.attachment ORDER BY max(m.message) DESC LIMIT ?",
        (limit,),
    )
    return [row[0] for row in rows]
