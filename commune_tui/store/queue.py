# ruff: noqa: S608 - only our own names are put together
"""What waits to leave, counted without reading it: thousands of writes of one act cost the status line nothing."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from commune_tui.sending.operation import NO_OWNER, SENDING_PAUSED, VANISHED

_OPEN: Final = "state IN ('held', 'ready', 'sending', 'unknown', 'conflict')"
_OF_MAILS: Final = "kind IN ('send', 'upload')"


class Queue(NamedTuple):
    """How many operations are in each state; ``hold`` are mails that can be taken back still, the first at
    ``leaves_at`` (unix milliseconds). ``stopped`` wait because the key was refused."""

    conflict: int = 0
    unknown: int = 0
    hold: int = 0
    leaves_at: int = 0
    unsent: int = 0
    stopped: int = 0
    done: int = 0
    """Of acts that are many writes and not through: how many of those the server has confirmed or refused,"""
    total: int = 0
    """and how many there are."""
    refused: int = 0
    """Mails that the server refused and whose drafts are open;"""
    vanished: int = 0
    """mails that it took and that never appeared;"""
    paused_until: int = 0
    """and until when it takes none (unix milliseconds)."""
    ownerless: int = 0
    """Mails that wait because nobody has confirmed to own this agent."""


def queue(conn: sqlite3.Connection, now_ms: int, refused_code: str) -> Queue:
    """How the writes of this desk stand. Files are part of their mail; a mail whose hold is over is unsent."""
    hold = "kind = 'send' AND state = 'held'"
    row = conn.execute(
        f"SELECT sum(state = 'conflict'), sum(state = 'unknown'), sum({hold} AND next_at > ?), "
        f"min(CASE WHEN {hold} AND next_at > ? THEN next_at END), "
        f"sum(kind <> 'upload' AND (state IN ('ready', 'sending') OR ({hold} AND next_at <= ?))), "
        "sum(state = 'ready' AND code = ?) "
        f"FROM desk.operations WHERE {_OPEN}",
        (now_ms, now_ms, now_ms, refused_code),
    ).fetchone()
    done, total = conn.execute(
        f"SELECT sum(made - left), sum(made) FROM (SELECT count(*) AS made, sum({_OPEN}) AS left FROM desk.operations "
        "WHERE state <> 'cancelled' AND step_id IN "
        f"(SELECT step_id FROM desk.operations WHERE {_OPEN} AND NOT {_OF_MAILS}) "
        f"AND NOT {_OF_MAILS} GROUP BY step_id HAVING made > 1)"
    ).fetchone()
    told = conn.execute(
        "SELECT (SELECT count(*) FROM (SELECT draft_id, max(seq), state AS latest FROM desk.operations "
        "WHERE digest IS NOT NULL GROUP BY draft_id HAVING latest = 'refused') o "
        "JOIN desk.drafts d ON d.id = o.draft_id WHERE d.state = 'open'), "
        "(SELECT count(*) FROM desk.operations WHERE digest IS NOT NULL AND state = 'confirmed' AND code = ?), "
        f"(SELECT max(next_at) FROM desk.operations WHERE {_OPEN} AND code = ? AND next_at > ?), "
        f"(SELECT count(*) FROM desk.operations WHERE {_OPEN} AND state = 'ready' AND code = ?)",
        (VANISHED, SENDING_PAUSED, now_ms, NO_OWNER),
    ).fetchone()
    return Queue(*(value or 0 for value in (*row, done, total, *told)))
