"""``client.attachments``: upload files, and fetch those of received mail (contract §4.6)."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from . import download
from .address import is_loopback, path
from .errors import Misused, Unreadable
from .models import Attachment, AttachmentUpload, AttachmentUrl
from .noun import Noun

MOST_UPLOAD_BYTES = 10_000_000


class Attachments(Noun):
    """Scopes ``attachments:read`` and ``attachments:write``."""

    async def upload(self, content: bytes, filename: str, mime_type: str) -> AttachmentUpload:
        """Store a file for a later send; at most 10 MB. The plan's quota may be :class:`~.errors.TooLarge`."""
        if len(content) > MOST_UPLOAD_BYTES:
            raise Misused("A file to send may have at most 10 MB.")
        body = {"content": base64.b64encode(content).decode(), "filename": filename, "mime_type": mime_type}
        return await self._one(AttachmentUpload, "POST", path("attachments", "upload"), body=body)

    async def get(self, attachment_id: str) -> Attachment:
        """What is known about a file, without its content."""
        return await self._one(Attachment, "GET", path("attachments", attachment_id), under=("attachment",))

    async def url(self, attachment_id: str, *, expires_in_s: int = 3600) -> AttachmentUrl:
        """An address that holds for a while. Whoever has it has the file; fetch it with :meth:`chunks`."""
        where = path("attachments", attachment_id, "url")
        found = await self._one(AttachmentUrl, "GET", where, params={"expires_in": expires_in_s})
        if found.url is None:
            raise Unreadable("The server gave no address for the file.")
        return found

    def chunks(self, link: AttachmentUrl, *, most_bytes: int = download.MOST_BYTES) -> AsyncIterator[bytes]:
        """The file behind ``link`` in pieces, asked for without any credential (see :mod:`.download`).

        Raises :class:`~.errors.DownloadRefused` when the address is not to be trusted or the file is too large.
        """
        address = link.url.reveal() if link.url is not None else ""
        host = urlsplit(self._caller.base_url).hostname or ""
        return download.chunks(address, local=is_loopback(host), home=host, most_bytes=most_bytes)

    async def read(self, attachment_id: str, *, most_bytes: int = download.MOST_BYTES) -> bytes:
        """The whole file, in memory."""
        link = await self.url(attachment_id)
        return b"".join([piece async for piece in self.chunks(link, most_bytes=most_bytes)])
