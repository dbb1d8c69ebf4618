"""Whether a store is encrypted, and with which key: one small file beside the desk says so.

It tells a wrong key from a damaged file, which SQLCipher cannot: only a store whose key is surely the right one is ever
mended. Finishes a change between plain and encrypted that was cut off. Knows no table.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from commune_tui import paths
from commune_tui.erase import let_go
from commune_tui.store import driver, files
from commune_tui.store.driver import Key
from commune_tui.store.errors import DamagedStore, LockedOut, UnusableStore, explain
from commune_tui.store.files import Tenancy

LOST = (
    "Without it the drafts, unsent mail, notes and journal in this store are lost; "
    "the mail itself can be fetched again. To begin anew: commune-tui wipe"
)
BUSY = (
    "Another copy of the program has the local store open, so it cannot be encrypted or decrypted now. "
    "Nothing was touched. Close the other copy, then try again."
)


@dataclass(frozen=True, slots=True)
class Marker:
    """``key`` names the key without telling it; ``turning`` is the form that a cut-off change was on its way to:
    ``encrypted``, ``plain``, or empty."""

    key: str
    turning: str = ""


def new_key() -> Key:
    return Key(secrets.token_bytes(32))


def name_of(key: Key) -> str:
    """Names a key; nothing can be learnt about it from that."""
    return hmac.new(key.raw, b"commune-tui store", hashlib.sha256).hexdigest()[:32]


def marker(desk: Path) -> Marker | None:
    """What stands beside the desk; ``None`` for a plain store. Raises UnusableStore when it cannot be read."""
    path = desk.with_name(files.MARKER)
    try:
        found = json.loads(path.read_bytes())
        return Marker(str(found["key"]), str(found["turning"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise UnusableStore(
            f"{path} cannot be read, so it is not known how the local store is encrypted. Nothing was touched. "
            "Bring it back from a backup, or remove it: with the right key a new one is made."
        ) from None


def mark(desk: Path, made: Marker | None) -> None:
    """Write the marker in one step, or take it away. On disk when this returns."""
    path = desk.with_name(files.MARKER)
    try:
        if made is None:
            let_go(path)
        else:
            paths.write_private(path, json.dumps(asdict(made)).encode())
    except OSError as error:
        raise UnusableStore(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None


def admit(mail: Path, desk: Path, key: Key | None, tenancy: Tenancy) -> Key | None:
    """What the store is to be opened with: this key, or none when it is plain. Else LockedOut, and nothing was touched.

    A change that was cut off is finished first; the key may be one that a store made plain needed until then.
    """
    from commune_tui.store import turning

    found = marker(desk)
    if found is not None:
        _fits(found, key)
    if key is not None and found is not None and found.turning:
        tenancy.alone(BUSY)
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
        mark(desk, Marker(name_of(key)))
    return key


def _fits(found: Marker, key: Key | None) -> None:
    if key is None:
        raise LockedOut(f"The local store is encrypted, and its key is not here. Nothing was touched. {LOST}")
    if not hmac.compare_digest(found.key, name_of(key)):
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
