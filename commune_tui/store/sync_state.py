"""What the synchroniser remembers between two runs: named JSON values."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from commune_tui import clock


def put(conn: sqlite3.Connection, key: str, value: Any) -> None:
    """Remember ``value`` (anything that JSON holds) under ``key``."""
    conn.execute(
        "INSERT INTO sync_state VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET value = excluded.value, written_at = excluded.written_at",
        (key, json.dumps(value), clock.now_ms()),
    )


def get(conn: sqlite3.Connection, key: str) -> Any:
    """The remembered value, or ``None``."""
    found = conn.execute("SELECT value FROM sync_state WHERE key = ?", (key,)).fetchone()
    return json.loads(found[0]) if found else None
