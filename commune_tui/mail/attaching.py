"""A file becomes part of a draft: its bytes are copied beside the store, so that it may change or go meanwhile.

Files lie under their digest, private; the wire takes them from there. Knows no server.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import secrets
from contextlib import suppress
from pathlib import Path

from commune_tui.mail.outbox.checks import MOST_FILE_BYTES
from commune_tui.store import drafts
from commune_tui.store.database import Database
from commune_tui.store.drafts import File


class NotAttached(Exception):
    """The file cannot be taken; ``str(error)`` says why."""


def attach(folder: Path, path: Path) -> File:
    """Copy ``path`` into ``folder`` (made when missing). Raises NotAttached with a sentence."""
    try:
        if not path.is_file():
            raise NotAttached(f"{path} is not a file.")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise NotAttached(f"{path.name} is too large: {MOST_FILE_BYTES // 1_000_000} MB is the most.")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        folder.mkdir(mode=0o700, exist_ok=True)
        _keep(folder / digest, content)
    except OSError as error:
        raise NotAttached(f"{path.name} could not be read or kept: {error.strerror}.") from None
    mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(path.name, mime_type, len(content), digest)


def _keep(target: Path, content: bytes) -> None:
    """All of it or nothing: a file under a digest is never half a file."""
    if target.exists():
        return
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


async def tidy(db: Database, folder: Path) -> int:
    """Remove files that no draft needs any more; how many went."""
    return _remove(folder, await db.read(drafts.kept_digests))


def _remove(folder: Path, needed: set[str]) -> int:
    gone = [path for path in folder.iterdir() if path.name not in needed] if folder.is_dir() else []
    for path in gone:
        with suppress(OSError):
            path.unlink()
    return len(gone)
