"""Threads and mails as plain values, for programs: texts are clean, as the store gives them, times ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.mail.thread_state import ours_only, state
from commune_tui.wording import nowhere, said

if TYPE_CHECKING:
    from commune_tui.actions.unattended import Ended
    from commune_tui.mail.bodies import Read
    from commune_tui.mail.conversation import Mail, Memo
    from commune_tui.store.fields import Column
    from commune_tui.store.rows import ThreadRow


def thread(row: ThreadRow) -> dict[str, Any]:
    """How a thread stands."""
    ours = ours_only(row)
    return {
        "id": row.id,
        "inbox": row.inbox_address,
        "status": row.status,
        "state": state(row),
        "unanswered_since": iso(row.waits_since_at),
        "due_at": iso(row.due_at),
        "from": None if ours else row.sender_name or row.sender,
        "address": None if ours else row.sender,
        "to": row.recipients if ours else None,
        "also_in": list(row.elsewhere),
        "subject": row.subject,
        "assignee": row.assignee,
        "tags": list(row.tags),
        "risk": row.risk,
        "score": row.score,
        "why": [reason.weighed for reason in row.reasons],
        "at": iso(row.last_message_at),
    }


def extracted(values: Mapping[str, Sequence[str]], columns: Iterable[Column]) -> dict[str, str | list[str]]:
    """What a thread has in these fields: texts as they were written, a list where there are several."""
    had = ((column.title, values[column.name]) for column in columns if column.name in values)
    return {title: found[0] if len(found) == 1 else list(found) for title, found in had}


def mail(shown: Mail, read: Read) -> dict[str, Any]:
    """A mail of a conversation, and what was read of it."""
    from commune_tui.actions.mail_lines import findings
    from commune_tui.mail.conversation import verdicts

    message, body = shown.message, read.body
    warnings = [*shown.sender.doubts, *(each.text for each in verdicts(message)), *findings(read)]
    return {
        "id": message.id,
        "direction": message.direction,
        "from": message.sender_name or message.sender,
        "address": message.sender,
        **{role: [each.address for each in message.people if each.role == role] for role in ("to", "cc", "bcc")},
        "subject": message.subject,
        "at": iso(shown.at),
        "risk": message.risk,
        "warnings": [said(each, nowhere) for each in warnings],
        "text": body.text,
        "links": [{"target": link.target, "words": link.text} for link in body.links],
        "files": [
            {"id": file.id, "name": file.name, "type": file.mime_type, "size": file.size}
            for file in message.attachments
        ],
    }


def note(memo: Memo) -> dict[str, Any]:
    """An internal note."""
    return {"by": memo.who, "at": iso(memo.made_at), "text": memo.text}


def sent(ended: Ended) -> dict[str, Any]:
    """What became of a mail that was to be sent, or what it was kept back for."""
    found: dict[str, Any] = {"state": ended.state, "draft_id": ended.draft_id or None}
    if ended.findings:
        return {**found, "findings": [{"name": each.name, "sentence": each.sentence} for each in ended.findings]}
    return {**found, "message_id": ended.message_id or None, "thread_id": ended.thread_id or None}


def iso(moment: datetime | None) -> str | None:
    """``None`` stays."""
    return clock.iso(moment) if moment else None
