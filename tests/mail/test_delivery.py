"""What became of mail: rates are of what was sent, limits are the server's, time is cut into equal stretches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.api.client import Commune
from commune_tui.api.errors import NeverConnected
from commune_tui.mail.delivery import Counts, bars, buckets, judge, percent, stats
from commune_tui.mail.session import Session
from commune_tui.store import delivery, inboxes
from commune_tui.store.records import EventRecord, InboxRecord
from commune_tui.store.rows import EventRow, InboxRow, MetricsRow

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def event(kind: str, ago: timedelta) -> EventRow:
    return EventRow("e", "m", "t", "i", kind, "a@b.example", "", NOW - ago)


@pytest.mark.parametrize(
    ("counts", "health"),
    [
        (Counts(), "quiet"),
        (Counts(sent=100, delivered=99, bounced=1), "healthy"),
        (Counts(sent=100, bounced=2), "watch"),
        (Counts(sent=100, bounced=5), "bad"),
        (Counts(sent=1000, complained=1), "watch"),
        (Counts(sent=1000, complained=3), "bad"),
        (Counts(sent=4, bounced=1), "watch"),  # few mails never count as bad
    ],
)
def test_health_follows_the_servers_limits(counts: Counts, health: str) -> None:
    assert judge(counts)[0] == health
    assert judge(counts)[1]


@pytest.mark.parametrize(
    ("rate", "text"), [(None, "–"), (0.0, "0.0 %"), (0.982, "98.2 %"), (1.0, "100 %"), (0.0013, "0.13 %")]
)
def test_rates_read_as_people_write_them(rate: float | None, text: str) -> None:
    assert percent(rate) == text


def test_events_fall_into_the_stretch_they_happened_in() -> None:
    found = buckets(
        [
            event("delivered", timedelta(minutes=1)),
            event("bounced", timedelta(minutes=1)),
            event("delivered", timedelta(hours=23, minutes=59)),
            event("delivered", timedelta(hours=25)),  # before the period
            event("sent", timedelta(hours=12)),
        ],
        "24h",
        NOW,
        24,
    )
    assert (found[-1].delivered, found[-1].trouble) == (1, 1)
    assert found[0].delivered == 1
    assert sum(stretch.delivered for stretch in found) == 2


@given(st.lists(st.integers(0, 10_000), max_size=60), st.integers(1, 6), st.booleans())
def test_columns_are_as_wide_as_the_values_and_only_zero_is_blank(values: list[int], height: int, plain: bool) -> None:
    rows = bars(values, height, ascii_only=plain)
    assert len(rows) == height
    assert all(len(row) == len(values) for row in rows)
    for place, value in enumerate(values):
        assert (rows[-1][place] == " ") == (value == 0)
    if any(values):
        assert rows[0][values.index(max(values))] in "█@"


def test_all_together_comes_first_and_the_worst_inbox_next() -> None:
    def inbox(name: str) -> InboxRow:
        return InboxRow(1, name, "d", "shop", f"{name}@shop", "", "", "", "", "", (), False, None, None, None)

    def said(name: str, sent: int, bounced: int) -> MetricsRow:
        return MetricsRow(f"inbox:{name}", "7d", sent, sent - bounced, bounced, 0, 0, 0, NOW)

    found = stats(
        [inbox("good"), inbox("bad"), inbox("new")],
        {"good": said("good", 100, 0), "bad": said("bad", 50, 10), "new": None},
    )
    assert [each.inbox.id if each.inbox else "all" for each in found] == ["all", "bad", "good", "new"]
    assert found[0].counts == Counts(sent=150, delivered=140, bounced=10)
    assert found[-1].health == ("quiet", "not known yet")


def test_the_events_of_a_quiet_inbox_are_found_beside_a_busy_one(tmp_path: Path) -> None:
    session = Session(tmp_path, nobody)
    happened = [EventRecord("m", "sent", NOW - timedelta(hours=n), id=f"q{n}", inbox_id=f"quiet{n}") for n in (9, 8)]
    happened += [EventRecord("m", "sent", NOW, id=f"b{n}", inbox_id="busy") for n in range(20)]
    try:
        session.database.write_now(
            lambda conn: inboxes.put(conn, [InboxRecord(each, "d") for each in ("busy", "quiet8", "quiet9")], NOW)
        )
        session.database.write_now(lambda conn: delivery.put_events(conn, happened))
        assert [event.id for event in session.reads.events_of(["quiet9", "quiet8"], limit=5)] == ["q8", "q9"]
        assert {event.inbox_id for event in session.reads.events_of(["busy"], limit=5)} == {"busy"}
    finally:
        session.database.close()


async def nobody() -> Commune:
    raise NeverConnected("Nobody is there.")
