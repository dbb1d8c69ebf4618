# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Threads: taken from the server's list, read as the lines of a screen, removed when they vanish."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from commune_tui.store import assembly, cells, elsewhere, messages, numbers, overlay, stubs, triage
from commune_tui.store.rows import RISKS, ThreadRow, line, lines

if TYPE_CHECKING:
    from commune_tui.risk.score import Reason
    from commune_tui.store.records import ThreadRecord

COLUMNS: Final = (
    """
  t.seq, t.id, t.subject, t.snippet, t.sender, t.sender_name, t.recipients, t.status, t.assignee, t.tags,
  t.message_count, t.has_attachment, t.last_direction, t.last_message_at, t.last_inbound_at,
  t.unread, t.snoozed_until, t.risk, t.spam, t.trouble, t.pending, t.triage_read_at,
  t.last_outbound_at, t.waits_since, t.assumed, i.id, i.address, i.name, due_at(i.address, t.waits_since),
  t.pending > 0 AND EXISTS (SELECT 1 FROM desk.operations o WHERE o.thread_id = t.id AND o.kind = 'send' AND (
    o.state IN ('ready', 'sending', 'unknown') OR (o.state = 'held' AND o.wait_s <= 300)
    OR (o.state = 'confirmed' AND o.code = 'unseen'))),
  t.score, t.why, t.loop, """
    + elsewhere.INBOXES
)
SOURCE: Final = "threads t LEFT JOIN inboxes i ON i.seq = t.inbox"

_PLACED: Final = f"inbox, domain, {assembly.LISTED}"
_NEW: Final = f"id, listed_at, {_PLACED}, {assembly.SHOWN}"
_WIDTH: Final = _NEW.count(",") + 1
Places = dict[tuple[str, str], tuple[int, int]]


def put_listed(
    conn: sqlite3.Connection, records: Sequence[ThreadRecord], listed_at: datetime, ahead: timedelta = timedelta(0)
) -> set[str]:
    """Take in items of the thread list; the ids whose line on the screen changed.

    Triage that comes with an item counts as read at ``listed_at``; the server's clock is so far ``ahead``.
    """
    from commune_tui.store import erased

    records = erased.listed(conn, records)
    latest = {cells.text(record.id): record for record in records}  # the last word on each
    at = cells.millis(listed_at) or 0
    places: Places = {}
    touched: set[str] = set()
    for batch in numbers.batches(list(latest)):
        touched |= _put_batch(conn, {thread_id: latest[thread_id] for thread_id in batch}, at, places)
    states = {thread_id: record.triage for thread_id, record in latest.items() if record.triage is not None}
    return touched | triage.put(conn, states, listed_at, ahead)


def _put_batch(conn: sqlite3.Connection, batch: dict[str, ThreadRecord], at: int, places: Places) -> set[str]:
    known = _known(conn, list(batch))
    new: dict[str, tuple[Any, ...]] = {}
    moved: dict[int, tuple[Any, ...]] = {}
    for thread_id, record in batch.items():
        values = _listed(conn, record, places)
        if thread_id not in known:
            new[thread_id] = values
        elif known[thread_id][1] != values:
            moved[known[thread_id][0]] = values
    conn.executemany(
        f"INSERT INTO threads ({_NEW}) VALUES ({numbers.marks(_WIDTH)})",
        [(thread_id, at, *values, *assembly.bare(values[2:])) for thread_id, values in new.items()],
    )
    stubs.remove(conn, list(moved))
    conn.executemany(
        f"UPDATE threads SET ({_PLACED}) = ({numbers.marks(9)}) WHERE seq = ?",
        [(*values, seq) for seq, values in moved.items()],
    )
    conn.executemany(  # an older page may be answered last; it must not make a newer pass miss the thread
        "UPDATE threads SET listed_at = max(listed_at, ?) WHERE id = ?", [(at, thread_id) for thread_id in known]
    )
    touched = assembly.assemble(conn, list(moved))
    stubs.add(conn, [*moved, *numbers.thread_numbers(conn, new).values()])
    overlay.lay(conn, new)  # after a rebuilt cache the desk knows threads that are new here
    moved_ids = {thread_id for thread_id, (seq, values) in known.items() if moved.get(seq, values)[:2] != values[:2]}
    return touched | new.keys() | moved_ids


def _known(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[int, tuple[Any, ...]]]:
    rows = conn.execute(f"SELECT id, seq, {_PLACED} FROM threads WHERE id IN ({numbers.marks(len(ids))})", ids)
    return {row[0]: (row[1], row[2:]) for row in rows}


def _listed(conn: sqlite3.Connection, record: ThreadRecord, places: Places) -> tuple[Any, ...]:
    where = (cells.text(record.inbox_id), cells.text(record.domain_id))
    if where not in places:
        places[where] = numbers.inbox_number(conn, where[0]), numbers.domain_of(conn, *where)
    return (
        *places[where],
        cells.text(record.subject),
        cells.text(record.snippet),
        cells.millis(record.first_message_at),
        cells.millis(record.last_message_at) or 0,
        cells.integer(record.message_count),
        cells.text(record.last_direction),
        int(bool(record.has_attachments)),
    )


def remove(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Forget threads that the server no longer has, with their messages; the ids that were here.

    What the person made about them (drafts, notes, unsent writes) stays on the desk.
    """
    found = numbers.thread_numbers(conn, ids)
    for batch in numbers.batches(list(found.values())):
        messages.remove_of(conn, batch)
        stubs.remove(conn, batch)
        conn.execute(f"DELETE FROM threads WHERE seq IN ({numbers.marks(len(batch))})", batch)
    return set(found)


def get(conn: sqlite3.Connection, thread_id: str) -> ThreadRow | None:
    """One thread by the server's id."""
    found = conn.execute(f"SELECT {COLUMNS} FROM {SOURCE} WHERE t.id = ?", (thread_id,)).fetchone()
    return row(found) if found else None


def by_numbers(conn: sqlite3.Connection, wanted: Sequence[int]) -> list[ThreadRow | None]:
    """The rows of these numbers in this order; ``None`` for one that is gone."""
    found: dict[int, ThreadRow] = {}
    for batch in numbers.batches(wanted):
        for values in conn.execute(
            f"SELECT {COLUMNS} FROM {SOURCE} WHERE t.seq IN ({numbers.marks(len(batch))})", list(batch)
        ):
            found[values[0]] = row(values)
    return [found.get(seq) for seq in wanted]


def row(v: tuple[Any, ...]) -> ThreadRow:
    """A row from the columns of ``COLUMNS``."""
    return ThreadRow(
        seq=v[0],
        id=v[1],
        inbox_id=v[25] or "",
        inbox_address=line(v[26] or ""),
        inbox_name=line(v[27] or ""),
        subject=line(v[2]),
        snippet=line(v[3]),
        sender=line(v[4]),
        sender_name=line(v[5]),
        recipients=line(v[6]),
        status=line(v[7]),
        assignee=None if v[8] is None else line(v[8]),
        tags=lines(v[9]),
        message_count=v[10],
        has_attachment=bool(v[11]),
        direction=line(v[12]),
        last_message_at=cells.moment(v[13]),
        last_inbound_at=cells.moment(v[14]),
        unread=bool(v[15]),
        snoozed_until_at=cells.moment(v[16]),
        risk=RISKS[v[17]],
        spam=bool(v[18]),
        trouble=v[19],
        pending=v[20],
        triage_read_at=cells.moment(v[21]),
        last_outbound_at=cells.moment(v[22]),
        waits_since_at=cells.moment(v[23]),
        assumed=bool(v[24]),
        due_at=cells.moment(v[28]),
        sending=bool(v[29]),
        score=v[30],
        reasons=_reasons(v[31]) if v[31] else (),
        loop=v[32],
        elsewhere=elsewhere.names(v[33]),
    )


def _reasons(why: str) -> tuple[Reason, ...]:
    from commune_tui.store import reasons

    return tuple(each._replace(words=line(each.words)) for each in reasons.told(why) if each.points)
