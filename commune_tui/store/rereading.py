"""Mail that came before the program read it for what needs a human: read now, a little at a time."""

from __future__ import annotations

import sqlite3

from commune_tui.store import assembly, conversation, risk
from commune_tui.waits import automatic


def read_some(conn: sqlite3.Connection, limit: int) -> set[str] | None:
    """Read up to ``limit`` of those mails, the newest first; the threads whose line changed, ``None`` where none is
    left."""
    rows = conn.execute(
        "SELECT seq, thread, direction, subject, content, reading, content_html, risk, injection_signals "
        "FROM messages WHERE seen IS NULL ORDER BY seq DESC LIMIT ?",
        (limit,),
    ).fetchall()
    if not rows:
        return None
    for seq, _, direction, subject, content, reading, markup, level, signals in rows:
        source = conversation.source(conn, seq)
        inbound, words, headers = direction == "inbound", content or reading, automatic.headers_of(source)
        seen = risk.seen(inbound, subject, words, markup, level, signals, headers)
        conn.execute("UPDATE messages SET seen = ? WHERE seq = ?", (seen, seq))
    return assembly.assemble(conn, [row[1] for row in rows])
