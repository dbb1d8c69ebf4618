"""Attachments (contract §4.6): bytes in, metadata and a signed, expiring download path out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from typing import Any

from commune_tui.sandbox.records import File
from commune_tui.sandbox.world.database import Database

LARGEST = 10 * 1024 * 1024  # bytes of one attachment, decoded
QUOTA_MB = 500  # of all attachments together


class Attachments:
    """The files of the world, kept in its database."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._secret = secrets.token_bytes(32)  # links die with the process, as signed links may

    def add(self, file: File, message_id: str | None = None, name: str | None = None) -> str:
        """Keep a file; its id, which is ``name`` if that is given and free, otherwise 32 hex digits."""
        number = name if name is not None and self.row(name) is None else self._db.hex(32)
        cells = {"filename": file.name, "mime_type": file.mime_type, "size": len(file.content), "content": file.content}
        self._db.insert("attachments", id=number, message_id=message_id, created_at=self._db.now_ms(), **cells)
        return number

    def row(self, attachment_id: str) -> sqlite3.Row | None:
        """Everything but the content."""
        return self._db.one(
            "SELECT id, filename, mime_type, size, message_id FROM attachments WHERE id = ?", attachment_id
        )

    def content(self, attachment_id: str) -> bytes | None:
        """The bytes."""
        content: bytes | None = self._db.value("SELECT content FROM attachments WHERE id = ?", attachment_id)
        return content

    def used_bytes(self) -> int:
        """The size of all files together."""
        return int(self._db.value("SELECT coalesce(sum(size), 0) FROM attachments"))

    def claim(self, ids: list[str], message_id: str) -> None:
        """Note which message carries uploaded files."""
        for number in ids:
            self._db.run("UPDATE attachments SET message_id = ? WHERE id = ?", message_id, number)

    def sign(self, attachment_id: str, expires_ms: int) -> str:
        """The signature of a download path."""
        return hmac.new(self._secret, f"{attachment_id}.{expires_ms}".encode(), hashlib.sha256).hexdigest()

    def signed(self, attachment_id: str, expires_ms: int, signature: str) -> bool:
        """Is this download path ours, and still good?"""
        good = hmac.compare_digest(self.sign(attachment_id, expires_ms).encode(), signature.encode())
        return good and expires_ms > self._db.now_ms()

    @staticmethod
    def answer(row: sqlite3.Row) -> dict[str, Any]:
        """Metadata, with the alias ``id`` (discrepancies §45)."""
        return {
            "attachment_id": row["id"],
            "id": row["id"],
            "filename": row["filename"],
            "mime_type": row["mime_type"],
            "size": row["size"],
            "storage_type": "database",
            "source": "email",
            "message_id": row["message_id"] or "",
        }
