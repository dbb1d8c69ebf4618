"""The journal on disk: entries are added, and nothing else is done to them. In the caller's transaction.

Words of mails, and what was said about them, stand apart, each with a salt of its own; the entry holds their hash (see
:mod:`.chain`). So they can be taken out, and the chain holds.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from typing import Any

from commune_tui import clock
from commune_tui.gate.chain import START, Entry, broken, content_hash, linked

_SELECT = "SELECT seq, at, what, who, about, data, before, hash FROM journal"


def add(conn: sqlite3.Connection, what: str, who: str, about: str, **data: Any) -> Entry:
    """Write what happened. ``data`` are plain values, and no words of a mail."""
    row = conn.execute(f"{_SELECT} ORDER BY seq DESC LIMIT 1").fetchone()
    entry = linked(_entry(row) if row is not None else None, clock.iso(clock.now()), what, who, about, data)
    conn.execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.seq, entry.at, what, who, about, json.dumps(data, sort_keys=True), entry.before, entry.hash),
    )
    return entry


def keep_words(conn: sqlite3.Connection, content: bytes) -> str:
    """Put words beside the journal; what an entry says of them."""
    salt = secrets.token_bytes(16)
    name = content_hash(salt, content)
    conn.execute("INSERT INTO words VALUES (?, ?, ?)", (name, salt, content))
    return name


def words(conn: sqlite3.Connection, name: str) -> bytes | None:
    """What was put there, while it is."""
    row = conn.execute("SELECT content FROM words WHERE hash = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def said(conn: sqlite3.Connection, entry: Entry) -> dict[str, Any]:
    """What was said when it happened, while it is kept."""
    kept = words(conn, entry.data.get("why", ""))
    return {} if kept is None else dict(json.loads(kept))


def entries(conn: sqlite3.Connection) -> Iterator[Entry]:
    """All of it, from the beginning."""
    for row in conn.execute(f"{_SELECT} ORDER BY seq"):
        yield _entry(row)


def about(conn: sqlite3.Connection, name: str) -> list[Entry]:
    """The entries about a mail."""
    return [_entry(row) for row in conn.execute(f"{_SELECT} WHERE about = ? ORDER BY seq", (name,))]


def head(conn: sqlite3.Connection) -> str:
    """The hash of the newest entry."""
    row = conn.execute("SELECT hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return str(row[0]) if row is not None else START


def contains(conn: sqlite3.Connection, name: str) -> bool:
    """Whether an entry has this hash."""
    return conn.execute("SELECT 1 FROM journal WHERE hash = ?", (name,)).fetchone() is not None or name == START


def verify(conn: sqlite3.Connection) -> str:
    """What is wrong with the chain, with the words beside it, or with the mails, as a sentence; empty where nothing is.

    A mail that left has to be one that the journal says was decided, with the words that it says.
    """
    if told := broken(entries(conn)):
        return told
    for row in conn.execute("SELECT hash, salt, content FROM words"):
        if content_hash(row["salt"], row["content"]) != row["hash"]:
            return f"Words were changed that the journal knows as {row['hash'][:12]}."
    newest: dict[str, Entry] = {}
    decided: set[str] = set()
    for entry in entries(conn):
        if entry.what in ("received", "edited"):
            newest[entry.about] = entry
        if entry.what == "decided":
            decided.add(entry.about)
        if entry.what == "held":  # undone, or gone back to the person: what was decided before is void
            decided.discard(entry.about)
    for row in conn.execute("SELECT id, state, raw FROM mails"):
        said = newest.get(row["id"])
        if said is None:
            return f"Mail {row['id']} is not in the journal."
        kept = words(conn, said.data["words"])
        if kept is not None and kept != bytes(row["raw"]):
            return f"Mail {row['id']} was changed beside the journal."
        if row["state"] in ("sending", "accepted", "seen", "vanished") and row["id"] not in decided:
            return f"Mail {row['id']} left, and the journal has no decision."
    return ""


def _entry(row: sqlite3.Row) -> Entry:
    plain = {name: row[name] for name in ("seq", "at", "what", "who", "about", "before", "hash")}
    return Entry(**plain, data=json.loads(row["data"]))
