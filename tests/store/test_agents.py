"""The figures of the board: each from a small account, in a fixed number of statements; and how fast answers are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.risk.agents import Work
from commune_tui.store import agents, delivery, inboxes, messages, migrate, silence, triage
from commune_tui.store.database import Database
from commune_tui.store.records import EventRecord, InboxRecord, MessageRecord, TriageRecord
from commune_tui.store.webhooks import WebhookRecord, put
from tests.store.build import at, message

DAY = 24 * 60
FEW = ("threads_inbox_waits", "threads_waits", "threads_loop", "threads_trouble")
"""Indexes that hold only the threads of which a figure is."""
NOW = at(30 * DAY)


def mail(number: int, thread: str, day: float, **fields: object) -> MessageRecord:
    fields = {"inbox_id": "in1"} | fields
    return message(f"m{number}", thread, day * DAY, **fields)


def answered(number: int, day: float, minutes: float, **fields: object) -> list[MessageRecord]:
    """Somebody asked on a day and had an answer so many minutes later."""
    thread = f"t{number}"
    return [
        mail(2 * number, thread, day),
        mail(2 * number + 1, thread, day + minutes / DAY, direction="outbound", **fields),
    ]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    made = [InboxRecord("in1", "", "support@example.org"), InboxRecord("in2", "", "sales@example.org")]
    database.write_now(lambda conn: inboxes.put(conn, made, NOW))
    yield database
    database.close()


def put_in(db: Database, *mails: MessageRecord) -> None:
    db.write_now(lambda conn: messages.put(conn, mails, NOW))
    known = {each.thread_id: TriageRecord("open") for each in mails}
    db.write_now(lambda conn: triage.put(conn, known, NOW))


def works(db: Database) -> dict[str, Work]:
    return {row.inbox.id: row.work for row in db.read_now(lambda conn: agents.rows(conn, NOW))}


def test_how_long_answers_take_usually_and_now(db: Database) -> None:
    for number in range(20):  # 1, 2, … 20 minutes, in the days before this one
        put_in(db, *answered(number, 20 + number / 4, number + 1))
    put_in(db, *answered(30, 29.2, 40), *answered(31, 29.3, 50), mail(100, "t50", 29.9))
    put_in(db, *answered(32, 25, 1, author="human"), *answered(33, 2, 500))  # a colleague; too long ago
    work = works(db)["in1"]
    assert (work.answers, work.median_s, work.p95_s) == (20, 10 * 60, 19 * 60)
    assert (work.recent, work.recent_median_s) == (3, 50 * 60)  # 40 min, 50 min, and one who waits for 144
    assert works(db)["in2"] == Work()


def test_who_waits_who_is_late_and_when_it_wrote_last(db: Database) -> None:
    put_in(db, mail(1, "t1", 20), mail(2, "t2", 29), *answered(9, 10, 5))
    db.due = lambda address, since: since + 3 * 86_400_000 if since and address == "support@example.org" else None
    work = works(db)["in1"]
    assert (work.waiting, work.oldest_at, work.late) == (2, at(20 * DAY), 1)
    assert work.last_word_at == at(10 * DAY + 5)
    assert (work.unheard, work.unheard_at) == (2, at(20 * DAY))
    put_in(db, *answered(8, 25, 5))
    work = works(db)["in1"]
    assert (work.waiting, work.unheard, work.unheard_at) == (2, 1, at(29 * DAY))


def test_what_came_back_what_gave_orders_and_what_no_webhook_took(db: Database) -> None:
    put_in(db, *answered(1, 28, 5), *answered(2, 28, 6), *answered(3, 10, 5))
    put_in(db, mail(50, "t9", 28, injection_risk="high"), mail(51, "t9", 28.1, direction="outbound"))
    put_in(db, mail(60, "t10", 28, injection_risk="high"))
    bounces = [
        EventRecord(name, "bounced", at(day * DAY), id=f"e{n}", inbox_id="in1")
        for n, (name, day) in enumerate((("m3", 28.1), ("m3", 28.2), ("m5", 28.1), ("m7", 10)))
    ]
    db.write_now(lambda conn: delivery.put_events(conn, bounces))
    posts = [
        WebhookRecord(str(n), "in1", status=status, created_at=at(day * DAY))
        for n, (status, day) in enumerate((("dead", 29), ("retrying", 29), ("delivered", 29), ("dead", 3)))
    ]
    db.write_now(lambda conn: put(conn, posts, NOW))
    work = works(db)["in1"]
    assert (work.sent, work.bounced, work.obeyed, work.hooks_failed) == (3, 2, 1, 2)


def test_mail_that_came_back_counts_before_anybody_looked_at_delivery(db: Database) -> None:
    ways = {"direction": "outbound", "delivery_status": "bounced"}
    put_in(db, mail(1, "t1", 28, **ways), mail(2, "t2", 28, **ways), mail(3, "t3", 10, **ways), *answered(4, 28, 5))
    assert works(db)["in1"].bounced == 2
    event = EventRecord("m1", "bounced", at(28.1 * DAY), id="e1", inbox_id="in1")
    db.write_now(lambda conn: delivery.put_events(conn, [event]))
    assert works(db)["in1"].bounced == 2  # the same mail is one


def test_the_hours_of_a_day(db: Database) -> None:
    now = 30 * DAY
    put_in(db, *(message(f"p{n}", f"p{n}", now - 60 * hour - 1) for n, hour in enumerate((0, 0, 5, 23, 24))))
    (row, _) = sorted(db.read_now(lambda conn: agents.rows(conn, NOW)), key=lambda each: each.inbox.id)
    assert row.came == (1, *[0] * 17, 1, *[0] * 4, 2) and set(row.went) == {0}


def test_one_statement_for_each_figure_however_many_inboxes(db: Database) -> None:
    def asked(conn: sqlite3.Connection) -> int:
        said: list[str] = []
        conn.set_trace_callback(said.append)
        agents.rows(conn, NOW)
        conn.set_trace_callback(None)
        return len(said)

    few = db.read_now(asked)
    more = [InboxRecord(f"x{n}", "", f"x{n}@example.org") for n in range(50)]
    db.write_now(lambda conn: inboxes.put(conn, more, NOW))
    assert db.read_now(asked) == few <= 10


def test_no_figure_reads_all_threads_or_all_mails(db: Database) -> None:
    def plans(conn: sqlite3.Connection) -> list[str]:
        bound = dict.fromkeys(("now", "day", "week", "usual"), 0)
        return [
            f"{name}: {row[3]}"
            for name, sql in agents.QUERIES.items()
            for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", bound)
        ]

    scans = [plan for plan in db.read_now(plans) if "SCAN" in plan and ("messages" in plan or "threads" in plan)]
    assert [plan for plan in scans if not any(name in plan for name in FEW)] == []


def test_the_usual_time_stands_in_the_conversation(db: Database) -> None:
    for number in range(5):
        put_in(db, *answered(number, 20 + number, 4))
    put_in(db, mail(99, "t99", 29.9))
    standing = db.read_now(lambda conn: silence.of_thread(conn, "t99", NOW)[1])
    assert standing is not None and standing.usual_s == 240


def test_a_copy_from_before_learns_how_long_answers_took(tmp_path: Path) -> None:
    db = Database(tmp_path)
    put_in(db, *answered(1, 20, 7), *answered(2, 20, 3, author="human"), mail(50, "t1", 21), mail(51, "t1", 21.5,
           direction="outbound"), mail(52, "t1", 21.6, direction="outbound"))  # fmt: skip

    def read(conn: sqlite3.Connection) -> dict[str, int | None]:
        return dict(conn.execute("SELECT id, answer_s FROM messages"))

    before = db.read_now(read)

    def again(conn: sqlite3.Connection) -> None:
        conn.execute("DROP INDEX messages_recent")
        conn.execute("ALTER TABLE messages DROP COLUMN answer_s")
        (pace,) = [each for each in migrate.migrations("mail") if each.name.endswith("_pace.sql")]
        for statement in migrate.statements(pace.sql):
            conn.execute(statement)

    db.write_now(again)
    assert db.read_now(read) == before
    assert (before["m3"], before["m51"], before["m52"], before["m5"]) == (7 * 60, 12 * 3600, None, None)
    db.close()
