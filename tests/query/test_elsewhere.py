"""Words that people bring along from other mail programs: each means here what it means there, or asks."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from commune_tui.query import And, Node, Not, Or, QueryError, Term, parse, write
from commune_tui.query.complete import complete
from commune_tui.query.spans import bytes_in, during

SAME = [
    # Gmail
    ("newer_than:2d", "newer:2d"),
    ("older_than:1m", "older:1mo"),
    ("newer_than:3M", "newer:3mo"),
    ("older_than:1y", "older:1y"),
    ("after:2026/01/01", "newer:2026-01-01"),
    ("before:2026/1/9", "older:2026-01-09"),
    ("date:2026/2/3", "date:2026-02-03"),
    ("date:2026/1/1..2026/1/31", "date:2026-01-01..2026-01-31"),
    ("subject:(a b)", "subject:a subject:b"),
    ("subject:(a or b)", "subject:a or subject:b"),
    ("from:(anna OR bob) refund", "(from:anna or from:bob) refund"),
    ("subject:(a -b)", "subject:a -subject:b"),
    ('subject:("a b" c)', 'subject:"a b" subject:c'),
    ("tag:(vip late)", "tag:vip tag:late"),
    ("-subject:(a b)", "-(subject:a subject:b)"),
    ("larger:5M", "larger:5m"),
    ("size:500k", "larger:500k"),
    # what a mark says is a status, an assignee or a field here
    ("is:closed", "status:closed"),
    ("is:Open", "status:open"),
    ("is:needs_reply", "status:needs_reply"),
    ("-is:closed", "-status:closed"),
    ("is:closed,unread", "status:closed or is:unread"),
    ("is:mine", "assignee:me"),
    ("is:unassigned", "assignee:nobody"),
    ("is:answered", "answered:agent,human"),
    ("is:sent", "from:me"),
    ("older:90min", "older:90min"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "same"), SAME)
def test_a_word_from_elsewhere_is_one_of_ours(typed: str, same: str) -> None:
    assert parse(typed) == parse(same)
    assert write(parse(typed)) == same


A, B, C = (Term("subject", (word,)) for word in "abc")


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("cc:anna", Term("cc", ("anna",))),
        ("from:me", Term("from", ("me",))),
        ('from:"me"', Term("from", ("me",), True)),
        ("subject:(a or b c)", Or((A, And((B, C))))),
        ("subject:(a (b or c))", And((A, Or((B, C))))),
        ("status:(-open)", Not(Term("status", ("open",)))),
    ],
)  # fmt: skip
def test_reading(typed: str, node: Node) -> None:
    assert parse(typed).node == node


@pytest.mark.parametrize(
    ("typed", "start", "end", "sentence", "suggestions"),
    [
        ("older:1m", 6, 8, "1 month (1mo) or 1 minute (1min)", ("1mo", "1min")),
        ("newer:30m", 6, 9, "30 months (30mo) or 30 minutes (30min)", ("30mo", "30min")),
        ("date:soon", 5, 9, "2026-01-31", ()),
        ("date:..", 5, 7, "2026-01-31", ()),
        ("date:2026-02-30", 5, 15, "2026-01-31", ()),
        ("after:01/31/2026", 6, 16, "2026-01-31", ()),
        ("larger:big", 7, 10, "5M", ()),
        ("subject:()", 8, 10, "nothing between", ()),
        ("subject:(a", 8, 9, "not closed", ()),
        ("subject:(from:a)", 9, 13, "within the brackets of subject:", ()),
        ("subject:(a sort:oldest)", 11, 15, "within the brackets of subject:", ()),
        ("is:clsoed", 3, 9, "Did you mean closed", ("closed", "snoozed")),
    ],
)
def test_complaints(typed: str, start: int, end: int, sentence: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert sentence in str(caught.value)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert caught.value.suggestions == suggestions


def test_completion_knows_them() -> None:
    assert [found.text for found in complete("is:cl", 5)] == ["closed"]
    assert "yesterday" in [found.text for found in complete("date:", 5)]


@pytest.fixture(params=["UTC", "America/New_York"])
def hours(request: pytest.FixtureRequest) -> Iterator[int]:
    """How many hours UTC is ahead of this machine in winter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield 0 if request.param == "UTC" else 5
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


DAYS = [
    ("2026-01-31", (2026, 1, 31), (2026, 2, 1)),
    ("2026-01", (2026, 1, 1), (2026, 2, 1)),
    ("2025-12", (2025, 12, 1), (2026, 1, 1)),
    ("2025", (2025, 1, 1), (2026, 1, 1)),
    ("today", (2026, 3, 2), (2026, 3, 3)),
    ("yesterday", (2026, 3, 1), (2026, 3, 2)),
    ("3d", (2026, 2, 27), (2026, 2, 28)),
    ("2026-01-05..2026-01-07", (2026, 1, 5), (2026, 1, 8)),
    ("2026-01..", (2026, 1, 1), None),
    ("..2026-01", None, (2026, 2, 1)),
    ("9999-12-31", (9999, 12, 31), None),
]


@pytest.mark.parametrize(("value", "first", "after"), DAYS)
def test_days_are_those_of_this_machine(
    hours: int, value: str, first: tuple[int, int, int] | None, after: tuple[int, int, int] | None
) -> None:
    now = datetime(2026, 3, 2, 18, tzinfo=UTC)
    expected = [None if day is None else datetime(*day, hours, tzinfo=UTC) for day in (first, after)]
    assert list(during(value, now)) == expected


@pytest.mark.parametrize(
    ("value", "number"), [("500", 500), ("500k", 500_000), ("5m", 5_000_000), ("1.5mb", 1_500_000), ("2g", 2 * 10**9)]
)
def test_sizes_are_those_that_are_shown(value: str, number: int) -> None:
    assert bytes_in(value) == number
