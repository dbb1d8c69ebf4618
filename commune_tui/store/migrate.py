"""Bring one database file up to the schema of this program: numbered SQL files, each in one transaction.

The number of the last file that ran stands in ``PRAGMA user_version``. Knows the files, not what is in them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from commune_tui.store.errors import NewerStore


class Migration(NamedTuple):
    """One numbered file; ``number`` counts from 1."""

    number: int
    name: str
    sql: str


@cache
def migrations(kind: str) -> tuple[Migration, ...]:
    """All migrations of ``mail`` or ``desk``, in order."""
    from importlib.resources import files  # not needed where nothing is to be migrated

    folder = files("commune_tui.store") / "migrations" / kind
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(Migration(int(name[:4]), name, (folder / name).read_text("utf-8")) for name in found)


def newest(kind: str) -> int:
    """The schema number that this program writes."""
    return max((m.number for m in migrations(kind)), default=0)


def version(conn: sqlite3.Connection) -> int:
    """The schema number in the file; 0 for a new one."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def migrate(conn: sqlite3.Connection, kind: str) -> int:
    """Run what is missing on a connection in autocommit mode; the schema number it started from.

    Raises NewerStore, and leaves the file alone, when a later version of the program wrote it.
    """
    start = version(conn)
    if start > newest(kind):
        raise NewerStore(
            f"The local store was written by a later version of commune-tui (schema {start}, this one knows "
            f"{newest(kind)}). Nothing was touched. Upgrade commune-tui, or use another profile."
        )
    for migration in migrations(kind):
        if migration.number > start:
            _run(conn, migration)
    return start


def _run(conn: sqlite3.Connection, migration: Migration) -> None:
    conn.execute("BEGIN IMMEDIATE")
    try:
        if version(conn) < migration.number:  # another process may have been faster
            for statement in statements(migration.sql):
                conn.execute(statement)
            conn.execute(f"PRAGMA user_version = {migration.number}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def statements(sql: str) -> Iterator[str]:
    """The single statements of a script; a trigger's inner semicolons do not end it."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip() and not all(line.startswith("--") for line in pending.strip().splitlines()):
        yield pending
