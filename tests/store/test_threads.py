"""Threads come from the list, become whole with their messages, and say truly what changed."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.store import conversation, due, inboxes, marks, messages, overlay, threads, triage
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, MessageRecord, ThreadRecord, TriageRecord
from commune_tui.store.rows import ThreadRow
from tests.store.build import at, message, operation, thread


def get(db: Database, thread_id: str) -> ThreadRow:
    row = db.read_now(lambda conn: threads.get(conn, thread_id))
    assert row is not None
    return row


def listed(db: Database, *records: ThreadRecord) -> set[str]:
    return db.write_now(lambda conn: threads.put_listed(conn, records, at(1000)))


def received(db: Database, *records: MessageRecord) -> set[str]:
    return db.write_now(lambda conn: messages.put(conn, records, at(1000)))


def counts_by_hand(conn: sqlite3.Connection) -> list[Any]:
    return conn.execute(
        "SELECT inbox, status, lower(coalesce(assignee, '')), flags, count(*) FROM threads "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    ).fetchall()


def kept(db: Database, thread_id: str) -> tuple[str, int]:
    """Who answered a thread last, and how many of its mails are here."""
    read = "SELECT answered_by, held_count FROM threads WHERE id = ?"
    found = db.read_now(lambda conn: conn.execute(read, (thread_id,)).fetchone())
    return found[0], found[1]


def counts_kept(conn: sqlite3.Connection) -> list[Any]:
    return conn.execute(
        "SELECT inbox, status, lower(assignee) AS who, flags, n FROM facets ORDER BY inbox, status, who, flags"
    ).fetchall()


def test_a_listed_thread_is_a_line_at_once(db: Database) -> None:
    assert listed(db, thread("t1", 5, subject="Order", snippet="oldest text", message_count=3)) == {"t1"}
    row = get(db, "t1")
    assert (row.subject, row.snippet, row.message_count) == ("Order", "oldest text", 3) and kept(db, "t1") == ("", 0)
    assert (row.inbox_id, row.direction, row.last_message_at) == ("in1", "inbound", at(5))


def test_the_same_list_again_changes_nothing(db: Database) -> None:
    records = [thread(f"t{i}", i, subject=f"s{i}") for i in range(1200)]
    assert len(listed(db, *records)) == 1200
    assert listed(db, *records) == set()
    records[7] = thread("t7", 99, subject="s7")
    assert listed(db, *records) == {"t7"}


def test_an_older_page_that_is_answered_last_does_not_make_a_pass_miss_a_thread(db: Database) -> None:
    received(db, message("m1", "t1", 5))
    for asked_at in (at(2001), at(2000)):
        db.write_now(partial(threads.put_listed, records=[thread("t1", 5)], listed_at=asked_at))
    assert db.read_now(lambda conn: due.unlisted(conn, "in1", at(2001))) == []


@pytest.mark.parametrize("said_min", [-300, 0, 300])
def test_what_comes_after_a_thread_was_read_is_unread_whatever_its_date_says(db: Database, said_min: float) -> None:
    """The first mail's clock is wrong, or the second's."""
    db.write_now(lambda conn: marks.start(conn, at(0)))
    for number, said in enumerate((500 + max(said_min, 0), 600 + min(said_min, 0))):
        whole = {"in1": at(500)} if number else {}
        record, now = message(f"m{number}", "t1", said), at(500 + 100 * number)
        db.write_now(partial(messages.put, records=[record], read_at=now, whole_until=whole))
        assert get(db, "t1").unread
        db.write_now(lambda conn: marks.see(conn, ["t1"]))
        assert not get(db, "t1").unread


@pytest.mark.parametrize("direction", ["inbound", "", "sideways"])
def test_what_is_not_known_to_be_ours_and_comes_in_the_same_moment_as_our_word_waits(
    db: Database, direction: str
) -> None:
    received(db, message("m1", "t1", 5, direction="outbound"), message("m2", "t1", 5, direction=direction))
    assert get(db, "t1").waits_since_at == at(5)


def test_messages_improve_the_line(db: Database) -> None:
    listed(db, thread("t1", 20, subject="Order", snippet="oldest", last_direction="outbound"))
    changed = received(
        db,
        message("m2", "t1", 20, direction="outbound", author="agent", sender="support@example.org",
                to=("anna@example.com", "bob@example.com"), content="> quoted\nnewest\n  text",
                delivery_status="bounced"),
        message("m1", "t1", 5, sender="anna@example.com", name="Anna", content="oldest", attachment_ids=("a1",),
                injection_risk="high", spam_flagged=True),
    )  # fmt: skip
    assert changed == {"t1"}
    row = get(db, "t1")
    assert (row.sender, row.sender_name, row.recipients) == (
        "anna@example.com",
        "Anna",
        "anna@example.com, bob@example.com",
    )
    assert (row.snippet, row.direction, row.has_attachment) == ("newest text", "outbound", True)
    assert (row.risk, row.spam, row.trouble) == ("high", True, "bounced") and kept(db, "t1") == ("agent", 2)
    assert (row.message_count, row.last_inbound_at) == (2, at(5))
    assert received(db, message("m1", "t1", 5, sender="anna@example.com", name="Anna", content="oldest",
                                attachment_ids=("a1",), injection_risk="high", spam_flagged=True)) == set()  # fmt: skip


def test_the_order_of_arrival_does_not_matter(db: Database) -> None:
    records = [message(f"m{i}", f"t{i % 3}", i, content=f"text {i}") for i in range(30)]
    lists = [thread(f"t{i}", 27 + i, subject=f"s{i}", message_count=10) for i in range(3)]
    received(db, *records)
    listed(db, *lists)
    first = [get(db, f"t{i}") for i in range(3)]
    db.write_now(lambda conn: threads.remove(conn, ["t0", "t1", "t2"]))
    for record in reversed(records):
        listed(db, *reversed(lists))
        received(db, record)
    again = [get(db, f"t{i}") for i in range(3)]
    assert [(r.id, r.snippet, r.message_count, r.last_message_at, r.direction, r.sender) for r in again] == [
        (r.id, r.snippet, r.message_count, r.last_message_at, r.direction, r.sender) for r in first
    ]


def test_what_vanishes_leaves_nothing(db: Database) -> None:
    def everything(conn: sqlite3.Connection) -> dict[str, int]:
        names = [
            "threads",
            "messages",
            "docs",
            "sources",
            "message_attachments",
            "extracted",
            "thread_tags",
            "facets",
            "tag_counts",
        ]
        return {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608

    listed(db, thread("t1", triage=TriageRecord(tags=("vip",))), thread("t2"))
    received(
        db, message("m1", "t1", raw={"a": 1}, extracted={"order": {"id": 7}}, attachment_ids=("x",), content="alpha")
    )
    db.write_now(lambda conn: inboxes.put(conn, [InboxRecord("in1", "dom1")], at(0)))
    assert db.write_now(lambda conn: inboxes.keep(conn, [])) == {"t1", "t2"}
    assert set(db.read_now(everything).values()) == {0}
    found = db.read_now(lambda conn: conn.execute("SELECT rowid FROM words WHERE words MATCH 'alpha'").fetchall())
    assert found == []


def test_removing_a_message_puts_the_line_back(db: Database) -> None:
    listed(db, thread("t1", 5, snippet="first", subject="s"))
    received(db, message("m1", "t1", 5, content="first"), message("m2", "t1", 6, content="second"))
    assert get(db, "t1").snippet == "second"
    assert db.write_now(lambda conn: messages.remove(conn, "t1", ["m2"])) == {"t1"}
    assert get(db, "t1").snippet == "first"
    assert db.read_now(lambda conn: conversation.held_ids(conn, "t1")) == ["m1"]


def test_unconfirmed_writes_lie_over_the_servers_word(db: Database) -> None:
    listed(db, thread("t1", triage=TriageRecord("open", None, ("a", "b"))))

    def write(conn: sqlite3.Connection) -> set[str]:
        operation(conn, "t1", "status", {"status": "closed"})
        operation(conn, "t1", "assign", {"assigned_to": "me"})
        operation(conn, "t1", "tags", {"add": ["c"], "remove": ["a"]})
        return overlay.lay(conn, ["t1"])

    assert db.write_now(write) == {"t1"}
    row = get(db, "t1")
    assert (row.status, row.assignee, row.tags, row.pending) == ("closed", "me", ("b", "c"), 3)
    # The server speaks of another change: ours still lies on top.
    db.write_now(lambda conn: triage.put(conn, {"t1": TriageRecord("waiting", "agent", ("a", "z"))}, at(2)))
    row = get(db, "t1")
    assert (row.status, row.assignee, row.tags) == ("closed", "me", ("c", "z"))

    def refused(conn: sqlite3.Connection) -> set[str]:
        conn.execute("UPDATE desk.operations SET state = 'refused'")
        return overlay.lay(conn, ["t1"])

    assert db.write_now(refused) == {"t1"}
    row = get(db, "t1")
    assert (row.status, row.assignee, row.tags, row.pending) == ("waiting", "agent", ("a", "z"), 0)


def test_a_crash_between_the_two_files_is_healed(db: Database) -> None:
    listed(db, thread("t1"), thread("t2"), thread("t3"))
    db.write_now(
        lambda conn: operation(conn, "t1", "status", {"status": "closed"})
    )  # the desk kept it, the copy did not
    db.write_now(lambda conn: conn.execute("UPDATE threads SET pending = 1, status = 'closed' WHERE id = 't2'"))
    db.write_now(lambda conn: conn.execute("INSERT INTO desk.seen VALUES ('t3', 0, 1)"))
    listed(db, thread("t4"))
    db.write_now(lambda conn: conn.execute("UPDATE threads SET unread = 0 WHERE id = 't3'"))
    assert db.write_now(overlay.heal) == {"t1", "t2", "t3"}
    assert (get(db, "t3").unread, get(db, "t4").unread) == (True, False)
    assert (get(db, "t1").status, get(db, "t2").status, get(db, "t2").pending) == ("closed", "unknown", 0)
    assert db.write_now(overlay.heal) == set()


WILD = st.text(st.characters(), max_size=30) | st.sampled_from(["\ud800", "a\0b", "\x1b[2J", "‮x", "", "日本語の件名"])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(WILD, WILD, st.integers(), st.dictionaries(WILD, WILD | st.integers() | st.floats(), max_size=3)),
        max_size=5,
    )
)
def test_no_text_or_number_breaks_the_store(tmp_path_factory: pytest.TempPathFactory, wild: list[Any]) -> None:
    db = Database(tmp_path_factory.mktemp("wild"))
    try:
        for i, (name, text, number, extra) in enumerate(wild):
            listed(db, thread(f"{name}{i}", subject=text, snippet=name, message_count=number, last_direction=text,
                              triage=TriageRecord(text, name, (text, name))))  # fmt: skip
            received(db, message(text, f"{name}{i}", subject=name, content=text, content_html=name, sender=text,
                                 name=name, to=(text, name), extracted=extra, raw={"x": text, **extra},
                                 delivery_status=text, injection_signals=text, spam_score=float("nan"),
                                 smtp_id=name))  # fmt: skip
        ids = db.read_now(lambda conn: [row[0] for row in conn.execute("SELECT id FROM threads")])
        for wire_id in ids:
            row = get(db, wire_id)
            shown = "".join((row.subject, row.snippet, row.sender, row.recipients, *row.tags))
            assert not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in shown)
            for line in db.read_now(partial(conversation.of_thread, thread_id=wire_id)):
                assert db.read_now(partial(conversation.source, seq=line.seq)) is not None
        assert db.read_now(counts_kept) == db.read_now(counts_by_hand)
        db.write_now(lambda conn: threads.remove(conn, ids))
        db.write_now(lambda conn: conn.execute("INSERT INTO words (words) VALUES ('integrity-check')"))
    finally:
        db.close()


def test_how_far_the_copy_is_counts_threads_with_mail(db: Database) -> None:
    assert db.read_now(due.progress) == (0, 0)
    db.write_now(lambda conn: threads.put_listed(conn, [thread(f"t{i}", i) for i in range(3)], at(9)))
    assert db.read_now(due.progress) == (0, 3)
    db.write_now(lambda conn: messages.put(conn, [message("m1", "t1", 1), message("m2", "t1", 2)], at(9)))
    assert db.read_now(due.progress) == (1, 3)
    db.write_now(lambda conn: messages.put(conn, [message("m3", "new", 3)], at(9)))
    assert db.read_now(due.progress) == (2, 4)
    db.write_now(lambda conn: threads.remove(conn, ["t0", "t1"]))
    assert db.read_now(due.progress) == (1, 2)
