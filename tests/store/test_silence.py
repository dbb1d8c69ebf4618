"""What the store knows of a conversation in which nothing happens, from the events and the outbox beside its mails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from commune_tui.query import parse
from commune_tui.risk import silence as rule
from commune_tui.store import counts, delivery, inboxes, messages, silence, triage
from commune_tui.store.database import Database
from commune_tui.store.overlay import lay
from commune_tui.store.records import EventRecord, InboxRecord, SuppressionRecord, TriageRecord
from commune_tui.store.select import Asking
from tests.store.build import at, message, operation

NOW = at(10_000)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    database.write_now(
        lambda conn: inboxes.put(conn, [InboxRecord("in1", "", "support@example.org", agent_name="wren")], NOW)
    )
    yield database
    database.close()


def answered(db: Database, status: str, delivery_status: str, to: str = "anna@example.com") -> None:
    """A mail came in ``t1``, and ours went out to that address and fared so."""
    mails = [
        message("m1", "t1", 100),
        message("m2", "t1", 9_000, direction="outbound", to=(to,), delivery_status=delivery_status),
    ]
    db.write_now(lambda conn: messages.put(conn, mails, NOW))
    db.write_now(lambda conn: triage.put(conn, {"t1": TriageRecord(status)}, NOW))


def said(db: Database, now: datetime = NOW) -> str:
    """The sentence; the filter finds the thread under its reason and under no other."""
    found = db.read_now(lambda conn: silence.of_thread(conn, "t1", now)[1])
    assert found is not None
    reasons = [*rule.REASONS]
    each = db.read_now(lambda conn: counts.each(conn, [parse(f"silent:{r}") for r in reasons], Asking(now)))
    assert [r for r, n in zip(reasons, each, strict=True) if n] == [rule.reason(found)]
    return rule.sentence(found, now)


def test_what_the_other_server_said_and_when(db: Database) -> None:
    answered(db, "waiting", "bounced")
    bounce = EventRecord("m2", "bounced", at(9_940), inbox_id="in1", detail="550 5.2.2 mailbox full\x1b[2J")
    db.write_now(lambda conn: delivery.put_events(conn, [bounce]))
    assert said(db) == "our mail bounced 1 h ago: 550 5.2.2 mailbox full"


def test_an_address_that_is_suppressed_and_one_that_was(db: Database) -> None:
    answered(db, "waiting", "suppressed", to="Anna@Example.com")
    rows = [SuppressionRecord("anna@example.com", inbox_id="in1", created_at=at(0), expires_at=at(20_000))]
    db.write_now(lambda conn: delivery.put_suppressions(conn, rows, NOW, scope=("in1", "")))
    assert said(db) == "our mail was not sent: the address has been suppressed for 6 days"
    assert said(db, at(30_000)) == "our mail was not sent: the address is suppressed"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("held", "our answer is in the outbox and did not leave yet"),
        ("unknown", "our answer is in the outbox and did not leave yet"),
        ("refused", "nobody has answered for 8 h, our answer was refused 10 min ago"),
        ("confirmed", "our mail of 10 min ago was accepted and never appeared"),
    ],
)
def test_a_mail_that_has_not_left_and_one_that_never_appeared(db: Database, state: str, sentence: str) -> None:
    answered(db, "open", "delivered")
    later = [message("m3", "t1", 9_500)]
    db.write_now(lambda conn: messages.put(conn, later, NOW))

    def send(conn: sqlite3.Connection) -> None:
        name = operation(conn, "t1", "send", {}, state)
        settled_at = int(at(9_990).timestamp() * 1000)
        conn.execute("UPDATE desk.operations SET code = 'vanished', settled_at = ? WHERE id = ?", (settled_at, name))
        lay(conn, ["t1"])

    db.write_now(send)
    assert said(db) == sentence


def test_a_mail_that_was_accepted_a_moment_ago_and_is_not_seen_yet(db: Database) -> None:
    db.write_now(lambda conn: messages.put(conn, [message("m1", "t1", 9_500)], NOW))

    def send(conn: sqlite3.Connection) -> None:
        name = operation(conn, "t1", "send", {}, "confirmed")
        settled_at = int(at(9_999).timestamp() * 1000)
        conn.execute("UPDATE desk.operations SET code = 'unseen', settled_at = ? WHERE id = ?", (settled_at, name))
        lay(conn, ["t1"])

    db.write_now(send)
    assert said(db) == "our mail of 1 min ago was accepted and is not seen yet"


@pytest.mark.parametrize("to", [("anna@example.com",), ("anna@example.com", "bob@example.com")])
def test_which_of_several_it_did_not_reach(db: Database, to: tuple[str, ...]) -> None:
    sent = message("m1", "t1", 9_000, direction="outbound", to=to, delivery_status="bounced")
    db.write_now(lambda conn: messages.put(conn, [sent], NOW))
    bounce = EventRecord("m1", "bounced", at(9_940), inbox_id="in1", recipient=to[-1], detail="550 no such user")
    db.write_now(lambda conn: delivery.put_events(conn, [bounce]))
    whom = " for bob@example.com" if len(to) > 1 else ""
    assert said(db) == f"our mail bounced 1 h ago{whom}: 550 no such user"


def test_mail_of_machines_alone_is_owed_nothing(db: Database) -> None:
    away = message("m1", "t1", 100, subject="Automatic reply: your order", content="I am out of the office.")
    db.write_now(lambda conn: messages.put(conn, [away], NOW))
    assert said(db) == "a machine wrote last, so no answer is owed"


def test_a_thread_that_is_not_here(db: Database) -> None:
    assert db.read_now(lambda conn: silence.of_thread(conn, "gone", NOW)) == (None, None)
