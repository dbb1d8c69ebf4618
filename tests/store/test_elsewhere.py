# ruff: noqa: S608 - only our own names are put together
"""Who is active in two inboxes: in the rows of a page, as a filter, at the cost of one statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.query import parse
from commune_tui.store import domains, elsewhere, inboxes, messages, overlay, threads, triage
from commune_tui.store.counts import count
from commune_tui.store.database import Database
from commune_tui.store.records import DomainRecord, InboxRecord, MessageRecord, TriageRecord
from commune_tui.store.select import Asking
from tests.store.build import at, message, operation

DAY = 24 * 60
NOW = at(30 * DAY)
IN = {"in1": "support@example.org", "in2": "billing@example.org"}


def mail(
    thread: str, inbox: str, sender: str = "anna@shop.example", day: float = 29, **fields: object
) -> MessageRecord:
    return message(f"m-{thread}", thread, day * DAY, inbox_id=inbox, sender=sender, **fields)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    database.write_now(lambda conn: domains.put(conn, [DomainRecord("dom1", "example.org")], NOW))
    database.write_now(lambda conn: inboxes.put(conn, [InboxRecord(*each) for each in _inboxes()], NOW))
    with clock.frozen(NOW):
        yield database
    database.close()


def _inboxes() -> list[tuple[str, str, str]]:
    return [(wire_id, "dom1", address) for wire_id, address in IN.items()]


def put(db: Database, *mails: MessageRecord, **statuses: str) -> None:
    db.write_now(lambda conn: messages.put(conn, mails, NOW))
    known = {each.thread_id: TriageRecord(statuses.get(each.thread_id, "open")) for each in mails}
    db.write_now(lambda conn: triage.put(conn, known, NOW))


def marked(db: Database) -> dict[str, tuple[str, ...]]:
    """The marked threads by id; the filter finds the same."""

    def read(conn: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
        found = [row[0] for row in conn.execute("SELECT seq FROM threads ORDER BY seq")]
        rows = [row for row in threads.by_numbers(conn, found) if row is not None and row.elsewhere]
        assert count(conn, parse("is:elsewhere"), Asking(NOW)) == len(rows)
        return {row.id: row.elsewhere for row in rows}

    return db.read_now(read)


BOTH = {"a": (IN["in2"],), "b": (IN["in1"],)}


def test_both_threads_say_where_the_other_is(db: Database) -> None:
    put(db, mail("a", "in1"), mail("b", "in2", "Anna@SHOP.example"), mail("c", "in1", "bob@shop.example"))
    assert marked(db) == BOTH
    put(db, mail("d", "in2"))
    assert marked(db) == {**BOTH, "d": (IN["in1"],)}


@pytest.mark.parametrize(
    "other",
    [
        mail("b", "in1"),  # the same inbox
        mail("b", "in2", "anna@shop2.example"),
        mail("b", "in2", day=15),  # longer ago
        mail("b", "in2", spam_flagged=True),
        mail("b", "in2", direction="outbound", to=("anna@shop.example",)),  # they wrote nothing there
    ],
)
def test_what_does_not_count(db: Database, other: MessageRecord) -> None:
    put(db, mail("a", "in1"), other)
    assert marked(db) == {}


@pytest.mark.parametrize(
    "sender", ["no-reply@shop.example", "info@shop.example", "grace@example.org", IN["in1"], "anna"]
)
def test_machines_shared_addresses_and_our_own_do_not_count(db: Database, sender: str) -> None:
    put(db, mail("a", "in1", sender), mail("b", "in2", sender))
    assert marked(db) == {}


def test_a_closed_conversation_is_over_until_they_write_again(db: Database) -> None:
    put(db, mail("a", "in1"), mail("b", "in2"))

    def close(conn: sqlite3.Connection) -> None:
        operation(conn, "b", "status", {"status": "closed"})
        conn.execute("UPDATE desk.operations SET covers = ?", (2**60,))
        overlay.lay(conn, ["b"])

    db.write_now(close)
    assert marked(db) == {}
    put(db, mail("c", "in2"))
    assert marked(db) == {"a": (IN["in2"],), "c": (IN["in1"],)}


def test_a_page_costs_one_statement_and_an_index(db: Database) -> None:
    put(db, *(mail(f"t{n}", f"in{1 + n % 2}", f"anna{n // 2}@shop.example") for n in range(60)))

    def asked(conn: sqlite3.Connection) -> list[str]:
        said: list[str] = []
        conn.set_trace_callback(said.append)
        assert sum(bool(row and row.elsewhere) for row in threads.by_numbers(conn, range(1, 51))) == 50
        conn.set_trace_callback(None)
        return said

    assert len(db.read_now(asked)) == 1
    where, values = elsewhere.condition(NOW)
    statements: list[tuple[str, tuple[int, ...]]] = [
        (f"SELECT {threads.COLUMNS} FROM {threads.SOURCE} WHERE t.seq IN (1, 2)", ()),
        (f"SELECT t.seq FROM threads t WHERE {where} ORDER BY t.last_message_at DESC", values),
    ]

    def plans(conn: sqlite3.Connection) -> list[list[str]]:
        return [[row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", bound)] for sql, bound in statements]

    for steps in db.read_now(plans):
        assert any("threads_customer (<expr>=? AND last_message_at>?)" in step for step in steps), steps
        assert not [step for step in steps if step.startswith(("SCAN t", "SCAN s"))], steps


def test_a_sender_of_very_many_threads_is_looked_at_in_part(db: Database) -> None:
    put(db, mail("far", "in2", day=20), *(mail(f"t{n}", "in1") for n in range(60)))
    assert set(marked(db)) == {"far"}
