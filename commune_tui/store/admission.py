"""Who may open the local store: one with the right key, once a change of its form that was cut off is finished."""

from __future__ import annotations

import hmac
from pathlib import Path

from commune_tui.store import driver, encryption, files, turning
from commune_tui.store.driver import Key
from commune_tui.store.encryption import LOST, Marker
from commune_tui.store.errors import DamagedStore, LockedOut, explain
from commune_tui.store.files import Tenancy


def admit(mail: Path, desk: Path, key: Key | None, tenancy: Tenancy) -> Key | None:
    """What the store is to be opened with: this key, or none when it is plain. Else LockedOut, and nothing was touched.

    A change that was cut off is finished first; the key may be one that a store made plain needed until then.
    """
    found = encryption.marker(desk)
    if found is not None:
        _fits(found, key)
    if key is not None and found is not None and found.turning:
        tenancy.alone(encryption.BUSY)
        try:
            turning.finish(mail, desk, key)
        finally:
            tenancy.share()
        if found.turning == "plain":
            return None
    turning.abandon(mail, desk)
    if key is None:
        return None
    for file in (mail, desk):
        if files.plain(file):
            raise LockedOut(
                f"{file} is not encrypted, but should be. Nothing was touched. "
                + ("Encrypt it with: commune-tui encrypt" if found is None else "Move it elsewhere, then start again.")
            )
    if found is None:
        if not _opens(desk, key):
            raise LockedOut(
                f"{desk} cannot be read with this key: it is another one's, or the file is damaged. "
                f"Nothing was touched. {LOST}"
            )
        encryption.mark(desk, Marker(encryption.name_of(key)))
    return key


def _fits(found: Marker, key: Key | None) -> None:
    if key is None:
        raise LockedOut(f"The local store is encrypted, and its key is not here. Nothing was touched. {LOST}")
    if not hmac.compare_digest(found.key, encryption.name_of(key)):
        raise LockedOut(
            f"The local store is encrypted with another key. Nothing was touched. Bring back the right key. {LOST}"
        )


def _opens(path: Path, key: Key) -> bool:
    if not path.is_file() or path.stat().st_size == 0:
        return True
    try:
        with driver.ending(driver.connect(path, key)) as conn:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.errors("DatabaseError") as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            return False
        told = explain(error)
        if not isinstance(told, DamagedStore):  # damage behind a first page that the key opens is mended as any other
            raise told or error from None
    return True
