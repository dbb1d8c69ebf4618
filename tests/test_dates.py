"""A stranger's date ends nothing, in whatever zone it is read."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import commune_tui
from commune_tui import clock
from commune_tui.actions import speech
from commune_tui.actions.moments import parse_moment
from commune_tui.api.moment import from_wire
from commune_tui.mail.listing import heading
from commune_tui.store import cells
from commune_tui.ui.thread import heads

SOURCES = Path(commune_tui.__file__).parent
ZONES = ("UTC", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Niue", "America/New_York", "Asia/Kathmandu")
WRITTEN = (
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00", "0000-00-00T00:00:00Z", "10000-01-01T00:00:00Z", "2016-12-31T23:59:60Z",
    "1969-12-31T23:59:59Z", "2024-02-30T00:00:00Z", "2024-01-01T00:00:00+99:99", "2024-01-01T00:00:00+23:59",
    "2024-01-01T24:00:00Z", "-1", "-62135596800", "253402300799", "253402300800", "99999999999999999999", "1e400",
    "nan", "inf", "-inf", -1, -62135596800000, 253402300799999, 10**30, 10**400,
    -(10**400), float("nan"), float("inf"), "", " ", "no date",
)  # fmt: skip


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def shown(moment: datetime | None) -> None:
    """Everything that the program does with a date."""
    now = clock.now()
    heads.when(moment, now)
    heading(moment, now)
    speech.ago(moment, now)
    speech.moment(moment)
    cells.moment(cells.millis(moment))
    if moment is not None:
        clock.age(moment, now)
        clock.iso(moment)
        assert clock.local(moment).tzinfo is not None
        f"{clock.local(moment):%a %d %b %Y %H:%M}"


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_no_date_of_a_server_ends_anything(written: object, zone: str) -> None:
    shown(from_wire(written))
    parse_moment(str(written))


@given(
    st.datetimes(
        timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
        allow_imaginary=True,
    )
)
def test_no_moment_of_the_calendar_ends_anything(moment: datetime) -> None:
    shown(moment)
    if 1970 < moment.year < 9999:
        assert clock.local(moment) == moment == clock.utc(moment)


@given(st.integers() | st.floats())
def test_no_number_ends_anything(number: float) -> None:
    shown(clock.from_s(number))
    shown(from_wire(number))
    if isinstance(number, int):
        shown(clock.from_ms(number))


def test_the_last_second_of_the_calendar_is_shown_in_the_east(zone: str) -> None:
    assert "9999" in heads.moment(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), clock.now())


def conversions(source: str) -> list[int]:
    """Lines on which a date changes its zone or is made of a number, where that may fail, or comes from another clock
    than the program's."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, name = getattr(node.func.value, "id", ""), node.func.attr
            if name in ("astimezone", "fromtimestamp", "utcfromtimestamp") or f"{of}.{name}" in OTHER_CLOCKS:
                found.append(node.lineno)
    return found


OTHER_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}

# The sandbox makes its own dates; a calendar converts between its own zones, and says None where that leads nowhere.
APART = {"clock.py", "zones.py"}
MODULES = [path for path in sorted(SOURCES.rglob("*.py")) if "sandbox" not in path.parts and path.name not in APART]


def test_dates_are_converted_in_the_one_place_that_cannot_fail() -> None:
    assert {str(path): found for path in MODULES if (found := conversions(path.read_text()))} == {}
    assert conversions("at.astimezone()") == conversions("datetime.fromtimestamp(x)") == [1]
    assert conversions("datetime.now(UTC)") == conversions("date.today()") == [1] and conversions("clock.now()") == []
