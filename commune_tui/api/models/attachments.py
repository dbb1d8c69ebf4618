"""Attachments (contract §4.6). Sizes in bytes."""

from __future__ import annotations

from typing import Any, Self

from .fields import Count, Flag, Hidden, Id, Text, Texts
from .wire import Wire, names

_ID = names({"attachment_id": ("id", "attachmentId"), "mime_type": ("content_type", "contentType", "type")})


class Attachment(Wire):
    """What is known about a file; its content is behind :class:`AttachmentUrl`."""

    also = _ID

    attachment_id: Id
    filename: Text = None
    mime_type: Text = None
    size: Count = None
    storage_type: Text = None
    source: Text = None
    message_id: Text = None
    quarantined: Flag = None
    """Whether the server found something bad in it, and hands it to nobody; ``scan_threats`` says what."""
    scan_threats: Texts = ()

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """What a virus scan found stands beside the name or under ``metadata``."""
        about = value.get("metadata") if isinstance(value, dict) else None
        return super().read({**about, **value} if isinstance(about, dict) else value)


class AttachmentUpload(Wire):
    """An uploaded file; only the id is certain (discrepancies §45)."""

    also = _ID

    attachment_id: Id
    filename: Text = None
    mime_type: Text = None
    size: Count = None


class AttachmentUrl(Wire):
    """Where to fetch a file. ``url`` is a secret: whoever has it has the file. ``expires_in`` in seconds."""

    also = names({"mime_type": ("content_type", "contentType"), "url": ("download_url", "downloadUrl")})
    hidden = frozenset({"url", "download_url", "downloadUrl"})

    url: Hidden = None
    expires_in: Count = None
    filename: Text = None
    mime_type: Text = None
    size: Count = None
