"""Inboxes: what the server lists, what the screen reads, and what goes when one vanishes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from commune_tui.store import cells, numbers, threads
from commune_tui.store.rows import InboxRow, line, lines

if TYPE_CHECKING:
    from commune_tui.store.records import InboxRecord

_SELECT: Final = """
  SELECT i.seq, i.id, coalesce(d.id, ''), coalesce(d.name, ''), i.address, i.name, i.agent_id, i.agent_name, i.status,
    i.webhook_url, i.webhook_events, i.extraction_schema IS NOT NULL, i.created_at, i.last_outbound_at, i.read_at
  FROM inboxes i LEFT JOIN domains d ON d.seq = i.domain"""


def put(conn: sqlite3.Connection, records: Sequence[InboxRecord], read_at: datetime) -> None:
    """Take in inboxes that the server listed; threads that came before their inbox learn its domain."""
    at = cells.millis(read_at) or 0
    for record in records:
        if not (seq := numbers.inbox_number(conn, cells.text(record.id))):
            continue
        domain = numbers.domain_number(conn, cells.text(record.domain_id))
        conn.execute(
            "UPDATE inboxes SET domain = iif(?1, ?1, domain), address = ?, name = ?, agent_id = ?, agent_name = ?, "
            "status = ?, webhook_url = ?, webhook_events = ?, extraction_schema = ?, created_at = ?, read_at = ? "
            "WHERE seq = ?",
            (
                domain,
                *map(cells.text, (record.address, record.name, record.agent_id, record.agent_name, record.status)),
                cells.text(record.webhook_url),
                cells.packed_list(record.webhook_events),
                None if record.extraction_schema is None else cells.packed(record.extraction_schema),
                cells.millis(record.created_at),
                at,
                seq,
            ),
        )
        if domain:
            conn.execute("UPDATE threads SET domain = ? WHERE inbox = ? AND domain = 0", (domain, seq))


def moved(conn: sqlite3.Connection, records: Sequence[InboxRecord], ids: Sequence[str]) -> dict[str, str]:
    """The inboxes here that are not listed any more while their address is, under another id: by which."""
    by_address = {cells.text(record.address).casefold(): cells.text(record.id) for record in records if record.address}
    found = {}
    for inbox_id, address in conn.execute("SELECT id, address FROM inboxes WHERE address <> ''").fetchall():
        new = by_address.get(address.casefold())
        if new is not None and inbox_id not in ids and new != inbox_id:
            found[inbox_id] = new
    return found


def to_listed(moved: dict[str, str], listed: Sequence[str]) -> None:
    """Lead every replaced id to the inbox that is listed now, over those that were replaced in between."""
    for inbox_id in listed:
        moved.pop(inbox_id, None)
    for inbox_id, new in moved.items():
        passed = {inbox_id}
        while new in moved and new not in passed:
            passed.add(new)
            new = moved[new]
        moved[inbox_id] = new


def follow(conn: sqlite3.Connection, moved: Mapping[str, str]) -> set[str]:
    """Put what is under replaced ids under those that replaced them, drafts too; the ids of the threads."""
    changed: set[str] = set()
    for old, new in moved.items():
        found = conn.execute("SELECT seq FROM inboxes WHERE id = ?", (old,)).fetchone()
        into = numbers.inbox_number(conn, new)
        if found is None or not into:
            continue
        changed |= {row[0] for row in conn.execute("SELECT id FROM threads WHERE inbox = ?", found)}
        for table in ("threads", "messages", "delivery_events"):
            conn.execute(f"UPDATE {table} SET inbox = ? WHERE inbox = ?", (into, *found))  # noqa: S608 - our own names
        conn.execute("UPDATE desk.drafts SET inbox_id = ? WHERE inbox_id = ? AND state = 'open'", (new, old))
        conn.execute("DELETE FROM inboxes WHERE seq = ?", found)
    return changed


def keep(conn: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """Forget the inboxes that are not among these, with their threads; the ids of those threads."""
    gone = conn.execute(
        "SELECT seq FROM inboxes WHERE id NOT IN (SELECT value FROM json_each(?))", (cells.packed_list(ids),)
    ).fetchall()
    removed: set[str] = set()
    for (seq,) in gone:
        removed |= threads.remove(conn, [r[0] for r in conn.execute("SELECT id FROM threads WHERE inbox = ?", (seq,))])
        conn.execute("DELETE FROM inboxes WHERE seq = ?", (seq,))
    return removed


def rows(conn: sqlite3.Connection) -> list[InboxRow]:
    """All inboxes, by domain and address."""
    return [_row(v) for v in conn.execute(f"{_SELECT} ORDER BY d.name, i.address, i.seq")]


def _row(v: tuple[Any, ...]) -> InboxRow:
    return InboxRow(
        seq=v[0],
        id=v[1],
        domain_id=v[2],
        domain_name=line(v[3]),
        address=line(v[4]),
        name=line(v[5]),
        agent_id=line(v[6]),
        agent_name=line(v[7]),
        status=line(v[8]),
        webhook_url=line(v[9]),
        webhook_events=lines(v[10]),
        has_extraction_schema=bool(v[11]),
        created_at=cells.moment(v[12]),
        last_outbound_at=cells.moment(v[13]),
        read_at=cells.moment(v[14]),
    )
