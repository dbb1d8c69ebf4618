"""Domains, inboxes and webhooks through kill -9 and lost answers. ``python -m tests.kill.account 200 7 vendor``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kill.account import Made, answered, twice
from tests.kill.rounds import killed

ASKED = {
    "domain.add", "inbox.create", "inbox.delete", "inbox.webhook", "inbox.webhook_off", "inbox.schema_remove",
    "webhook.retry",
}  # fmt: skip


@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_nothing_twice_and_nothing_claimed_that_is_not_so(form: str) -> None:
    result = killed("account", 12, 3, form, 6)
    assert result["kills"] == 12 and result["acts"] and result["lost"]
    assert result["bad"] == dict.fromkeys(result["bad"], 0), result["wrong"]


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_two_hundred_kills(form: str) -> None:
    result = killed("account", 200, 7, form)
    assert result["bad"] == dict.fromkeys(result["bad"], 0), result["wrong"]
    assert {command for command, count in result["lost"].items() if count >= 200} >= ASKED


def line(at: int, method: str, path: str, made: str = "", **asked: str) -> dict[str, Any]:
    return {"at": at, "method": method, "path": path, "asked": asked, "made": made}


def test_the_comparison_can_fail() -> None:
    """What the server did between two acts on a thing is the first one's; a deleted inbox may be made again."""
    first, second = (Made(at, "domain.add", ("domain", "a.example"), "found", False) for at in (1, 5))
    counts = [count for _, count in answered([first, second], [line(7, "POST", "/v1/domains", name="a.example")])]
    assert counts == [0, 1]
    made = [line(at, "POST", "/v1/domains/d/inboxes", made=f"i{at}", local_part="a") for at in (1, 3)]
    assert twice(made) == made[1:]
    assert twice([made[0], line(2, "DELETE", "/v1/domains/d/inboxes/i1"), made[1]]) == []
