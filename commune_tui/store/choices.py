"""How the person wants the program to look, kept on the desk: a name and a text for each choice."""

from __future__ import annotations

import json
import sqlite3


def put(conn: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a choice; an empty text forgets it."""
    conn.execute("DELETE FROM desk.facts WHERE name = ?", (f"choice:{name}",))
    if value:
        conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (f"choice:{name}", json.dumps(value)))


def get(conn: sqlite3.Connection, name: str) -> str:
    """What was chosen; empty when nothing was."""
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (f"choice:{name}",)).fetchone()
    return str(json.loads(row[0])) if row else ""
