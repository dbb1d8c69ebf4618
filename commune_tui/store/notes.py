"""Notes of the person on a thread. Local to this machine: they never leave it. Runs in the caller's transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from commune_tui.store import cells


@dataclass(frozen=True, slots=True)
class Note:
    """Times are unix milliseconds."""

    id: str
    thread_id: str
    body: str = field(repr=False)
    who: str
    made_at: int
    edited_at: int | None = None


def put(conn: sqlite3.Connection, note: Note) -> None:
    """Write a note, or its new text."""
    conn.execute(
        "INSERT INTO desk.notes VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body, edited_at = excluded.edited_at",
        (note.id, note.thread_id, cells.text(note.body), cells.text(note.who), note.made_at, note.edited_at),
    )


def of_thread(conn: sqlite3.Connection, thread_id: str) -> list[Note]:
    """The notes on one thread, oldest first."""
    rows = conn.execute(
        "SELECT id, thread_id, body, who, made_at, edited_at FROM desk.notes WHERE thread_id = ? ORDER BY made_at, id",
        (thread_id,),
    )
    return [Note(*row) for row in rows]
