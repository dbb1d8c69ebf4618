# ruff: noqa: S608 - the names in the SQL come from our own schema; values are bound
"""Save what can be read from a damaged desk.db, row by row, into a fresh one, and name what was lost.

Works on any schema: it copies the tables that the fresh file has. Knows no noun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

GAP_TRIED_ROW_BY_ROW = 20_000


class Table(NamedTuple):
    """A table of the fresh file: its name, and the columns that both files have."""

    name: str
    columns: tuple[str, ...]


def salvage(damaged: Path, fresh: Path) -> list[str]:
    """Copy rows from ``damaged`` (left as it is) to ``fresh`` (migrated, empty). Sentences for the person."""
    note = f"The file with your drafts and unsent work was damaged; it is kept as {damaged.name}."
    saved, lost = 0, []
    with closing(sqlite3.connect(fresh, isolation_level=None)) as target, closing(_open(damaged)) as source:
        target.execute("PRAGMA synchronous = FULL")
        for table in _tables(target):
            count, complete = _copy(source, target, table)
            saved += count
            if not complete:
                lost.append(table.name.replace("_", " "))
    if not lost:
        return [f"{note} All {saved} entries in it could be saved."]
    return [f"{note} {saved} entries were saved; some may be lost from: {', '.join(lost)}. Please look them through."]


def _open(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    with suppress(sqlite3.DatabaseError):
        conn.execute("PRAGMA writable_schema = ON")  # reads on although a part of the schema is malformed
    with suppress(sqlite3.DatabaseError):
        conn.execute("PRAGMA cell_size_check = ON")
    return conn


def _tables(conn: sqlite3.Connection) -> list[Table]:
    names = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
    ).fetchall()
    return [Table(name, tuple(row[1] for row in conn.execute(f'PRAGMA table_info("{name}")'))) for (name,) in names]


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: Table) -> tuple[int, bool]:
    """Rows copied, and whether all of them could be read."""
    try:
        known = {row[1] for row in source.execute(f'PRAGMA table_info("{table.name}")')}
    except sqlite3.DatabaseError:
        return 0, False
    columns = [name for name in table.columns if name in known]
    if not columns:
        return 0, False  # the damaged file's schema cannot be read, or is older than this table
    listed = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    count, complete = 0, True
    target.execute("BEGIN IMMEDIATE")
    for row in _rows(source, table.name, listed):
        if row is None:
            complete = False
            continue
        try:
            changed = target.execute(f'INSERT OR IGNORE INTO "{table.name}" ({listed}) VALUES ({marks})', row)
            count += changed.rowcount
        except sqlite3.Error:
            complete = False
    target.execute("COMMIT")
    return count, complete


def _rows(source: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...] | None]:
    """Every row that can be reached: forwards, backwards, then one by one in the gap. ``None`` marks a loss."""
    low = high = None
    try:
        for row in source.execute(f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED ORDER BY rowid'):
            low = row[0]
            yield row[1:]
        return
    except sqlite3.DatabaseError as error:
        if "no such column: rowid" in str(error):
            yield from _keyed_rows(source, table, columns)
            return
    yield None
    with suppress(sqlite3.DatabaseError):
        for row in source.execute(f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED ORDER BY rowid DESC'):
            if row[0] == low:
                return
            high = row[0]
            yield row[1:]
    first = 1 if low is None else low + 1
    last = first + GAP_TRIED_ROW_BY_ROW if high is None else high
    for rowid in range(first, min(last, first + GAP_TRIED_ROW_BY_ROW)):
        with suppress(sqlite3.DatabaseError):
            yield from source.execute(f'SELECT {columns} FROM "{table}" WHERE rowid = ?', (rowid,))


def _keyed_rows(source: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...] | None]:
    """A table without rowids, from both ends."""
    key = ", ".join(f'"{row[1]}" DESC' for row in source.execute(f'PRAGMA table_info("{table}")') if row[5])
    try:
        yield from source.execute(f'SELECT {columns} FROM "{table}"')
    except sqlite3.DatabaseError:
        yield None
        with suppress(sqlite3.DatabaseError):
            yield from source.execute(f'SELECT {columns} FROM "{table}" ORDER BY {key}')
