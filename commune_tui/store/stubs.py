# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Makes threads findable whose messages are not here yet: a document of the list's subject and snippet.

Each such thread has one document in the index until its first message arrives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from commune_tui.store import index, numbers


def add(conn: sqlite3.Connection, threads: Sequence[int]) -> None:
    """Index those of these threads that have no message here."""
    for batch in numbers.batches(threads):
        rows = []
        for seq, thread_id, at, subject, snippet in conn.execute(
            "SELECT seq, id, list_last_at, list_subject, list_snippet FROM threads "
            f"WHERE held_count = 0 AND seq IN ({numbers.marks(len(batch))})",
            list(batch),
        ).fetchall():
            doc = index.free_number(conn, at, thread_id)
            conn.execute("INSERT INTO docs (doc, thread, stub) VALUES (?, ?, 1)", (doc, seq))
            rows.append((doc, subject, snippet))
        index.add_stub(conn, rows)


def remove(conn: sqlite3.Connection, threads: Sequence[int]) -> None:
    """Take the documents of these threads out, before the list's words for them change."""
    for batch in numbers.batches(threads):
        rows = conn.execute(
            "SELECT d.doc, t.list_subject, t.list_snippet FROM docs d JOIN threads t ON t.seq = d.thread "
            f"WHERE d.stub = 1 AND d.thread IN ({numbers.marks(len(batch))})",
            list(batch),
        ).fetchall()
        index.remove_stub(conn, rows)
        conn.executemany("DELETE FROM docs WHERE doc = ?", [(row[0],) for row in rows])
