# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Whether the answer in a thread is late, as a term of its score. That comes with time and goes with an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from commune_tui.store import cells, numbers

_PAST: Final = "t.waits_since > 0 AND due_at(i.address, t.waits_since) < :now"
_SOURCE: Final = "FROM threads t LEFT JOIN inboxes i ON i.seq = t.inbox"
CHANGED: Final = (
    f"SELECT t.seq, 1 {_SOURCE} WHERE t.late = 0 AND {_PAST} "
    "AND t.inbox IN (SELECT seq FROM inboxes WHERE due_at(address, :now) IS NOT NULL) "
    f"UNION ALL SELECT t.seq, 0 {_SOURCE} WHERE t.late = 1 AND NOT coalesce({_PAST}, 0)"
)


def changed(conn: sqlite3.Connection, now: datetime) -> list[tuple[int, int]]:
    """The numbers of the threads that became late, with 1, or are late no more, with 0."""
    return [(row[0], row[1]) for row in conn.execute(CHANGED, {"now": cells.millis(now) or 0})]


def settle(conn: sqlite3.Connection, now: datetime) -> set[str]:
    """Let the scores follow the clock; the ids of the threads whose line changed."""
    return mark(conn, changed(conn, now))


def mark(conn: sqlite3.Connection, threads: Sequence[tuple[int, int]]) -> set[str]:
    """Let these threads be late (1) or not (0), and weigh them again; their ids."""
    from commune_tui.store import risk

    conn.executemany("UPDATE threads SET late = ? WHERE seq = ?", [(late, seq) for seq, late in threads])
    ids: set[str] = set()
    for batch in numbers.batches([seq for seq, _ in threads]):
        ids |= risk.weigh_again(conn, batch)
    return ids
