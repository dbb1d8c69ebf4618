"""Conversations with an address: all of them, from the index, and none of somebody whose address only begins so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.store import messages, threads
from commune_tui.store.customers import Contact, contacts, name_of
from commune_tui.store.database import Database
from tests.store.build import at, message, thread

WHO = ["anna@x.example", "anna@x.example.org", "anna.b@x.example", "Anna@X.example", "b@y.example", "an_na@x.example"]


def put(db: Database, mails: Sequence[tuple[str, str, str]]) -> None:
    """(thread, sender, recipient) of mails, a minute after another."""
    names = dict.fromkeys(name for name, _, _ in mails)
    db.write_now(lambda conn: threads.put_listed(conn, [thread(name) for name in names], at(90)))
    made = [message(f"m{n}", name, n, sender=by, to=(to,), name="Anna") for n, (name, by, to) in enumerate(mails)]
    db.write_now(lambda conn: messages.put(conn, made, at(90)))


def test_both_ways_count_and_what_they_wrote(db: Database) -> None:
    ours = "support@example.org"
    put(db, [("a", WHO[0], ours), ("a", ours, WHO[0]), ("b", ours, WHO[3]), ("c", WHO[2], ours), ("a", WHO[0], ours)])
    found = db.read_now(lambda conn: contacts(conn, " ANNA@x.example "))
    assert found == [Contact("a", at(0), at(4), 2), Contact("b", at(2), at(2), 0)]
    assert db.read_now(lambda conn: name_of(conn, "ANNA@x.example")) == "Anna"


@pytest.mark.parametrize("nobody", ["", " ", "@", "nobody@nowhere.example", '"', "*", "x" * 5000])
def test_nobody_has_no_conversation(db: Database, nobody: str) -> None:
    put(db, [("a", WHO[0], WHO[4])])
    assert db.read_now(lambda conn: contacts(conn, nobody)) == []
    assert db.read_now(lambda conn: name_of(conn, nobody)) == ""


MAILS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(WHO), st.sampled_from(WHO)), min_size=1, max_size=8)


@given(mails=MAILS, wanted=st.sampled_from(WHO))
def test_it_is_what_one_finds_by_looking_through_all_mail(
    mails: list[tuple[str, str, str]], wanted: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = Database(tmp_path_factory.mktemp("account") / "account")
    try:
        put(database, mails)
        found = database.read_now(lambda conn: contacts(conn, wanted))
    finally:
        database.close()
    theirs: dict[str, list[tuple[int, bool]]] = {}
    for minute, (name, by, to) in enumerate(mails):
        if wanted.lower() in (by.lower(), to.lower()):
            theirs.setdefault(name, []).append((minute, by.lower() == wanted.lower()))
    expected = [
        Contact(name, at(seen[0][0]), at(seen[-1][0]), sum(wrote for _, wrote in seen)) for name, seen in theirs.items()
    ]
    assert found == sorted(expected, key=lambda each: each.last_at or at(0), reverse=True)
