"""API keys in the store: what the server listed last, cleaned; which is ours; which open nothing any more."""

from __future__ import annotations

from commune_tui.store import apikeys
from commune_tui.store.apikeys import ApiKeyRecord, ApiKeys
from commune_tui.store.database import Database
from tests.store.build import at


def listed(db: Database, *records: ApiKeyRecord) -> ApiKeys:
    db.write_now(lambda conn: apikeys.put(conn, records, at(9)))
    return db.read_now(apikeys.listed)


def test_nothing_is_known_before_the_server_was_asked(db: Database) -> None:
    assert db.read_now(apikeys.listed) == ApiKeys([], None)
    assert listed(db) == ApiKeys([], at(9))


def test_the_list_is_what_the_server_listed_last(db: Database) -> None:
    listed(db, ApiKeyRecord("gone"), ApiKeyRecord("b", "old"))
    found = listed(db, ApiKeyRecord("b", "B", "comm_1234567", ("read",), "active", at(5), at(2), at(1), ours=True))
    [row] = found.rows
    assert row == ("b", "B", "comm_1234567", ("read",), "active", at(5), at(2), at(1), True)
    assert found.ours == row


def test_two_that_begin_alike_are_neither_ours(db: Database) -> None:
    assert listed(db, ApiKeyRecord("a", ours=True), ApiKeyRecord("b", ours=True)).ours is None


def test_a_key_opens_nothing_when_it_is_switched_off_or_over_whatever_the_list_said(db: Database) -> None:
    rows = listed(
        db, ApiKeyRecord("a", status="active", expires_at=at(5)), ApiKeyRecord("b", status="inactive"),
        ApiKeyRecord("c", status="expired"), ApiKeyRecord("d"),
    ).rows  # fmt: skip
    assert [row.dead(at(4)) for row in rows] == [False, True, True, False]
    assert [row.dead(at(5)) for row in rows] == [True, True, True, False]


def test_what_the_server_says_is_cleaned(db: Database) -> None:
    bad = "\x1b[2Jx\u202e\ud800\0"
    [row] = listed(db, ApiKeyRecord(bad, bad, bad, (bad,), bad)).rows
    shown = row.name + row.prefix + row.status + row.permissions[0]
    assert "x" in shown and not set(shown) & {"\x1b", "\u202e", "\0"}
