# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Erasing what is here about one person: what that is, counted, and letting go of it in steps that can be done again.

Their conversations go as a whole, since others quote them. First the desk forgets, and remembers by hashes whom; after
that the copy is gone over by these hashes, which a next start can do as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from commune_tui.store import cells, customers, deletion, erased, messages, numbers, purge, threads
from commune_tui.store.erased import Erased, bare
from commune_tui.store.purge import Freed
from commune_tui.store.rows import line
from commune_tui.store.words import phrase

_TEXTS = {
    "drafts": "to_ || cc || bcc || subject || body",
    "operations": "intent || coalesce(before, '') || coalesce(theirs, '') || coalesce(result, '') || reason",
    "journal": "coalesce(before, '') || coalesce(after, '') || note",
    "notes": "body",
    "views": "query || name",
    "steps": "label",
    "facts": "value",
}
"""Where on the desk an address can stand in words."""


class Found(NamedTuple):
    """What is here about somebody. ``others`` are mails in their conversations that are neither from nor to them;
    ``mentions`` mails elsewhere that name their address, which stay; ``unread``: conversations whose mails are not
    here, so that nobody can say whose they are."""

    address: str
    ids: Sequence[str]
    messages: int
    others: int
    attachments: int
    drafts: int
    notes: int
    journal: int
    events: int
    mentions: int
    unread: int
    on_the_wire: int
    inboxes: Sequence[tuple[str, str, int, int]]
    """Of each inbox that they wrote with: id, address, mails that go here, mails of others there."""
    before_them: int
    """Mails of others from before the newest of theirs, in all inboxes."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.ids or self.drafts or self.notes or self.journal or self.events)


def look(conn: sqlite3.Connection, address: str) -> Found:
    """Find and count it."""
    wanted = bare(address)
    ids = [each.thread_id for each in customers.contacts(conn, wanted)]
    seqs = list(numbers.thread_numbers(conn, ids).values())
    theirs = others = attachments = 0
    per_inbox: dict[int, int] = {}
    newest = 0
    for batch in numbers.batches(seqs):
        listed = numbers.marks(len(batch))
        for inbox, participants, count, at in conn.execute(
            f"SELECT inbox, participants, attachment_count, created_at FROM messages WHERE thread IN ({listed})",
            list(batch),
        ):
            attachments, newest = attachments + count, max(newest, at)
            if any(bare(each) == wanted for _, each, _ in cells.unpacked_triples(participants)):
                theirs += 1
            else:
                others += 1
            per_inbox[inbox] = per_inbox.get(inbox, 0) + 1
    return Found(
        wanted, ids, theirs + others, others, attachments,
        len(_drafts(conn, wanted, ids)), len(_named(conn, "notes", "id", wanted) | _in(conn, "notes", "id", ids)),
        len(_named(conn, "journal", "seq", wanted) | _in(conn, "journal", "seq", ids)),
        int(conn.execute("SELECT count(*) FROM delivery_events WHERE lower(recipient) = ?", (wanted,)).fetchone()[0]),
        _mentions(conn, wanted, set(seqs)),
        int(conn.execute("SELECT count(*) FROM threads WHERE held_count = 0").fetchone()[0]),
        _on_the_wire(conn, wanted, ids), _inboxes(conn, per_inbox),
        int(conn.execute("SELECT count(*) FROM messages WHERE created_at <= ?", (newest,)).fetchone()[0])
        - theirs - others,
    )  # fmt: skip


def _inboxes(conn: sqlite3.Connection, theirs: dict[int, int]) -> list[tuple[str, str, int, int]]:
    found = []
    for seq, count in theirs.items():
        row = conn.execute("SELECT id, address FROM inboxes WHERE seq = ?", (seq,)).fetchone()
        whole = conn.execute("SELECT count(*) FROM messages WHERE inbox = ?", (seq,)).fetchone()[0]
        if row is not None:
            found.append((row[0], line(row[1]), count, whole - count))
    return found


def _mentions(conn: sqlite3.Connection, wanted: str, theirs: set[int]) -> int:
    """Mails of other conversations in whose words the address stands."""
    words = phrase(wanted, exact=True)
    if not words.words:
        return 0
    query = "SELECT m.thread FROM words w CROSS JOIN messages m ON m.seq = w.rowid WHERE words MATCH ?"
    return sum(row[0] not in theirs for row in conn.execute(query, (words.fts(),)))


def _forms(wanted: str) -> tuple[str, str]:
    """How an address stands in a text, and in JSON."""
    return wanted, json.dumps(wanted)[1:-1].lower()


def _named(conn: sqlite3.Connection, table: str, key: str, wanted: str) -> set[Any]:
    """Rows of the desk in whose words the address stands."""
    texts = f"lower({_TEXTS[table]})"
    rows = conn.execute(
        f"SELECT {key} FROM desk.{table} WHERE instr({texts}, ?1) OR instr({texts}, ?2)", _forms(wanted)
    )
    return {row[0] for row in rows}


def _in(conn: sqlite3.Connection, table: str, key: str, ids: Sequence[str]) -> set[Any]:
    found: set[Any] = set()
    for batch in numbers.batches(ids):
        query = f"SELECT {key} FROM desk.{table} WHERE thread_id IN ({numbers.marks(len(batch))})"
        found |= {row[0] for row in conn.execute(query, list(batch))}
    return found


def _drafts(conn: sqlite3.Connection, wanted: str, ids: Sequence[str]) -> set[Any]:
    return _named(conn, "drafts", "id", wanted) | _in(conn, "drafts", "id", ids)


def _on_the_wire(conn: sqlite3.Connection, wanted: str, ids: Sequence[str]) -> int:
    """Writes about them whose end nobody knows yet."""
    about = _named(conn, "operations", "id", wanted) | _in(conn, "operations", "id", ids)
    rows = conn.execute("SELECT id FROM desk.operations WHERE state IN ('sending', 'unknown')")
    return sum(row[0] in about for row in rows)


# -- letting go --------------------------------------------------------------------------------------------------------


def forget(conn: sqlite3.Connection, address: str, at: int) -> Freed:
    """Let the desk go of it, and remember by hashes whom; what else is to be destroyed for that."""
    wanted = bare(address)
    ids = [each.thread_id for each in customers.contacts(conn, wanted)]
    rows: list[tuple[str, int, int]] = []
    mails: list[str] = []
    for batch in numbers.batches(ids):
        listed = numbers.marks(len(batch))
        rows += conn.execute(
            f"SELECT id, last_message_at, max(message_count, held_count) FROM threads WHERE id IN ({listed})",
            list(batch),
        ).fetchall()
        query = f"SELECT m.id, m.smtp_id FROM messages m JOIN threads t ON t.seq = m.thread WHERE t.id IN ({listed})"
        mails += [each for row in conn.execute(query, list(batch)) for each in row if each]
    erased.add(conn, at, wanted, rows, mails)
    freed = purge.desk(conn, ids, _drafts(conn, wanted, ids))
    purge.words(conn, _named(conn, "operations", "id", wanted), _named(conn, "journal", "seq", wanted))
    deletion.unmark(conn, ids)
    for table, key in (("notes", "id"), ("views", "id"), ("steps", "id"), ("facts", "name")):
        conn.executemany(
            f"DELETE FROM desk.{table} WHERE {key} = ?", [(each,) for each in _named(conn, table, key, wanted)]
        )
    return freed


def sweep(conn: sqlite3.Connection) -> set[str]:
    """Let the copy go of everybody who was erased; the ids of the threads that went. May be done again."""
    who = erased.known(conn)
    if who is None:
        return set()
    gone = {row[0] for row in conn.execute("SELECT id FROM threads") if who.of_thread(row[0])}
    mails = conn.execute("SELECT seq, id, created_at, participants FROM messages").fetchall()
    left = [
        seq for seq, message_id, at, participants in mails
        if who.message(message_id) or _with(who, participants, at)
    ]  # fmt: skip
    messages.remove_these(conn, left)
    threads.remove(conn, gone)
    purge.behind(conn)
    for table, column, key in (("people", "address", "address"), ("suppressions", "email", "email"),
                               ("delivery_events", "recipient", "recipient")):  # fmt: skip
        found = {row[0] for row in conn.execute(f"SELECT DISTINCT {column} FROM {table}") if who.person(row[0])}
        conn.executemany(f"DELETE FROM {table} WHERE {key} = ?", [(each,) for each in found])
    return gone


def _with(who: Erased, participants: str, at: int) -> bool:
    return any(who.person(each, at) for _, each, _ in cells.unpacked_triples(participants))
