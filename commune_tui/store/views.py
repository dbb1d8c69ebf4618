"""Saved views: a name for a line of the query grammar, kept on the desk, in the person's order."""

from __future__ import annotations

import sqlite3

from commune_tui import clock
from commune_tui.store import cells
from commune_tui.store.rows import ViewRow, line


def put(conn: sqlite3.Connection, view_id: str, name: str, query: str) -> None:
    """Make a view, or give it another name and query. A new one goes to the end."""
    conn.execute(
        "INSERT INTO desk.views SELECT ?1, ?2, ?3, coalesce(max(position) + 1, 0), ?4 FROM desk.views WHERE true "
        "ON CONFLICT DO UPDATE SET name = excluded.name, query = excluded.query",
        (view_id, cells.text(name), cells.text(query), clock.now_ms()),
    )


def remove(conn: sqlite3.Connection, view_id: str) -> None:
    """Forget a view."""
    conn.execute("DELETE FROM desk.views WHERE id = ?", (view_id,))


def rows(conn: sqlite3.Connection) -> list[ViewRow]:
    """All views in order; their names fit for the screen."""
    found = conn.execute("SELECT id, name, query, position FROM desk.views ORDER BY position, made_at, id")
    return [ViewRow(row[0], line(row[1]), row[2], row[3]) for row in found]
