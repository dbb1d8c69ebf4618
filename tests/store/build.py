"""Records as short as a test wants them, and times counted in minutes from one morning."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from commune_tui.store.records import MessageRecord, Participant, ThreadRecord

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def thread(thread_id: str, minutes: float = 0, **fields: Any) -> ThreadRecord:
    given: dict[str, Any] = {
        "inbox_id": "in1",
        "domain_id": "dom1",
        "message_count": 1,
        "last_direction": "inbound",
    } | fields
    return ThreadRecord(id=thread_id, last_message_at=at(minutes), first_message_at=at(minutes), **given)


def message(message_id: str, thread_id: str, minutes: float = 0, **fields: Any) -> MessageRecord:
    sender = fields.pop("sender", "anna@example.com")
    to = fields.pop("to", ("support@example.org",))
    others = [("to", who) for who in to] + [("cc", who) for who in fields.pop("cc", ())]
    people = (Participant("sender", sender, fields.pop("name", "")), *(Participant(*other) for other in others))
    fields = {"inbox_id": "in1", "direction": "inbound", "participants": people} | fields
    return MessageRecord(id=message_id, thread_id=thread_id, created_at=at(minutes), **fields)


def operation(conn: sqlite3.Connection, thread_id: str, kind: str, intent: dict[str, Any], state: str = "ready") -> str:
    """An operation of the outbox as it stands on disk; its id."""
    seq = conn.execute("SELECT count(*) FROM desk.operations").fetchone()[0] + 1
    conn.execute(
        "INSERT INTO desk.operations (id, step_id, kind, lane, thread_id, intent, state, next_at, owner, made_at) "
        "VALUES (?, 'step', ?, ?, ?, ?, ?, 0, 'me', 0)",
        (f"op{seq}", kind, f"thread:{thread_id}", thread_id, json.dumps(intent), state),
    )
    return f"op{seq}"
