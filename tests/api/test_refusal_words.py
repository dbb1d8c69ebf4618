"""A refusal is told with everything that helps: why in the server's words, what to do, when it is over, in words."""

from __future__ import annotations

from typing import Any

import pytest

from commune_tui import clock
from commune_tui.api.errors import OwnershipRequired, PlanRequired, SendingPaused
from commune_tui.api.refusals import refused
from commune_tui.outcomes import failure

PAUSED = {
    "error": "Sending paused due to high bounce/complaint rate",
    "reason": "Bounce rate 27.27% exceeds 5.00% threshold",
    "health": {"status": "paused", "bounce_rate": 0.2727, "sent_24h": 22, "bounced_24h": 6},
    "resume_at": "2999-11-29T02:37:13.703Z",
    "action": "Review your recipient list and remove invalid addresses.",
}


@pytest.mark.parametrize(
    ("status", "body", "pieces"),
    [
        (400, {"error": "Invalid request", "details": [{"path": "cc.0", "message": "Invalid email address"}]},
         ["cc.0: Invalid email address"]),
        (400, {"error": "Invalid request", "details": [{"path": ["to", 0], "message": "Bad"}, "And more"]},
         ["to.0: Bad; And more"]),
        (400, {"error": "Content flagged as spam", "reasons": ["5 keywords", "2 patterns"], "suggestion": "Rewrite."},
         ["flagged as spam", "Because: 5 keywords; 2 patterns.", "Rewrite."]),
        (429, {"error": "Send rate too high", "reasons": ["16 emails in 10s (max: 15)"], "retryAfter": 10},
         ["Try again in 10 s", "16 emails in 10s (max: 15)"]),
        (429, {"error": "Limit", "retryAfter": 1723}, ["Try again in 29 min"]),
        (429, {"error": "Limit", "retryAfter": 85900}, ["Try again in 24 h"]),
        (429, {"error": "Limit", "message": "Hourly limit exceeded", "retryAfter": 85900},
         ["in 24 h: Hourly limit exceeded."]),
        (400, {"error": {"statusCode": 403, "name": "validation_error", "message": "The domain is taken."}},
         ["The domain is taken."]),
        (403, PAUSED, ["sends nothing", "Bounce rate 27.27% exceeds 5.00% threshold", "Review your recipient list"]),
        (403, {"error": "ownership_required", "message": "Claim it"}, ["no owner yet", "claim"]),
        (400, {"error": "Too many recipients", "max_recipients": 50, "provided": 51}, ["Too many recipients"]),
    ],
)  # fmt: skip
def test_everything_that_a_refusal_says_is_told(status: int, body: Any, pieces: list[str]) -> None:
    sentence = refused(status, {}, body).sentence
    assert all(piece in sentence for piece in pieces), sentence
    assert "1723 s" not in sentence


def test_paused_sending_is_no_matter_of_the_key_and_holds_mail_until_it_is_over() -> None:
    error = refused(403, {}, PAUSED)
    assert isinstance(error, SendingPaused)
    held = failure(error)
    assert (held.kind, held.code) == ("later", "sending_paused")
    assert held.after_s is not None
    assert held.after_s > 1e9
    over = failure(refused(403, {}, {**PAUSED, "resume_at": "2001-01-01T00:00:00Z"}))
    assert over.after_s == 60.0


def test_an_agent_without_an_owner_keeps_its_mail() -> None:
    error = refused(403, {}, {"error": "ownership_required"})
    assert isinstance(error, OwnershipRequired)
    assert failure(error).kind == "paused"
    assert isinstance(refused(403, {}, {"error": "x", "required_tier": "pro"}), PlanRequired)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "in 0 s"), (0.2, "in 1 s"), (59, "in 59 s"), (119, "in 119 s"), (120, "in 2 min"), (1723, "in 29 min"),
     (7199, "in 120 min"), (7200, "in 2 h"), (14_400, "in 4 h"), (200_000, "in 3 days"), (-5, "in 0 s")],
)  # fmt: skip
def test_a_wait_is_said_in_words_and_never_too_short(seconds: float, words: str) -> None:
    assert clock.ahead(seconds) == words == f"in {clock.span(seconds)}"
