"""Files of mails: attachments that came, fetched with a cap and never written over another; and those of drafts.

Nothing is unpacked or run; what is read inside (an invitation, a mail) is read by the process that reads bodies. A file
that becomes part of a draft is copied to the vault beside the store, so that it may change or go meanwhile. No screen.
"""

from __future__ import annotations

import asyncio
import mimetypes
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.erase import erase
from commune_tui.errors import USAGE, Explained
from commune_tui.mail.connection import Connection
from commune_tui.store import deletion, drafts
from commune_tui.store.database import Database
from commune_tui.store.drafts import File
from commune_tui.store.vault import Vault
from commune_tui.text.filename import create
from commune_tui.text.size import size

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.body.lines import Body
    from commune_tui.mail.bodies import Bodies
    from commune_tui.store.rows import AttachmentRow

MOST_BYTES = 50_000_000
READ_BYTES = 10_000_000
"""What is read inside and never written is held in memory: mails and invitations are smaller."""
_SPARE = 50_000_000
_SPARED = timedelta(days=1)
"""How long a file is kept that no draft needs."""

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are here, and how many there will be if that is known."""


class Saved(NamedTuple):
    """Where a file is now; ``doubt`` is a sentence when it is not what was announced, else empty."""

    path: Path
    doubt: str


class NotSaved(Explained):
    """The file could not be saved; the message is a sentence for the person."""


class Files:
    """The files of mails that came, and of drafts."""

    def __init__(self, vault: Vault, connection: Connection, bodies: Bodies) -> None:
        self._vault, self._connection, self._bodies = vault, connection, bodies

    async def save(self, attachment_id: str, name: str, folder: Path, progress: Progress) -> Saved:
        """Fetch an attachment into a folder. Raises NotSaved with a sentence, or the client's errors."""
        if (client := await self._connection.reached()) is None:
            raise NotSaved("There is no connection yet, so nothing was saved.")
        return await save(client, attachment_id, name, folder, progress)

    async def read(self, file: AttachmentRow) -> Body:
        """An attachment that is read inside. Raises NotSaved with a sentence, or the client's errors."""
        if (client := await self._connection.reached()) is None:
            raise NotSaved("There is no connection yet, so this file cannot be read.")
        data, doubt = await content(client, file.id)
        found = await self._bodies.read_file(read_inside(file.name or "", file.mime_type), data)
        if found is None:
            raise NotSaved("This file took too long to read. It can be saved.")
        return replace(found, notes=(doubt, *found.notes)) if doubt else found

    async def attach(self, path: Path) -> File:
        """Copy a file beside the store. Raises NotAttached with a sentence."""
        return await asyncio.to_thread(attach, self._vault, path)


def downloads() -> Path:
    """Where files are saved unless the person says otherwise."""
    folder = Path.home() / "Downloads"
    return folder if folder.is_dir() else Path.home()


def read_inside(name: str, mime_type: str) -> str:
    """What a file is read as without being saved: ``calendar``, ``mail``, or nothing."""
    kind, ending = mime_type.partition(";")[0].strip().lower(), name.rpartition(".")[2].lower()
    if kind in ("text/calendar", "application/ics") or ending in ("ics", "ical", "vcs"):
        return "calendar"
    return "mail" if kind == "message/rfc822" or ending == "eml" else ""


async def content(client: Commune, attachment_id: str) -> tuple[bytes, str]:
    """The bytes of an attachment, kept in memory only, and a sentence when fewer came than were announced.

    Raises :class:`NotSaved` or the client's errors.
    """
    link = await client.attachments.url(attachment_id)
    if link.size is not None and link.size > READ_BYTES:
        raise NotSaved(f"This file is larger than {READ_BYTES // 1_000_000} MB: it can be saved, not read here.")
    data = b"".join([chunk async for chunk in client.attachments.chunks(link, most_bytes=READ_BYTES)])
    return data, _short(len(data), link.size)


async def save(client: Commune, attachment_id: str, name: str, folder: Path, progress: Progress) -> Saved:
    """Fetch an attachment into ``folder``. Raises :class:`NotSaved` or the client's errors.

    The cap counts the bytes received, whatever the server announced. A part of a file is removed.
    """
    if not folder.is_dir():  # noqa: ASYNC240 - microseconds, and the person waits for this
        raise NotSaved(f"There is no folder {folder}. Nothing was saved.")
    link = await client.attachments.url(attachment_id)
    if link.size is not None and link.size > MOST_BYTES:
        raise NotSaved(f"This file is larger than {MOST_BYTES // 1_000_000} MB, so it was not fetched.")
    if shutil.disk_usage(folder).free < (link.size or 0) + _SPARE:
        raise NotSaved(f"There is too little room in {folder}. Nothing was saved.")
    try:
        file, path = create(folder, name or link.filename or "attachment")
    except OSError as error:
        raise NotSaved(f"{folder} cannot be written ({error.strerror}). Nothing was saved.") from None
    done = 0
    try:
        with file:
            async for chunk in client.attachments.chunks(link, most_bytes=MOST_BYTES):
                file.write(chunk)
                done += len(chunk)
                progress(done, link.size)
    except BaseException as error:
        with suppress(OSError):
            erase(path)
        if isinstance(error, OSError):
            raise NotSaved(f"Writing to {folder} failed ({error.strerror}). Nothing was kept.") from None
        raise
    return Saved(path, _short(done, link.size))


def _short(came: int, announced: int | None) -> str:
    """A sentence when less came than the server had announced; a file that ends early looks whole otherwise."""
    if announced is None or came >= announced:
        return ""
    return f"It is shorter than announced: {size(came)} of {size(announced)} came."


class NotAttached(Explained):
    """The file cannot be taken; ``str(error)`` says why."""

    exit_status = USAGE


def attach(vault: Vault, path: Path) -> File:
    """Copy ``path`` into the vault. Raises NotAttached with a sentence."""
    from commune_tui.mail.outbox.checks import MOST_FILE_BYTES

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
    """Remove files that neither a draft nor a deletion needs any more; how many went.

    What came within a day is spared: another copy of the program may just be writing the draft that needs it.
    """
    needed, asked = await db.read(drafts.kept_digests), await db.read(deletion.noted)
    if needed is None:
        return 0
    token = {asked.token} if asked is not None else set()
    return db.vault.keep_only(needed | token, clock.now() - _SPARED)
