"""Webhook deliveries: the list as the server gave it last, how the endpoints do, and the attempts of one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from commune_tui import clock
from commune_tui.store import cells, sync_state
from commune_tui.store.rows import line

_READ_AT, _MORE = "webhooks_at", "webhooks_more"
_HEALTH, _OPENED = "webhooks_health", "webhooks_opened"


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """A delivery (contract §4.8), not cleaned; ``status_code`` is what the endpoint answered last."""

    id: str
    inbox_id: str = ""
    message_id: str = ""
    endpoint: str = ""
    status: str = ""
    attempt_count: int | None = None
    max_attempts: int | None = None
    status_code: int | None = None
    error: str = ""
    created_at: datetime | None = None
    next_retry_at: datetime | None = None


class WebhookRow(NamedTuple):
    """A delivery of what happened in an inbox to the endpoint of its owner.

    ``thread_id`` and ``subject`` are those of the mail that it was about, empty while that is not here. Numbers that
    the server did not say are 0.
    """

    id: str
    inbox: str
    thread_id: str
    subject: str
    endpoint: str
    status: str
    attempt_count: int
    max_attempts: int
    status_code: int
    error: str
    created_at: datetime | None
    next_retry_at: datetime | None


class Deliveries(NamedTuple):
    """``rows`` newest first; ``read_at`` is ``None`` before the server was ever asked. ``more``: it has older ones."""

    rows: Sequence[WebhookRow]
    read_at: datetime | None
    more: bool = False


def put(conn: sqlite3.Connection, records: Sequence[WebhookRecord], read_at: datetime, *, more: bool = False) -> None:
    """Replace the list by what the server listed: what it does not list any more cannot be kept true."""
    conn.execute("DELETE FROM webhook_deliveries")
    conn.executemany(
        "INSERT OR IGNORE INTO webhook_deliveries (id, inbox, message_id, endpoint, status, error, attempt_count, "
        "max_attempts, status_code, created_at, next_retry_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *map(cells.text, (each.id, each.inbox_id, each.message_id, each.endpoint, each.status, each.error)),
                *map(cells.integer, (each.attempt_count, each.max_attempts, each.status_code)),
                *map(cells.millis, (each.created_at, each.next_retry_at)),
            )
            for each in records
        ],
    )
    sync_state.put(conn, _READ_AT, clock.iso(read_at))
    sync_state.put(conn, _MORE, more)


def deliveries(conn: sqlite3.Connection) -> Deliveries:
    """What is here."""
    found = conn.execute(
        "SELECT w.id, coalesce(i.address, ''), coalesce(t.id, ''), coalesce(t.subject, ''), w.endpoint, w.status, "
        "w.attempt_count, w.max_attempts, w.status_code, w.error, w.created_at, w.next_retry_at "
        "FROM webhook_deliveries w LEFT JOIN inboxes i ON i.id = w.inbox "
        "LEFT JOIN messages m ON m.id = w.message_id LEFT JOIN threads t ON t.seq = m.thread "
        "ORDER BY w.created_at DESC, w.seq"
    )
    rows = [
        WebhookRow(
            *(v[0], line(v[1]), v[2], line(v[3]), line(v[4]), line(v[5])),
            *(v[6], v[7], v[8], line(v[9]), cells.moment(v[10]), cells.moment(v[11])),
        )
        for v in found
    ]
    read_at = clock.parse_iso(str(sync_state.get(conn, _READ_AT) or ""))
    return Deliveries(rows, read_at, bool(sync_state.get(conn, _MORE)))


class EndpointRow(NamedTuple):
    """How an endpoint did in the last 24 hours, as the server counts it (contract §4.8). Numbers that it did not say
    are ``None``; ``rate`` is 0 to 1."""

    endpoint: str
    total: int | None
    delivered: int | None
    dead: int | None
    rate: float | None
    latency_ms: float | None


class AttemptRow(NamedTuple):
    """One try to post. Numbers that the server did not say are 0."""

    number: int
    status_code: int
    error: str
    latency_ms: int
    at: datetime | None


def put_health(conn: sqlite3.Connection, rows: Sequence[EndpointRow]) -> None:
    """What the server counted, instead of what it counted before; not cleaned."""
    sync_state.put(conn, _HEALTH, [list(row) for row in rows])


def health(conn: sqlite3.Connection) -> list[EndpointRow]:
    """The endpoints, the worst first."""
    found = [EndpointRow(line(str(name)), *numbers) for name, *numbers in sync_state.get(conn, _HEALTH) or ()]
    return sorted(found, key=lambda row: (row.rate if row.rate is not None else 1.0, row.endpoint))


def put_attempts(conn: sqlite3.Connection, delivery_id: str, rows: Sequence[AttemptRow]) -> None:
    """The attempts of the delivery that is open, instead of those of another one; not cleaned."""
    told = [[*row[:-1], clock.iso(row.at) if row.at is not None else ""] for row in rows]
    sync_state.put(conn, _OPENED, {"id": delivery_id, "attempts": told})


def attempts(conn: sqlite3.Connection, delivery_id: str) -> list[AttemptRow] | None:
    """The attempts of a delivery, the first one first; ``None`` when it is not the one that was opened last."""
    opened = sync_state.get(conn, _OPENED) or {}
    if opened.get("id") != delivery_id:
        return None
    return [AttemptRow(n, code, line(error), ms, clock.parse_iso(at)) for n, code, error, ms, at in opened["attempts"]]
