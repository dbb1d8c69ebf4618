# ruff: noqa: S608 - only our own names are put together; values are bound
"""The messages of a thread as a person reads them, and each as the server sent it."""

from __future__ import annotations

import json
import sqlite3
import zlib
from typing import TYPE_CHECKING, Any

from commune_tui.store import attachments, cells
from commune_tui.store.messages import COLUMNS
from commune_tui.store.rows import RISKS, MessageRow, Person, line, lines

if TYPE_CHECKING:
    from commune_tui.risk.terms import Finding


def source(conn: sqlite3.Connection, seq: int) -> Any:
    """A message as the server sent it, or ``None``. Not cleaned: show it escaped."""
    found = conn.execute("SELECT packed FROM sources WHERE message = ?", (seq,)).fetchone()
    return json.loads(zlib.decompress(found[0])) if found else None


def held_ids(conn: sqlite3.Connection, thread_id: str) -> list[str]:
    """The ids of a thread's messages that are here, oldest first."""
    return [
        row[0]
        for row in conn.execute(
            "SELECT m.id FROM messages m JOIN threads t ON t.seq = m.thread WHERE t.id = ? "
            "ORDER BY m.created_at, m.seq",
            (thread_id,),
        )
    ]


def stamps(conn: sqlite3.Connection, thread_id: str) -> list[tuple[str, int]]:
    """The messages of a thread in the order of :func:`of_thread`: the id, and the length of the text, which changes
    when one comes. Cheap."""
    return conn.execute(
        "SELECT m.id, length(m.content) + length(m.content_html) + length(m.reading) FROM messages m "
        "JOIN threads t ON t.seq = m.thread WHERE t.id = ? ORDER BY m.created_at, m.seq",
        (thread_id,),
    ).fetchall()


def outbound_ids(conn: sqlite3.Connection, thread_id: str, limit: int) -> list[str]:
    """The ids of a thread's newest outbound messages, oldest first."""
    rows = conn.execute(
        "SELECT m.id FROM messages m JOIN threads t ON t.seq = m.thread WHERE t.id = ? AND m.direction = 'outbound' "
        "ORDER BY m.created_at DESC, m.seq DESC LIMIT ?",
        (thread_id, limit),
    ).fetchall()
    return [row[0] for row in reversed(rows)]


def of_thread(conn: sqlite3.Connection, thread_id: str) -> list[MessageRow]:
    """The conversation, oldest first."""
    rows = conn.execute(
        f"SELECT m.seq, m.id, t.id, coalesce(i.id, ''), m.{COLUMNS.replace(', ', ', m.')}, m.automatic "
        "FROM messages m "
        "JOIN threads t ON t.seq = m.thread LEFT JOIN inboxes i ON i.seq = m.inbox "
        "WHERE t.id = ? ORDER BY m.created_at, m.seq",
        (thread_id,),
    ).fetchall()
    return [_row(conn, row) for row in rows]


def _row(conn: sqlite3.Connection, v: tuple[Any, ...]) -> MessageRow:
    seq, message_id, thread_id, inbox_id = v[:4]
    (
        _, direction, _, author, created_at, sender, sender_name, delivery_status, risk, detected, checked, score,
        signals, spam, spam_checked, spam_score, spam_action, spam_reasons, attached, smtp_id, in_reply_to, refs,
        delivery_data, extracted, participants, _, subject, content, content_html, reading,
        _, _, _, seen, automatic,
    ) = v[4:]  # fmt: skip
    return MessageRow(
        seq=seq,
        id=message_id,
        thread_id=thread_id,
        inbox_id=inbox_id,
        direction=line(direction),
        author=line(author),
        created_at=cells.moment(created_at),
        sender=line(sender),
        sender_name=line(sender_name),
        people=tuple(
            Person(line(role), line(who), line(name)) for role, who, name in cells.unpacked_triples(participants)
        ),
        subject=line(subject),
        content=content or reading,
        content_html=content_html,
        attachments=attachments.rows_of(conn, seq) if attached else (),
        smtp_id=line(smtp_id),
        in_reply_to=line(in_reply_to),
        references=lines(refs),
        extracted=_told(extracted),
        spam=bool(spam),
        spam_checked=bool(spam_checked),
        spam_score=spam_score,
        spam_action=line(spam_action),
        spam_reasons=lines(spam_reasons),
        risk=RISKS[risk],
        injection_checked=bool(checked),
        injection_detected=bool(detected),
        injection_score=score,
        injection_signals=line(signals),
        delivery_status=line(delivery_status),
        delivery=_told(delivery_data),
        automatic=automatic,
        findings=_findings(seen) if seen else (),
    )


def _findings(seen: str) -> tuple[Finding, ...]:
    from commune_tui.risk.mail import unpacked

    return tuple(each._replace(words=line(each.words)) for each in unpacked(seen).findings)


def _told(packed: str) -> tuple[tuple[str, str], ...]:
    from commune_tui.store.fields import pairs

    return tuple((line(name), line(value)) for name, value in pairs(cells.unpacked_map(packed)))
