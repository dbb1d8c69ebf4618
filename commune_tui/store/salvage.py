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

from commune_tui.erase import erase, replace
from commune_tui.store import driver
from commune_tui.store.connection import TEXT
from commune_tui.store.driver import Key
from commune_tui.store.files import private_file

GAP_TRIED_ROW_BY_ROW = 20_000
ENCRYPTED_GAP = 1_000
"""So many failures in a row, each of which costs a new connection there, are more than the rows of a damaged page."""
_DAY_S = 24 * 3600.0
STALE_IS_WORSE = ("operations", "steps")


class Table(NamedTuple):
    """A table of the fresh file: its name, and the columns that both files have."""

    name: str
    columns: tuple[str, ...]


def _damage() -> tuple[type[Exception], ...]:
    return (*driver.errors("DatabaseError"), UnicodeDecodeError)


class Source:
    """A file that may be damaged, open for reading what can be read."""

    def __init__(self, path: Path, key: Key | None) -> None:
        self._path, self._key = path, key
        self.encrypted = key is not None
        self._conn = self._open()

    def _open(self) -> sqlite3.Connection:
        conn = driver.connect(self._path, self._key)
        conn.text_factory = TEXT
        with suppress(*_damage()):
            conn.execute("PRAGMA writable_schema = ON")  # reads on although a part of the schema is malformed
        with suppress(*_damage()):
            conn.execute("PRAGMA cell_size_check = ON")
        return conn

    def rows(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows until the first that cannot be read, which raises."""
        try:
            yield from self._conn.execute(sql, values)
        except _damage():
            if self.encrypted:  # after one page that it cannot decrypt, SQLCipher's connection reads no other
                self.close()
                self._conn = self._open()
            raise

    def close(self) -> None:
        driver.close(self._conn)


def salvage(damaged: Path, fresh: Path, backup: Path, key: Key | None = None) -> list[str]:
    """Copy rows from ``damaged`` (left as it is) to ``fresh`` (migrated, empty). Sentences for the person.

    What is missing is taken from ``backup``, if there is one, since garbage in a key hides a row without a trace. Not
    so unsent writes: an old copy does not know which of those have left since, and none may leave twice.
    """
    note = f"The file with your drafts and unsent work was damaged; it is kept as {damaged.name}."
    saved, lost = 0, []
    with driver.ending(driver.connect(fresh, key)) as target, closing(Source(damaged, key)) as source:
        target.execute("PRAGMA synchronous = FULL")
        tables = _tables(target)
        for table in tables:
            count, complete = _copy(source, target, table)
            saved += count
            if not complete:
                lost.append(table)
        lasting = [table for table in tables if table.name not in STALE_IS_WORSE]
        restored = _restore(backup, target, lasting, key)
    copied = f", {restored} more come from an earlier copy" if restored else ""
    if not lost:
        return [f"{note} All {saved} entries in it could be read{copied}."]
    names = ", ".join(table.name.replace("_", " ") for table in lost)
    return [f"{note} {saved} entries were saved{copied}; some may be lost from: {names}. Please look them through."]


def recover(fresh: Path, backup: Path, key: Key | None = None) -> str:
    """The desk was gone or empty: fill the ``fresh`` one from the last copy. A sentence for the person."""
    gone = "The file with your drafts and unsent work was gone or empty."
    with driver.ending(driver.connect(fresh, key)) as target:
        lasting = [table for table in _tables(target) if table.name not in STALE_IS_WORSE]
        restored = _restore(backup, target, lasting, key)
    if not restored:
        return f"{gone} A new one was begun: drafts, notes and unsent work of before are not here any more."
    return f"{gone} {restored} entries come from an earlier copy; what was changed or unsent since is not in it."


def back_up(desk: Path, backup: Path, key: Key | None = None) -> None:
    """Copy the desk, which was just found sound, to ``backup``; each step of it leaves whole copies only.

    The copy that it replaces is kept as the next one when that is missing or a day older.
    """
    unfinished = backup.with_name(backup.name + ".new")
    try:
        erase(unfinished)
        private_file(unfinished)
        with (
            driver.ending(driver.connect(desk, key)) as source,
            driver.ending(driver.connect(unfinished, key)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    except BaseException:  # on a full disk half a copy only takes more of the room
        erase(unfinished)
        raise
    kept = generations(backup)
    for older, newer in zip(kept[:0:-1], kept[-2::-1], strict=True):
        if newer.exists() and (not older.exists() or newer.stat().st_mtime - older.stat().st_mtime >= _DAY_S):
            replace(newer, older)
    replace(unfinished, backup)


def generations(backup: Path) -> list[Path]:
    """The names of the copies of a desk, the newest first."""
    return [backup, *(backup.with_name(f"{backup.stem}.{number}{backup.suffix}") for number in (2, 3))]


def _restore(backup: Path, target: sqlite3.Connection, tables: list[Table], key: Key | None) -> int:
    """Rows taken from the newest copy that can be read: an older one beside it would bring back what was removed."""
    for copy in filter(Path.is_file, generations(backup)):
        with closing(Source(copy, key)) as source:
            if restored := sum(_copy(source, target, table)[0] for table in tables):
                return restored
    return 0


def _tables(conn: sqlite3.Connection) -> list[Table]:
    names = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
    ).fetchall()
    return [Table(name, tuple(row[1] for row in conn.execute(f'PRAGMA table_info("{name}")'))) for (name,) in names]


def _copy(source: Source, target: sqlite3.Connection, table: Table) -> tuple[int, bool]:
    """Rows copied, and whether all of them could be read."""
    try:
        known = {row[1] for row in source.rows(f'PRAGMA table_info("{table.name}")')}
    except _damage():
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
        except driver.errors():
            complete = False
    target.execute("COMMIT")
    return count, complete and _sound(source, table.name)


def _sound(source: Source, table: str) -> bool:
    """Whether nothing in the table itself is amiss: garbage in a page can hide rows without one that fails."""
    try:
        return [row[0] for row in source.rows(f'PRAGMA integrity_check("{table}")')] == ["ok"]
    except _damage():
        return False


def _rows(source: Source, table: str, columns: str) -> Iterator[tuple[Any, ...] | None]:
    """Every row that can be reached: forwards, backwards, then one by one in the gap. ``None`` marks a loss."""
    low = high = None
    try:
        for row in source.rows(f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED ORDER BY rowid'):
            low = row[0]
            yield row[1:]
        return
    except _damage() as error:
        if "no such column: rowid" in str(error):
            yield from _keyed_rows(source, table, columns)
            return
    yield None
    with suppress(*_damage()):
        for row in source.rows(f'SELECT rowid, {columns} FROM "{table}" NOT INDEXED ORDER BY rowid DESC'):
            if row[0] == low:
                return
            high = row[0]
            yield row[1:]
    first = 1 if low is None else low + 1
    last = first + GAP_TRIED_ROW_BY_ROW if high is None else high
    failed = 0
    for rowid in range(first, min(last, first + GAP_TRIED_ROW_BY_ROW)):
        try:
            yield from source.rows(f'SELECT {columns} FROM "{table}" WHERE rowid = ?', rowid)
            failed = 0
        except _damage():
            failed += 1
            if source.encrypted and failed > ENCRYPTED_GAP:
                return


def _keyed_rows(source: Source, table: str, columns: str) -> Iterator[tuple[Any, ...] | None]:
    """A table without rowids, from both ends."""
    key = ", ".join(f'"{row[1]}" DESC' for row in source.rows(f'PRAGMA table_info("{table}")') if row[5])
    try:
        yield from source.rows(f'SELECT {columns} FROM "{table}"')
    except _damage():
        yield None
        with suppress(*_damage()):
            yield from source.rows(f'SELECT {columns} FROM "{table}" ORDER BY {key}')
