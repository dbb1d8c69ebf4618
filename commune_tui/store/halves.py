# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""Conversations that a server keeps apart although they belong together: a mail of one answers one of the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from commune_tui.store import numbers
from commune_tui.store.rows import MessageRow, line

_NEAR = 100
"""Of how many of an inbox's newest threads the mails are looked at for answers to this one."""
_MOST_IDS = 200


def other_halves(
    conn: sqlite3.Connection, thread_id: str, messages: Sequence[MessageRow], limit: int = 3
) -> list[tuple[str, str]]:
    """The threads that this one answers or that answer it, as (id, subject); the latest first. ``messages`` are its
    own, oldest first."""
    newest = messages[-_MOST_IDS:]
    own = {message.smtp_id for message in newest} - {""}
    answered = {each for message in newest for each in (message.in_reply_to, *message.references)} - own - {""}
    threads: set[int] = set()
    for batch in numbers.batches(sorted(answered)[:_MOST_IDS]):
        found = conn.execute(f"SELECT thread FROM messages WHERE smtp_id IN ({numbers.marks(len(batch))})", list(batch))
        threads |= {row[0] for row in found}
    for batch in numbers.batches(sorted(own)):
        found = conn.execute(
            "SELECT DISTINCT m.thread FROM (SELECT seq FROM threads WHERE inbox = "
            "(SELECT inbox FROM threads WHERE id = ?) ORDER BY last_message_at DESC LIMIT ?) t "
            f"JOIN messages m ON m.thread = t.seq WHERE m.in_reply_to IN ({numbers.marks(len(batch))})",
            (thread_id, _NEAR, *batch),
        )
        threads |= {row[0] for row in found}
    if not threads:
        return []
    named = conn.execute(
        f"SELECT id, subject FROM threads WHERE seq IN ({numbers.marks(len(threads))}) AND id <> ? "
        "ORDER BY last_message_at DESC LIMIT ?",
        (*threads, thread_id, limit),
    )
    return [(row[0], line(row[1])) for row in named]
