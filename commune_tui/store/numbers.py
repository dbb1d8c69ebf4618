# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""From the server's ids to the numbers that tables use, and back; lists of ids cut to what one statement may bind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
BATCH = 500


def batches(values: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """``values`` in pieces of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def marks(count: int) -> str:
    """``?,?,?`` for ``count`` bound values."""
    return ",".join("?" * count)


def inbox_number(conn: sqlite3.Connection, inbox_id: str) -> int:
    """The number of an inbox; one that was not listed yet gets a bare row. 0 for the empty id."""
    return _number(conn, "inboxes", inbox_id)


def domain_number(conn: sqlite3.Connection, domain_id: str) -> int:
    """The number of a domain; one that was not listed yet gets a bare row. 0 for the empty id."""
    return _number(conn, "domains", domain_id)


def domain_of(conn: sqlite3.Connection, inbox_id: str, domain_id: str) -> int:
    """The number of this domain, or of the inbox's where the server left it out."""
    if domain_id or not inbox_id:
        return domain_number(conn, domain_id)
    found = conn.execute("SELECT domain FROM inboxes WHERE id = ?", (inbox_id,)).fetchone()
    return int(found[0]) if found else 0


def _number(conn: sqlite3.Connection, table: str, wire_id: str) -> int:
    if not wire_id:
        return 0
    found = conn.execute(f"SELECT seq FROM {table} WHERE id = ?", (wire_id,)).fetchone()
    if found:
        return int(found[0])
    return int(conn.execute(f"INSERT INTO {table} (id) VALUES (?) RETURNING seq", (wire_id,)).fetchone()[0])


def thread_numbers(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of those of these threads that are here."""
    found: dict[str, int] = {}
    for batch in batches(list(ids)):
        found.update(conn.execute(f"SELECT id, seq FROM threads WHERE id IN ({marks(len(batch))})", batch))
    return found
