"""When an answer is due: cases in local times of Berlin, and what holds of every week, span and moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.risk import pace
from commune_tui.risk.pace import BadTarget, Target, Targets

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = {"hours": "mon-fri 09:00-17:00", "zone": "Europe/Berlin"}
SHOP = {"hours": "mon-fri 9:00-12:00, mon-fri 13:00-17:00, sat 10:00-14:00", "zone": "Europe/Berlin"}
ALWAYS = {"hours": "mon-sun 00:00-24:00", "zone": "Europe/Berlin"}

NIGHT = {"hours": "mon-fri 22:00-06:00", "zone": "Europe/Berlin"}


def local(day: int, clock: str, month: int = 3) -> datetime:
    """Of 2026, in Berlin; 2 March is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def due(since: datetime, within: str, hours: dict[str, str]) -> datetime | None:
    known = pace.targets({"*": {"answer_within": within, **hours}})
    return known.due_at("support@example.org", since.astimezone(UTC))


CASES: tuple[tuple[str, dict[str, str], datetime, datetime], ...] = (
    ("1h", {}, local(7, "23:30"), local(8, "00:30")),
    ("1h", OFFICE, local(2, "10:00"), local(2, "11:00")),
    ("1h", OFFICE, local(2, "07:00"), local(2, "10:00")),
    ("1h", OFFICE, local(2, "16:00"), local(2, "17:00")),
    ("1h", OFFICE, local(2, "16:30"), local(3, "09:30")),
    ("1h", OFFICE, local(2, "17:00"), local(3, "10:00")),
    ("1h", OFFICE, local(6, "16:30"), local(9, "09:30")),
    ("1h", OFFICE, local(7, "12:00"), local(9, "10:00")),
    ("8h", OFFICE, local(2, "09:00"), local(2, "17:00")),
    ("10h", OFFICE, local(2, "09:00"), local(3, "11:00")),
    ("2d", OFFICE, local(2, "09:00"), local(9, "17:00")),  # 48 hours of work
    ("1h", SHOP, local(2, "11:30"), local(2, "13:30")),
    ("90m", SHOP, local(6, "16:00"), local(7, "10:30")),
    ("1h", SHOP, local(7, "13:30"), local(9, "09:30")),
    # Hours that close before they open go on into the next day, also into one that has none of its own.
    ("2h", NIGHT, local(3, "01:00"), local(3, "03:00")),
    ("2h", NIGHT, local(2, "12:00"), local(3, "00:00")),
    ("1h", NIGHT, local(3, "05:30"), local(3, "22:30")),
    ("2h", NIGHT, local(7, "03:00"), local(7, "05:00")),
    ("1h", NIGHT, local(7, "06:00"), local(9, "23:00")),
    ("1h", NIGHT, local(2, "03:00"), local(2, "23:00")),
    # The clocks go forward in the night to Sunday, 29 March, and back in the night to Sunday, 25 October.
    ("1h", OFFICE, local(27, "16:30"), local(30, "09:30")),
    ("4h", ALWAYS, local(29, "00:00"), local(29, "05:00")),
    ("4h", ALWAYS, local(25, "00:00", 10), local(25, "03:00", 10)),
)  # fmt: skip


@pytest.mark.parametrize(("within", "hours", "since", "expected"), CASES)
def test_when_an_answer_is_due(within: str, hours: dict[str, str], since: datetime, expected: datetime) -> None:
    assert due(since, within, hours) == expected


def test_the_nearest_name_says_the_target() -> None:
    known = pace.targets({
        "*": {"answer_within": "2d"}, "Support": {"answer_within": "4h"}, "support@b.example": {"answer_within": "1h"},
    })  # fmt: skip
    addresses = ("support@b.example", "SUPPORT@a.example", "sales@a.example")
    assert [target.within for address in addresses if (target := known.of(address))] == [
        timedelta(hours=1), timedelta(hours=4), timedelta(days=2),
    ]  # fmt: skip
    assert Targets().of("support@b.example") is None
    assert pace.targets({"support": {"answer_within": "4h"}}).of("sales@a.example") is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "answer_within wants how long"),
        ({"answer_within": "soon"}, "answer_within wants how long"),
        ({"answer_within": "0h"}, "answer_within wants how long"),
        ({"answer_within": "100d"}, "at most 90 days"),
        ({"answer_within": "1h", "hours": "weekdays"}, "hours wants days and times"),
        ({"answer_within": "1h", "hours": "fri-mon 09:00-17:00"}, "hours wants days and times"),
        ({"answer_within": "1h", "hours": "mon 09:00-09:00"}, "hours wants days and times"),
        ({"answer_within": "1h", "hours": "mon 09:00-17:70"}, "hours wants days and times"),
        ({"answer_within": "1h", "hours": "mon 09:00-17:00, mon 10:00-11:00"}, "hours wants days and times"),
        ({"answer_within": "1h", "hours": "mon 22:00-06:00, tue 05:00-09:00"}, "hours wants days and times"),
        ({"answer_within": "1h", "zone": "Europe/Berlin"}, "zone wants working hours beside it"),
        ({"answer_within": "1h", "hours": "mon 09:00-17:00", "zone": "Berlin"}, "the name of a time zone"),
        ({"answer_within": "1h", "hours": "mon 09:00-17:00", "zone": "../etc/passwd"}, "the name of a time zone"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadTarget, match=sentence):
        pace.targets({"support": said})


days = st.integers(0, 6).flatmap(lambda first: st.tuples(st.just(first), st.integers(first, 6)))
opens = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda each: each[1] - each[0] >= 60)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(span=days, hours=opens, within=st.integers(1, 3000), since=moments, later=st.integers(0, 10_000))
def test_due_falls_into_working_hours_leaves_the_time_and_grows(
    span: tuple[int, int], hours: tuple[int, int], within: int, since: datetime, later: int
) -> None:
    week = tuple((hours,) if span[0] <= day <= span[1] else () for day in range(7))
    target = Target(timedelta(minutes=within), pace.Hours(week, BERLIN))
    due_at, after = pace.due(since, target), pace.due(since + timedelta(minutes=later), target)
    assert due_at is not None and after is not None
    assert since + timedelta(minutes=within) <= due_at <= after
    end = due_at.astimezone(BERLIN) - timedelta(microseconds=1)
    assert span[0] <= end.weekday() <= span[1]
    assert pace.due(datetime.max.replace(tzinfo=UTC), target) is None


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (local(2, "08:00"), local(2, "12:00"), 3), (local(6, "16:00"), local(9, "10:00"), 2),
        (local(7, "10:00"), local(8, "20:00"), 0), (local(3, "10:00"), local(2, "10:00"), 0),
        (local(2, "00:00"), local(16, "00:00"), 80),
    ],
)  # fmt: skip
def test_how_much_of_a_time_is_working_time(since: datetime, until: datetime, hours: int) -> None:
    known = pace.targets({"*": {"answer_within": "1h", **OFFICE}})
    assert pace.worked(since, until, known.hours_of("a@b.example")) == timedelta(hours=hours)
    assert pace.worked(since, until, None) == max(until - since, timedelta())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "under a minute"), (59, "under a minute"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"),
        (86_399, "23 h"), (86_400, "1 day"), (172_800, "2 days"), (1e9, "11,574 days"),
    ],
)  # fmt: skip
def test_how_long_it_lasted_is_never_said_too_long(seconds: float, words: str) -> None:
    assert pace.lasting(seconds) == words
