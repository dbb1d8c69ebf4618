"""What the copy holds of an inbox, counted: what is named before the inbox is deleted."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_COUNTS = (
    "SELECT count(*) FROM threads t JOIN inboxes i ON i.seq = t.inbox WHERE i.id = ?1",
    "SELECT count(*) FROM messages m JOIN inboxes i ON i.seq = m.inbox WHERE i.id = ?1",
    "SELECT count(*) FROM webhook_deliveries WHERE inbox = ?1",
    "SELECT count(*) FROM suppressions WHERE inbox = ?1",
)


class Holdings(NamedTuple):
    """Of webhook deliveries and suppressions those that were looked at are here, so there may be more."""

    threads: int
    messages: int
    deliveries: int
    suppressions: int


def of_inbox(conn: sqlite3.Connection, inbox_id: str) -> Holdings:
    """What is here of one inbox."""
    return Holdings(*(conn.execute(sql, (inbox_id,)).fetchone()[0] for sql in _COUNTS))
