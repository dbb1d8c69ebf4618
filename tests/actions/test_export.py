"""What is shown, as a file: every thread of a filter is a row of it, once, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.actions import export
from commune_tui.actions.export import as_csv, as_json, collect, no_path, safe
from commune_tui.query import parse
from commune_tui.store import messages, threads
from commune_tui.store.database import Database
from commune_tui.store.select import Asking
from commune_tui.store.windows import all_numbers
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.servers import Server
from tests.store.build import MORNING, message, thread

ASKING = Asking(MORNING)
FILTERS = ("", "is:unanswered", "missing:a", "extracted.a:* sort:-extracted.a", "sort:extracted.b", "sort:subject")
TEXTS = st.text(max_size=9) | st.sampled_from(
    ["=1+1", "+49 30", "-5", "-5.5", "@cmd", "\t=x", 'a"b', "a;b,c\nd", "\u202e=1", "＝1", " =1", "1e5", "-", "'"]
)


class Done(Exception):
    """What was written for an example is taken back."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(tmp_path_factory.mktemp("shared"))
    yield made
    made.close()


def fill(conn: sqlite3.Connection, found: list[tuple[str, dict[str, Any]]]) -> None:
    listed = [thread(f"t{i}", i, subject=subject, snippet=subject) for i, (subject, _) in enumerate(found)]
    threads.put_listed(conn, listed, MORNING)
    mails = [message(f"m{i}", f"t{i}", i, subject=said, extracted=each) for i, (said, each) in enumerate(found)]
    messages.put(conn, mails, MORNING)


EXTRACTED = st.dictionaries(st.sampled_from(["a", "B", "=c"]), TEXTS | st.integers(-9, 9) | st.lists(TEXTS))


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, EXTRACTED), max_size=9))
def test_threads_in_are_rows_out(shared: Database, found: list[tuple[str, dict[str, Any]]]) -> None:
    def work(conn: sqlite3.Connection) -> None:
        fill(conn, found)
        ids = dict(conn.execute("SELECT seq, id FROM threads"))
        for text in FILTERS:
            wanted = [ids[seq] for seq in all_numbers(conn, parse(text), ASKING)]
            made = collect(conn, parse(text), ASKING, "")
            rows = list(csv.DictReader(io.StringIO(as_csv(made).removeprefix("\ufeff"), newline="")))
            again = json.loads(as_json(made))
            assert [row["id"] for row in rows] == [row["id"] for row in again] == wanted
            for row, plain in zip(rows, again, strict=True):
                assert not any(cell[:1] in ("=", "+", "@", "＝", "\t", "\r") for cell in (*row, *row.values()))
                had = {name.removeprefix("extracted."): cell for name, cell in row.items() if "." in name}
                for name, value in plain["extracted"].items():
                    said = "; ".join(value) if isinstance(value, list) else value
                    assert had[name] in (said, f"'{said}")
                assert {name for name, cell in had.items() if cell} == set(plain["extracted"])
        raise Done

    with pytest.raises(Done):
        shared.write_now(work)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"), ("+49 123", "'+49 123"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), (" =1", "' =1"),
        ("\t=1", "'\t=1"), ("＝1", "'＝1"), ("-", "'-"), ("-5", "-5"), ("-5.25", "-5.25"), ("+5", "+5"), ("1e5", "1e5"),
        ("a=1", "a=1"), ("", ""), ("Anna", "Anna"),
    ],
)  # fmt: skip
def test_a_spreadsheet_computes_nothing(cell: str, kept: str) -> None:
    assert safe(cell) == kept


@pytest.mark.parametrize("words", ["", "out", "out.txt", "csv", "out.csv.gz"])
def test_the_end_of_a_name_says_the_form(words: str) -> None:
    assert ".csv" in no_path(words)
    assert no_path("a.CSV ") == no_path("~/x/a.json") == ""


def test_fields_beyond_a_thousand_are_named(shared: Database) -> None:
    def work(conn: sqlite3.Connection) -> None:
        fill(conn, [("many", {f"f{i}": i for i in range(1_200)})])
        made = collect(conn, parse(""), ASKING, "")
        assert (len(made.columns), made.left_out) == (export.MOST_COLUMNS, 200)
        raise Done

    with pytest.raises(Done):
        shared.write_now(work)


async def test_the_same_by_words(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The list as a table, the values of a field, a file: heard in lines."""
    box = fresh_sandbox.get("/v1/inboxes").body["data"][0]
    schema = {"type": "object", "properties": {"order_id": {"type": "string"}, "amount": {"type": "number"}}}
    where = f"/v1/domains/{box['domain_id']}/inboxes/{box['id']}/extraction-schema"
    assert fresh_sandbox.call("PUT", where, {"name": "order", "schema": schema}).status == 200
    receive(fresh_sandbox, ["Order M-48213", "Order M-48214 is lost", "Hello there"], to=box["address"])
    async with talking(fresh_sandbox, tmp_path / "store") as talk:
        await talk.say("all")
        said = await talk.say("fields")
        assert "Fields of All" in said and 'order_id "M-48213"' in said and "Missing: order_id" in said
        said = await talk.say("values order_id")
        assert (
            '"M-48213": 1 thread.' in said and "Missing: 1 thread." in said and "filter extracted.order_id:M-" in said
        )
        assert "There is no field" in await talk.say("values ordr")
        said = await talk.say("filter missing:order_id")
        assert "1 thread" in said
        made = tmp_path / "out.json"
        assert f"1 thread is in {made}" in await talk.say(f"export {made}")
        assert len(json.loads(made.read_text())) == 1
        assert ".csv" in await talk.say(f"export {tmp_path / 'out'}")
