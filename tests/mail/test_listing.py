"""A view as the list widget sees it: exact counts and days, before and after every place is known."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui import clock, query
from commune_tui.mail.listing import FIRST_PAGE, Listing, heading
from commune_tui.store import threads
from commune_tui.store.database import Database
from commune_tui.store.records import ThreadRecord
from commune_tui.store.select import Asking
from commune_tui.store.windows import Window

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def filled(folder: str, ages_s: list[int]) -> Database:
    database = Database(Path(folder))
    records = [
        ThreadRecord(f"t{n}", "i", last_message_at=NOW - timedelta(seconds=age), message_count=1)
        for n, age in enumerate(ages_s)
    ]
    database.write_now(lambda conn: threads.put_listed(conn, records, NOW))
    return database


def listing_of(database: Database, text: str) -> Listing:
    return Listing(Window(database, query.parse(text), Asking(NOW, ("anna",))))


def slowly(listing: Listing) -> list[tuple[int, str]]:
    """The days, row by row."""
    found: list[tuple[int, str]] = []
    for place in range(listing.count()):
        row = listing.fetch(place, 1)[0]
        said = heading(row.last_message_at if row else None, NOW)
        if not found or found[-1][1] != said:
            found.append((place, said))
    return found


AGES = st.lists(st.integers(-90_000, 900 * 86_400) | st.integers(0, 9 * 86_400), max_size=40)


@settings(max_examples=40)
@given(AGES, st.sampled_from(["", "sort:oldest"]))
def test_days_begin_where_a_reading_row_by_row_says(ages_s: list[int], text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, clock.frozen(NOW):
        database = filled(folder, ages_s)
        try:
            listing = listing_of(database, text)
            assert list(listing.day_starts()) == slowly(listing)
            assert listing.count() == len(ages_s)
        finally:
            database.close()


async def test_the_first_page_is_there_at_once_and_the_rest_settles_beside_it(tmp_path: Path) -> None:
    number = FIRST_PAGE * 3
    database = filled(str(tmp_path), [n * 3600 for n in range(number)])
    try:
        with clock.frozen(NOW):
            listing = listing_of(database, "")
            assert not listing.settled
            first = [row.id if row else None for row in listing.fetch(0, 20)]
            assert first == [f"t{n}" for n in range(20)]
            await listing.settle()
            assert listing.settled
            assert listing.count() == number
            assert [row.id if row else None for row in listing.fetch(0, 20)] == first
            assert [row.id if row else None for row in listing.fetch(number - 1, 5)] == [f"t{number - 1}"]
            assert list(listing.day_starts()) == slowly(listing)
            assert await listing.ids() == [f"t{n}" for n in range(number)]
    finally:
        database.close()


async def test_days_are_looked_for_among_known_places_only(tmp_path: Path) -> None:
    database = filled(str(tmp_path), [n * 86_400 for n in range(FIRST_PAGE * 2)])
    try:
        with clock.frozen(NOW):
            listing = listing_of(database, "")
            assert "No date" not in [said for _, said in listing.day_starts()]
    finally:
        database.close()


async def test_rows_that_went_are_none_until_the_places_are_learnt_anew(tmp_path: Path) -> None:
    database = filled(str(tmp_path), [60, 120, 180])
    try:
        listing = listing_of(database, "")
        assert listing.settled
        database.write_now(lambda conn: threads.remove(conn, ["t1"]))
        await listing.settle()
        database.write_now(lambda conn: threads.remove(conn, ["t0"]))
        assert listing.fetch(0, 2)[0] is None or listing.count() == 2
        await listing.settle()
        assert listing.count() == 1
        assert [row.id if row else None for row in listing.fetch(0, 9)] == ["t2"]
        assert listing.place(10**9) is None
    finally:
        database.close()


@pytest.mark.parametrize("text", ["sort:subject", "sort:sender"])
def test_a_view_in_another_order_has_no_days(text: str, tmp_path: Path) -> None:
    try:
        query.parse(text)
    except query.QueryError:
        pytest.fail(f"{text} is no order")
    database = filled(str(tmp_path), [60, 86_400 * 3])
    try:
        assert listing_of(database, text).day_starts() == ()
    finally:
        database.close()
