"""Extracted values as columns: what is kept of them, in which order they put threads, how many have each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.query import Node, Query, Sort, Term, parse, write
from commune_tui.store import counts, fields, inboxes, messages, migrate, threads
from commune_tui.store.database import Database
from commune_tui.store.fields import Column, found_in
from commune_tui.store.records import InboxRecord
from commune_tui.store.select import Asking
from commune_tui.store.values import values
from commune_tui.store.windows import all_numbers, first_numbers
from tests.store.build import MORNING, message, thread

ASKING = Asking(MORNING)
ODD = "\x1b[31mred\x07\u202egnp\u202c\x00"


def fill(conn: sqlite3.Connection, mails: list[dict[str, Any]]) -> None:
    """A thread for each mail, the first of them the newest."""
    threads.put_listed(conn, [thread(f"t{i}", -i) for i in range(len(mails))], MORNING)
    messages.put(conn, [message(f"m{i}", f"t{i}", -i, extracted=each) for i, each in enumerate(mails)], MORNING)


@pytest.fixture
def db(tmp_path: Path) -> Any:
    made = Database(tmp_path)
    yield made
    made.close()


def ids(db: Database, text: str) -> list[str]:
    def read(conn: sqlite3.Connection) -> list[str]:
        found = list(all_numbers(conn, parse(text), ASKING))
        assert first_numbers(conn, parse(text), ASKING, 3) == found[:3]
        known = dict(conn.execute("SELECT seq, id FROM threads"))
        return [known[seq] for seq in found]

    return db.read_now(read)


def test_numbers_are_ordered_as_numbers_dates_as_dates_and_what_lacks_it_is_last(db: Database) -> None:
    found = ["10", "9", None, "2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00Z", "Zebra", "apple", "-1.5", " "]
    db.write_now(lambda conn: fill(conn, [{"Amount": value} if value is not None else {} for value in found]))
    up = [found[int(name[1:])] for name in ids(db, "sort:extracted.amount")]
    down = [found[int(name[1:])] for name in ids(db, "sort:-extracted.AMOUNT")]
    given = ["-1.5", "9", "10", "2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00Z", "apple", "Zebra"]
    assert up == [*given, None, " "]
    assert down == [*given[::-1], None, " "]
    assert ids(db, "missing:amount") == ["t2", "t8"]
    assert ids(db, "missing:amount,nothing sort:oldest")[:1] == ["t8"]
    assert ids(db, "has:extracted missing:amount") == []


def test_a_thread_has_what_its_newest_mail_with_the_field_says(db: Database) -> None:
    def write(conn: sqlite3.Connection) -> None:
        threads.put_listed(conn, [thread("t0", 9), thread("t1", 8)], MORNING)
        messages.put(
            conn,
            [
                message("m3", "t0", 9, extracted={"order": "B"}),
                message("m1", "t0", 1, extracted={"order": "Z", "urgency": "High"}),
                message("m2", "t0", 5, extracted={"order": ["c", "A"], "urgency": None}),
                message("m4", "t1", 8, extracted={"order": "b"}),
            ],
            MORNING,
        )

    db.write_now(write)
    assert ids(db, "sort:extracted.order") == ["t0", "t1"]
    seqs = db.read_now(lambda conn: [row[0] for row in conn.execute("SELECT seq FROM threads ORDER BY id")])
    found = db.read_now(lambda conn: fields.values_of(conn, seqs, ["order", "urgency", "none"]))
    assert list(found.values()) == [{"order": ("B",), "urgency": ("High",)}, {"order": ("b",)}]
    assert ids(db, "extracted.order:a") == ["t0"]  # filters look at every mail
    shown = db.read_now(lambda conn: values(conn, Query(), ASKING, "Order"))
    assert {value.casefold(): count for value, count in shown.shown} == {"b": 2, "a": 1, "c": 1, "z": 1}
    assert (shown.distinct, shown.missing, shown.threads) == (4, 0, 2)


def test_columns_are_those_of_the_schema_then_the_commonest(db: Database) -> None:
    schema = {
        "type": "object",
        "properties": {
            "orderId": {"type": "string"},
            "customer": {"type": "object", "properties": {"Name": {}, "deep": {"properties": {"er": None}}}},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {}}}},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }

    def write(conn: sqlite3.Connection) -> None:
        inboxes.put(conn, [InboxRecord("in1", "dom1", "support@example.org", extraction_schema=schema)], MORNING)
        fill(conn, [{"b": 1}, {"a": 1, "b": 2, "ORDERID": 3}, {"lines": [{"sku": 1}, [{"sku": 2}], [[3]]]}])

    db.write_now(write)
    seqs = db.read_now(lambda conn: list(all_numbers(conn, Query(), ASKING)))
    found = db.read_now(lambda conn: fields.columns(conn, "in1", seqs))
    titles = ["orderId", "customer.Name", "customer.deep.er", "lines.sku", "tags", "b", "a", "lines"]
    assert [column.title for column in found] == titles
    assert found[0] == Column("orderid", "orderId")
    assert [column.title for column in db.read_now(lambda conn: fields.columns(conn, "", seqs))][:1] == ["b"]


@pytest.mark.parametrize(
    "schema", [{"properties": []}, {"properties": {"": {}, "a": 1}}, {"properties": {"x" * 999: {}}}]
)
def test_an_odd_schema_costs_nothing(db: Database, schema: dict[str, Any]) -> None:
    record = InboxRecord("in1", "dom1", "support@example.org", extraction_schema=schema)
    db.write_now(lambda conn: inboxes.put(conn, [record], MORNING))
    assert len(db.read_now(lambda conn: fields.columns(conn, "in1", []))) <= 1


def test_hostile_names_and_values_are_cut_cleaned_and_counted(db: Database) -> None:
    many = {f"field{i}": i for i in range(6_000)}
    long = {"long": "x" * 10_000_000, ODD: ODD, "nested": [[[[1], 2]], {"a": {"b": "c"}}]}
    db.write_now(lambda conn: fill(conn, [many, long]))
    seqs = db.read_now(lambda conn: list(all_numbers(conn, Query(), ASKING)))
    found = db.read_now(lambda conn: fields.columns(conn, "", seqs))
    assert len(found) == fields.MOST_COLUMNS
    names = db.read_now(lambda conn: counts.extracted_names(conn, 9_999))
    assert len(names) == fields.MOST_FIELDS + 4
    shown = db.read_now(lambda conn: fields.values_of(conn, seqs[1:], names))[seqs[1]]
    assert max(len(value) for each in shown.values() for value in each) <= 1_000
    assert shown["nested"] == ("1", "2") and shown["nested.a.b"] == ("c",)
    assert not any(
        ord(char) < 32 or char in "\u202e\u202c" for text in [*shown, *sum(shown.values(), ())] for char in text
    )
    (odd,) = [name for name in shown if "red" in name]
    for name, [value] in ((odd, shown[odd]), ("long", shown["long"])):
        term = Term(f"extracted.{name}", (value,), exact=True)
        assert ids(db, write(Query(term))) == ["t1"]
        assert ids(db, write(Query(Term("missing", (name,))))) == ["t0"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["*", ">1", "A", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("aBc"), inner, max_size=2),
    max_leaves=6,
)


class Done(Exception):
    """Everything was looked at: what was written for it is taken back."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("shared"))
    yield made
    made.close()


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(["a", "B", "ü\u202e"]), json_values, max_size=3), max_size=12))
def test_every_thread_is_counted_where_a_filter_finds_it(shared: Database, mails: list[dict[str, Any]]) -> None:
    def work(conn: sqlite3.Connection) -> None:
        fill(conn, mails)
        for name in counts.extracted_names(conn):
            check_counts(conn, name, set(all_numbers(conn, Query(), ASKING)))
        raise Done

    with pytest.raises(Done):
        shared.write_now(work)


def check_counts(conn: sqlite3.Connection, name: str, every: set[int]) -> None:
    def found(node: Node) -> list[int]:
        return list(all_numbers(conn, parse(write(Query(node))), ASKING))

    told = values(conn, Query(), ASKING, name)
    lacking = set(found(Term("missing", (name,))))
    assert (len(lacking), len(every), len(told.shown)) == (told.missing, told.threads, told.distinct)
    having: set[int] = set()
    for value, count in told.shown:
        these = found(Term(f"extracted.{name}", (value,), exact=True))
        assert len(these) == count, (name, value)
        having.update(these)
    assert having == every - lacking
    for reverse in (False, True):
        ordered = list(all_numbers(conn, parse(write(Query(None, Sort(f"extracted.{name}", reverse)))), ASKING))
        assert sorted(ordered) == sorted(every)
        assert set(ordered[len(having) :]) == lacking


def test_a_copy_from_before_shows_values_as_they_were_written(tmp_path: Path) -> None:
    """Such a copy has no such column: it is made of the mails."""
    conn = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    steps = sorted((Path(migrate.__file__).parent / "migrations" / "mail").glob("*.sql"))
    for step in steps[:7]:
        conn.executescript(step.read_text(encoding="utf-8"))
    for seq, kept in ((1, json.dumps({"Order": {"Id": "M-48213"}, "n": 12.5})), (2, "damaged")):
        conn.execute("INSERT INTO messages (seq, id, thread, extracted) VALUES (?1, ?1, 1, ?2)", (seq, kept))
    old = [("order.id", "m-48213", None, 1), ("n", "12.5", 12.5, 1), ("lost", "x", None, 2), ("none", " ", None, 2)]
    conn.executemany("INSERT INTO extracted VALUES (?, ?, ?, 1, ?)", old)
    conn.executescript(steps[7].read_text(encoding="utf-8"))
    found = conn.execute("SELECT name, coalesce(shown, value) FROM extracted ORDER BY name").fetchall()
    assert found == [("lost", "x"), ("n", "12.5"), ("order.id", "M-48213")]
    conn.close()


def test_what_is_kept_of_a_mail() -> None:
    found = found_in({"A": True, "n": 1.5, "z": "ẞ "})
    kept = {each.name: each[1:] for each in found}
    assert kept == {"a": ("true", None, "true"), "n": ("1.5", 1.5, "1.5"), "z": ("ss", None, "ẞ")}
