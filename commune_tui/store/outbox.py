# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Operations and steps: what the person asked for and the server has not settled. Each change is kept whole or not.

Knows no rule of sending; :mod:`commune_tui.mail.outbox` does. Functions run inside a transaction of the caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from commune_tui import clock
from commune_tui.sending.operation import Change, Json, Operation, Step
from commune_tui.store import cells, driver, journal, numbers, overlay, triage

if TYPE_CHECKING:
    from commune_tui.store.records import TriageRecord

_COLUMNS: Final = tuple(field.name for field in fields(Operation))
_JSON: Final = frozenset({"intent", "before", "effect", "theirs", "result", "known"})
SELECT: Final = f"SELECT {', '.join(_COLUMNS)}, checksum FROM desk.operations"
OPEN: Final = "state IN ('held', 'ready', 'sending', 'unknown', 'conflict')"
BEHIND_MAIL: Final = "state = 'held' AND kind = 'status'"
_STORED: Final = (*(name for name in _COLUMNS if name != "seq"), "checksum")
_SUMMED: Final = ("id", "kind", "lane", "thread_id", "inbox_id", "draft_id", "intent", "before", "key", "digest")
_INSERT: Final = (
    f"INSERT INTO desk.operations ({', '.join(_STORED)}) VALUES ({', '.join(f':{name}' for name in _STORED)})"
)
_SET: Final = ", ".join(f"{name} = :{name}" for name in _STORED if name not in ("id", "version"))
_UPDATE: Final = f"UPDATE desk.operations SET {_SET}, version = version + 1 WHERE id = :id AND version = :version"


class Stale(Exception):
    """Something that the change would replace has moved on; the transaction is rolled back."""


def save(conn: sqlite3.Connection, change: Change) -> set[str]:
    """Write a change; the ids of the threads whose line on the screen changed. Raises Stale, having to be undone."""
    if change.alone is not None:
        digest, name, count = change.alone
        if twins(conn, digest, name) != count:
            raise Stale(name)
    for operation in change.operations:
        if operation.seq:
            if conn.execute(_UPDATE, _cells(operation)).rowcount != 1:
                raise Stale(operation.id)
        else:
            try:
                conn.execute(_INSERT, _cells(operation))
            except driver.errors("IntegrityError"):  # the draft has a send pending
                raise Stale(operation.id) from None
    for step in change.steps:
        conn.execute(
            "INSERT INTO desk.steps (id, label, kind, target, undone, owner, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (step.id, step.label, step.kind, step.target, int(step.undone), step.owner, step.made_at),
        )
    for name in change.undone:
        if conn.execute("UPDATE desk.steps SET undone = 1 WHERE id = ? AND undone = 0", (name,)).rowcount != 1:
            raise Stale(name)
    conn.executemany(
        "UPDATE desk.drafts SET state = ?, version = version + 1 WHERE id = ?",
        [(state, name) for name, state in change.drafts],
    )
    conn.executemany(
        "INSERT OR REPLACE INTO desk.uploads VALUES (?, ?, ?, ?, ?)",
        [(*upload, clock.now_ms()) for upload in change.uploads],
    )
    journal.add(conn, change.entries)
    return _show(conn, change)


def _show(conn: sqlite3.Connection, change: Change) -> set[str]:
    records = {thread_id: _record(state) for thread_id, state in change.triage}
    changed = triage.put(conn, records, clock.now()) if records else set()
    threads = {o.thread_id for o in change.operations if o.thread_id is not None}
    for step in change.undone:  # what it had done may have been to say that an answered thread is dealt with
        rows = conn.execute("SELECT thread_id FROM desk.operations WHERE step_id = ? AND thread_id <> ''", (step,))
        threads |= {row[0] for row in rows}
    return changed | overlay.lay(conn, threads)


def _record(state: Json) -> TriageRecord:
    from commune_tui.store.records import TriageRecord

    at = clock.parse_iso(state["updated_at"]) if state.get("updated_at") else None
    return TriageRecord(status=state["status"], assignee=state["assigned_to"], tags=tuple(state["tags"]), updated_at=at)


def _cells(operation: Operation) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in _STORED[:-1]:
        value = getattr(operation, name)
        row[name] = json.dumps(value) if name in _JSON and value is not None else value
    return {**row, "checksum": cells.checksum([row[name] for name in _SUMMED])}


def _whole(row: Sequence[Any]) -> bool:
    values = dict(zip(_COLUMNS, row[:-1], strict=True))
    return bool(row[-1] == cells.checksum([values[name] for name in _SUMMED]))


def operations(rows: Iterable[Sequence[Any]]) -> list[Operation]:
    """What can be trusted of ``rows``; see :func:`set_aside` for the rest."""
    return [_operation(row) for row in rows if _whole(row)]


def _operation(row: Sequence[Any]) -> Operation:
    values = dict(zip(_COLUMNS, row[:-1], strict=True))
    for name in _JSON:
        if values[name] is not None:
            values[name] = json.loads(values[name])
    values["known"] = tuple(values["known"])
    return Operation(**values)


def open_operations(conn: sqlite3.Connection) -> list[Operation]:
    """Everything that still wants something of the server or of the person, oldest first."""
    return operations(conn.execute(f"{SELECT} WHERE {OPEN} ORDER BY seq"))


def held(conn: sqlite3.Connection) -> list[Operation]:
    """Mails in the hold, oldest first."""
    return operations(conn.execute(f"{SELECT} WHERE {OPEN} AND state = 'held' AND kind = 'send' ORDER BY seq"))


def twins(conn: sqlite3.Connection, digest: str, but: str) -> int | None:
    """How many other mails with this content were sent from here; ``None`` while one is on the wire or in doubt."""
    states = conn.execute(
        "SELECT state, count(*) FROM desk.operations WHERE digest = ? AND id <> ? GROUP BY state", (digest, but)
    )
    counts = dict(states.fetchall())
    return None if "sending" in counts or "unknown" in counts else int(counts.get("confirmed", 0))


def movable(conn: sqlite3.Connection, limit: int = 64) -> list[Operation]:
    """What the outbox chooses from: all that is in doubt or on the wire, and the oldest of what waits."""
    urgent = conn.execute(f"{SELECT} WHERE {OPEN} AND state NOT IN ('held', 'ready')").fetchall()
    waiting = conn.execute(
        f"{SELECT} WHERE {OPEN} AND state IN ('held', 'ready') AND NOT ({BEHIND_MAIL}) ORDER BY seq LIMIT ?", (limit,)
    ).fetchall()
    return sorted(operations(urgent + waiting), key=lambda operation: operation.seq)


def stopped(conn: sqlite3.Connection) -> list[Operation]:
    """What waits for the person's decision or for a mail to be seen: the next act may settle it. Oldest first."""
    return operations(conn.execute(f"{SELECT} WHERE {OPEN} AND (state = 'conflict' OR {BEHIND_MAIL}) ORDER BY seq"))


def of_lanes(conn: sqlite3.Connection, lanes: Iterable[str]) -> list[Operation]:
    """What is open in these lanes, oldest first."""
    found: list[Operation] = []
    for batch in numbers.batches(sorted(set(lanes))):
        found += operations(
            conn.execute(f"{SELECT} WHERE {OPEN} AND lane IN ({numbers.marks(len(batch))})", list(batch))
        )
    return sorted(found, key=lambda operation: operation.seq)


def set_aside(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Take open operations whose stored form is damaged out of the way; id and kind of each. They are kept, refused."""
    rows = conn.execute(f"{SELECT} WHERE {OPEN} ORDER BY seq").fetchall()
    bad = [(str(row[0]), str(row[2])) for row in rows if not _whole(row)]
    conn.executemany(
        "UPDATE desk.operations SET state = 'refused', lease = NULL, code = 'damaged', reason = ?, settled_at = ? "
        "WHERE id = ?",
        [("Its stored form was damaged, so it was not carried out.", clock.now_ms(), name) for name, _ in bad],
    )
    conn.executemany(
        "UPDATE desk.drafts SET state = 'open' WHERE state = 'queued' "
        "AND id = (SELECT draft_id FROM desk.operations WHERE id = ?)",
        [(name,) for name, _ in bad],
    )
    return bad


def get(conn: sqlite3.Connection, operation_id: str) -> Operation | None:
    """One operation, open or settled."""
    row = conn.execute(f"{SELECT} WHERE id = ?", (operation_id,)).fetchone()
    return _operation(row) if row and _whole(row) else None


def settled_sends(conn: sqlite3.Connection, limit: int = 30) -> list[Operation]:
    """Mails that were accepted or refused, newest first; of each draft the latest."""
    rows = conn.execute(
        f"{SELECT} WHERE seq IN (SELECT max(seq) FROM desk.operations WHERE kind = 'send' GROUP BY draft_id) "
        "AND draft_id IS NOT NULL AND state IN ('confirmed', 'refused') ORDER BY +seq DESC LIMIT ?",
        (limit,),
    )
    return operations(rows)


def of_step(conn: sqlite3.Connection, step_id: str) -> list[Operation]:
    """The operations of one step, oldest first."""
    return operations(conn.execute(f"{SELECT} WHERE step_id = ? ORDER BY seq", (step_id,)))


def of_thread(conn: sqlite3.Connection, thread_id: str, limit: int = 200) -> list[Operation]:
    """What was done to one thread from here, the mail that began it too, newest first."""
    rows = conn.execute(
        f"{SELECT} WHERE seq IN (SELECT seq FROM desk.operations WHERE thread_id = ?1 UNION ALL "
        "SELECT seq FROM desk.operations WHERE digest IS NOT NULL AND thread_id IS NULL AND state = 'confirmed' "
        "AND instr(result, ?2) > 0) ORDER BY seq DESC LIMIT ?3",
        (thread_id, json.dumps(thread_id), limit),
    )
    return operations(rows.fetchall())


def siblings(conn: sqlite3.Connection, operation: Operation) -> list[Operation]:
    """Sends with the same content or in the same thread, what ``operation`` takes back; of one that gives a thread to
    somebody, those that did so before."""
    if operation.kind == "assign" and not operation.inverse_of:
        before = f"{SELECT} WHERE thread_id = ? AND seq < ? AND kind = 'assign' ORDER BY seq DESC LIMIT 200"
        return operations(conn.execute(before, (operation.thread_id, operation.seq)).fetchall())
    if operation.kind != "send":
        target = get(conn, operation.inverse_of) if operation.inverse_of else None
        return [target] if target else []
    mine = f"{SELECT} WHERE kind = 'send' AND id <> ?"
    alike = conn.execute(f"{mine} AND digest = ?", (operation.id, operation.digest)).fetchall()
    near = conn.execute(
        f"{mine} AND thread_id = ? AND digest <> ? ORDER BY seq DESC LIMIT 200",
        (operation.id, operation.thread_id, operation.digest),
    ).fetchall()
    return operations(alike + near)


def uploaded(conn: sqlite3.Connection, digests: Iterable[str]) -> dict[str, str]:
    """Which of these files the server has: digest → attachment id."""
    wanted = list(digests)
    rows = conn.execute(
        f"SELECT digest, attachment_id FROM desk.uploads WHERE digest IN ({numbers.marks(len(wanted))})", wanted
    )
    return dict(rows.fetchall())


def steps(conn: sqlite3.Connection, owner: str, limit: int = 500) -> list[Step]:
    """The latest steps of one process, oldest first: what undo and redo choose from."""
    rows = conn.execute(
        "SELECT id, label, kind, owner, made_at, target, undone, seq FROM desk.steps WHERE owner = ? "
        "ORDER BY seq DESC LIMIT ?",
        (owner, limit),
    ).fetchall()
    names = ("id", "label", "kind", "owner", "made_at", "target", "undone", "seq")
    return [replace(Step(**dict(zip(names, row, strict=True))), undone=bool(row[6])) for row in reversed(rows)]


def owners(conn: sqlite3.Connection) -> set[str]:
    """The processes that something on this desk belongs to."""
    rows = conn.execute(
        f"SELECT owner FROM desk.operations WHERE {OPEN} UNION SELECT lease FROM desk.operations WHERE {OPEN} "
        "AND lease IS NOT NULL UNION SELECT DISTINCT owner FROM desk.steps"
    )
    return {row[0] for row in rows}


def adopt(conn: sqlite3.Connection, gone: str, owner: str) -> None:
    """Look after what an ended process left: its operations, and its steps for undo."""
    conn.execute(f"UPDATE desk.operations SET owner = ? WHERE owner = ? AND {OPEN}", (owner, gone))
    conn.execute("UPDATE desk.steps SET owner = ? WHERE owner = ?", (owner, gone))


def shown(conn: sqlite3.Connection, thread_ids: Iterable[str]) -> dict[str, Json | None]:
    """Triage as the person sees it now, raw; ``None`` where it was never read from the server."""
    wanted = list(thread_ids)
    found: dict[str, Json | None] = dict.fromkeys(wanted)
    for batch in numbers.batches(wanted):
        for row in conn.execute(
            "SELECT id, status, assignee, tags, triage_at, triage_read_at FROM threads "
            f"WHERE id IN ({numbers.marks(len(batch))})",
            list(batch),
        ):
            if row[5] or row[4] is not None:
                tags = sorted(cells.unpacked_list(row[3]))
                found[row[0]] = {"status": row[1], "assigned_to": row[2], "tags": tags, "updated_at": row[4]}
    return found
