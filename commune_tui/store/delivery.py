# ruff: noqa: S608 - only our own names are put together; values are bound
"""What happened to mail that went out: events, suppressed addresses, and what the server counted."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from commune_tui.store import assembly, cells, numbers
from commune_tui.store.rows import EventRow, MetricsRow, SuppressionRow, line

if TYPE_CHECKING:
    from commune_tui.store.records import EventRecord, MetricsRecord, SuppressionRecord

_EVENT: Final = (
    "SELECT e.id, e.message_id, coalesce((SELECT t.id FROM messages m JOIN threads t ON t.seq = m.thread "
    "WHERE m.id = e.message_id), ''), coalesce(i.id, ''), e.type, e.recipient, e.detail, e.at "
    "FROM delivery_events e LEFT JOIN inboxes i ON i.seq = e.inbox"
)
_METRICS: Final = "scope, period, sent, delivered, bounced, complained, failed, suppressed, read_at"


def put_events(conn: sqlite3.Connection, records: Sequence[EventRecord]) -> set[str]:
    """Take in events; the ids of the messages that have new ones."""
    from commune_tui.store import erased

    fresh: set[str] = set()
    for record in erased.events(conn, records):
        message_id, kind = cells.text(record.message_id), cells.text(record.type)
        at, recipient = cells.millis(record.at) or 0, cells.text(record.recipient)
        wire_id = cells.text(record.id) or _content_id(message_id, kind, str(at), recipient)
        inbox_id = cells.text(record.inbox_id)
        values = (
            wire_id,
            message_id,
            numbers.inbox_number(conn, inbox_id),
            numbers.domain_of(conn, inbox_id, cells.text(record.domain_id)),
            kind,
            recipient,
            cells.text(record.detail),
            at,
        )
        if conn.execute(
            "INSERT INTO delivery_events (id, message_id, inbox, domain, type, recipient, detail, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET recipient = excluded.recipient, "
            "detail = excluded.detail WHERE recipient = '' AND excluded.recipient <> ''",
            values,
        ).rowcount:
            fresh.add(message_id)
    return fresh


_FINAL: Final = ("complained", "bounced", "failed", "suppressed", "delivered", "delivery_delayed", "sent")


def follow(conn: sqlite3.Connection, message_ids: Iterable[str]) -> set[str]:
    """Let what the events say of these messages show in their threads; the ids of the threads that changed.

    Trouble counts more than arrival, arrival more than delay: one recipient may bounce while others get the mail.
    """
    threads: list[int] = []
    for message_id in message_ids:
        kinds = {row[0] for row in conn.execute("SELECT type FROM delivery_events WHERE message_id = ?", (message_id,))}
        state = next((kind for kind in _FINAL if kind in kinds), None)
        if state is None:
            continue
        rows = conn.execute(
            "UPDATE messages SET delivery_status = ?1 "
            "WHERE id = ?2 AND direction = 'outbound' AND delivery_status <> ?1 RETURNING thread",
            (state, message_id),
        ).fetchall()
        threads += [row[0] for row in rows]
    return assembly.assemble(conn, threads)


def _content_id(*parts: str) -> str:
    return "content:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def events(
    conn: sqlite3.Connection, *, inbox_id: str = "", domain_id: str = "", message_id: str = "", kind: str = "",
    recipient: str = "", since: datetime | None = None, limit: int = 200,
) -> list[EventRow]:  # fmt: skip
    """Events, newest first, of a scope, a message, a type, an address; each filter that is empty does not filter."""
    tests, values = ["1"], list[Any]()
    for test, value in (
        ("e.inbox = (SELECT seq FROM inboxes WHERE id = ?)", inbox_id),
        ("e.domain = (SELECT seq FROM domains WHERE id = ?)", domain_id),
        ("e.message_id = ?", message_id),
        ("e.type = ?", kind),
        ("e.recipient = ? COLLATE NOCASE", recipient),
        ("e.at >= ?", cells.millis(since)),
    ):
        if value:
            tests.append(test)
            values.append(value)
    rows = conn.execute(
        f"{_EVENT} WHERE {' AND '.join(tests)} ORDER BY e.at DESC, e.seq DESC LIMIT ?", (*values, limit)
    )
    return [EventRow(v[0], v[1], v[2], v[3], line(v[4]), line(v[5]), line(v[6]), cells.moment(v[7])) for v in rows]


def put_suppressions(
    conn: sqlite3.Connection, records: Sequence[SuppressionRecord], read_at: datetime, *, scope: tuple[str, str]
) -> None:
    """Replace the suppressions of a scope (inbox id, domain id; one of them empty) by what the server listed."""
    from commune_tui.store import erased

    at = cells.millis(read_at) or 0
    for record in erased.suppressions(conn, records):
        where = (cells.text(record.inbox_id), cells.text(record.domain_id)) if record.source != "global" else ("", "")
        conn.execute(
            "INSERT OR REPLACE INTO suppressions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                cells.text(record.email).strip(),
                *where,
                *map(cells.text, (record.reason, record.type, record.source)),
                cells.millis(record.created_at),
                cells.millis(record.expires_at),
                at,
            ),
        )
    conn.execute("DELETE FROM suppressions WHERE inbox = ? AND domain = ? AND read_at < ?", (*scope, at))


def suppressions(conn: sqlite3.Connection, now: datetime, *, email: str = "") -> list[SuppressionRow]:
    """Suppressions in force at ``now``, newest first; of one address when ``email`` is given."""
    rows = conn.execute(
        "SELECT email, inbox, domain, reason, type, source, created_at, expires_at FROM suppressions "
        "WHERE (expires_at IS NULL OR expires_at > ?1) AND (?2 = '' OR email = ?2) ORDER BY created_at DESC, email",
        (cells.millis(now), cells.text(email).strip()),
    )
    return [
        SuppressionRow(
            line(v[0]), v[1], v[2], line(v[3]), line(v[4]), line(v[5]), cells.moment(v[6]), cells.moment(v[7])
        )
        for v in rows
    ]


def put_metrics(conn: sqlite3.Connection, record: MetricsRecord, read_at: datetime) -> None:
    """Take in what the server counted; earlier answers stay, for a plot over time."""
    counts = (record.sent, record.delivered, record.bounced, record.complained, record.failed, record.suppressed)
    conn.execute(
        f"INSERT OR REPLACE INTO delivery_metrics ({_METRICS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (cells.text(record.scope), cells.text(record.period), *map(cells.integer, counts), cells.millis(read_at) or 0),
    )


def metrics(conn: sqlite3.Connection, scope: str, period: str, *, limit: int = 1) -> list[MetricsRow]:
    """The latest answers for a scope and period, newest first."""
    rows = conn.execute(
        f"SELECT {_METRICS} FROM delivery_metrics WHERE scope = ? AND period = ? ORDER BY read_at DESC LIMIT ?",
        (scope, period, limit),
    )
    return [MetricsRow(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], cells.moment(v[8])) for v in rows]
