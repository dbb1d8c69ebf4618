# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""Conversations that a server keeps apart although they belong together: a mail of one answers one of the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from commune_tui.store import cells, numbers
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


def answered_by_name(conn: sqlite3.Connection, message_ids: Sequence[str], limit: int = 3) -> list[str]:
    """The threads with mail of ours that these messages may answer under a name that is not known here.

    Some servers tell the Message-ID under which a mail travelled only after it left, and this was read before.
    """
    found: list[str] = []
    for batch in numbers.batches(list(map(cells.text, message_ids))):
        asking = conn.execute(
            "SELECT thread, inbox, sender FROM messages m WHERE direction = 'inbound' AND in_reply_to <> '' "
            f"AND sender <> '' AND id IN ({numbers.marks(len(batch))}) "
            "AND NOT EXISTS (SELECT 1 FROM messages WHERE smtp_id = m.in_reply_to)",
            list(batch),
        )
        for thread, inbox, sender in asking.fetchall():
            rows = conn.execute(
                "SELECT DISTINCT t.id FROM (SELECT seq, id FROM threads WHERE inbox = ? ORDER BY last_message_at DESC "
                "LIMIT ?) t JOIN messages m ON m.thread = t.seq WHERE m.direction = 'outbound' AND t.seq <> ? "
                "AND instr(lower(m.participants), lower(?)) LIMIT ?",
                (inbox, _NEAR, thread, sender, limit),
            )
            found += [row[0] for row in rows]
    return found
