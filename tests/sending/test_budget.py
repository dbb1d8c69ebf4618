"""The send budget: which windows hold, what is said of them, and what fits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commune_tui import clock
from commune_tui.api.rate import RateLimits
from commune_tui.mail.send_windows import of_headers, of_plan
from commune_tui.sending.budget import Window, known, no_room, said, scarce

NOW = datetime(2026, 3, 2, 13, 20, tzinfo=UTC)
TWO = datetime(2026, 3, 2, 14, tzinfo=UTC)
AT_TWO = f"{clock.local(TWO):%H:%M}"
HOUR, DAY = Window("hour", 100, 11, TWO), Window("day", 1000, 188)


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ([], ()),
        ([DAY, HOUR], (HOUR, DAY)),
        ([Window("hour", 100), HOUR], (HOUR,)),
        ([HOUR, Window("hour", 100)], (HOUR,)),
        ([HOUR, Window("hour", 100, 3, TWO)], (Window("hour", 100, 3, TWO),)),
        ([HOUR._replace(resets_at=NOW)], (Window("hour", 100),)),
        ([HOUR._replace(left=0, resets_at=NOW - timedelta(1)), HOUR], (HOUR,)),
    ],
)
def test_the_least_that_is_known_holds(told: list[Window], holds: tuple[Window, ...]) -> None:
    assert known(told, NOW) == holds


@pytest.mark.parametrize(
    ("window", "words", "few"),
    [
        (HOUR, f"11 left this hour, resets {AT_TWO}", ""),
        (DAY, "188 left today", ""),
        (Window("hour", 100), "at most 100 an hour", ""),
        (Window("day", 1000), "at most 1,000 a day", ""),
        (HOUR._replace(left=10), f"10 left this hour, resets {AT_TWO}", f"10 sends left this hour, resets {AT_TWO}"),
        (Window("day", 10, 3), "3 left today", "3 sends left today"),
        (Window("day", 10, 1), "1 left today", "1 send left today"),
        (Window("day", 10, 4), "4 left today", ""),
        (Window("hour", 5, 0, TWO), f"0 left this hour, resets {AT_TWO}", f"0 sends left this hour, resets {AT_TWO}"),
    ],
)
def test_what_is_said(window: Window, words: str, few: str) -> None:
    assert (said(window), scarce([window])) == (words, few)


@pytest.mark.parametrize(
    ("windows", "count", "words"),
    [
        ([HOUR, DAY], 11, ""),
        ([HOUR, DAY], 14, f"11 of 14 fit this hour: the rest waits until {AT_TWO}"),
        ([HOUR._replace(left=0)], 1, f"none fits this hour: it waits until {AT_TWO}"),
        ([HOUR._replace(left=0)], 3, f"none fits this hour: all wait until {AT_TWO}"),
        ([Window("day", 10, 1)], 2, "1 of 2 fit today: the rest waits"),
        ([Window("hour", 100)], 500, ""),
        ([], 500, ""),
    ],
)
def test_what_fits(windows: list[Window], count: int, words: str) -> None:
    assert no_room(windows, count) == words


@pytest.mark.parametrize(
    ("answer", "windows"),
    [
        # the published form
        ({"tier": "free", "emails_per_hour": 100, "emails_per_day": 1000, "used": 12},
         [Window("hour", 100), Window("day", 1000, 988)]),
        # the vendor's server
        ({"plan": "free", "limits": {"emails_per_hour": 100, "emails_per_day": 1000},
          "usage": {"emails_sent_today": 12},
          "rate_limit_windows": {"hourly_resets_at": "2026-03-02T14:00:00Z", "daily_resets_at": None}},
         [Window("hour", 100, None, TWO), Window("day", 1000, 988)]),
        ({"limits": {"emails_per_hour": None, "emails_per_day": "many"}, "usage": []}, []),
        ({"emails_per_day": 10, "used": 40}, [Window("day", 10, 0)]),
        ({}, []),
        ({"limits": 3, "usage": "x", "rate_limit_windows": [1]}, []),
    ],
)  # fmt: skip
def test_every_form_of_the_answer_is_read(answer: dict[str, object], windows: list[Window]) -> None:
    assert list(of_plan(answer)) == windows


def test_headers_of_an_answer_tell_what_is_left() -> None:
    stated = RateLimits(limit_hour=100, remaining_hour=11, reset_hour_at=TWO, remaining_day=5)
    assert list(of_headers(stated)) == [HOUR]
