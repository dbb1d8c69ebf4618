# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""What the person did but the server has not confirmed, laid over the server's triage; and the local marks.

The columns ``status assignee tags pending unread snoozed_until waits_since assumed`` of a thread follow from the
columns beside them and from desk.db alone, so they can be derived again at any time: after the server spoke, after a
mail came, after an operation was made, settled or refused, after a crash between the commits of the two files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from commune_tui.store import cells, numbers
from commune_tui.store.rows import UNKNOWN
from commune_tui.waits.rule import DONE, Dealt, Wait, waits

OPEN: Final = "(t.status <> 'closed' OR t.waits_since > 0)"
"""A thread ``t`` that is not over."""
DUE_AT: Final = "due_at((SELECT address FROM inboxes WHERE seq = t.inbox), t.waits_since)"
"""When their answer is due, in a thread ``t`` where somebody waits; NULL where the inbox has no target."""
_DERIVED: Final = "status, assignee, tags, pending, unread, snoozed_until, waits_since, assumed"
# A write in conflict waits for the person, a held status for its mail: the line shows the server's state, still marked.
_LAID: Final = ("ready", "sending", "unknown")
_OPEN_TRIAGE: Final = (
    "state IN ('held', 'ready', 'sending', 'unknown', 'conflict') AND kind IN ('status', 'tags', 'assign', 'send')"
)
# A crash between the commits of the two files leaves at most the last act half done.
_LATEST: Final = (
    "SELECT thread_id FROM desk.operations WHERE thread_id IS NOT NULL AND (seq IN "
    "(SELECT seq FROM desk.operations ORDER BY seq DESC LIMIT 50) OR step_id IN "
    "(SELECT id FROM desk.steps WHERE undone = 1 ORDER BY seq DESC LIMIT 5))"
)


def lay(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Derive the shown columns of these threads again; the ids whose line on the screen changed."""
    changed: set[str] = set()
    for batch in numbers.batches(sorted(set(ids))):
        changed |= _lay(conn, batch)
    return changed


def heal(conn: sqlite3.Connection) -> set[str]:
    """Derive every thread that has, or seems to have, something laid over it; for the start of the program."""
    rows = conn.execute(
        "SELECT id FROM threads WHERE pending > 0 UNION SELECT id FROM threads WHERE snoozed_until > 0 "
        f"UNION SELECT id FROM threads WHERE triage_read_at = 0 AND status <> '{UNKNOWN}' "
        f"UNION {_LATEST} "
        f"UNION SELECT thread_id FROM desk.operations WHERE thread_id IS NOT NULL AND {_OPEN_TRIAGE} "
        "UNION SELECT thread_id FROM desk.snoozes "
        "UNION SELECT t.id FROM desk.seen s JOIN threads t ON t.id = s.thread_id "
        "WHERE t.unread <> (s.marked OR coalesce(t.last_inbound_at, 0) > max(s.seen_at, ?))",
        (seen_before(conn),),
    )
    return lay(conn, [row[0] for row in rows])


class _Thread(NamedTuple):
    """A thread as it stands here; ``shown`` is what is derived."""

    seq: int
    id: str
    last_at: int
    status: str
    assignee: str | None
    tags: str
    last_inbound_at: int | None
    asked_since: int
    asked_at: int
    dealt: Dealt
    seen_at: int
    marked: int
    sleeps_until: int
    sleep_covers: int
    late: int
    shown: tuple[Any, ...]


def _lay(conn: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    found, operations, baseline = _threads(conn, ids), _undecided(conn, ids), seen_before(conn)
    laid = [_applied(each.status, each.assignee, each.tags, operations.get(each.id, ())) for each in found]
    done = [each.id for each, (status, *_) in zip(found, laid, strict=True) if each.asked_at and status in DONE]
    covered = covers(conn, done) if done else {}
    changed, answered = set[str](), list[tuple[int, int]]()
    for thread, (status, assignee, tags, pending) in zip(found, laid, strict=True):
        unread = int(bool(thread.marked) or (thread.last_inbound_at or 0) > max(thread.seen_at, baseline))
        asleep = thread.sleeps_until if thread.asked_at <= thread.sleep_covers else 0
        wait = _wait(conn, thread, status, covered.get(thread.id, 0))
        now = (status, assignee, tags, pending, unread, asleep, wait.since, int(wait.assumed))
        if now != thread.shown:
            conn.execute(
                f"UPDATE threads SET ({_DERIVED}) = ({numbers.marks(len(now))}) WHERE seq = ?", (*now, thread.seq)
            )
            changed.add(thread.id)
        if thread.late and not wait.since:
            answered.append((thread.seq, 0))
        if tags != thread.shown[2]:
            _put_tags(conn, thread.seq, thread.last_at, tags)
    if answered:
        from commune_tui.store import lateness

        lateness.mark(conn, answered)
    return changed


def _threads(conn: sqlite3.Connection, ids: Sequence[str]) -> list[_Thread]:
    rows = conn.execute(
        f"SELECT t.seq, t.id, t.last_message_at, iif(t.triage_read_at, t.server_status, '{UNKNOWN}'), "
        "t.server_assignee, t.server_tags, t.last_inbound_at, t.asked_since, t.asked_at, t.dealt_after, t.dealt_until, "
        "coalesce(s.seen_at, 0), coalesce(s.marked, 0), "
        f"coalesce(z.until_at, 0), coalesce(z.covers, 0), t.late, t.{_DERIVED.replace(', ', ', t.')} "
        "FROM threads t LEFT JOIN desk.seen s ON s.thread_id = t.id LEFT JOIN desk.snoozes z ON z.thread_id = t.id "
        f"WHERE t.id IN ({numbers.marks(len(ids))})",
        ids,
    )
    return [_Thread._make((*row[:9], Dealt(*row[9:11]), *row[11:16], row[16:])) for row in rows.fetchall()]


def _undecided(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """What is open of these threads, in order: (state, kind, intent)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for thread_id, *operation in conn.execute(
        f"SELECT thread_id, state, kind, intent FROM desk.operations WHERE thread_id IN ({numbers.marks(len(ids))}) "
        f"AND {_OPEN_TRIAGE} ORDER BY seq",
        ids,
    ):
        found.setdefault(thread_id, []).append(tuple(operation))
    return found


def covers(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int]:
    """The newest mail that was here when this person closed a thread or set it waiting, as long as that stands."""
    found: dict[str, int] = {}
    for thread_id, intent, at in conn.execute(
        "SELECT o.thread_id, o.intent, o.covers FROM desk.operations o LEFT JOIN desk.steps s ON s.id = o.step_id "
        f"WHERE o.thread_id IN ({numbers.marks(len(ids))}) AND o.kind = 'status' AND o.covers IS NOT NULL "
        "AND o.state IN ('ready', 'sending', 'unknown', 'confirmed') AND coalesce(s.undone, 0) = 0",
        ids,
    ):
        if cells.unpacked_map(intent).get("status") in DONE:
            found[thread_id] = max(found.get(thread_id, 0), at)
    return found


def asked(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Of threads that are here: when the newest unanswered mail of a person came (0 for none), and whether it waits."""
    found: dict[str, tuple[int, bool]] = {}
    for batch in numbers.batches(list(ids)):
        rows = conn.execute(
            f"SELECT id, asked_at, waits_since > 0 FROM threads WHERE id IN ({numbers.marks(len(batch))})", list(batch)
        )
        found.update((row[0], (row[1], bool(row[2]))) for row in rows)
    return found


def _wait(conn: sqlite3.Connection, thread: _Thread, status: str, covered: int) -> Wait:
    asked: Sequence[int] = (thread.asked_since, thread.asked_at) if thread.asked_at else ()
    if status in DONE and thread.asked_since <= max(covered, thread.dealt.until) < thread.asked_at:
        rows = conn.execute(  # some of the mails are dealt with: which was the first after that?
            "SELECT came_at FROM messages WHERE thread = ? AND direction = 'inbound' AND automatic = '' "
            "AND came_at > ? ORDER BY came_at",
            (thread.seq, thread.asked_since),
        )
        asked = (*(row[0] for row in rows), thread.asked_at)
    return waits(status, asked, covered, thread.dealt, thread.last_at)


def _applied(
    status: str, assignee: str | None, tags: str, operations: Sequence[tuple[str, str, str]]
) -> tuple[str, str | None, str, int]:
    for state, kind, intent in operations:
        wish = cells.unpacked_map(intent) if state in _LAID else {}
        if kind == "status" and "status" in wish:
            status = cells.text(wish["status"])
        elif kind == "assign" and "assigned_to" in wish:
            assignee = None if wish["assigned_to"] is None else cells.text(wish["assigned_to"])
        elif kind == "tags" and wish:
            kept = set(cells.unpacked_list(tags)) | _texts(wish.get("add")) - _texts(wish.get("remove"))
            tags = cells.packed_list(sorted(kept - _texts(wish.get("remove"))))
    return status, assignee, tags, len(operations)


def _texts(value: Any) -> set[str]:
    return {cells.text(item) for item in value} if isinstance(value, list) else set()


def _put_tags(conn: sqlite3.Connection, seq: int, last_at: int, tags: str) -> None:
    wanted = {tag_key(tag) for tag in cells.unpacked_list(tags)}
    held = {row[0] for row in conn.execute("SELECT tag FROM thread_tags WHERE thread = ?", (seq,))}
    for tag in held - wanted:
        conn.execute(
            "DELETE FROM thread_tags WHERE tag = ? AND last_message_at = ? AND thread = ?", (tag, last_at, seq)
        )
    conn.executemany("INSERT INTO thread_tags VALUES (?, ?, ?)", [(tag, last_at, seq) for tag in wanted - held])


def tag_key(tag: str) -> str:
    """How a tag is compared: ``VIP`` and ``vip`` are one."""
    return cells.text(tag).casefold()


def seen_before(conn: sqlite3.Connection) -> int:
    """Mail from before this moment (unix milliseconds) counts as seen: the first synchronisation sets it."""
    found = conn.execute("SELECT value FROM desk.facts WHERE name = 'baseline_at'").fetchone()
    return int(json.loads(found[0])) if found else 0
