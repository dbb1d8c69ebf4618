"""The sending of decided mails, on disk: what :mod:`commune_tui.sending` works on. In the caller's transaction.

An operation has the id of its mail, and takes the mail along: both are changed together, or neither.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from commune_tui.gate import arrival, pauses, queue
from commune_tui.gate.queue import GATE, Held, Moved
from commune_tui.gate.states import of_operation
from commune_tui.sending.operation import UNSEEN, Change, Operation
from commune_tui.sending.recognition import digest_of

NONE_READ = "-"
"""Stands for the mails of a conversation that had none: whatever is there now is new."""


class NotNow(Exception):
    """It must not leave as things are; the sentence says why."""


def begin(conn: sqlite3.Connection, held: Held, now_ms: int) -> Operation:
    """Put a decided mail on its way once its hold is over: from here on it is looked after by the rules of sending."""
    fields = held.mail.fields
    read = held.baseline.messages if held.baseline is not None else ()
    intent = {"to": fields["to"], "subject": fields["subject"]}
    intent |= {name: fields[name] for name in ("text", "html") if name in fields}
    if held.thread_id is not None:
        intent["read"] = list(read) or [NONE_READ]
    operation = Operation(
        held.id, held.id, "send", held.thread_id or held.id, intent, "ready", GATE, now_ms, now_ms,
        thread_id=held.thread_id, inbox_id=held.mail.inbox_id, draft_id=held.id, key=held.id, digest=digest_of(intent),
    )  # fmt: skip
    conn.execute(
        "INSERT INTO operations (id, state, code, version, digest, thread_id, whole) "
        "VALUES (:id, :state, :code, :version, :digest, :thread_id, :whole)",
        _cells(operation),
    )
    return operation


def save(conn: sqlite3.Connection, change: Change, seal: str) -> None:
    """Write what an attempt wants written, with the mail's own step. ``seal`` is that of the decision for which the
    attempt was begun. Raises Moved, and NotNow."""
    if change.alone is not None and twins(conn, change.alone[0], change.alone[1]) != change.alone[2]:
        raise Moved(change.alone[1])
    for operation in change.operations:
        cells = {**_cells(replace(operation, version=operation.version + 1)), "was": operation.version}
        found = conn.execute(
            "UPDATE operations SET state = :state, code = :code, version = :version, thread_id = :thread_id, "
            "whole = :whole WHERE id = :id AND version = :was",
            cells,
        )
        if found.rowcount != 1:
            raise Moved(operation.id)
        _along(conn, operation, seal)


def _along(conn: sqlite3.Connection, operation: Operation, seal: str) -> None:
    held = queue.get(conn, operation.id)
    if held is None:
        raise Moved(operation.id)
    state = of_operation(operation.state, operation.code)
    changes: dict[str, Any] = {"reason": operation.reason}
    if operation.state == "sending":
        _may_leave(conn, held, seal)
        changes["tried"] = 1
    if operation.result:
        changes["result"] = operation.result
    if state == "held":
        back(conn, held, (_went_on(operation),))
    elif state != held.state:
        held = queue.move(conn, held, state, GATE, **changes)
        if state == "seen":
            arrival.expect(conn, held)
    elif held.reason != operation.reason:
        queue.note(conn, held, "waits", GATE, **changes)


def _may_leave(conn: sqlite3.Connection, held: Held, seal: str) -> None:
    """The last look before the first byte, in the transaction that says that it leaves."""
    if held.state not in ("decided", "sending") or held.seal != seal:  # undone meanwhile, and maybe decided anew
        raise Moved(held.id)
    if pauses.why(conn, held):
        raise NotNow("paused")
    if not held.seal or held.sealed != held.seal:
        raise NotNow("It is not what was approved.")


def _went_on(operation: Operation) -> str:
    senders = ", ".join((operation.theirs or {}).get("senders", ()))
    return f"New mail came into the conversation{f' from {senders}' if senders else ''}."


def back(conn: sqlite3.Connection, held: Held, told: tuple[str, ...]) -> None:
    """To the person again: the decision is void, and what the conversation looks like now has to be read anew."""
    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
    queue.move(conn, held, "held", GATE, reasons=told, seal="", by="", reason="", baseline=None, leaves_at=0)


def twins(conn: sqlite3.Connection, digest: str, but: str) -> int | None:
    """How many other mails with this content were sent from here; ``None`` while one is on the wire or in doubt."""
    rows = conn.execute(
        "SELECT state, count(*) FROM operations WHERE digest = ? AND id <> ? GROUP BY state", (digest, but)
    )
    counts = {row[0]: row[1] for row in rows}
    return None if "sending" in counts or "unknown" in counts else int(counts.get("confirmed", 0))


def siblings(conn: sqlite3.Connection, operation: Operation) -> list[Operation]:
    """Sends of the gate that are alike, or of the same conversation."""
    rows = conn.execute(
        "SELECT seq, whole FROM operations WHERE digest = ? OR (thread_id IS NOT NULL AND thread_id = ?)",
        (operation.digest, operation.thread_id),
    )
    return [_operation(row) for row in rows]


def movable(conn: sqlite3.Connection) -> list[Operation]:
    """What has to go on, oldest first."""
    rows = conn.execute("SELECT seq, whole FROM operations WHERE state IN ('ready', 'sending', 'unknown') ORDER BY seq")
    return [_operation(row) for row in rows]


def unseen(conn: sqlite3.Connection) -> list[Operation]:
    """What the server took and does not show yet."""
    rows = conn.execute(
        "SELECT seq, whole FROM operations WHERE state = 'confirmed' AND code = ? ORDER BY seq", (UNSEEN,)
    )
    return [_operation(row) for row in rows]


def _cells(operation: Operation) -> dict[str, Any]:
    whole = json.dumps(asdict(operation))
    row = {name: getattr(operation, name) for name in ("id", "state", "code", "version", "digest")}
    thread_id = operation.thread_id or (operation.result or {}).get("thread_id")
    return {**row, "thread_id": thread_id, "whole": whole}


def _operation(row: sqlite3.Row) -> Operation:
    return _read(row["seq"], row["whole"])


@lru_cache(maxsize=10_000)
def _read(seq: int, whole: str) -> Operation:
    """Each round looks at all that is open, and hardly any of it has changed."""
    values = json.loads(whole)
    return Operation(**{**values, "known": tuple(values["known"]), "seq": seq})
