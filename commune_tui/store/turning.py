# ruff: noqa: S608 - the names in the SQL come from the file's own schema
"""Turn a plain store into an encrypted one, or back, so that a crash at any moment loses nothing.

Both files are written anew beside the old ones and compared with them. Writing the marker decides: before it, the old
files count; after it, the new ones, and :func:`finish` may be called as often as it takes. Knows no noun.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from commune_tui.erase import erase
from commune_tui.store import driver, encryption, files
from commune_tui.store.driver import Key
from commune_tui.store.encryption import Marker
from commune_tui.store.errors import DamagedStore, StoreError, UnusableStore, explain
from commune_tui.store.vault import Vault

Progress = Callable[[str], None]


def leftovers(mail: Path, desk: Path) -> list[Path]:
    """Files beside the store that hold its contents in the old form: copies, and damaged files that were kept."""
    found = list(desk.parent.glob("desk.backup*"))
    for path in (mail, desk):
        found += path.parent.glob(f"{path.stem}.damaged-*")
    return sorted({path for path in found if path.is_file()})


def encrypt(mail: Path, desk: Path, key: Key, progress: Progress) -> None:
    """Encrypt a plain store. Raises StoreError; the plain store is as it was then."""
    _turn(mail, desk, key, "encrypted", progress)


def decrypt(mail: Path, desk: Path, key: Key, progress: Progress) -> None:
    """Make an encrypted store plain. Raises StoreError; the encrypted store is as it was then."""
    _turn(mail, desk, key, "plain", progress)


def _turn(mail: Path, desk: Path, key: Key, form: str, progress: Progress) -> None:
    tenancy = files.Tenancy(desk.with_name("store.lock"))
    try:
        tenancy.alone(encryption.BUSY)
        try:
            for path in (desk, mail):
                progress(f"{path.name}, {path.stat().st_size / 1e6:.1f} MB")
                _write_anew(path, key, form)
        except BaseException as error:
            abandon(mail, desk)
            if isinstance(error, driver.faults()):
                raise explain(error) or error from None
            raise
        encryption.mark(desk, Marker(encryption.name_of(key), turning=form))
        finish(mail, desk, key)
    finally:
        tenancy.close()


def _write_anew(path: Path, key: Key, form: str) -> None:
    """The new form of one file, complete, compared with the old one, and on disk."""
    new = files.turning(path)[0]
    erase(new)
    files.private_file(new)
    with driver.ending(driver.bridge(path, new, key, to_plain=form == "plain")) as conn:
        conn.execute("SELECT sqlcipher_export('turned')").fetchall()
        number = conn.execute("PRAGMA main.user_version").fetchone()[0]
        conn.execute(f"PRAGMA turned.user_version = {number}")
        _compare(conn, path.name, thorough=path.stem == "desk")
    with driver.ending(driver.connect(new, None if form == "plain" else key)) as conn:
        if conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise DamagedStore(f"The new form of {path.name} did not stand its check, so nothing was changed.")
    with new.open("rb") as file:
        os.fsync(file.fileno())
    files.settle(new.parent)


def _compare(conn: sqlite3.Connection, name: str, *, thorough: bool) -> None:
    """Whether both files hold the same: their schemas and how many rows; every value when ``thorough``."""
    schemas = [
        conn.execute(f"SELECT type, name, sql FROM {schema}.sqlite_master ORDER BY type, name").fetchall()
        for schema in ("main", "turned")
    ]
    same = schemas[0] == schemas[1]
    for kind, table, sql in schemas[0]:
        if kind == "table" and not (sql or "").startswith("CREATE VIRTUAL"):
            count, turned = (f'SELECT count(*) FROM {schema}."{table}"' for schema in ("main", "turned"))
            same = same and conn.execute(count).fetchone() == conn.execute(turned).fetchone()
            if thorough:
                other = f'SELECT 1 FROM (SELECT * FROM main."{table}" EXCEPT SELECT * FROM turned."{table}")'
                same = same and conn.execute(other).fetchone() is None
    if not same:
        raise StoreError(f"The new form of {name} is not the same as the old one, so nothing was changed.")


def finish(mail: Path, desk: Path, key: Key) -> None:
    """Put the new files in the place of the old ones, and remove the old. The caller is alone with the files."""
    found = encryption.marker(desk)
    assert found is not None and found.turning
    try:
        for path in (mail, desk):
            _replace(path)
        for path in (*(files.turning(path)[1] for path in (mail, desk)), *leftovers(mail, desk)):
            erase(path)
        folder = desk.with_name("files")
        plain, sealed = Vault(folder), Vault(folder, key)
        if found.turning == "encrypted":
            sealed.take_over(plain)
        else:
            plain.take_over(sealed)
    except OSError as error:
        raise UnusableStore(
            f"Not every file of the old form could be removed: {error.strerror}. Nothing is lost; "
            "the next start goes on from here."
        ) from None
    encryption.mark(desk, Marker(found.key) if found.turning == "encrypted" else None)


def _replace(path: Path) -> None:
    new, old = files.turning(path)
    if new.exists():
        for companion in (file for file in files.companions(path) if file != path):
            erase(companion)
        if path.exists():
            path.rename(old)
        new.rename(path)
    files.settle(path.parent)  # the old form may go only when the new one is surely in its place


def abandon(mail: Path, desk: Path) -> None:
    """Remove what a change left that never came to its deciding moment."""
    with suppress(OSError):
        for path in (mail, desk):
            erase(files.turning(path)[0])
            for companion in ("-journal", "-wal", "-shm"):
                erase(path.with_name(f"{path.name}{files.TURNED}{companion}"))
