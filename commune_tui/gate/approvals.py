"""Who approved which seal of a mail, on disk. Functions run in a transaction of the caller.

An approval is of one seal: when the mail, its files or its conversation become otherwise, all of that mail are void.
"""

from __future__ import annotations

import sqlite3

from commune_tui import clock


def add(conn: sqlite3.Connection, mail: str, seal: str, who: str) -> bool:
    """Write one; whether this person had not approved that seal before."""
    if has(conn, mail, seal, who):
        return False
    conn.execute("INSERT INTO approvals VALUES (?, ?, ?, ?)", (mail, seal, who, clock.now_ms()))
    return True


def of(conn: sqlite3.Connection, mail: str, seal: str) -> tuple[str, ...]:
    """The people who approved this seal, the first one first."""
    rows = conn.execute("SELECT who FROM approvals WHERE mail = ? AND seal = ? ORDER BY at, who", (mail, seal))
    return tuple(row["who"] for row in rows)


def of_open(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """Those of every mail that has not begun to leave, by its id: whatever stands there is of the seal that it has."""
    rows = conn.execute(
        "SELECT mail, who FROM approvals WHERE mail IN (SELECT id FROM mails WHERE state IN ('held', 'decided')) "
        "ORDER BY at, who"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["mail"], []).append(row["who"])
    return found


def has(conn: sqlite3.Connection, mail: str, seal: str, who: str) -> bool:
    """Whether this person is among them."""
    return any(is_same(each, who) for each in of(conn, mail, seal))


def void(conn: sqlite3.Connection, mail: str) -> None:
    """Take back all of a mail."""
    conn.execute("DELETE FROM approvals WHERE mail = ?", (mail,))


def is_same(one: str, other: str) -> bool:
    """Whether two names mean one person: a capital letter makes nobody else."""
    return one.strip().casefold() == other.strip().casefold()
