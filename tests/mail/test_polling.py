"""How often inboxes and domains are asked for news: the law as a table, and what it promises for any account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.mail.sync.endpoint import Screen
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.lacks import Lacks
from commune_tui.mail.sync.pace import PACE
from commune_tui.mail.sync.plan import plan
from commune_tui.mail.sync.polling import EARLY, check_every, every
from commune_tui.store import inboxes, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, ThreadRecord
from tests.mail.fleet import HOUR, START, Fleet

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUIET = st.one_of(st.floats(0, 7200), st.floats(0, 40 * 86_400)).map(lambda s: timedelta(seconds=s))


@pytest.mark.parametrize(
    ("quiet", "many", "seconds"),
    [
        (timedelta(0), 1, 30), (30 * DAY, 1, 30), (None, 15, 30),  # few: as often always
        (HOUR, 40, 80), (None, 40, 80),
        (2 * MINUTE, 500, 30), (3 * MINUTE, 500, 100), (HOUR, 500, 100), (2 * HOUR, 500, 200),
        (9 * HOUR, 500, 900), (DAY, 500, 1000), (None, 500, 1000),
        (DAY, 5000, 1800), (None, 5000, 1800), (HOUR, 5000, 100),
    ],
)  # fmt: skip
def test_what_is_quiet_is_asked_seldom_and_what_has_news_often(
    quiet: timedelta | None, many: int, seconds: float
) -> None:
    assert every(quiet, many, PACE) == timedelta(seconds=seconds)


@given(QUIET, QUIET, st.integers(1, 9000), st.integers(1, 9000))
def test_the_law_has_bounds_and_a_direction(quiet: timedelta, more: timedelta, many: int, others: int) -> None:
    found = every(quiet, many, PACE)
    assert timedelta(seconds=30) <= found <= timedelta(minutes=30)
    assert found <= every(quiet + more, many, PACE) <= every(None, many, PACE)
    assert found <= every(quiet, many + others, PACE)
    if quiet <= HOUR:
        assert found <= timedelta(seconds=100)
    at_most = HOUR / (every(None, many, PACE) * (1 - 1 / EARLY))
    assert many * at_most <= max(2000, 2.2 * many)


@given(st.integers(1, 9000))
def test_inboxes_that_a_domain_vouches_for_are_looked_at_within_the_half_hour(many: int) -> None:
    assert MINUTE * 10 <= check_every(many, PACE) <= MINUTE * 33
    assert many * (HOUR / check_every(many, PACE)) <= max(901, 2 * many)


MANY = replace(PACE, share=timedelta(minutes=2))
"""As if there were sixty times as many of them."""


@settings(max_examples=25)
@given(
    st.lists(QUIET, min_size=1, max_size=12), st.integers(1, 4), st.booleans(), st.integers(0, 12), st.integers(0, 2)
)
def test_nothing_is_asked_later_than_the_law_says_nor_more_often(
    quiet: list[timedelta], domains: int, lists: bool, mails: int, watched: int
) -> None:
    """For any mix: no look later than its bound, no news older than the bound of its class, and no more requests."""
    fleet = Fleet(quiet, domains, lists=lists, watched=range(min(watched, len(quiet))), pace=MANY).an_hour(mails)
    many = domains if lists else len(quiet)
    longest = every(None, many, MANY)
    for name in (f"d{n}" for n in range(many)) if lists else (f"i{n}" for n in range(many)):
        looks = [*fleet.looks.get(name, [START]), START + HOUR]
        assert max(after - before for before, after in pairwise(looks)) <= longest
    for news in fleet.news:
        assert news.age_s <= every(news.quiet, many, MANY).total_seconds()
    polls = sum(len(looks) - 1 for name, looks in fleet.looks.items() if name.startswith("d" if lists else "i"))
    lists_of_inboxes = 0 if lists else fleet.asked["AskThreadList"]
    of_source = [min(quiet[n::domains], default=40 * DAY) for n in range(domains)] if lists else quiet
    assert polls <= law(of_source, mails, watched) + lists_of_inboxes


def law(quiet: Sequence[timedelta], mails: int, watched: int) -> float:
    """The most that such domains or inboxes are polled in an hour, as docs/sync.md says it."""
    share = HOUR / every(None, len(quiet), MANY) / (1 - 1 / EARLY)
    polls = sum(
        1 + max(share, min(38, 38 * (HOUR / each) if each else 38)) + (5 if each <= 2 * MINUTE else 0) for each in quiet
    )
    return polls + (38 + 5) * mails + 127 * watched


def test_what_the_person_looks_at_is_asked_twice_a_minute() -> None:
    fleet = Fleet([DAY] * 20, lists=False, watched=[7], pace=MANY).an_hour()
    looks = {name: len(at) - 1 for name, at in fleet.looks.items()}
    assert looks.pop("i7") >= 118
    assert max(looks.values()) <= 5


def test_so_is_the_domain_of_what_the_person_looks_at() -> None:
    fleet = Fleet([DAY] * 20, 20, watched=[7], pace=MANY).an_hour()
    assert len(fleet.looks["d7"]) >= 118
    assert max(len(fleet.looks[f"d{n}"]) for n in range(20) if n != 7) <= 5


def test_the_poll_that_should_have_been_first_is_first() -> None:
    """Where a server makes one wait, what was to be asked every half minute does not wait behind what is quiet."""
    known = Known(inboxes_at=START, domains_at=START, watched={"seen"})
    for name in ("seen", *(f"q{n}" for n in range(200))):
        known.inboxes[name] = InboxKnown(START - DAY, START - DAY, True, START, None, None, START)
    now = START + timedelta(minutes=9)
    asks = plan(known, Screen(), frozenset(), 999, now)
    assert asks[0].inbox_id == "seen"  # type: ignore[attr-defined]
    assert len(asks) == 201


def test_a_domain_that_stops_vouching_makes_no_other_asked_more_seldom() -> None:
    """Ten inboxes are asked by themselves then, and are counted alone."""
    fleet = Fleet([DAY] * 40, 4, pace=replace(PACE, share=timedelta(seconds=10)))
    place = fleet.known.domains["d0"]
    place.vouches, place.refused = False, True
    fleet.an_hour()
    assert all(36 <= len(fleet.looks[f"i{n}"]) <= 40 for n in range(0, 40, 4))
    assert all(119 <= len(fleet.looks[f"d{n}"]) <= 122 for n in range(1, 4))


def test_a_date_in_the_future_says_nothing_of_when_mail_came() -> None:
    known, inbox = Known(ahead=HOUR), InboxKnown()
    known.noticed(inbox, [START + DAY, None, START - DAY], START)
    assert inbox.news_at == START - DAY
    known.noticed(inbox, [START + HOUR], START)  # on the server's clock, that is now
    assert inbox.news_at == START + HOUR
    known.noticed(inbox, [START - DAY], START)
    assert inbox.news_at == START + HOUR
    known.noticed(place := DomainKnown(), [], START)
    assert place.news_at is None


async def test_the_inboxes_of_what_is_on_the_screen_open_or_chosen_are_watched(tmp_path: Path) -> None:
    database, known = Database(tmp_path), Known(triage_in_list=True)
    database.write_now(
        lambda conn: inboxes.put(conn, [InboxRecord(each, "d1", f"{each}@x.example") for each in "abcd"], START)
    )
    listed = [ThreadRecord(f"t{each}", each, "d1", last_message_at=START) for each in "abcd"]
    database.write_now(lambda conn: threads.put_listed(conn, listed, START))
    lacks = Lacks(known, database)
    await lacks.look(Screen(("ta", "gone"), "tb", chosen=("tc",)), START)
    assert known.watched == {"a", "b", "c"}
    known.triage_due.clear()
    lacks.look_again()
    await lacks.look(Screen(), START)
    assert known.watched == set()
    database.close()
