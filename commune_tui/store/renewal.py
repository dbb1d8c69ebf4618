"""Write the files of a store anew, so that nothing is left in them of what was removed; the old ones are overwritten.

SQLite frees what is removed and overwrites it some time; its log and the copies of the desk have it still. The caller
is alone with the files, and none of them is open. Knows no noun.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from pathlib import Path

from commune_tui.erase import HELD, erase, replace
from commune_tui.store import connection, driver, files, salvage, turning
from commune_tui.store.driver import Key
from commune_tui.store.errors import StoreError, explain

BUSY = (
    "Another copy of the program has this local store open, so what was removed may stand in its files for a while. "
    "Close the other copy, then do this again."
)


def renew(mail: Path, desk: Path, backup: Path, key: Key | None) -> None:
    """Do it for both files; copies of the desk and damaged files that were kept go, and a new copy is made.

    Raises StoreError. Each file is the old one or the new one, whatever ends this.
    """
    try:
        for path, kind in ((desk, "desk"), (mail, "mail")):
            _anew(path, key)
            connection.prepare(path, kind, key)
        for path in turning.leftovers(mail, desk):
            erase(path)
        salvage.back_up(desk, backup, key)
    except driver.faults() as error:
        raise explain(error) or error from None
    except OSError as error:
        raise StoreError(f"The local store could not be written anew: {error.strerror}.") from None


def _anew(path: Path, key: Key | None) -> None:
    fresh = path.with_name(f"{path.name}{HELD}{secrets.token_hex(4)}")  # a start after a kill erases what is called so
    with driver.ending(driver.connect(path, key)) as conn:
        _settle_words(conn)
        if key is not None:  # nobody can read what is left of an encrypted page without the key, nor with it elsewhere
            conn.execute("VACUUM")
            return
        files.private_file(fresh)
        conn.execute("VACUUM INTO ?", (str(fresh),))
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    replace(fresh, path)
    files.settle(path.parent)


def _settle_words(conn: sqlite3.Connection) -> None:
    """An index of words keeps those of removed documents until its parts are put together."""
    found = conn.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'").fetchall()
    for (name,) in found:
        conn.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'optimize\')')  # noqa: S608 - from our own schema
