"""The real outbox, killed at random moments while it works through faults. ``python -m tests.kill 1000`` for more."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.kill.campaign import Told


def killed(kills: int, seed: int) -> dict[str, object]:
    """Run the campaign in a process of its own, which may fork: this one may have threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.kill", str(kills), str(seed)], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("seed", [11, 12])
def test_kill_9_loses_nothing_and_doubles_nothing(seed: int) -> None:
    result = killed(15, seed)
    assert result["kills"] == 15
    assert result["bad"] == dict.fromkeys(result["bad"], 0)  # type: ignore[call-overload]
    assert result["operations"] and result["sent"] and result["drafts"]


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_thousand_kills() -> None:
    result = killed(1000, 7)
    assert result["bad"] == dict.fromkeys(result["bad"], 0)  # type: ignore[call-overload]


def test_a_promise_is_the_highest_count_that_was_told() -> None:
    told = Told()
    for count in (1, 3, 2):
        told.take(json.dumps({"what": "draft", "id": "d", "count": count}).encode())
    assert told.drafts == {"d": 3}
