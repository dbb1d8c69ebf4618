"""What waits, counted: acts of many writes tell how far they are, files belong to their mail, the hold is the hold."""

from __future__ import annotations

import sqlite3
from functools import partial

from commune_tui.sending.operation import SENDING_PAUSED, VANISHED
from commune_tui.store.database import Database
from commune_tui.store.queue import Queue, queue

NOW = 1_000


def put(db: Database, step: str, kind: str, *states: str, next_at: int = 0, code: str = "", **more: str) -> None:
    def write(conn: sqlite3.Connection) -> None:
        seq = conn.execute("SELECT count(*) FROM desk.operations").fetchone()[0]
        for number, state in enumerate(states, seq):
            row = {"id": f"op{number}", "step_id": step, "kind": kind, "state": state, "next_at": next_at, "code": code}
            row |= {"lane": "thread:t", "intent": "{}", "owner": "me", "made_at": 0} | more
            sql = f"INSERT INTO desk.operations ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608
            conn.execute(sql, [*row.values()])

    db.write_now(write)


def counted(db: Database, now_ms: int = NOW) -> Queue:
    return db.read_now(partial(queue, now_ms=now_ms, refused_code="refused"))


def test_nothing_waits(db: Database) -> None:
    assert counted(db) == Queue()


def test_an_act_on_many_threads_tells_how_far_it_is(db: Database) -> None:
    put(db, "bulk", "status", *["confirmed"] * 11, "refused", *["ready"] * 27, "sending", "cancelled")
    put(db, "alone", "assign", "ready")
    put(db, "earlier", "status", "confirmed", "confirmed")
    found = counted(db)
    assert (found.done, found.total, found.unsent) == (12, 40, 29)


def test_a_mail_with_files_is_one_mail_and_unsent_when_its_hold_is_over(db: Database) -> None:
    put(db, "mail", "upload", "ready", "ready")
    put(db, "mail", "send", "held", next_at=NOW + 5)
    found = counted(db)
    assert (found.hold, found.leaves_at, found.unsent, found.total) == (1, NOW + 5, 0, 0)
    assert counted(db, NOW + 5)._replace(leaves_at=0) == Queue(unsent=1)


def test_what_waits_for_a_person_or_a_key_is_told_apart(db: Database) -> None:
    put(db, "one", "status", "conflict")
    put(db, "two", "send", "unknown")
    put(db, "three", "assign", "ready", code="refused")
    found = counted(db)
    assert (found.conflict, found.unknown, found.unsent, found.stopped) == (1, 1, 1, 1)


def test_mail_that_was_taken_and_never_appeared_and_a_pause_are_counted(db: Database) -> None:
    put(db, "gone", "send", "confirmed", code=VANISHED, digest="d1", draft_id="a")
    put(db, "here", "send", "confirmed", digest="d2", draft_id="b")
    put(db, "held", "send", "ready", code=SENDING_PAUSED, next_at=NOW + 60, digest="d3", draft_id="c")
    assert (counted(db).vanished, counted(db).paused_until) == (1, NOW + 60)
    assert counted(db, NOW + 60).paused_until == 0
