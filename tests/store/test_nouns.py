"""The smaller nouns: delivery, marks, views, people, attachments, tallies, remembered values."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from commune_tui.query import parse
from commune_tui.store import (
    attachments,
    conversation,
    counts,
    delivery,
    domains,
    inboxes,
    marks,
    messages,
    people,
    sync_state,
    threads,
    views,
)
from commune_tui.store.database import Database
from commune_tui.store.records import (
    AttachmentRecord,
    DomainRecord,
    EventRecord,
    InboxRecord,
    MetricsRecord,
    SuppressionRecord,
    TriageRecord,
)
from commune_tui.store.rows import DnsRecord
from commune_tui.store.select import Asking
from tests.store.build import at, message, thread


def flag(db: Database, thread_id: str) -> tuple[bool, Any]:
    row = db.read_now(partial(threads.get, thread_id=thread_id))
    assert row is not None
    return row.unread, row.snoozed_until_at


def test_mail_after_the_start_is_unread_until_seen(db: Database) -> None:
    db.write_now(lambda conn: marks.start(conn, at(100)))
    db.write_now(lambda conn: marks.start(conn, at(0)))  # only the first start counts
    db.write_now(lambda c: messages.put(c, [message("m1", "old", 50), message("m2", "new", 150)], at(200)))
    assert (flag(db, "old")[0], flag(db, "new")[0]) == (False, True)
    assert db.write_now(lambda conn: marks.see(conn, ["new", "old"])) == {"new"}
    assert flag(db, "new")[0] is False
    db.write_now(
        lambda c: messages.put(c, [message("m3", "new", 160), message("m4", "old", 170, direction="outbound")], at(200))
    )
    assert (flag(db, "old")[0], flag(db, "new")[0]) == (False, True)
    assert db.write_now(lambda conn: marks.mark_unread(conn, ["old"])) == {"old"}
    assert flag(db, "old")[0] is True
    # The copy is rebuilt from nothing; the desk still knows.
    db.write_now(lambda conn: threads.remove(conn, ["old", "new"]))
    db.write_now(lambda c: threads.put_listed(c, [thread("old", 50)], at(300)))
    assert flag(db, "old")[0] is True


def test_sleeping_threads_wake_in_time(db: Database) -> None:
    db.write_now(lambda c: threads.put_listed(c, [thread("a"), thread("b")], at(0)))
    assert db.write_now(lambda conn: marks.snooze(conn, ["a"], at(60))) == {"a"}
    assert flag(db, "a") == (False, at(60))
    assert db.read_now(marks.next_wake_at) == at(60)
    assert db.write_now(lambda conn: marks.wake_due(conn, at(59))) == set()
    assert db.write_now(lambda conn: marks.wake_due(conn, at(60))) == {"a"}
    assert flag(db, "a") == (True, None)
    assert db.read_now(marks.next_wake_at) is None


def test_delivery_events_come_once_and_lead_to_their_thread(db: Database) -> None:
    events = [
        EventRecord("m1", "sent", at(1), id="e1", inbox_id="in1", recipient="anna@example.com"),
        EventRecord("m1", "bounced", at(2), inbox_id="in1", detail="550 no such user\x1b[2J"),
    ]
    db.write_now(lambda conn: messages.put(conn, [message("m1", "t1", direction="outbound")], at(0)))
    assert db.write_now(lambda conn: delivery.put_events(conn, events)) == {"m1"}
    assert db.write_now(lambda conn: delivery.put_events(conn, events)) == set()
    found = db.read_now(lambda conn: delivery.events(conn, inbox_id="in1"))
    assert [(row.type, row.thread_id) for row in found] == [("bounced", "t1"), ("sent", "t1")]
    assert "\x1b" not in found[0].detail
    assert [r.type for r in db.read_now(lambda conn: delivery.events(conn, kind="sent"))] == ["sent"]
    assert db.read_now(lambda conn: delivery.events(conn, message_id="other")) == []


def test_suppressions_are_replaced_by_scope_and_end(db: Database) -> None:
    first = [SuppressionRecord("Anna@example.com", "in1", reason="bounce"), SuppressionRecord("b@x.org", "in1")]
    db.write_now(lambda conn: delivery.put_suppressions(conn, first, at(0), scope=("in1", "")))
    second = [SuppressionRecord("anna@example.com", "in1", reason="complaint", expires_at=at(100))]
    db.write_now(lambda conn: delivery.put_suppressions(conn, second, at(1), scope=("in1", "")))
    rows = db.read_now(lambda conn: delivery.suppressions(conn, at(50)))
    assert [(row.email, row.reason) for row in rows] == [("anna@example.com", "complaint")]
    assert db.read_now(lambda conn: delivery.suppressions(conn, at(50), email="ANNA@EXAMPLE.COM")) == rows
    assert db.read_now(lambda conn: delivery.suppressions(conn, at(101))) == []


def test_metrics_keep_their_history(db: Database) -> None:
    for minute, sent in ((0, 1), (5, 7)):
        record = MetricsRecord("inbox:in1", "7d", sent=sent)
        db.write_now(partial(delivery.put_metrics, record=record, read_at=at(minute)))
    assert [row.sent for row in db.read_now(lambda c: delivery.metrics(c, "inbox:in1", "7d", limit=9))] == [7, 1]


def test_inboxes_know_their_domain_and_last_answer_and_no_secret(db: Database) -> None:
    db.write_now(lambda c: threads.put_listed(c, [thread("early", domain_id="")], at(0)))
    db.write_now(
        lambda c: domains.put(c, [DomainRecord("dom1", "example.org", records=[{"type": "MX", "name": 7}])], at(0))
    )
    inbox = InboxRecord(
        "in1", "dom1", "support@example.org", "Support", "ag1", "Billing agent", webhook_url="https://x"
    )
    db.write_now(lambda conn: inboxes.put(conn, [inbox], at(0)))
    db.write_now(lambda c: messages.put(c, [message("m1", "t1", 30, direction="outbound")], at(0)))
    [row] = db.read_now(inboxes.rows)
    assert (row.domain_name, row.agent_name, row.last_outbound_at) == ("example.org", "Billing agent", at(30))
    assert db.read_now(lambda conn: counts.count(conn, parse("domain:example.org"), Asking(at(0)))) == 2
    assert db.read_now(domains.rows)[0].records == (DnsRecord("", "MX", "7", "", "", -1, ""),)


def test_tallies_are_exact_for_each_inbox(db: Database) -> None:
    states = [("in1", "needs_reply", "me"), ("in1", "open", None), ("in2", "needs_reply", None), ("in2", "closed", "x")]
    records = [
        thread(f"t{i}", i, inbox_id=inbox, triage=TriageRecord(status, who))
        for i, (inbox, status, who) in enumerate(states)
    ]
    db.write_now(lambda conn: threads.put_listed(conn, records, at(9)))
    db.write_now(lambda conn: marks.mark_unread(conn, ["t0", "t2"]))
    db.write_now(lambda conn: marks.snooze(conn, ["t2"], at(999)))
    total, by_inbox = db.read_now(lambda conn: counts.tallies(conn))
    assert total == counts.Tally(threads=4, needs_reply=2, unread=1, trouble=0)
    assert (by_inbox["in1"].needs_reply, by_inbox["in2"].needs_reply, by_inbox["in2"].threads) == (2, 0, 2)
    assert db.read_now(counts.assignees) == [("me", 1), ("x", 1)]


def test_tags_are_counted_and_follow_time(db: Database) -> None:
    record = partial(thread, "t1", triage=TriageRecord(tags=("VIP", "late")))
    db.write_now(lambda conn: threads.put_listed(conn, [record(minutes=1)], at(0)))
    db.write_now(lambda conn: threads.put_listed(conn, [record(minutes=9)], at(0)))
    assert db.read_now(counts.tags) == [("late", 1), ("vip", 1)]
    db.write_now(lambda conn: threads.put_listed(conn, [thread("t1", 9, triage=TriageRecord(tags=("late",)))], at(0)))
    assert db.read_now(counts.tags) == [("late", 1)]


def test_views_keep_their_order(db: Database) -> None:
    for view_id in ("a", "b", "c"):
        db.write_now(partial(views.put, view_id=view_id, name=view_id.upper(), query="is:unread"))
    db.write_now(lambda conn: views.put(conn, "b", "Better", "tag:vip"))
    db.write_now(lambda conn: views.remove(conn, "a"))
    assert [(row.id, row.name, row.query) for row in db.read_now(views.rows)] == [
        ("b", "Better", "tag:vip"),
        ("c", "C", "is:unread"),
    ]


def test_people_complete_by_address_and_by_any_word_of_the_name(db: Database) -> None:
    often = [message(f"m{i}", "t1", i, sender="anna@example.com", name="Anna von Berg") for i in range(3)]
    db.write_now(lambda conn: messages.put(conn, [*often, message("m9", "t2", sender="ann_a%@x.org")], at(0)))
    assert [row.address for row in db.read_now(lambda c: people.complete(c, "ann"))] == [
        "anna@example.com",
        "ann_a%@x.org",
    ]
    assert [row.name for row in db.read_now(lambda c: people.complete(c, "berg"))] == ["Anna von Berg"]
    assert [row.address for row in db.read_now(lambda c: people.complete(c, "ann_a%"))] == ["ann_a%@x.org"]


def test_a_conversation_has_everything_and_its_source(db: Database) -> None:
    raw = {"message_id": "m1", "content": "hi\x1b[2J", "odd": [1, None]}
    record = message("m1", "t1", content="hi", attachment_ids=("a1", "a2"), extracted={"o": {"id": 4}}, raw=raw)
    db.write_now(lambda conn: messages.put(conn, [record], at(0)))
    assert set(db.read_now(lambda conn: attachments.unknown(conn, 9))) == {"a1", "a2"}
    db.write_now(lambda conn: attachments.put(conn, AttachmentRecord("a2", "x.pdf", "application/pdf", 2**70), at(0)))
    (row,) = db.read_now(lambda conn: conversation.of_thread(conn, "t1"))
    assert [(a.id, a.name) for a in row.attachments] == [("a1", ""), ("a2", "x.pdf")]
    assert row.extracted == (("o.id", "4"),)
    assert [(p.role, p.address) for p in row.people] == [("sender", "anna@example.com"), ("to", "support@example.org")]
    assert db.read_now(lambda conn: conversation.source(conn, row.seq)) == raw


def test_a_long_conversation_without_files_is_one_statement(db: Database) -> None:
    several = [message(f"m{number}", "t1", number) for number in range(8)]
    with_file = message("m9", "t1", 9, attachment_ids=("a1",))
    db.write_now(lambda conn: messages.put(conn, [*several, with_file], at(10)))
    asked: list[str] = []

    def read(conn: sqlite3.Connection) -> list[int]:
        conn.set_trace_callback(asked.append)
        found = conversation.of_thread(conn, "t1")
        conn.set_trace_callback(None)
        return [len(each.attachments) for each in found]

    assert db.read_now(read) == [0] * 8 + [1]
    assert len(asked) == 2  # the second for the files of the only mail that has some


def test_the_synchroniser_remembers(db: Database) -> None:
    def work(conn: sqlite3.Connection) -> None:
        sync_state.put(conn, "other", {"cursor": "other"})
        sync_state.put(conn, "other", [1])

    db.write_now(work)
    assert db.read_now(lambda conn: sync_state.get(conn, "other")) == [1]
    assert db.read_now(lambda conn: sync_state.get(conn, "page:in1")) is None


def test_four_programs_may_make_one_store_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from commune_tui.store.database import Database\n"
        "db = Database(Path(sys.argv[1])); print(db.notes); db.close()"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "new")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate() for process in running] == [("[]\n", "")] * 4
