"""The gate's own file, ``gate.db``: SQLite, private from birth, one transaction for whatever belongs together.

The server and the commands of operators each have a connection of their own to it. Nothing else reads it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from commune_tui import paths
from commune_tui.errors import Explained

_BUSY_MS = 10_000


class GateStoreError(Explained):
    """The gate's store cannot be used; the sentence says why and what to do."""


def folder() -> Path:
    """Where it is kept unless told otherwise."""
    return paths.data_dir() / "gate"


class Database:
    """One connection, for one thread. Transactions are begun by :meth:`write`."""

    def __init__(self, where: Path) -> None:
        self.folder = paths.private_dir(where)
        path = self.folder / "gate.db"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        self.conn = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
        self.conn.row_factory = sqlite3.Row
        try:
            self.conn.execute("PRAGMA journal_mode = WAL")
            self.conn.execute("PRAGMA synchronous = FULL")
            self.conn.execute("PRAGMA foreign_keys = ON")
            self.conn.execute("PRAGMA secure_delete = ON")
            self._migrate()
        except sqlite3.OperationalError:
            self.conn.close()
            raise GateStoreError(f"{path} is busy, or the disk refuses. Nothing was done.") from None
        except sqlite3.DatabaseError:
            self.conn.close()
            raise GateStoreError(f"{path} is no store of the gate, or is damaged. Nothing was changed.") from None
        except BaseException:
            self.conn.close()
            raise

    def close(self) -> None:
        self.conn.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """All of it is on disk when this ends, or nothing of it happened."""
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self.conn
            self.conn.execute("COMMIT")
        except BaseException:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Whatever is read meanwhile is of one moment."""
        self.conn.execute("BEGIN")
        try:
            yield self.conn
        finally:
            self.conn.execute("ROLLBACK")

    @property
    def moved(self) -> int:
        """Another number whenever a mail, an approval, a claim, a pause or a key is not as it was, whoever wrote it.

        The store itself counts, in the transaction of the change, so it goes on after a start anew.
        """
        return int(self.conn.execute("SELECT number FROM moves").fetchone()[0])

    def _migrate(self) -> None:
        place = files("commune_tui.gate") / "migrations"
        scripts = sorted(entry.name for entry in place.iterdir() if entry.name.endswith(".sql"))
        with self.write() as conn:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
            if version > len(scripts):
                raise GateStoreError(
                    "The gate's store was written by a later version of commune-tui. Nothing was touched; upgrade."
                )
            for number, name in enumerate(scripts, 1):
                if number > version:
                    for statement in _statements((place / name).read_text("utf-8")):
                        conn.execute(statement)
                    conn.execute(f"PRAGMA user_version = {number}")


def _statements(sql: str) -> Iterator[str]:
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


@contextmanager
def alone(where: Path) -> Iterator[None]:
    """Be the only server on this store. Raises GateStoreError where another one runs."""
    path = paths.private_dir(where) / "server.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GateStoreError("Another gate serves this store already.") from None
        yield
    finally:
        os.close(handle)
