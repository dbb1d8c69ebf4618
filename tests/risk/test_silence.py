"""Why nothing happens in a conversation: cases, each with the reason and the sentence that a person should read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commune_tui.query.fields import FIELDS
from commune_tui.risk import silence
from commune_tui.risk.silence import REASONS, Standing
from tests.store.build import MORNING as NOW


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


WE_ANSWERED = Standing(
    status="waiting", ours=True, sent_at=ago(days=3), delivery="delivered", answering=True, agent="wren"
)
THEY_WAIT = Standing(status="open", waits_since_at=ago(hours=2), asked=True, answering=True, agent="wren")

CASES = (
    (Standing(status="closed"), "", ""),
    (WE_ANSWERED._replace(status="closed", delivery="bounced"), "", ""),
    (WE_ANSWERED, "them", "we answered 3 days ago, delivered, no answer"),
    (WE_ANSWERED._replace(delivery="opened"), "them", "we answered 3 days ago, delivered and opened, no answer"),
    (WE_ANSWERED._replace(delivery="clicked"), "them", "we answered 3 days ago, delivered and opened, no answer"),
    (WE_ANSWERED._replace(delivery="sent"), "them", "we answered 3 days ago, not known to have arrived, no answer"),
    (WE_ANSWERED._replace(delivery=""), "them", "we answered 3 days ago, not known to have arrived, no answer"),
    (WE_ANSWERED._replace(delivery="a new word"), "them", "we answered 3 days ago, a new word, no answer"),
    (WE_ANSWERED._replace(answering=False), "them", "we wrote 3 days ago, delivered, no answer"),
    (WE_ANSWERED._replace(sent_at=ago(seconds=20)), "them", "we answered just now, delivered, no answer"),
    (WE_ANSWERED._replace(sent_at=ago(minutes=59)), "them", "we answered 59 min ago, delivered, no answer"),
    (Standing(status="open", ours=True), "them", "we wrote last, not known to have arrived, no answer"),
    (WE_ANSWERED._replace(delivery="bounced", detail="550: mailbox full"), "bounced",
     "our mail bounced 3 days ago: 550: mailbox full"),
    (WE_ANSWERED._replace(delivery="bounced"), "bounced", "our mail bounced 3 days ago"),
    (WE_ANSWERED._replace(delivery="bounced", failed_at=ago(days=1)), "bounced", "our mail bounced 1 day ago"),
    (WE_ANSWERED._replace(delivery="bounced", status="needs_reply", waits_since_at=ago(days=4)), "bounced",
     "our mail bounced 3 days ago"),
    (WE_ANSWERED._replace(delivery="complained"), "complained", "they reported our mail as spam 3 days ago"),
    (WE_ANSWERED._replace(delivery="suppressed", suppressed_at=ago(days=10)), "suppressed",
     "our mail was not sent: the address has been suppressed for 10 days"),
    (WE_ANSWERED._replace(delivery="suppressed"), "suppressed", "our mail was not sent: the address is suppressed"),
    (WE_ANSWERED._replace(delivery="failed", detail="timeout."), "failed", "our mail failed 3 days ago: timeout"),
    (WE_ANSWERED._replace(delivery="blocked"), "failed", "our mail was blocked 3 days ago"),
    (WE_ANSWERED._replace(delivery="credit_limit"), "failed", "our mail was not sent: no credit was left"),
    (WE_ANSWERED._replace(delivery="delivery_delayed", detail="421 try later"), "delayed",
     "our mail of 3 days ago is delayed: 421 try later"),
    (WE_ANSWERED._replace(lost_at=ago(hours=1)), "lost", "our mail of 1 h ago was accepted and never appeared"),
    (THEY_WAIT._replace(lost_at=ago(hours=1)), "lost", "our mail of 1 h ago was accepted and never appeared"),
    (THEY_WAIT._replace(taken_at=ago(minutes=2)), "unsent", "our mail of 2 min ago was accepted and is not seen yet"),
    (THEY_WAIT._replace(refused_at=ago(minutes=2)), "us",
     "nobody has answered for 2 h, our answer was refused 2 min ago"),
    (WE_ANSWERED._replace(delivery="bounced", failed_for="b@c.example", detail="550 unknown"), "bounced",
     "our mail bounced 3 days ago for b@c.example: 550 unknown"),
    (THEY_WAIT._replace(lost_at=ago(hours=1), suppressed_at=ago(days=8)), "lost",
     "our mail of 1 h ago was accepted and never appeared: the address has been suppressed for 8 days"),
    (THEY_WAIT._replace(unsent=True), "unsent", "our answer is in the outbox and did not leave yet"),
    (THEY_WAIT._replace(sleeps_until_at=NOW + timedelta(hours=26)), "snoozed", "snoozed for 1 day more"),
    (THEY_WAIT, "us", "nobody has answered for 2 h"),
    (THEY_WAIT._replace(usual_s=250), "us", "wren usually answers in 4 min, now 2 h"),
    (THEY_WAIT._replace(usual_s=250, agent=""), "us", "an answer usually takes 4 min, now 2 h"),
    (THEY_WAIT._replace(usual_s=20, waits_since_at=ago(seconds=5)), "us",
     "wren usually answers in under a minute, now under a minute"),
    (THEY_WAIT._replace(due_at=NOW + timedelta(minutes=30)), "us", "nobody has answered for 2 h, due in 30 min"),
    (THEY_WAIT._replace(due_at=ago(minutes=90), usual_s=250), "us",
     "wren usually answers in 4 min, now 2 h, late by 1 h"),
    (THEY_WAIT._replace(delivery="bounced", sent_at=ago(days=9)), "us", "nobody has answered for 2 h"),
    (Standing(status="needs_reply", waits_since_at=ago(days=2)), "us", "nobody has answered for 2 days"),
    (Standing(status="waiting", asked=True), "aside", "set waiting after their last mail"),
    (Standing(status="open"), "aside", "a machine wrote last, so no answer is owed"),
    (Standing(status="unknown"), "aside", "a machine wrote last, so no answer is owed"),
)  # fmt: skip


@pytest.mark.parametrize(("standing", "reason", "sentence"), CASES)
def test_why_nothing_happens(standing: Standing, reason: str, sentence: str) -> None:
    assert silence.reason(standing) == reason
    assert silence.sentence(standing, NOW) == sentence


def test_every_reason_is_a_word_of_the_filter_and_has_a_case() -> None:
    assert {reason for _, reason, _ in CASES} == {"", *REASONS}
    assert set(REASONS) <= set(FIELDS["silent"].choices)
    page = (Path(__file__).parents[2] / "docs/splits.md").read_text("utf-8")
    assert [f"| `{word}` | {means} |" for word, means in REASONS.items() if f"| `{word}` | {means} |" not in page] == []
