"""Which SQLite opens a file: Python's own, or SQLCipher's where the file is encrypted. Only this module knows of two.

Both speak the same interface, but each raises exceptions of its own: catch ``driver.errors()``, never a class of one
library. SQLCipher comes with the extra ``encrypted`` and is loaded when the first key is used. Knows no table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from commune_tui.erase import Held
from commune_tui.store.errors import StoreError, UnusableStore

LIBRARY = "sqlcipher3"
BUSY_TIMEOUT_S = 5.0
MISSING = (
    "An encrypted local store needs a library that is not installed, so nothing was touched. "
    "Install it with: pip install 'commune-tui[encrypted]'"
)
_loaded: list[Any] = [sqlite3]


class Key:
    """The 32 bytes that a store is encrypted with, used as they are. Shows itself nowhere."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != 32:
            raise ValueError("the key of a store has 32 bytes")
        self.raw = raw

    def __repr__(self) -> str:
        return "Key(***)"

    @property
    def spec(self) -> str:
        """How SQLCipher wants a key that no passphrase has to be stretched for."""
        return f"x'{self.raw.hex()}'"


def available() -> bool:
    """Whether the extra ``encrypted`` is installed."""
    return find_spec(LIBRARY) is not None


def cipher() -> Any:
    """SQLCipher's module, silenced: it would write its complaints onto the screen. Raises UnusableStore without it.

    Its ``cipher_memory_security`` stays off: writes take six times as long with it, and the command line closes this
    process's memory to other programs and to core dumps where the system allows that.
    """
    if len(_loaded) == 1:
        try:
            module = import_module(f"{LIBRARY}.dbapi2")
        except ImportError:
            raise UnusableStore(MISSING) from None
        quiet = module.connect(":memory:")
        quiet.execute("PRAGMA cipher_log_level = NONE").fetchall()
        quiet.close()
        _loaded.append(module)
    return _loaded[1]


def cipher_version() -> str:
    """Which SQLCipher this is."""
    conn = cipher().connect(":memory:")
    try:
        return str(conn.execute("PRAGMA cipher_version").fetchone()[0]).partition(" ")[0]
    finally:
        conn.close()


def connect(file: Path | str, key: Key | None = None, *, uri: bool = False, shared: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode; ``shared``: threads take turns with it. A key is not tried before the first use.

    With a key the result is SQLCipher's connection, which has the same methods.
    """
    library = sqlite3 if key is None else cipher()
    conn: sqlite3.Connection = library.connect(
        str(file), timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=not shared, uri=uri
    )
    if key is not None:
        conn.set_key(key.spec)  # type: ignore[attr-defined]
    conn.execute("PRAGMA temp_store = MEMORY")  # what SQLite spills to disk is removed without being overwritten
    return conn


def attach(conn: sqlite3.Connection, file: Path | str, name: str, key: Key | None = None) -> None:
    """A second file on the same connection. Key and name are bound, so that no statement holds them."""
    if key is None:
        conn.execute("ATTACH DATABASE ? AS ?", (str(file), name))
    else:
        conn.execute("ATTACH DATABASE ? AS ? KEY ?", (str(file), name, key.spec))


def bridge(source: Path, target: Path, key: Key, *, to_plain: bool) -> sqlite3.Connection:
    """A connection to ``source`` with the empty ``target`` attached as ``turned``: one plain, the other encrypted."""
    conn: sqlite3.Connection = cipher().connect(str(source), isolation_level=None)
    if to_plain:
        conn.set_key(key.spec)  # type: ignore[attr-defined]
    conn.execute("ATTACH DATABASE ? AS turned KEY ?", (str(target), "" if to_plain else key.spec))
    return conn


def close(conn: sqlite3.Connection) -> None:
    """Close a connection. The last one removes the write-ahead logs, which hold mail: they are overwritten then."""
    logs: list[Path] = []
    with suppress(*faults()):
        logs = [Path(f"{file}-wal") for _, _, file in conn.execute("PRAGMA database_list").fetchall() if file]
    with Held(logs):
        conn.close()


@contextmanager
def ending(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The connection for a block, and :func:`close` after it."""
    try:
        yield conn
    finally:
        close(conn)


def errors(name: str = "Error") -> tuple[type[Exception], ...]:
    """The exceptions of this name of every library in use, for ``except driver.errors():``."""
    return tuple(getattr(library, name) for library in _loaded)


def faults() -> tuple[type[Exception], ...]:
    """What reading can raise: SQLite stumbles over its own message when that quotes a damaged schema."""
    return (*errors(), UnicodeDecodeError)


def failures() -> tuple[type[Exception], ...]:
    """Whatever the files on this disk can do to a caller: told as a sentence or not."""
    return (StoreError, *faults())
