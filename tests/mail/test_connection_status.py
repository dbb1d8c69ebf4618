"""What a failure means in words, and what it stops: everything, a scope, a kind of request, or that request alone."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commune_tui.api import errors
from commune_tui.api.errors import Refusal
from commune_tui.mail.sync.connection_status import judge, skew
from commune_tui.mail.sync.endpoint import Ask
from commune_tui.mail.sync.health import LONGEST_REST_S, SyncHealth
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.resources.apikeys import AskApiKeys
from commune_tui.mail.sync.resources.attachments import AskAttachment
from commune_tui.mail.sync.resources.delivery import AskDelivery, AskMessageEvents
from commune_tui.mail.sync.resources.domain_threads import AskDomainHead, AskStrays
from commune_tui.mail.sync.resources.domains import AskDomains
from commune_tui.mail.sync.resources.inbox_threads import AskHead, AskThreadList
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.messages import AskNewMail, AskOldMail
from commune_tui.mail.sync.resources.organisation import AskOrganisation
from commune_tui.mail.sync.resources.send_limits import AskSendLimits
from commune_tui.mail.sync.resources.thread_messages import AskThread
from commune_tui.mail.sync.resources.triage import AskTriage
from commune_tui.mail.sync.resources.webhooks import AskWebhookAttempts, AskWebhookDeliveries, AskWebhookHealth

NOW = datetime(2026, 3, 18, tzinfo=UTC)
ZERO = timedelta(0)
POLL = AskNewMail("a", NOW)
TRIAGE = AskTriage("t")


def refused(kind: type[errors.Refused], status: int, **more: object) -> errors.Refused:
    return kind("No.", Refusal(status, **more))  # type: ignore[arg-type]


FAILURES = [
    (errors.NeverConnected("No address."), "offline", "Offline"),
    (errors.NeverConnected("The certificate has expired.", certificate=True), "offline", "certificate"),
    (errors.TimedOut("No answer in time."), "offline", "Offline"),
    (errors.Unreadable("html"), "offline", "login page"),
    (refused(errors.Redirected, 302), "offline", "elsewhere"),
    (refused(errors.ServerFailed, 503), "offline", "has trouble"),
    (refused(errors.NotAuthenticated, 401), "refused", "does not accept the key"),
    (refused(errors.RateLimited, 429, retry_after_s=90.0), "slow", "wait 90 s"),
    (refused(errors.RateLimited, 429, retry_after_s=1800.0), "slow", "wait 30 min"),
    (refused(errors.RateLimited, 429, retry_after_s=1723.0), "slow", "wait 29 min"),
    (refused(errors.RateLimited, 429, retry_after_s=85_900.0), "slow", "wait 24 h"),
]


@pytest.mark.parametrize(("error", "state", "words"), FAILURES)
def test_each_failure_of_the_server_has_its_own_sentence(error: errors.CommuneError, state: str, words: str) -> None:
    status = judge(error, POLL, 0, ZERO)
    assert status.state == state
    assert words in status.sentence
    assert status.reach == "all"
    assert status.wait_s > 0


def test_no_two_failures_read_alike() -> None:
    said = [judge(error, POLL, 0, ZERO).sentence for error, _, _ in FAILURES]
    assert len(set(said)) == len(said)


def test_a_missing_scope_is_named_and_stops_what_needs_it() -> None:
    health = SyncHealth(Known())
    health.failed(POLL, refused(errors.NotAllowed, 403, required=("messages:read",)), ZERO, NOW)
    assert "messages:read" in health.sentence
    assert health.connection_status.state == "fine"
    assert not health.known.allows(AskOldMail("b", None), NOW + timedelta(days=9))
    assert health.known.allows(AskThreadList("a", None), NOW)
    assert health.budget.free(0, NOW)
    health.forget()
    assert health.known.allows(POLL, NOW)
    assert health.sentence == ""


def test_a_scope_that_only_the_server_knew_of_does_not_stop_the_mail() -> None:
    """The limits of sending were refused for a scope of their own, and no mail was fetched from then on."""
    health = SyncHealth(Known())
    health.failed(AskSendLimits(), refused(errors.NotAllowed, 403, required=("limits:read",)), ZERO, NOW)
    assert "lacks the scope limits:read" in health.sentence
    assert not health.known.allows(AskSendLimits(), NOW) and health.known.allows(POLL, NOW)


def test_a_plan_that_lacks_delivery_figures_does_not_stop_the_mail() -> None:
    health = SyncHealth(Known())
    figures = AskDelivery("a", "7d")
    health.failed(figures, refused(errors.PlanRequired, 402), ZERO, NOW)
    assert "plan does not include delivery figures" in health.sentence
    assert not health.known.allows(AskDelivery("b", "24h"), NOW + timedelta(minutes=59))
    assert health.known.allows(AskDelivery("a", "events"), NOW)
    assert health.known.allows(POLL, NOW)
    health.went_well(figures, None, ZERO)
    assert health.sentence == ""


def test_a_refusal_without_a_scope_stops_its_kind_so_that_ten_thousand_threads_are_not_asked_one_by_one() -> None:
    health = SyncHealth(Known())
    health.failed(TRIAGE, refused(errors.NotAllowed, 403), ZERO, NOW)
    assert "threads:read" in health.sentence
    assert not health.known.allows(AskTriage("another"), NOW)
    assert health.known.allows(AskThread("t"), NOW)


@pytest.mark.parametrize(
    "error",
    [
        refused(errors.BadRequest, 400),
        errors.Misused("an odd id"),
        errors.AnswerTooLarge("20 MB"),
        refused(errors.Gone, 410),
    ],
)
def test_a_request_that_cannot_be_asked_is_left_alone_and_only_it(error: errors.CommuneError) -> None:
    health = SyncHealth(Known())
    health.failed(TRIAGE, error, ZERO, NOW)
    assert not health.known.allows(TRIAGE, NOW)
    assert health.known.allows(AskTriage("u"), NOW)
    assert health.budget.free(0, NOW)
    assert health.known.allows(TRIAGE, NOW + timedelta(seconds=LONGEST_REST_S))


def test_one_route_that_always_fails_ends_as_its_own_trouble() -> None:
    health, now, bad = SyncHealth(Known()), NOW, AskDomains()
    asked = 0
    for _ in range(3600):
        now += timedelta(seconds=1)
        if health.budget.free(0, now) and health.known.allows(bad, now):
            health.failed(bad, refused(errors.ServerFailed, 500), ZERO, now)
            asked += 1
        elif health.budget.free(0, now):
            health.went_well(POLL, None, ZERO)
    assert asked < 15
    assert health.connection_status.state == "fine"


def test_a_server_that_is_down_is_asked_ever_less_and_mended_it_is_asked_at_once() -> None:
    health, now, asked = SyncHealth(Known()), NOW, 0
    health.went_well(POLL, None, ZERO)
    all_asks: list[Ask] = [AskNewMail(name, NOW) for name in "abcd"]
    while now < NOW + timedelta(minutes=10):
        free = health.budget.free(0, now)
        for ask in [each for each in all_asks if health.known.allows(each, now)][:free]:
            health.failed(ask, errors.NeverConnected("no"), ZERO, now)
            asked += 1
        now += timedelta(seconds=1)
    assert asked <= 25
    assert "Offline" in health.sentence
    health.went_well(POLL, None, ZERO)
    assert health.sentence == ""
    assert all(health.known.allows(ask, now) for ask in all_asks)


def test_limits_without_a_stated_wait_are_answered_with_longer_and_longer_waits() -> None:
    health, now, asked = SyncHealth(Known()), NOW, 0
    while now < NOW + timedelta(minutes=10):
        if health.budget.free(0, now):
            health.failed(POLL, refused(errors.RateLimited, 429), ZERO, now)
            asked += 1
        now += timedelta(seconds=1)
    assert asked <= 16


def test_a_late_success_does_not_end_the_wait_that_the_server_asked_for() -> None:
    health = SyncHealth(Known())
    health.failed(POLL, refused(errors.RateLimited, 429, retry_after_s=120.0), ZERO, NOW)
    for _ in range(30):
        health.went_well(TRIAGE, None, ZERO)
    assert not health.budget.free(0, NOW + timedelta(seconds=119))
    assert health.budget.free(0, NOW + timedelta(seconds=121))


def test_asking_again_by_hand_ends_waits_of_ours_but_not_the_servers() -> None:
    health = SyncHealth(Known())
    health.failed(POLL, errors.TimedOut("late"), ZERO, NOW)
    health.forget()
    assert health.budget.free(0, NOW)
    health.failed(POLL, refused(errors.RateLimited, 429, retry_after_s=120.0), ZERO, NOW)
    health.forget()
    assert not health.budget.free(0, NOW)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=4), ""),
        (timedelta(minutes=40), "40 minutes behind"),
        (-timedelta(days=1), "24 hours ahead of"),
    ],
)
def test_a_wrong_clock_is_told_with_its_direction(ahead: timedelta, words: str) -> None:
    assert words in skew(ahead)
    assert bool(skew(ahead)) == bool(words)
    health = SyncHealth(Known())
    health.went_well(POLL, None, ahead)
    assert words in health.sentence
    assert words in judge(refused(errors.NotAuthenticated, 401), POLL, 0, ahead).sentence


def _kinds(base: Any) -> set[type]:
    """Every kind of request that can be made."""
    found = {kind for each in base.__subclasses__() for kind in _kinds(each)}
    return found if inspect.isabstract(base) else found | {base}


def test_every_kind_of_request_has_words_for_a_person() -> None:
    every: list[Ask] = [
        AskDomains(), AskInboxes(), POLL, AskOldMail("a", None), AskThreadList("a", None),
        AskHead("a"), AskThread("t"), TRIAGE, AskDelivery("a", "30d"), AskDelivery("a", "events"),
        AskDelivery("a", "suppressions"), AskMessageEvents("m"), AskAttachment("x"),
        AskDomainHead("d"), AskStrays("d", None), AskWebhookDeliveries(), AskWebhookHealth(),
        AskWebhookAttempts("w"), AskSendLimits(),
        AskApiKeys(), AskOrganisation(),
    ]  # fmt: skip
    assert {type(ask).__name__ for ask in every} == {kind.__name__ for kind in _kinds(Ask)}
    for ask in every:
        for error in (refused(errors.PlanRequired, 402), refused(errors.NotAllowed, 403)):
            assert judge(error, ask, 0, ZERO).sentence.endswith("The rest works.")
