# ruff: noqa: S608 - only our own conditions and question marks are put together; values are bound
"""A deletion of data: the request as it was noted, what the copy holds of what would go, and letting go of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from commune_tui.sending import deletion
from commune_tui.sending.deletion import Extent, Held, Request
from commune_tui.store import assembly, messages, numbers, purge, stubs, threads
from commune_tui.store.purge import Freed

_NEVER_SINCE = "NOT EXISTS (SELECT 1 FROM messages n WHERE n.thread = t.seq AND n.created_at {})"
_NAME, _THREADS = "deletion", "deletion_threads"


def note(conn: sqlite3.Connection, request: Request | None) -> None:
    """Keep how it stands; ``None``: there is none any more. Never its token."""
    conn.execute("DELETE FROM desk.facts WHERE name = ?", (_NAME,))
    if request is not None:
        conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (_NAME, json.dumps(deletion.packed(request))))


def noted(conn: sqlite3.Connection) -> Request | None:
    """What :func:`note` kept last."""
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (_NAME,)).fetchone()
    return None if row is None else deletion.unpacked(json.loads(row[0]))


class _Meant(NamedTuple):
    """Numbers of what goes: messages, and the threads of which nothing is left then."""

    messages: Sequence[int]
    threads: Sequence[int]


def _meant(conn: sqlite3.Connection, extent: Extent, until_at: int = 0) -> _Meant:
    """``until_at`` is when it went at the server, by its clock; 0 where that is not known."""
    values: tuple[int | str, ...] = ()
    if extent.scope == "organization":
        condition, whole = "1", "1"
    elif extent.scope == "inbox":
        number = "(SELECT seq FROM inboxes WHERE id = ?1)"
        condition, whole, values = f"m.inbox = {number}", f"t.inbox = {number}", (extent.inbox_id,)
        if until_at:
            condition += " AND m.created_at <= ?2"
            whole += f" AND t.last_message_at <= ?2 AND {_NEVER_SINCE.format('> ?2')}"
            values += (until_at,)
    else:
        condition, values = "m.created_at < ?1", (extent.before or 0,)
        whole = f"t.last_message_at < ?1 AND {_NEVER_SINCE.format('>= ?1')}"
    going = [row[0] for row in conn.execute(f"SELECT t.seq FROM threads t WHERE {whole}", values)]
    found = conn.execute(
        f"SELECT m.seq FROM messages m WHERE {condition} OR m.thread IN (SELECT t.seq FROM threads t WHERE {whole})",
        values,
    )
    return _Meant([row[0] for row in found], going)


def held(conn: sqlite3.Connection, extent: Extent, until_at: int = 0) -> Held:
    """What is here of it."""
    meant = _meant(conn, extent, until_at)
    ids = _ids(conn, meant.threads)
    return Held(
        len(meant.threads), len(meant.messages),
        _count(conn, "message_attachments WHERE message", meant.messages),
        _count(conn, "desk.drafts WHERE state IN ('open', 'queued') AND thread_id", ids),
        _count(conn, "desk.notes WHERE thread_id", ids),
    )  # fmt: skip


def mark(conn: sqlite3.Connection, extent: Extent | None) -> None:
    """Note which threads go, before they do: sync may let go of them first, and what the person made of them would
    stay. ``None``: they are gone."""
    conn.execute("DELETE FROM desk.facts WHERE name = ?", (_THREADS,))
    if extent is not None:
        ids = json.dumps(_ids(conn, _meant(conn, extent).threads))
        conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (_THREADS, ids))


def unmark(conn: sqlite3.Connection, ids: Sequence[str]) -> None:
    """These threads are gone already: their ids stay in no note."""
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (_THREADS,)).fetchone()
    if row is not None:
        left = json.dumps([each for each in json.loads(row[0]) if each not in set(ids)])
        conn.execute("UPDATE desk.facts SET value = ? WHERE name = ?", (left, _THREADS))


def _marked(conn: sqlite3.Connection, extent: Extent) -> set[str]:
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (_THREADS,)).fetchone()
    ids = set() if row is None else set(map(str, json.loads(row[0])))
    if extent.scope == "organization":
        for table in ("drafts", "notes", "operations", "journal", "snoozes", "seen"):
            found = conn.execute(f"SELECT thread_id FROM desk.{table} WHERE thread_id IS NOT NULL")
            ids |= {row[0] for row in found}
    return ids


def let_go(conn: sqlite3.Connection, extent: Extent, until_at: int = 0) -> Freed:
    """Let go of what is here of it, with all that hangs on it; what else is to be destroyed for that. Mail that came
    to the server after ``until_at`` stays: it was not deleted there."""
    meant = _meant(conn, extent, until_at)
    ids = _ids(conn, meant.threads)
    touched = _of(conn, "SELECT DISTINCT thread FROM messages WHERE seq", meant.messages)
    staying = sorted(set(touched) - set(meant.threads))
    messages.remove_these(conn, meant.messages)
    threads.remove(conn, ids)
    assembly.assemble(conn, staying)
    stubs.add(conn, staying)
    freed = purge.desk(conn, _marked(conn, extent) | set(ids))
    purge.behind(conn)
    mark(conn, None)
    if extent.scope == "organization":
        purge.lists(conn)
    return freed


def _ids(conn: sqlite3.Connection, seqs: Sequence[int]) -> list[str]:
    return [str(each) for each in _of(conn, "SELECT id FROM threads WHERE seq", seqs)]


def _of(conn: sqlite3.Connection, select: str, values: Sequence[int]) -> list[int]:
    found: list[int] = []
    for batch in numbers.batches(values):
        found += [row[0] for row in conn.execute(f"{select} IN ({numbers.marks(len(batch))})", list(batch))]
    return found


def _count(conn: sqlite3.Connection, where: str, values: Sequence[int] | Sequence[str]) -> int:
    counts = [
        conn.execute(f"SELECT count(*) FROM {where} IN ({numbers.marks(len(batch))})", list(batch)).fetchone()[0]
        for batch in numbers.batches(list(values))
    ]
    return sum(counts)
