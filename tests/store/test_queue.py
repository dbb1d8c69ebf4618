"""What waits, counted: acts of many writes tell how far they are, files belong to their mail, the hold is the hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from commune_tui.store.queue import Queue, queue

NOW = 1_000


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("ATTACH ':memory:' AS desk")
    connection.execute(
        "CREATE TABLE desk.operations (step_id TEXT, kind TEXT, state TEXT, next_at INTEGER, code TEXT DEFAULT '')"
    )
    yield connection
    connection.close()


def put(conn: sqlite3.Connection, step: str, kind: str, *states: str, next_at: int = 0, code: str = "") -> None:
    rows = [(step, kind, state, next_at, code) for state in states]
    conn.executemany("INSERT INTO desk.operations VALUES (?, ?, ?, ?, ?)", rows)


def test_nothing_waits(conn: sqlite3.Connection) -> None:
    assert queue(conn, NOW, "refused") == Queue()


def test_an_act_on_many_threads_tells_how_far_it_is(conn: sqlite3.Connection) -> None:
    put(conn, "bulk", "status", *["confirmed"] * 11, "refused", *["ready"] * 27, "sending", "cancelled")
    put(conn, "alone", "assign", "ready")
    put(conn, "earlier", "status", "confirmed", "confirmed")
    found = queue(conn, NOW, "refused")
    assert (found.done, found.total, found.unsent) == (12, 40, 29)


def test_a_mail_with_files_is_one_mail_and_unsent_when_its_hold_is_over(conn: sqlite3.Connection) -> None:
    put(conn, "mail", "upload", "ready", "ready")
    put(conn, "mail", "send", "held", next_at=NOW + 5)
    found = queue(conn, NOW, "refused")
    assert (found.hold, found.leaves_at, found.unsent, found.total) == (1, NOW + 5, 0, 0)
    assert queue(conn, NOW + 5, "refused")._replace(leaves_at=0) == Queue(unsent=1)


def test_what_waits_for_a_person_or_a_key_is_told_apart(conn: sqlite3.Connection) -> None:
    put(conn, "one", "status", "conflict")
    put(conn, "two", "send", "unknown")
    put(conn, "three", "assign", "ready", code="refused")
    found = queue(conn, NOW, "refused")
    assert (found.conflict, found.unknown, found.unsent, found.stopped) == (1, 1, 1, 1)
