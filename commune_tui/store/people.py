"""Everybody seen in mail, for completing recipients."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from commune_tui.store import cells
from commune_tui.store.rows import PersonRow, line

if TYPE_CHECKING:
    from commune_tui.store.records import MessageRecord


def seen(conn: sqlite3.Connection, messages: Iterable[MessageRecord]) -> None:
    """Count the people of messages that are new or changed here."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    latest: dict[str, int] = {}
    for message in messages:
        at = cells.millis(message.created_at) or 0
        for participant in message.participants:
            address = cells.text(participant.identity).strip().lower()
            if "@" not in address:
                continue
            counts[address] += 1
            latest[address] = max(at, latest.get(address, 0))
            if participant.name:
                names[address] = cells.text(participant.name)
    conn.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET seen_count = seen_count + excluded.seen_count, "
        "name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE name END, "
        "last_seen_at = max(last_seen_at, excluded.last_seen_at)",
        [(address, names.get(address, ""), count, latest[address]) for address, count in counts.items()],
    )


def complete(conn: sqlite3.Connection, typed: str, limit: int = 10) -> list[PersonRow]:
    """People whose address or a word of whose name begins with ``typed``; the often and lately seen first."""
    wanted = cells.text(typed).strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = conn.execute(
        "SELECT address, name, seen_count, last_seen_at FROM people WHERE address LIKE ?1 || '%' ESCAPE '\\' "
        "OR name LIKE ?1 || '%' ESCAPE '\\' OR name LIKE '% ' || ?1 || '%' ESCAPE '\\' "
        "ORDER BY seen_count DESC, last_seen_at DESC LIMIT ?2",
        (wanted, limit),
    )
    return [PersonRow(line(address), line(name), count, cells.moment(at)) for address, name, count, at in rows]
