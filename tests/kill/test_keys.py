"""API keys through kill -9 and lost answers. ``python -m tests.kill.keys 200 1 vendor`` for more."""

from __future__ import annotations

import pytest

from tests.kill.rounds import killed


@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_no_second_live_key_and_nothing_claimed_that_is_not_so(form: str) -> None:
    result = killed("keys", 8, 3, form, 6)
    assert result["kills"] == 8 and result["acts"] and result["lost"]
    assert result["bad"] == dict.fromkeys(result["bad"], 0)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_two_hundred_kills(form: str) -> None:
    result = killed("keys", 200, 7, form)
    assert result["bad"] == dict.fromkeys(result["bad"], 0)
    assert {call for call, count in result["lost"].items() if count >= 200} == {
        "key.create",
        "key.rotate",
        "key.revoke",
    }
