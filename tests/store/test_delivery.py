"""What the events of a mail say shows in its thread, and what is still under way is known to be."""

from __future__ import annotations

import pytest

from commune_tui.store import delivery, due, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import EventRecord
from tests.store.build import at, message, thread


def sent(db: Database) -> None:
    mail = message("m1", "t1", 0, direction="outbound", delivery_status="sent")
    db.write_now(lambda conn: threads.put_listed(conn, [thread("t1")], at(0)))
    db.write_now(lambda conn: messages.put(conn, [mail], at(0)))


def said(db: Database, *kinds: str) -> set[str]:
    records = [EventRecord("m1", kind, at(place), f"e{place}", "in1") for place, kind in enumerate(kinds)]
    return db.write_now(lambda conn: delivery.follow(conn, delivery.put_events(conn, records)))


@pytest.mark.parametrize(
    ("kinds", "trouble"),
    [
        (("sent", "delivered"), ""),
        (("sent", "delivery_delayed", "delivered"), ""),
        (("sent", "bounced"), "bounced"),
        (("bounced", "delivered"), "bounced"),  # one of two recipients
        (("delivered", "complained"), "complained"),
    ],
)
def test_the_thread_shows_what_became_of_its_mail(db: Database, kinds: tuple[str, ...], trouble: str) -> None:
    sent(db)
    said(db, *kinds)
    row = db.read_now(lambda conn: threads.get(conn, "t1"))
    assert row is not None and row.trouble == trouble


def test_only_what_changed_is_told(db: Database) -> None:
    sent(db)
    assert said(db, "sent", "bounced") == {"t1"}
    assert said(db, "sent", "bounced") == set()


def test_a_mail_is_awaited_until_its_end_is_known_or_a_day_has_passed(db: Database) -> None:
    sent(db)
    assert db.read_now(lambda conn: due.awaiting_delivery(conn, at(10))) == ["in1"]
    assert db.read_now(lambda conn: due.awaiting_delivery(conn, at(60 * 25))) == []
    said(db, "sent", "delivered")
    assert db.read_now(lambda conn: due.awaiting_delivery(conn, at(10))) == []
