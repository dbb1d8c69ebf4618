"""API keys through kill -9 and lost answers. ``python -m tests.kill.keys 200 1 vendor`` for more."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


def killed(kills: int, seed: int, form: str) -> dict[str, Any]:
    """Run it in a process of its own, which may fork: this one may have threads."""
    command = [sys.executable, "-m", "tests.kill.keys", str(kills), str(seed), form]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_no_second_live_key_and_nothing_claimed_that_is_not_so(form: str) -> None:
    result = killed(12, 3, form)
    assert result["kills"] == 12 and result["acts"]
    assert result["bad"] == dict.fromkeys(result["bad"], 0)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("form", ["strict", "vendor"])
def test_two_hundred_kills(form: str) -> None:
    result = killed(200, 7, form)
    assert result["bad"] == dict.fromkeys(result["bad"], 0)
