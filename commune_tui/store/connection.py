"""One SQLite connection to both files of an account, with the settings that all of them share.

``main`` is mail.db, the copy of the server: rebuildable, ``synchronous=NORMAL``. ``desk`` is desk.db, what the person
made: ``synchronous=FULL``. SQLite commits each file by itself; a crash between the two is mended by
:mod:`commune_tui.store.overlay`, which derives the marks in mail.db from desk.db.
"""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

from commune_tui.store import driver, migrate
from commune_tui.store.driver import Key
from commune_tui.store.errors import DamagedStore, ReadOnlyStore, explain

TEXT = partial(str, encoding="utf-8", errors="replace")
"""Makes a cell's text; bytes that were damaged on the disk are shown as such instead of ending the program."""


def prepare(path: Path, kind: str, key: Key | None = None) -> None:
    """Make or migrate one file (``mail`` or ``desk``) and switch it to write-ahead logging."""
    conn = driver.connect(path, key)
    try:
        if migrate.version(conn) == migrate.newest(kind) and _mode(conn) == "wal":
            return
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        migrate.migrate(conn, kind)
    finally:
        driver.close(conn)


def _mode(conn: sqlite3.Connection) -> str:
    return str(conn.execute("PRAGMA journal_mode").fetchone()[0])


def checked(path: Path, key: Key | None = None) -> bool:
    """Read one file through for damage; whether it is whole. Raises StoreError when it cannot be read at all."""
    try:
        conn = driver.connect(path, key)
        try:
            return bool(conn.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        finally:
            driver.close(conn)
    except driver.faults() as error:
        told = explain(error)
        if isinstance(told, DamagedStore):
            return False
        raise told or error from None


def connect(mail: Path, desk: Path, *, writer: bool, key: Key | None = None) -> sqlite3.Connection:
    """A connection for one thread at a time, in autocommit mode: transactions are begun by hand."""
    conn = driver.connect(mail, key, shared=True)
    try:
        driver.attach(conn, desk, "desk", key)
        _settings(conn)
        if not writer:
            conn.execute("PRAGMA query_only = ON")
    except BaseException:
        driver.close(conn)
        raise
    return conn


def connect_read_only(mail: Path, desk: Path, key: Key | None = None) -> sqlite3.Connection:
    """The same on a disk that takes no writes. Where not even the -shm can be made, the -wal is left unread."""
    for option in ("mode=ro", "immutable=1"):
        conn = driver.connect(f"{mail.absolute().as_uri()}?{option}", key, uri=True, shared=True)
        try:
            driver.attach(conn, f"{desk.absolute().as_uri()}?{option}", "desk", key)
            conn.execute("SELECT 1 FROM main.sqlite_master, desk.sqlite_master LIMIT 1").fetchone()
            conn.execute("PRAGMA query_only = ON")
            conn.text_factory = TEXT
        except driver.errors("OperationalError"):
            driver.close(conn)
            continue
        return conn
    raise ReadOnlyStore("The local store cannot be written, and there is nothing in it to read yet.")


def _settings(conn: sqlite3.Connection) -> None:
    # No memory mapping: a file that is cut short under a mapping kills the process with SIGBUS.
    conn.text_factory = TEXT
    conn.execute("PRAGMA main.synchronous = NORMAL")
    conn.execute("PRAGMA desk.synchronous = FULL")
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("PRAGMA cache_size = -16000")
    conn.execute("PRAGMA secure_delete = FAST")
    # No journal_size_limit: SQLite cuts the log without overwriting what it frees.
