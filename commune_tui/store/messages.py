# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Messages: taken in by the batch with all that hangs on them, and forgotten."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.store import assembly, attachments, cells, index, numbers, people, stubs
from commune_tui.store.rows import RISKS

if TYPE_CHECKING:
    from commune_tui.store.records import MessageRecord

COLUMNS: Final = (
    "inbox, direction, channel, author, created_at, sender, sender_name, delivery_status, risk, injection_detected, "
    "injection_checked, injection_score, injection_signals, spam, spam_checked, spam_score, spam_action, spam_reasons, "
    "attachment_count, smtp_id, in_reply_to, refs, delivery_data, extracted, participants, snippet, subject, content, "
    "content_html, reading, signs, own_length, likeness, seen"
)
_WIDTH: Final = COLUMNS.count(",") + 1
_SNIPPET: Final = 200
_TOLERANCE_MS: Final = 120_000
"""So far ahead of both clocks a date may be and still tell which of two mails came first."""


class Arrival(NamedTuple):
    """What tells when mail came that is new here: now on the server's clock, up to which date the mail of an inbox
    (its id) was here as a whole before, and now on the later of both clocks. What is new and bears an older date is
    late: it comes now. What was read cannot have come later than that, whatever its writer's clock says."""

    now: int
    whole_until: Mapping[str, datetime]
    latest: int

    def came_at(self, inbox_id: str, created_at: int) -> int:
        """When a mail of this date came."""
        if created_at < (cells.millis(self.whole_until.get(inbox_id)) or 0):
            return self.now
        beyond = created_at - self.latest
        if beyond <= 0:
            return created_at
        # Its place among the mails of one reading is kept, and whatever is read in a moment comes after it.
        return self.latest + (beyond // 1_000 if beyond <= _TOLERANCE_MS else 0)


def put(
    conn: sqlite3.Connection,
    records: Sequence[MessageRecord],
    read_at: datetime,
    *,
    whole_until: Mapping[str, datetime] = MappingProxyType({}),
    ahead: timedelta = timedelta(0),
) -> set[str]:
    """Take in messages, of any threads, in any order; the ids of threads whose line or conversation changed.

    A message of a thread that was not listed yet makes a bare thread. ``whole_until`` as in :class:`Arrival`;
    ``ahead`` is how far the server's clock is ahead.
    """
    from commune_tui.store import erased

    records = erased.mails(conn, records)
    latest = {(cells.text(record.thread_id), cells.text(record.id)): record for record in records}
    at = cells.millis(read_at) or 0
    there = at + int(ahead.total_seconds() * 1000)
    arrival = Arrival(there, whole_until, max(at, there))
    changed: dict[int, str] = {}
    for batch in numbers.batches(list(latest)):
        changed.update(_put_batch(conn, {key: latest[key] for key in batch}, at, arrival))
    return assembly.assemble(conn, list(changed)) | set(changed.values())


def _put_batch(
    conn: sqlite3.Connection, batch: dict[tuple[str, str], MessageRecord], at: int, arrival: Arrival
) -> dict[int, str]:
    threads = _threads(conn, batch)
    known = _known(conn, threads, batch)
    inboxes: dict[str, int] = {}
    changed: dict[int, str] = {}
    new: list[tuple[int, MessageRecord]] = []
    for (thread_id, message_id), record in batch.items():
        thread = threads[thread_id]
        inbox_id = cells.text(record.inbox_id)
        if inbox_id not in inboxes:
            inboxes[inbox_id] = numbers.inbox_number(conn, inbox_id)
        values = (inboxes[inbox_id], *_cells(record))
        seq, before = known.get((thread, message_id), (0, None))
        if before == values and attachments.of_message(conn, seq) == _attachment_ids(record):
            conn.execute("UPDATE messages SET read_at = ? WHERE seq = ?", (at, seq))
            continue
        if before is None:
            stubs.remove(conn, [thread])
            seq = index.free_number(conn, values[4], message_id)
            conn.execute("INSERT INTO docs (doc, thread) VALUES (?, ?)", (seq, thread))
            conn.execute(
                f"INSERT INTO messages (seq, id, thread, read_at, came_at, {COLUMNS}) "
                f"VALUES ({numbers.marks(_WIDTH + 5)})",
                (seq, message_id, thread, at, arrival.came_at(inbox_id, values[4]), *values),
            )
        else:
            index.remove(conn, [seq])
            conn.execute(
                f"UPDATE messages SET came_at = iif(came_at = created_at, ?, came_at), (read_at, {COLUMNS}) = "
                f"({numbers.marks(_WIDTH + 1)}) WHERE seq = ?",
                (values[4], at, *values, seq),
            )
        new.append((seq, record))
        changed[thread] = thread_id
    _hang_on(conn, new)
    index.add(conn, [seq for seq, _ in new])
    return changed


def _threads(conn: sqlite3.Connection, batch: dict[tuple[str, str], MessageRecord]) -> dict[str, int]:
    found = numbers.thread_numbers(conn, {thread_id for thread_id, _ in batch})
    for (thread_id, _), record in batch.items():
        if thread_id not in found:
            inbox_id = cells.text(record.inbox_id)
            found[thread_id] = conn.execute(
                "INSERT INTO threads (id, inbox, domain) VALUES (?, ?, ?) RETURNING seq",
                (thread_id, numbers.inbox_number(conn, inbox_id), numbers.domain_of(conn, inbox_id, "")),
            ).fetchone()[0]
    return found


def _known(
    conn: sqlite3.Connection, threads: dict[str, int], batch: dict[tuple[str, str], MessageRecord]
) -> dict[tuple[int, str], tuple[int, tuple[Any, ...]]]:
    ids = list({message_id for _, message_id in batch})
    rows = conn.execute(f"SELECT thread, id, seq, {COLUMNS} FROM messages WHERE id IN ({numbers.marks(len(ids))})", ids)
    held = set(threads.values())
    return {(row[0], row[1]): (row[2], row[3:]) for row in rows if row[0] in held}


def _cells(record: MessageRecord) -> tuple[Any, ...]:
    """The cells of ``COLUMNS`` but the inbox."""
    triples = [[cells.text(p.role), cells.text(p.identity), cells.text(p.name)] for p in record.participants]
    sender = next((triple for triple in triples if triple[0] == "sender"), ["", "", ""])
    content, reading = cells.text(record.content), cells.text(record.reading)
    return (
        cells.text(record.direction),
        cells.text(record.channel),
        cells.text(record.author),
        cells.millis(record.created_at) or 0,
        sender[1],
        sender[2],
        cells.text(record.delivery_status),
        _risk(record),
        int(bool(record.injection_detected)),
        int(bool(record.injection_checked)),
        cells.real(record.injection_score),
        cells.text(record.injection_signals),
        int(bool(record.spam_flagged) or record.spam_action in ("flag", "reject")),
        int(bool(record.spam_checked)),
        cells.real(record.spam_score),
        cells.text(record.spam_action),
        cells.packed_list(record.spam_reasons),
        len(record.attachment_ids),
        cells.text(record.smtp_id),
        cells.text(record.in_reply_to),
        cells.packed_list(record.references),
        cells.packed(record.delivery_data),
        cells.packed(record.extracted),
        cells.packed(triples),
        _snippet(content or reading),
        cells.text(record.subject),
        content,
        cells.text(record.content_html),
        "" if content else reading,
        *_read(record, sender[2], sender[1], content or reading),
    )


def _read(record: MessageRecord, name: str, address: str, words: str) -> tuple[Any, ...]:
    """The last four cells, which are read out of the mail: whether a machine wrote it, and why it may need a human."""
    from commune_tui.store import risk
    from commune_tui.waits import automatic

    inbound, subject = record.direction == "inbound", cells.text(record.subject)
    headers = automatic.headers_of(record.raw) if inbound else {}
    signs = automatic.signs(f"{name} <{address}>", subject, words, headers) if inbound else automatic.Signs()
    markup, signals = cells.text(record.content_html), cells.text(record.injection_signals)
    return *signs, risk.seen(inbound, subject, words, markup, _risk(record), signals, headers)


def _risk(record: MessageRecord) -> int:
    level = RISKS.index(record.injection_risk) if record.injection_risk in RISKS else 0
    return max(level, 3) if record.injection_detected else level


def _snippet(content: str) -> str:
    """The beginning of what this mail says itself: its lines that quote no other, on one line."""
    head = content[: 20 * _SNIPPET]
    own = " ".join(
        " ".join(row.split()) for row in head.splitlines() if row.strip() and not row.lstrip().startswith(">")
    )
    return (own or " ".join(head.split()))[:_SNIPPET]


def _attachment_ids(record: MessageRecord) -> list[str]:
    return [cells.text(wire_id) for wire_id in record.attachment_ids]


def _hang_on(conn: sqlite3.Connection, written: list[tuple[int, MessageRecord]]) -> None:
    """What stands in tables of its own: source, attachments, extracted values, people."""
    from commune_tui.store import fields

    for seq, record in written:
        conn.execute("DELETE FROM extracted WHERE message = ?", (seq,))
        attachments.hang_on(conn, seq, _attachment_ids(record))
    threads = dict(
        conn.execute(
            f"SELECT seq, thread FROM messages WHERE seq IN ({numbers.marks(len(written))})", [w[0] for w in written]
        )
    )
    conn.executemany(
        "INSERT OR REPLACE INTO sources VALUES (?, ?)",
        [(seq, _pack(record.raw)) for seq, record in written if record.raw is not None],
    )
    conn.executemany(
        "INSERT OR IGNORE INTO extracted (name, value, number, shown, thread, message) VALUES (?, ?, ?, ?, ?, ?)",
        [(*found, threads[seq], seq) for seq, record in written for found in fields.found_in(record.extracted)],
    )
    people.seen(conn, [record for _, record in written])
    conn.executemany(
        "UPDATE inboxes SET last_outbound_at = max(coalesce(last_outbound_at, 0), coalesce(?, 0)) WHERE id = ?",
        [(cells.millis(r.created_at), cells.text(r.inbox_id)) for _, r in written if r.direction == "outbound"],
    )


def _pack(raw: Any) -> bytes:
    return zlib.compress(json.dumps(raw, default=str).encode(), 1)


def remove(conn: sqlite3.Connection, thread_id: str, ids: Iterable[str]) -> set[str]:
    """Forget messages of a thread that the server no longer has; the thread's id when its line changed."""
    wanted = [cells.text(wire_id) for wire_id in ids]
    rows = conn.execute(
        "SELECT m.seq, t.seq FROM messages m JOIN threads t ON t.seq = m.thread "
        f"WHERE t.id = ? AND m.id IN ({numbers.marks(len(wanted))})",
        (thread_id, *wanted),
    ).fetchall()
    remove_these(conn, [row[0] for row in rows])
    threads = {row[1] for row in rows}
    changed = assembly.assemble(conn, list(threads))
    stubs.add(conn, list(threads))
    return changed


def remove_of(conn: sqlite3.Connection, threads: Sequence[int]) -> None:
    """Forget all messages of these threads (numbers). Their lines are not derived again: they go too."""
    rows = conn.execute(f"SELECT seq FROM messages WHERE thread IN ({numbers.marks(len(threads))})", list(threads))
    remove_these(conn, [row[0] for row in rows.fetchall()])


def remove_these(conn: sqlite3.Connection, messages: Sequence[int]) -> None:
    """Forget these messages (numbers). The lines of their threads are not derived again."""
    for batch in numbers.batches(messages):
        index.remove(conn, batch)
        listed = numbers.marks(len(batch))
        for table, column in (
            ("sources", "message"), ("message_attachments", "message"), ("extracted", "message"),
            ("docs", "doc"), ("messages", "seq"),
        ):  # fmt: skip
            conn.execute(f"DELETE FROM {table} WHERE {column} IN ({listed})", list(batch))
