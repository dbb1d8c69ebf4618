"""Times as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.moments import SNOOZES, parse_moment

WEDNESDAY = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("3h", timedelta(hours=3)),
        ("2d", timedelta(days=2)),
        ("1w", timedelta(days=7)),
        (" 3H ", timedelta(hours=3)),
    ],
)
def test_a_span_is_from_now(words: str, expected: timedelta) -> None:
    moment = parse_moment(words, WEDNESDAY)
    assert moment is not None and moment - WEDNESDAY == expected


@pytest.mark.parametrize(
    ("words", "days"), [("tomorrow", 1), ("thursday", 1), ("fri", 2), ("monday", 5), ("wednesday", 7)]
)
def test_a_day_means_its_next_morning(words: str, days: int) -> None:
    moment = parse_moment(words, WEDNESDAY)
    local = WEDNESDAY.astimezone()
    assert moment is not None
    assert (moment.date() - local.date()).days == days
    assert (moment.hour, moment.minute) == (9, 0)


def test_a_clock_time_that_has_passed_is_tomorrows() -> None:
    local = WEDNESDAY.astimezone()
    before = (local - timedelta(hours=1)).strftime("%H:%M")
    moment = parse_moment(before, WEDNESDAY)
    assert moment is not None and timedelta(hours=22) < moment - WEDNESDAY < timedelta(hours=24)


@pytest.mark.parametrize("words", ["", "soon", "0h", "25:00", "12:61", "2020-01-01", "t", "99999999h", "2026-13-01"])
def test_what_is_no_time_or_has_passed_is_refused(words: str) -> None:
    assert parse_moment(words, WEDNESDAY) is None


def test_everything_that_is_offered_is_understood() -> None:
    assert all(parse_moment(word, WEDNESDAY) for word, _ in SNOOZES)


@given(st.text(max_size=20))
def test_no_words_break_it_and_every_answer_lies_ahead(words: str) -> None:
    moment = parse_moment(words, WEDNESDAY)
    assert moment is None or moment > WEDNESDAY
