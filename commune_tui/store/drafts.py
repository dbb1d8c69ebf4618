"""Drafts as the person left them. Local to this machine: the API knows no drafts. Runs in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from commune_tui.store import cells

State = Literal["open", "queued", "sent", "discarded"]

_COLUMNS: Final = (
    "id, inbox_id, thread_id, answers, known, to_, cc, bcc, subject, body, attachments, state, editor_path, made_at, "
    "saved_at, version, checksum, markdown, filled"
)


_THERE: Final = "server:"
UNNAMED: Final = "attachment"
"""What a file of a mail that came is called until the server has said its name."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to send. Its bytes are kept in the store's folder under ``digest`` (sha256, hexadecimal).

    Or the server has them, with a mail that came: then ``digest`` names the attachment, and ``size`` is 0 when unknown.
    """

    filename: str
    mime_type: str
    size: int
    digest: str

    @classmethod
    def there(cls, attachment_id: str, filename: str, mime_type: str, size: int | None) -> File:
        """A file of a mail that came; it is fetched when the draft is sent."""
        mime_type = mime_type or "application/octet-stream"
        return cls(filename or UNNAMED, mime_type, size or 0, f"{_THERE}{attachment_id}")


def attachment_of(digest: str) -> str:
    """The attachment that the digest of a :class:`File` names; empty when the bytes are here."""
    return digest.removeprefix(_THERE) if digest.startswith(_THERE) else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is being written. ``known`` are ids of the thread's messages that its writer has seen.

    ``editor_path`` is the file that ``$EDITOR`` has, or had when the program ended. Times are unix milliseconds.
    """

    id: str
    made_at: int
    saved_at: int
    inbox_id: str | None = None
    thread_id: str | None = None
    answers: str | None = None
    known: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    attachments: tuple[File, ...] = ()
    state: State = "open"
    editor_path: str | None = None
    version: int = 0
    markdown: bool = False
    """Whether an HTML alternative, made from the text read as Markdown, goes along."""
    filled: tuple[str, ...] = ()
    """What variables filled into the text: words of others, never Markdown."""
    damaged: bool = False
    """Whether the disk gave back other letters than were written: look it through before it is sent."""


def put(conn: sqlite3.Connection, draft: Draft) -> None:
    """Write a draft as it stands. One that is queued or sent keeps that state: its text is not what was sent."""
    files = [[f.filename, f.mime_type, f.size, f.digest] for f in draft.attachments]
    lists = [json.dumps(list(value)) for value in (draft.known, draft.to, draft.cc, draft.bcc)]
    texts = [cells.text(draft.subject), cells.text(draft.body)]
    written = [draft.id, draft.inbox_id, draft.thread_id, draft.answers, *lists, *texts, json.dumps(files)]
    conn.execute(
        "INSERT INTO desk.drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET inbox_id = excluded.inbox_id, thread_id = excluded.thread_id, "
        "answers = excluded.answers, known = excluded.known, to_ = excluded.to_, cc = excluded.cc, bcc = excluded.bcc, "
        "subject = excluded.subject, body = excluded.body, attachments = excluded.attachments, "
        "editor_path = excluded.editor_path, checksum = excluded.checksum, saved_at = excluded.saved_at, "
        "markdown = excluded.markdown, filled = excluded.filled, version = version + 1",
        (
            *written, draft.state, draft.editor_path, cells.checksum(written), draft.made_at, draft.saved_at,
            int(draft.markdown), json.dumps(list(draft.filled)),
        ),
    )  # fmt: skip


def get(conn: sqlite3.Connection, draft_id: str) -> Draft | None:
    """One draft in whatever state."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM desk.drafts WHERE id = ?", (draft_id,)).fetchone()  # noqa: S608
    return _draft(row) if row else None


def each(conn: sqlite3.Connection, *states: State) -> list[Draft]:
    """Drafts in these states (``open`` and ``queued`` when none is given), the latest saved first."""
    wanted = states or ("open", "queued")
    marks = ", ".join("?" * len(wanted))
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM desk.drafts WHERE state IN ({marks}) ORDER BY saved_at DESC, id",  # noqa: S608
        wanted,
    )
    return [_draft(row) for row in rows]


def of_thread(conn: sqlite3.Connection, thread_id: str) -> list[Draft]:
    """Drafts that answer in a thread and have not left."""
    return [draft for draft in each(conn) if draft.thread_id == thread_id]


def set_state(conn: sqlite3.Connection, draft_id: str, state: State) -> None:
    """Discard a draft, or take it up again."""
    conn.execute("UPDATE desk.drafts SET state = ?, version = version + 1 WHERE id = ?", (state, draft_id))


def in_editor(conn: sqlite3.Connection) -> list[Draft]:
    """Drafts that an editor had when the program ended: their files may hold more than the store."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM desk.drafts WHERE editor_path IS NOT NULL")  # noqa: S608
    return [_draft(row) for row in rows]


def kept_digests(conn: sqlite3.Connection) -> set[str] | None:
    """Digests of files that some draft may still need; ``None`` while a damaged draft hides which those are."""
    drafts = each(conn, "open", "queued", "discarded")
    if any(draft.damaged for draft in drafts):
        return None
    return {file.digest for draft in drafts for file in draft.attachments}


def _draft(row: Sequence[Any]) -> Draft:
    known, to, cc, bcc = (tuple(cells.unpacked_list(text)) for text in row[4:8])
    damaged = row[16] != cells.checksum(row[:11])
    files = () if damaged else tuple(File(*item) for item in json.loads(row[10]))
    return Draft(
        id=row[0], inbox_id=row[1], thread_id=row[2], answers=row[3], known=known, to=to, cc=cc, bcc=bcc,
        subject=row[8], body=row[9], attachments=files, state=row[11], editor_path=row[12], made_at=row[13],
        saved_at=row[14], version=row[15], damaged=damaged, markdown=bool(row[17]),
        filled=tuple(cells.unpacked_list(row[18])),
    )  # fmt: skip
