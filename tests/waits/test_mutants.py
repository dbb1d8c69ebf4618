"""The model must be able to fail: what believes that a time which moves by itself is an act does not pass it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.store import triage
from commune_tui.waits.rule import DONE, Dealt
from tests.waits.test_model import lives


def believed(dealt: Dealt, before: str | None, now: str, seen_at: int, read_at: int, changed_at: int | None) -> Dealt:
    """A state with a newer time was dealt with then."""
    at = changed_at or read_at
    return Dealt(at, at) if now in DONE else Dealt()


def test_the_model_notices_that_a_moved_time_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "read_again", believed)
    with pytest.raises(AssertionError):
        for seed in range(10):
            lives(seed, False, tmp_path / str(seed), acts=30)
