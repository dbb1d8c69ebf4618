"""One SQLite connection with one rule: whatever changes the world happens inside :meth:`Database.transaction`.

Also the place where ids are made, and where the sandbox's clock stands. Knows no table.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.sandbox.world.schema import TABLES, VERSION

EPOCH, MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_ms(moment: datetime) -> int:
    """Unix milliseconds of an aware time."""
    return (moment - EPOCH) // MS


def iso(ms: int | None) -> str | None:
    """Unix milliseconds as the API writes times; ``None`` stays ``None``."""
    return None if ms is None else clock.iso(datetime.fromtimestamp(ms / 1000, UTC))


def dump(value: Any) -> str:
    """Compact JSON that keeps every character readable."""
    return "[]" if value == [] else ENCODE(value)


class Database:
    """The file (or memory) of a world, its ids and its clock.

    ``path`` is created private (0600). A ``seed`` makes the ids of a *new* world repeatable; a world that is opened
    again draws them at random, because a repeated sequence would meet its own ids.
    """

    def __init__(self, path: Path | None = None, *, seed: int | None = None) -> None:
        if path is not None:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self.connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self._depth = 0
        self._ahead = timedelta(0)
        self.epoch = 0  # goes up whenever something was deleted, for whoever keeps a copy
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        self.new = version == 0
        if version not in (0, VERSION):
            self.connection.close()
            raise ValueError(f"{path} was written by another version of the sandbox; give it another file.")
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-65536"):
            self.connection.execute(f"PRAGMA {pragma}")
        if self.new:
            self.connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        self._seed = seed if self.new else None
        self.restart_ids()

    def close(self) -> None:
        """Give the file back; the world is unusable afterwards."""
        self.connection.close()

    # Time

    def now(self) -> datetime:
        """The sandbox's time: the program's clock plus what :meth:`advance` added."""
        return clock.now() + self._ahead

    def now_ms(self) -> int:
        """:meth:`now` in unix milliseconds."""
        return to_ms(self.now())

    def advance(self, seconds: float) -> None:
        """Move the sandbox's time forward; due jobs still wait for somebody to run them."""
        self._ahead += timedelta(seconds=seconds)

    # Ids

    def restart_ids(self) -> None:
        """Begin the seeded sequence again; only for a world that was emptied."""
        self._random = random.SystemRandom() if self._seed is None else random.Random(self._seed)

    def hex(self, digits: int) -> str:
        """That many random hex digits (not for secrets: a seed makes them repeatable)."""
        return f"{self._random.getrandbits(digits * 4):0{digits}x}"

    @staticmethod
    def secret_hex(digits: int) -> str:
        """Hex digits that nobody can foresee."""
        return secrets.token_hex((digits + 1) // 2)[:digits]

    def uuid(self) -> str:
        """A version 4 UUID from the same source."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    # SQL

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nested uses join the outer one."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._depth = 0

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Every row."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row, if any."""
        row: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def value(self, sql: str, *values: Any) -> Any:
        """The first cell of the first row, or ``None``."""
        row = self.one(sql, *values)
        return None if row is None else row[0]

    def run(self, sql: str, *values: Any) -> int:
        """Change something; the number of rows changed."""
        return self.connection.execute(sql, values).rowcount

    def insert(self, table: str, **cells: Any) -> int:
        """One new row; names of table and columns come from code, never from a request."""
        names = ", ".join(cells)
        marks = ", ".join("?" * len(cells))
        cursor = self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(cells.values()))  # noqa: S608
        return cursor.lastrowid or 0

    def many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement for many rows."""
        self.connection.executemany(sql, rows)
