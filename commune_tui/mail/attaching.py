"""A file becomes part of a draft: its bytes are copied beside the store, so that it may change or go meanwhile.

They lie in the store's vault; the wire takes them from there. Knows no server.
"""

from __future__ import annotations

import mimetypes
from datetime import timedelta
from pathlib import Path

from commune_tui import clock
from commune_tui.errors import USAGE, Explained
from commune_tui.mail.outbox.checks import MOST_FILE_BYTES
from commune_tui.store import drafts
from commune_tui.store.database import Database
from commune_tui.store.drafts import File
from commune_tui.store.vault import Vault

_SPARED = timedelta(days=1)


class NotAttached(Explained):
    """The file cannot be taken; ``str(error)`` says why."""

    exit_status = USAGE


def attach(vault: Vault, path: Path) -> File:
    """Copy ``path`` into the vault. Raises NotAttached with a sentence."""
    try:
        if not path.is_file():
            raise NotAttached(f"{path} is not a file.")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise NotAttached(f"{path.name} is too large: {MOST_FILE_BYTES // 1_000_000} MB is the most.")
        content = path.read_bytes()
        digest = vault.keep(content)
    except OSError as error:
        raise NotAttached(f"{path.name} could not be read or kept: {error.strerror}.") from None
    mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(path.name, mime_type, len(content), digest)


async def tidy(db: Database) -> int:
    """Remove files that no draft needs any more; how many went.

    What came within a day is spared: another copy of the program may just be writing the draft that needs it.
    """
    needed = await db.read(drafts.kept_digests)
    return 0 if needed is None else db.vault.keep_only(needed, clock.now() - _SPARED)
