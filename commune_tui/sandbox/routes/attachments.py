"""Routes of attachments (contract §4.6) and the download path that their signed links lead to."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import sqlite3
from urllib.parse import quote

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, record
from commune_tui.sandbox.records import File
from commune_tui.sandbox.world.attachments import LARGEST, QUOTA_MB

MB = 1024 * 1024


def upload(call: Call) -> Response:
    """JSON with base64, or raw bytes with ``X-Filename`` as the CLI sends them (discrepancies §44)."""
    name = call.request.headers.get("x-filename")
    file = _raw(call, name) if name else _json(call)
    attachments = call.state.world.attachments
    if len(file.content) > LARGEST:
        raise Problem(413, "The attachment is larger than 10 MB", limit_mb=LARGEST // MB)
    used = attachments.used_bytes() + len(file.content)
    if used > QUOTA_MB * MB:
        raise Problem(413, "Attachment quota exceeded", used_mb=used // MB, limit_mb=QUOTA_MB)
    row = attachments.row(attachments.add(file))
    assert row is not None
    answer = attachments.answer(row)
    names = ("attachment_id", "id", "filename", "mime_type", "size")
    return record({name: answer[name] for name in names}, 201, {"attachmentId": row["id"]})


def _raw(call: Call, name: str) -> File:
    kind = call.request.headers.get("content-type") or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(name, kind, call.body)


def _json(call: Call) -> File:
    body = call.json()
    content, name = body.get("content"), body.get("filename")
    kind = body.get("mime_type") or body.get("mimeType")
    if not all(isinstance(each, str) for each in (content, name, kind)) or not (name and kind):
        raise Problem(400, "Missing required fields: content, filename, mime_type")
    try:
        return File(str(name), str(kind), base64.b64decode(str(content), validate=True))
    except (binascii.Error, ValueError):
        raise Problem(400, "content must be standard base64") from None


def attachment_of(call: Call) -> sqlite3.Row:
    """The attachment in the path, or a 404."""
    row = call.state.world.attachments.row(call.params["attachment_id"])
    if row is None:
        raise Problem(404, "Attachment not found")
    return row


def get(call: Call) -> Response:
    return record(call.state.world.attachments.answer(attachment_of(call)))


def url(call: Call) -> Response:
    row, world = attachment_of(call), call.state.world
    life = call.integer("expires_in", 3600, 1, 604_800)
    expires = world.database.now_ms() + life * 1000
    signature = world.attachments.sign(row["id"], expires)
    link = f"{str(call.request.base_url).rstrip('/')}/files/{row['id']}?exp={expires}&sig={signature}"
    answer = {"url": link, "expires_in": life, "filename": row["filename"]}
    return record({**answer, "mime_type": row["mime_type"], "size": row["size"]})


def download(call: Call) -> Response:
    """The bytes, without a key; the signature is the permission. Never shown inline, never guessed at."""
    world, number = call.state.world, call.params["attachment_id"]
    expires = call.integer("exp", 0, 0, 2**53)
    if not world.attachments.signed(number, expires, call.text("sig") or ""):
        raise Problem(403, "This link is not valid or has expired", code="link_expired")
    row, content = world.attachments.row(number), world.attachments.content(number)
    if row is None or content is None:
        raise Problem(404, "Attachment not found")
    kind = (
        row["mime_type"]
        if row["mime_type"].isascii() and row["mime_type"].isprintable()
        else "application/octet-stream"
    )
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row['filename'], safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Type": kind,
    }
    return Response(content, headers=headers)


BODY = {
    "type": "object",
    "properties": {
        "content": {"type": "string", "pattern": "^(?:[A-Za-z0-9+/]{4})*$"},
        "filename": {"type": "string", "minLength": 1},
        "mime_type": {"type": "string", "minLength": 1},
    },
    "required": ["content", "filename", "mime_type"],
}
READ = "attachments:read"
OPERATIONS = [
    Operation(
        "POST",
        "/v1/attachments/upload",
        upload,
        "Upload a file",
        "attachments:write",
        body=BODY,
        status=201,
        errors=(402, 413),
    ),
    Operation("GET", "/v1/attachments/{attachment_id}", get, "Facts about a file", READ, errors=(404,)),
    Operation(
        "GET",
        "/v1/attachments/{attachment_id}/url",
        url,
        "A signed link to a file",
        READ,
        query=(Query("expires_in", "Seconds; 3600."),),
        errors=(404,),
    ),
    Operation(
        "GET",
        "/files/{attachment_id}",
        download,
        "Download by a signed link",
        public=True,
        query=(Query("exp", "When the link ends, unix ms."), Query("sig", "Its signature.")),
        errors=(403, 404),
        wrapped="bytes",
    ),
]
