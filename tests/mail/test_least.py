"""Triage of what nobody looks at costs the least: one request each, or the pages of a list where those are fewer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commune_tui.mail.sync.endpoint import Screen
from commune_tui.mail.sync.known import InboxKnown, Known
from commune_tui.mail.sync.plan import next_due_s, plan
from commune_tui.mail.sync.resources.inbox_threads import AskThreadList, bringing_triage
from commune_tui.store import due, inboxes, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, ThreadRecord, TriageRecord

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
OLD = NOW - timedelta(minutes=11)


def listed(database: Database, inbox_id: str, many: int, still_open: int, at: datetime = OLD) -> None:
    """So many threads of an inbox, some of them open, as a list said at a time."""
    records = [
        ThreadRecord(f"{inbox_id} {n}", inbox_id, "d1", last_message_at=NOW - timedelta(days=n),
                     triage=TriageRecord("open" if n < still_open else "closed"))
        for n in range(many)
    ]  # fmt: skip
    database.write_now(lambda conn: inboxes.put(conn, [InboxRecord(inbox_id, "d1", f"{inbox_id}@x.example")], at))
    database.write_now(lambda conn: threads.put_listed(conn, records, at))


@pytest.mark.parametrize(
    ("many", "still_open", "at", "sooner"),
    [(150, 2, OLD, False), (150, 3, OLD, True), (90, 1, OLD, False), (90, 2, OLD, True), (150, 150, NOW, False),
     (300, 0, OLD, False)],
)  # fmt: skip
def test_a_list_is_read_sooner_where_it_has_fewer_pages_than_open_threads(
    many: int, still_open: int, at: datetime, sooner: bool, tmp_path: Path
) -> None:
    database = Database(tmp_path)
    listed(database, "i1", many, still_open, at)
    listed(database, "other", 1, 1)
    assert database.read_now(lambda conn: due.sooner_listed(conn, NOW)) == ({"i1"} if sooner else set())
    database.close()


def test_what_a_list_brings_is_not_asked_for_one_by_one_unless_somebody_looks(tmp_path: Path) -> None:
    database = Database(tmp_path)
    listed(database, "i1", 5, 5)
    listed(database, "i2", 2, 2)
    what = due.Overdue(looked_at=("i1 3",), listed={"i1"})
    found = database.read_now(lambda conn: due.triage(conn, NOW, what, 64))
    assert found[0] == "i1 3" and set(found[1:]) == {"i2 0", "i2 1"}
    database.close()


def test_only_the_inbox_whose_list_is_cheaper_is_listed_every_ten_minutes() -> None:
    known = Known(triage_in_list=True, inboxes_at=NOW, domains_at=NOW, sooner_listed={"a"})
    for name in "ab":
        known.inboxes[name] = InboxKnown(NOW, NOW, True, NOW, None, None, NOW - timedelta(minutes=11))
    assert plan(known, Screen(), frozenset(), 9, NOW) == (AskThreadList("a", None),)
    known.inboxes["a"].listed_at = NOW - timedelta(minutes=9, seconds=50)
    assert not plan(known, Screen(), frozenset(), 9, NOW)
    assert next_due_s(known, Screen(), NOW) == 10


def test_a_list_that_is_still_to_be_read_brings_the_triage_of_its_inbox() -> None:
    """So that the first reading of an account asks for none of what the next page brings."""
    known = Known(triage_in_list=True)
    known.inboxes |= {"new": InboxKnown(), "begun": InboxKnown(listing_since=NOW, listed_at=OLD),
                      "done": InboxKnown(listed_at=OLD)}  # fmt: skip
    assert bringing_triage(known) == {"new", "begun"}
    known.all_from = NOW
    assert bringing_triage(known) == {"new", "begun", "done"}
    known.triage_in_list = False
    assert bringing_triage(known) == set()
