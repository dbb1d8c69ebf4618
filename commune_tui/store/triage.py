# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Triage as the server says it: status, assignee, tags, when each thread's was last read and what changed since.

What the screen shows is this with the outbox laid over it: :mod:`commune_tui.store.overlay`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.store import cells, numbers, overlay
from commune_tui.waits.rule import CLOCK_MS, Dealt, read_again

if TYPE_CHECKING:
    from commune_tui.store.records import TriageRecord

OLD = timedelta(minutes=12)
"""The state of an open thread is read every ten minutes; one as old as this says so where it is shown."""
OLD_DONE = timedelta(hours=26)
"""The same of a closed thread, which is read once a day."""
_OVERTAKEN_MS = 300_000  # further ahead than any answer takes is a clock that was set back
_NOW = timedelta(0)
_MS = timedelta(milliseconds=1)


class _Known(NamedTuple):
    """What stands here of a thread before an answer is taken in."""

    status: str
    assignee: str | None
    tags: str
    read_at: int
    dealt: Dealt


def put(
    conn: sqlite3.Connection, states: Mapping[str, TriageRecord], read_at: datetime, ahead: timedelta = _NOW
) -> set[str]:
    """Take in what the server said about these threads; the ids whose line on the screen changed.

    A thread that is not here is left out: its state comes with its first listing. An answer that was asked for
    before what is known was read, and came late, changes nothing. ``ahead`` is how far the server's clock is ahead.
    """
    at, ahead_ms = cells.millis(read_at) or 0, int(ahead.total_seconds() * 1000)
    changed = []
    for batch in numbers.batches(list(states)):
        known, values = _known(conn, batch), []
        for thread_id in batch:
            here, state = known.get(thread_id), states[thread_id]
            if here is None or at < here.read_at <= at + _OVERTAKEN_MS:
                continue
            status, changed_at = cells.text(state.status), cells.millis(state.updated_at)
            tags = cells.packed_list(sorted({cells.text(tag) for tag in state.tags}))
            dealt = _dealt(conn, thread_id, here, status, (at, ahead_ms, changed_at))
            now = _Known(status, cells.text(state.assignee) or None, tags, here.read_at, dealt)
            values.append((*now[:3], *dealt, changed_at, at, thread_id))
            if now != here or not here.read_at or at - here.read_at > OLD / _MS:
                changed.append(thread_id)
        conn.executemany(
            "UPDATE threads SET server_status = ?, server_assignee = ?, server_tags = ?, dealt_after = ?, "
            "dealt_until = ?, triage_at = coalesce(?, triage_at), triage_read_at = ? WHERE id = ?",
            values,
        )
    return overlay.lay(conn, changed)


def _known(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, _Known]:
    wanted = list(ids)
    rows = conn.execute(
        "SELECT id, server_status, server_assignee, server_tags, triage_read_at, dealt_after, dealt_until "
        f"FROM threads WHERE id IN ({numbers.marks(len(wanted))})",
        wanted,
    )
    return {row[0]: _Known._make((*row[1:5], Dealt(*row[5:]))) for row in rows}


def _dealt(
    conn: sqlite3.Connection, thread_id: str, here: _Known, status: str, when: tuple[int, int, int | None]
) -> Dealt:
    """When the thread was dealt with, as far as this reading tells: ``when`` it was made, how far the server's clock
    is ahead, when something changed there. What was done from here is known better: it teaches nothing, and what
    was known before holds again when it is taken back. In a thread that was never read, a change after ours may be
    somebody else's."""
    at, ahead, changed_at = when
    before = here.status if here.read_at else None
    since = here.read_at or (changed_at or 0) - ahead - CLOCK_MS
    if before != status and _ours(conn, thread_id, status, since):
        return here.dealt
    return read_again(here.dealt, before, status, here.read_at + ahead, at + ahead, changed_at)


def _ours(conn: sqlite3.Connection, thread_id: str, status: str, since: int) -> bool:
    """Whether this desk set the status after that moment, or may have."""
    rows = conn.execute(
        "SELECT intent FROM desk.operations WHERE thread_id = ? AND kind = 'status' "
        "AND state IN ('sending', 'unknown', 'confirmed') AND coalesce(settled_at, ?) >= ?",
        (thread_id, since, since),
    )
    return any(cells.unpacked_map(row[0]).get("status") == status for row in rows)
