"""What is not known is said to be not known: in the store's answers, in rows, heads, counts, lines and ``peek``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions import plain
from commune_tui.cli import peek
from commune_tui.linear import thread_line as spoken
from commune_tui.mail import thread_state
from commune_tui.mail.conversation import Conversation
from commune_tui.query import parse
from commune_tui.store import counts, overlay, threads, triage
from commune_tui.store.database import Database
from commune_tui.store.records import ThreadRecord, TriageRecord
from commune_tui.store.rows import ThreadRow
from commune_tui.store.select import Asking
from commune_tui.ui.inbox.sidebar_line import Entry, inbox_line
from commune_tui.ui.inbox.thread_line import thread_line
from commune_tui.ui.kit.glyphs import UNICODE
from commune_tui.ui.thread import heads
from tests.ui.test_thread_line import ROW

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database(tmp_path)


def listed(db: Database, *ids: str, state: TriageRecord | None = None, at: datetime = NOW) -> None:
    records = [ThreadRecord(each, "i1", "d1", f"About {each}", last_message_at=NOW, triage=state) for each in ids]
    db.write_now(lambda conn: threads.put_listed(conn, records, at))


def row_of(db: Database, thread_id: str) -> ThreadRow:
    row = db.read_now(lambda conn: threads.get(conn, thread_id))
    assert row is not None
    return row


def matching(db: Database, *queries: str) -> list[int]:
    asking = Asking(NOW, ("me",))
    return db.read_now(lambda conn: counts.each(conn, [parse(text) for text in queries], asking))


def text_of(row: ThreadRow, now: datetime = NOW) -> str:
    return "".join(piece.text for piece in thread_line(row, 120, glyphs=UNICODE, now=now)[0])


def head_of(row: ThreadRow, now: datetime = NOW) -> str:
    lines = heads.sticky(Conversation(thread=row), 120, UNICODE, now, me="me", notice="")
    return "".join(piece.text for piece in lines[1])


def test_a_state_that_was_never_read_is_nowhere_drawn_as_a_default(db: Database) -> None:
    listed(db, "t1")
    row = row_of(db, "t1")
    assert (row.status, row.assignee) == ("unknown", None)
    assert text_of(row).startswith(UNICODE.other) and "@?" in text_of(row)
    assert "state not read yet" in head_of(row) and "@?" in head_of(row) and "nobody" not in head_of(row)
    said = spoken.thread_line(row, 1, NOW)
    assert "State not read yet" in said and "nobody has it" not in said
    total, by_inbox = db.read_now(lambda conn: counts.tallies(conn))
    assert (total.unknown, by_inbox["i1"].unknown) == (1, 1)
    entry = Entry("all", "All", unknown=total.unknown)
    line = inbox_line(entry, 30, UNICODE)
    assert "1?" in "".join(piece.text for piece in line)
    assert matching(db, "status:open", "assignee:nobody", "status:unknown", "") == [0, 0, 1, 1]


def test_a_default_that_was_read_is_one(db: Database) -> None:
    """The server's answer is open, nobody: what it says is shown although the table held just that before."""
    listed(db, "t1")
    assert db.write_now(lambda conn: triage.put(conn, {"t1": TriageRecord()}, NOW)) == {"t1"}
    assert row_of(db, "t1").status == "open"
    assert "nobody has it" in head_of(row_of(db, "t1"))
    assert matching(db, "status:open", "assignee:nobody", "status:unknown") == [1, 1, 0]


def test_a_copy_of_an_older_program_is_mended_at_the_start(db: Database) -> None:
    listed(db, "t1", "t2")
    listed(db, "t2", state=TriageRecord())
    db.write_now(lambda conn: conn.execute("UPDATE threads SET status = 'open'"))
    db.write_now(overlay.heal)
    assert (row_of(db, "t1").status, row_of(db, "t2").status) == ("unknown", "open")


@pytest.mark.parametrize(
    ("status", "old", "says"),
    [("open", 5, ""), ("open", 25, "25m"), ("closed", 25, ""), ("closed", 60 * 50, "2d"), ("waiting", 180, "3h")],
)
def test_an_old_state_says_how_old_it_is(db: Database, status: str, old: int, says: str) -> None:
    listed(db, "t1", state=TriageRecord(status), at=NOW - timedelta(minutes=old))
    row = row_of(db, "t1")
    assert thread_state.age(row, NOW) == says
    assert (f"?{says}" in text_of(row)) if says else ("?" not in text_of(row))
    assert (f"read {says} ago" in head_of(row)) is bool(says)
    assert ("its state was read" in spoken.thread_line(row, 1, NOW)) is bool(says)


def test_peek_says_of_how_many_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    from commune_tui.cli.accounts import Account

    found: dict[str, Any] = {
        "read_at": None, "inboxes": [], "unsent": 0, "newest": [],
        "counts": {**dict.fromkeys(peek.COUNTS, 0), "unknown": 3, "threads": 9},
    }  # fmt: skip
    account = Account.__new__(Account)
    monkeypatch.setattr(peek, "one_line", lambda *_: "acme", raising=False)
    object.__setattr__(account, "name", "acme")
    assert "How 3 of them stand was not read yet." in peek.lines(account, found)[-1]


def test_a_conversation_in_which_only_we_wrote_is_named_by_whom_it_is_to() -> None:
    """The sender is ourselves then: in the row, read out, and for programs."""
    ours = ROW._replace(
        sender="agent@acme.example", sender_name="Acme", recipients="Rosalind Costa", direction="outbound",
        last_inbound_at=None, last_outbound_at=NOW,
    )  # fmt: skip
    (line,) = thread_line(ours, 120, glyphs=UNICODE, now=NOW)
    assert "to Rosalind Costa" in "".join(each.text for each in line)
    assert spoken.who(ours) == "to Rosalind Costa" and "Acme" not in spoken.thread_line(ours, 1, NOW)
    told = plain.thread(ours)
    assert (told["from"], told["address"], told["to"]) == (None, None, "Rosalind Costa")
    answered = plain.thread(ours._replace(sender="rosalind@mail.example", sender_name="", last_inbound_at=NOW))
    assert (answered["from"], answered["address"], answered["to"]) == ("rosalind@mail.example",) * 2 + (None,)
    assert thread_state.with_whom(ours._replace(recipients="")) == ""
