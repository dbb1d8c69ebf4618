# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Triage as the server says it: status, assignee, tags, and when each thread's was last read.

What the screen shows is this with the outbox laid over it: :mod:`commune_tui.store.overlay`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui.store import cells, numbers, overlay
from commune_tui.store.rows import TriageRow, line, lines

if TYPE_CHECKING:
    from commune_tui.store.records import TriageRecord

_OVERTAKEN_MS = 300_000  # further ahead than any answer takes is a clock that was set back


def put(conn: sqlite3.Connection, states: Mapping[str, TriageRecord], read_at: datetime) -> set[str]:
    """Take in what the server said about these threads; the ids whose line on the screen changed.

    A thread that is not here is left out: its state comes with its first listing. An answer that was asked for
    before what is known was read, and came late, changes nothing.
    """
    at = cells.millis(read_at) or 0
    changed = []
    for batch in numbers.batches(list(states)):
        values = []
        for thread_id in batch:
            state = states[thread_id]
            assignee = cells.text(state.assignee) or None
            tags = cells.packed_list(sorted({cells.text(tag) for tag in state.tags}))
            values.append((cells.text(state.status), assignee, tags, cells.millis(state.updated_at), at, thread_id))
        before = _server_side(conn, batch)
        conn.executemany(
            "UPDATE threads SET server_status = ?, server_assignee = ?, server_tags = ?, "
            "triage_at = coalesce(?, triage_at), triage_read_at = ? "
            f"WHERE id = ? AND triage_read_at NOT BETWEEN {at + 1} AND {at + _OVERTAKEN_MS}",
            values,
        )
        changed += [value[5] for value in values if before.get(value[5], (*value[:3], True)) != (*value[:3], True)]
    return overlay.lay(conn, changed)


def _server_side(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[str, str | None, str, bool]]:
    """Triage as it is known, and whether it was ever read."""
    wanted = list(ids)
    rows = conn.execute(
        "SELECT id, server_status, server_assignee, server_tags, triage_read_at > 0 FROM threads "
        f"WHERE id IN ({numbers.marks(len(wanted))})",
        wanted,
    )
    return {row[0]: (*row[1:4], bool(row[4])) for row in rows}


def get(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, TriageRow]:
    """What is known of these threads; those that are not here are left out."""
    found: dict[str, TriageRow] = {}
    for batch in numbers.batches(list(ids)):
        for v in conn.execute(
            "SELECT id, server_status, server_assignee, server_tags, triage_at, triage_read_at "
            f"FROM threads WHERE id IN ({numbers.marks(len(batch))})",
            list(batch),
        ):
            found[v[0]] = TriageRow(
                thread_id=v[0],
                status=line(v[1]),
                assignee=None if v[2] is None else line(v[2]),
                tags=lines(v[3]),
                updated_at=cells.moment(v[4]),
                read_at=cells.moment(v[5]),
            )
    return found
