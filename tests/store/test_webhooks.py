"""Webhook deliveries in the store: what the server listed last, newest first, cleaned, with the mail of each."""

from __future__ import annotations

from commune_tui.store import inboxes, messages, webhooks
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord
from commune_tui.store.webhooks import Deliveries, WebhookRecord
from tests.store.build import at, message


def listed(db: Database, *records: WebhookRecord) -> None:
    db.write_now(lambda conn: webhooks.put(conn, records, at(9)))


def test_nothing_is_known_before_the_server_was_asked(db: Database) -> None:
    assert db.read_now(webhooks.deliveries) == Deliveries([], None)
    listed(db)
    assert db.read_now(webhooks.deliveries) == Deliveries([], at(9))


def test_the_list_is_what_the_server_listed_last_newest_first(db: Database) -> None:
    listed(db, WebhookRecord("gone", created_at=at(0)), WebhookRecord("a", status="retrying", created_at=at(1)))
    undated, twice = WebhookRecord("c"), WebhookRecord("b", created_at=at(2))
    listed(db, WebhookRecord("a", status="delivered", attempt_count=2, created_at=at(1)), undated, twice, twice)
    rows = db.read_now(webhooks.deliveries).rows
    assert [(row.id, row.status, row.attempt_count) for row in rows] == [
        ("b", "", 0),
        ("a", "delivered", 2),
        ("c", "", 0),
    ]


def test_a_delivery_leads_to_its_mail_and_names_its_inbox(db: Database) -> None:
    listed(db, WebhookRecord("a", "in1", "m1"), WebhookRecord("b", "other", "other"))
    assert {(row.inbox, row.thread_id) for row in db.read_now(webhooks.deliveries).rows} == {("", "")}
    db.write_now(lambda conn: inboxes.put(conn, [InboxRecord("in1", address="box@x.example")], at(0)))
    db.write_now(lambda conn: messages.put(conn, [message("m1", "t1", subject="Hello")], at(0)))
    found = {row.id: row for row in db.read_now(webhooks.deliveries).rows}
    assert (found["a"].inbox, found["a"].thread_id, found["a"].subject) == ("box@x.example", "t1", "Hello")
    assert (found["b"].inbox, found["b"].thread_id, found["b"].subject) == ("", "", "")


def test_what_the_server_says_is_cleaned(db: Database) -> None:
    bad = "\x1b[2Jx\u202e\ud800\0"
    listed(db, WebhookRecord(bad, bad, bad, bad, bad, 2**70, -1, None, bad))
    [row] = db.read_now(webhooks.deliveries).rows
    shown = row.endpoint + row.status + row.error
    assert "x" in shown and not set(shown) & {"\x1b", "\u202e", "\0"}
