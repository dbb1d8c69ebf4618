"""Domains: what the server lists, and what the screen reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commune_tui.store import cells, numbers
from commune_tui.store.rows import DnsRecord, DomainRow, line

if TYPE_CHECKING:
    from commune_tui.store.records import DomainRecord


def put(conn: sqlite3.Connection, records: Sequence[DomainRecord], read_at: datetime) -> None:
    """Take in domains that the server listed."""
    at = cells.millis(read_at) or 0
    for record in records:
        if not (seq := numbers.domain_number(conn, cells.text(record.id))):
            continue
        conn.execute(
            "UPDATE domains SET name = ?, status = ?, region = ?, records = ?, created_at = ?, read_at = ? "
            "WHERE seq = ?",
            (
                cells.text(record.name),
                cells.text(record.status),
                cells.text(record.region),
                cells.packed(record.records),
                cells.millis(record.created_at),
                at,
                seq,
            ),
        )


def keep(conn: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Forget the domains that are not among these. Their threads stay until their inboxes go."""
    conn.execute("DELETE FROM domains WHERE id NOT IN (SELECT value FROM json_each(?))", (cells.packed_list(ids),))


def rows(conn: sqlite3.Connection) -> list[DomainRow]:
    """All domains by name."""
    found = conn.execute(
        "SELECT id, name, status, region, records, created_at, read_at FROM domains ORDER BY name, seq"
    )
    return [
        DomainRow(v[0], line(v[1]), line(v[2]), line(v[3]), _records(v[4]), cells.moment(v[5]), cells.moment(v[6]))
        for v in found
    ]


def _records(packed: str) -> tuple[DnsRecord, ...]:
    entries = cells.unpacked_map(f'{{"records":{packed}}}').get("records")
    return tuple(_record(entry) for entry in entries or () if isinstance(entry, dict))


def _record(entry: dict[str, Any]) -> DnsRecord:
    purpose, kind, name, value, status, ttl = (
        line(cells.text(entry.get(key))) for key in ("record", "type", "name", "value", "status", "ttl")
    )
    priority = cells.integer(entry.get("priority"))
    return DnsRecord(purpose, kind, name, value, status, -1 if entry.get("priority") is None else priority, ttl)
