"""What many inboxes cost in requests while nobody does anything, and how old their news gets: an hour, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.mail.fleet import HOUR, Fleet, mixed

WEEK = timedelta(days=7)


def test_five_hundred_inboxes_in_ten_domains_with_three_hundred_open_threads() -> None:
    """Triage thread by thread, 1,800 an hour, included, and one request for each mail; the limit is 6,000."""
    fleet = Fleet(mixed(500), 10, open_threads=300).an_hour(500)
    assert fleet.requests <= 4000 + 510
    assert max(news.age_s for news in fleet.news) <= 30
    assert len(fleet.news) >= 480


def test_two_hundred_quiet_inboxes_that_no_domain_vouches_for() -> None:
    """All polls together are as many as those of more inboxes would be; each inbox is listed twice an hour besides."""
    fleet = Fleet([WEEK] * 200, lists=False).an_hour(10)
    assert fleet.requests <= 2000 + 2 * 200 + 10 * 45
    assert max(news.age_s for news in fleet.news if news.quiet > HOUR) <= 400


def test_a_hundred_domains_that_are_quiet() -> None:
    fleet = Fleet([WEEK] * 100, 100).an_hour()
    assert fleet.asked["AskDomainHead"] <= 1900


@pytest.mark.parametrize("lists", [True, False])
def test_few_inboxes_are_asked_as_often_always(lists: bool) -> None:
    fleet = Fleet([WEEK] * 12, lists=lists).an_hour(12)
    assert max(news.age_s for news in fleet.news) <= 30
    assert fleet.requests <= (230 if lists else 1500)
