"""Where the key of an encrypted store is: a private file for each account, or the system's key store.

These keys never leave the machine and open nothing but the files beside the program; the keys of servers are
:mod:`commune_tui.credentials`' work. A key that is there is never replaced: a store may still need it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from commune_tui import key_store, paths
from commune_tui.store.driver import Key
from commune_tui.store.errors import LockedOut

_ELSEWHERE = "# The key of this account's encrypted store is in the system's key store.\n"
_NOTE = "# The key of an encrypted store of commune-tui. Without it the drafts in that store are lost: keep a copy.\n"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A key and where it is, in words."""

    key: Key
    place: str


def file_of(account: str) -> Path:
    """The file that holds, or points to, the key of an account's store (its folder's name), there or not."""
    return paths.private_dir(paths.config_dir() / "store-keys") / f"{account}.key"


def find(account: str) -> Kept | None:
    """The key of an account's store; ``None`` when none was ever kept.

    :raises LockedOut: there should be one, and it cannot be had or read.
    :raises NotPrivate: others can read the file.
    """
    path = file_of(account)
    try:
        text = paths.read_secret(path).decode("ascii", "replace")
    except FileNotFoundError:
        return None
    if text == _ELSEWHERE:
        return Kept(_read(_ask(account), key_store.PLACE), key_store.PLACE)
    return Kept(_read(text.removeprefix(_NOTE), str(path)), str(path))


def keep(account: str, key: Key, *, keyring: bool = False) -> Kept:
    """Store a new key. Raises LockedOut when that is not possible; FileExistsError when there is one."""
    path = file_of(account)
    if path.exists():
        raise FileExistsError(path)
    if keyring:
        try:
            key_store.put(_entry(account), key.raw.hex())
        except key_store.Unusable as error:
            raise LockedOut(f"{error}; nothing was changed.") from None
    text = _ELSEWHERE if keyring else f"{_NOTE}{key.raw.hex()}\n"
    try:
        paths.write_private(path, text.encode())
    except OSError as error:
        raise LockedOut(f"The key could not be written to {path}: {error.strerror}. Nothing was changed.") from None
    return Kept(key, key_store.PLACE if keyring else str(path))


def forget(account: str) -> str:
    """Destroy a key wherever it is; the place it was removed from, empty when there was none."""
    from commune_tui.erase import erase

    path = file_of(account)
    if not path.is_file():
        return ""
    stored = path.read_text(encoding="ascii", errors="replace") == _ELSEWHERE
    if stored:
        key_store.remove(_entry(account))
    erase(path)
    return key_store.PLACE if stored else str(path)


def _entry(account: str) -> str:
    return f"store {account}"


def _ask(account: str) -> str:
    try:
        return key_store.get(_entry(account))
    except key_store.Unusable:
        raise LockedOut(
            f"The key of the encrypted local store is in {key_store.PLACE}, which needs: {key_store.NEEDED}"
        ) from None


def _read(text: str, place: str) -> Key:
    if not _HEX.fullmatch(text.strip()):
        raise LockedOut(
            f"The key of the encrypted local store should be in {place}, and is not to be had from there. "
            "Nothing was touched. Unlock it or bring it back, then start again."
        )
    return Key(bytes.fromhex(text.strip()))
