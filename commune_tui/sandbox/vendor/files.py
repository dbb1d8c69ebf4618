"""Attachments on the vendor's server: links that are the file itself, and files that its scanner keeps back."""

from __future__ import annotations

import base64
import binascii
import sqlite3
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Handler, Problem, record
from commune_tui.sandbox.records import File
from commune_tui.sandbox.routes.attachments import MB, attachment_of
from commune_tui.sandbox.vendor.answers import object_id
from commune_tui.sandbox.world.attachments import LARGEST, QUOTA_MB

THREAT = "eicar"  # a file whose name holds this word is quarantined


def threats(row: sqlite3.Row) -> list[str]:
    """What the scanner found in a file."""
    return ["Eicar-Test-Signature"] if THREAT in row["filename"].lower() else []


def upload(call: Call) -> Response:
    """Base64 that is none is an empty file."""
    body, attachments = call.json(), call.state.world.attachments
    content, name = body.get("content"), body.get("filename")
    kind = body.get("mime_type") or body.get("mimeType")
    if not (content and name and kind):
        raise Problem(400, "Missing required fields: content, filename, mime_type")
    try:
        raw = base64.b64decode(str(content), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) > LARGEST:
        raise Problem(413, "The attachment is larger than 10 MB", limit_mb=LARGEST // MB)
    used = attachments.used_bytes() + len(raw)
    if used > QUOTA_MB * MB:
        raise Problem(413, "Attachment quota exceeded", used_mb=used // MB, limit_mb=QUOTA_MB)
    number = attachments.add(File(str(name), str(kind), raw))
    return record({"attachment_id": number, "filename": name, "mime_type": kind, "size": len(raw)}, 201)


def get(call: Call) -> Response:
    row = attachment_of(call)
    answer: dict[str, Any] = {
        "attachment_id": row["id"],
        "message_id": row["message_id"] or "",
        "filename": row["filename"],
        "mime_type": row["mime_type"],
        "size": row["size"],
        "storage_type": "database",
        "cloudinary_url": None,
        "cloudinary_public_id": None,
        "source": "email",
        "_id": object_id(row["id"]),
    }
    if found := threats(row):
        answer |= {"quarantined": True, "scan_threats": found}
    return record(answer)


def url(call: Call) -> Response:
    row = attachment_of(call)
    if threats(row):
        raise Problem(404, "Attachment not found")
    content = call.state.world.attachments.content(row["id"]) or b""
    link = f"data:{row['mime_type']};base64,{base64.b64encode(content).decode()}"
    names = ("filename", "mime_type", "size")
    return record({"url": link, "expires_in": 0, **{name: row[name] for name in names}})


HANDLERS: dict[str, Handler] = {
    "POST /v1/attachments/upload": upload,
    "GET /v1/attachments/{attachment_id}": get,
    "GET /v1/attachments/{attachment_id}/url": url,
}
