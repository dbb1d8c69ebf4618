"""Whether a store is encrypted, and with which key: one small file beside the desk says so.

It tells a wrong key from a damaged file, which SQLCipher cannot: only a store whose key is surely the right one is ever
mended. Knows no table.
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
from commune_tui.store import files
from commune_tui.store.driver import Key
from commune_tui.store.errors import UnusableStore

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
