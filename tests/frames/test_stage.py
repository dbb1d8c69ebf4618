"""Pictures are taken once the program stands as its world does: no number of a world is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.account import number_of
from tests.frames.scenes import MOMENT, stage, world
from tests.standing import whole


@pytest.mark.parametrize("threads", [24, 130])
def test_it_waits_for_the_numbers_of_any_world(threads: int, tmp_path: Path) -> None:
    with world(threads) as environ:
        assert whole(tmp_path, environ, MOMENT) == {}, "before anything was fetched"
        with stage(environ, tmp_path, (120, 40)) as screen:
            stands = whole(tmp_path, environ, MOMENT)
            assert stands["counts"]["unknown"] == 0
            assert number_of("Needs reply", screen.text) == stands["counts"]["needs_reply"]
            assert not stands["agents"] or f" {stands['agents']} agent" in screen.text
