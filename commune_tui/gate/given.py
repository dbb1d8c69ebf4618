"""What each agent was given to read, by ids and hashes, on disk. Functions run in a transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from commune_tui import clock
from commune_tui.api.models import Message
from commune_tui.gate import sight
from commune_tui.gate.sight import Seen, Sight


def missing(conn: sqlite3.Connection, agent: str, messages: Iterable[Message]) -> list[tuple[str, str]]:
    """Ids and hashes of those mails that an agent is given for the first time."""
    named = {(each.message_id, sight.hashed(each)) for each in messages}
    return [each for each in sorted(named) if not _has(conn, agent, *each)]


def give(conn: sqlite3.Connection, agent: str, named: Iterable[tuple[str, str]]) -> None:
    """Remember what :func:`missing` found."""
    now = clock.now_ms()
    conn.executemany("INSERT OR IGNORE INTO given VALUES (?, ?, ?, ?)", [(agent, *each, now) for each in named])


def seen(
    conn: sqlite3.Connection, agent: str, thread_id: str | None, newest_first: Sequence[Seen], *, pushed: bool
) -> Sight:
    """How much of a conversation an agent knows: what it was given, and what it wrote through the gate."""
    rows = conn.execute(
        "SELECT json_extract(mails.result, '$.seen_id'), json_extract(mails.result, '$.id') "
        "FROM operations JOIN mails ON mails.id = operations.id WHERE operations.thread_id = ? AND mails.agent = ?",
        (thread_id, agent),
    )
    own = {name for row in rows for name in row if name}
    known = [not own.isdisjoint(each.ids) or _has(conn, agent, each.ids[0], each.hash) for each in newest_first]
    return sight.of(newest_first, known, pushed=pushed)


def _has(conn: sqlite3.Connection, agent: str, message: str, hashed: str) -> bool:
    found = conn.execute("SELECT 1 FROM given WHERE agent = ? AND message = ? AND hash = ?", (agent, message, hashed))
    return found.fetchone() is not None
