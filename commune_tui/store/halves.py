# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""Conversations that a server keeps apart although they belong together: a mail of one answers one of the other."""

from __future__ import annotations

import sqlite3

from commune_tui.store import cells, numbers
from commune_tui.store.rows import line

_NEAR = 100
"""Of how many of an inbox's newest threads the mails are looked at for answers to this one."""
_MOST_IDS = 200


def other_halves(conn: sqlite3.Connection, thread_id: str, limit: int = 3) -> list[tuple[str, str]]:
    """The threads that this one answers or that answer it, as (id, subject); the latest first."""
    rows = conn.execute(
        "SELECT m.smtp_id, m.in_reply_to, m.refs, t.inbox, t.seq FROM messages m JOIN threads t ON t.seq = m.thread "
        "WHERE t.id = ? ORDER BY m.created_at DESC LIMIT ?",
        (thread_id, _MOST_IDS),
    ).fetchall()
    answered = {row[1] for row in rows} | {each for row in rows for each in cells.unpacked_list(row[2])}
    own = {row[0] for row in rows if row[0]}
    threads: set[int] = set()
    for batch in numbers.batches(sorted((answered - own) - {""})[:_MOST_IDS]):
        found = conn.execute(f"SELECT thread FROM messages WHERE smtp_id IN ({numbers.marks(len(batch))})", list(batch))
        threads |= {row[0] for row in found}
    for batch in numbers.batches(sorted(own)):
        found = conn.execute(
            "SELECT DISTINCT m.thread FROM "
            "(SELECT seq FROM threads WHERE inbox = ? ORDER BY last_message_at DESC LIMIT ?) t "
            f"JOIN messages m ON m.thread = t.seq WHERE m.in_reply_to IN ({numbers.marks(len(batch))})",
            (rows[0][3], _NEAR, *batch),
        )
        threads |= {row[0] for row in found}
    if not threads - {row[4] for row in rows}:
        return []
    named = conn.execute(
        f"SELECT id, subject FROM threads WHERE seq IN ({numbers.marks(len(threads))}) AND id <> ? "
        "ORDER BY last_message_at DESC LIMIT ?",
        (*threads, thread_id, limit),
    )
    return [(row[0], line(row[1])) for row in named]
