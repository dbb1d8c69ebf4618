"""Search finds mail by any of its texts, newest first, and shows the line that fits."""

from __future__ import annotations

import sqlite3
from functools import partial

import pytest

from commune_tui.query import parse
from commune_tui.store import attachments, messages, nearest, search, threads
from commune_tui.store.database import Database
from commune_tui.store.records import AttachmentRecord
from commune_tui.store.search import Hit
from commune_tui.store.select import Asking
from tests.store.build import at, message, thread

ASKING = Asking(at(0))


@pytest.fixture
def filled(db: Database) -> Database:
    def work(conn: sqlite3.Connection) -> None:
        threads.put_listed(conn, [thread("bare", 1, subject="Lost parcel", snippet="where is my parcel?")], at(0))
        messages.put(
            conn,
            [
                message("m1", "t1", 10, subject="Invoice", name="Anna Ägypten",
                        content="Hello,\nplease refund order 4521.\nThanks"),
                message("m2", "t1", 30, direction="outbound", sender="support@example.org", to=("anna@example.com",),
                        content="We did refund it \x1b[31mtoday\x1b[0m"),
                message("m3", "t2", 20, content="退款 東京都の注文です。よろしく", extracted={"order": {"id": "A-77"}},
                        attachment_ids=("a1",)),
                message("m4", "t3", 5, content="", sender="bob@example.com",
                        reading="only html speaks of a refund", content_html="<p>x</p>"),
                message("m5", "t4", 6, content="word " * 200 + "needle " + "word " * 200),
            ],
            at(0),
        )  # fmt: skip
        attachments.put(conn, AttachmentRecord("a1", "Rechnung-März.pdf", "application/pdf", 10), at(0))

    db.write_now(work)
    return db


def hits(db: Database, text: str, limit: int = 50) -> list[Hit]:
    return db.read_now(lambda conn: search.search(conn, parse(text), ASKING, limit))


def ids(db: Database, text: str) -> list[str]:
    rows = db.read_now(partial(threads.by_numbers, wanted=[hit.thread for hit in hits(db, text)]))
    return [row.id for row in rows if row is not None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("refund", ["t1", "t3"]),
        ("refu", ["t1", "t3"]),
        ("REFUND 4521", ["t1"]),
        ("parcel", ["bare"]),
        ("subject:invoice", ["t1"]),
        ("subject:refund", []),
        ("from:ägypten", ["t1"]),
        ("from:anna refund", ["t1"]),
        ("to:anna refund", ["t1"]),
        ("from:support 4521", []),
        ("京都", ["t2"]),
        ("退款", ["t2"]),
        ("marz", ["t2"]),
        ("file:rechnung", ["t2"]),
        ("a-77", ["t2"]),
        ('"please refund order"', ["t1"]),
        ("refund -from:anna", ["t3"]),
        ("refund direction:outbound", ["t1"]),
    ],
)
def test_what_is_found(filled: Database, text: str, found: list[str]) -> None:
    assert ids(filled, text) == found


@pytest.mark.parametrize(
    ("text", "field", "line", "marked"),
    [
        ("4521", "body", "please refund order 4521.", ["4521"]),
        ("please refund", "body", "please refund order 4521.", ["please", "refund"]),
        ("subject:inv", "subject", "Invoice", ["Invoice"]),
        ("ägypten", "people", "Anna Ägypten anna@example.com", ["Ägypten"]),
        ("rechnung", "files", "Rechnung-März.pdf", ["Rechnung"]),
        ("order.id", "fields", "order.id: A-77", ["order.id"]),
        ("都の注", "body", "退款 東京都の注文です。よろしく", ["都の注"]),
        ("parcel", "body", "where is my parcel?", ["parcel"]),
    ],
)
def test_the_line_that_fits(filled: Database, text: str, field: str, line: str, marked: list[str]) -> None:
    hit = hits(filled, text)[0]
    assert (hit.field, hit.text) == (field, line)
    assert [hit.text[start:end] for start, end in hit.spans] == marked


def test_a_long_line_is_cut_around_what_fits(filled: Database) -> None:
    hit = hits(filled, "needle")[0]
    assert len(hit.text) < 170
    assert [hit.text[start:end] for start, end in hit.spans] == ["needle"]
    assert hit.text.startswith("…word")
    assert hit.text.endswith("…")


def test_no_control_character_in_a_line(filled: Database) -> None:
    hit = hits(filled, "today")[0]
    assert "\x1b" not in hit.text
    assert "today" in [hit.text[start:end] for start, end in hit.spans]


def test_newest_fitting_mail_first_whatever_the_order_of_arrival(db: Database) -> None:
    order = [5, 1, 9, 3, 7, 2, 8, 4, 6, 0]
    for i in order:
        db.write_now(
            partial(messages.put, records=[message(f"m{i}", f"t{i}", i * 10, content="same word")], read_at=at(0))
        )
    assert ids(db, "same") == [f"t{i}" for i in range(9, -1, -1)]
    assert len(hits(db, "same", 3)) == 3


def test_many_mails_of_one_second_are_all_found(db: Database) -> None:
    records = [message(f"m{i}", f"t{i}", 0, content="burst") for i in range(1500)]
    db.write_now(partial(messages.put, records=records, read_at=at(0)))
    assert len(set(ids(db, "burst"))) == 50
    assert len(hits(db, "burst", 5000)) == 1500


def test_the_index_follows_changes(filled: Database) -> None:
    changed = message("m1", "t1", 10, subject="Invoice", content="please cancel it")
    filled.write_now(partial(messages.put, records=[changed], read_at=at(0)))
    assert ids(filled, "4521") == []
    assert ids(filled, "cancel") == ["t1"]
    filled.write_now(partial(threads.put_listed, records=[thread("bare", 1, subject="Found it")], listed_at=at(0)))
    assert (ids(filled, "parcel"), ids(filled, "found")) == ([], ["bare"])
    filled.write_now(partial(messages.put, records=[message("m9", "bare", 2, content="its mail")], read_at=at(0)))
    assert (ids(filled, "found"), ids(filled, "mail")) == ([], ["bare"])
    filled.write_now(partial(threads.remove, ids=["bare", "t1", "t2", "t3", "t4"]))
    for text in ("found", "cancel", "refund", "京都", "rechnung", "needle"):
        assert ids(filled, text) == []


def test_a_query_without_text_finds_nothing_here(filled: Database) -> None:
    assert hits(filled, "status:open") == []


def nearest_lines(db: Database, text: str) -> dict[str, tuple[str, list[str]]]:
    def work(conn: sqlite3.Connection) -> dict[str, tuple[str, list[str]]]:
        numbers = dict(conn.execute("SELECT seq, id FROM threads"))
        found = nearest.nearest(conn, numbers, text)
        return {numbers[n]: (made.text, [made.text[a:b] for a, b in made.spans]) for n, made in found.items()}

    return db.read_now(work)


def test_a_thread_found_by_meaning_shows_the_line_nearest_to_the_words_and_not_its_newest(db: Database) -> None:
    records = [
        message("m1", "t1", 0, content="Hello,\nthe charge is wrong.\nYou charged me the double amount!\nEmil"),
        message("m2", "t1", 9, content="Thanks. My colleague owes me a coffee"),
        message("m3", "t2", 0, content="Two identical\npayments " + "and more of it " * 50),
        message("m4", "t2", 9, content="Thanks again"),
        message("m5", "t3", 0, content="so " * 200 + "double-check " + "so " * 200),
    ]
    db.write_now(partial(messages.put, records=records, read_at=at(0)))
    found = nearest_lines(db, "double the charge")
    assert found["t1"] == ("You charged me the double amount!", ["charged", "double"]), "most of them, without endings"
    assert found["t2"][0].startswith("Two identical payments and more"), "none of them: how it began"
    assert (found["t2"][1], len(found["t2"][0]) <= search.LINE) == ([], True)
    assert found["t3"][1] == ["double"] and len(found["t3"][0]) < search.LINE + 3
    assert nearest_lines(db, "")["t1"][1] == []


def test_a_bare_thread_has_no_nearest_line(filled: Database) -> None:
    assert "bare" not in nearest_lines(filled, "parcel")
