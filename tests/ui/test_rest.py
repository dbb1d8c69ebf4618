"""What is done once something rests is done once, and not before."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.ui.kit.rest import Rest
from tests.budget.app import running
from tests.timers import Timers

DELAY_S = 0.12


@given(st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_it_is_done_after_each_pause_that_is_long_enough_and_never_else(pauses_ms: list[int]) -> None:
    timers, done = Timers(), list[float]()
    rest = Rest(timers.after, DELAY_S, lambda: done.append(timers.now_s))
    moved = list[float]()
    for pause in pauses_ms:
        moved.append(timers.now_s)
        rest.moved()
        timers.passes(pause / 1000)
    long = [at for at, pause in zip(moved, pauses_ms, strict=True) if pause / 1000 >= DELAY_S]
    assert len(done) == len(long)
    assert all(abs(at - DELAY_S - move) < 1e-9 for at, move in zip(done, long, strict=True))


def test_what_is_stopped_is_not_done_even_if_its_timer_rings() -> None:
    timers, done = Timers(), list[int]()
    rest = Rest(timers.after, DELAY_S, lambda: done.append(1))
    rest.moved()
    [timer] = timers.waiting
    rest.stop()
    timer.call()  # it was on its way already
    assert done == []


async def test_a_timer_whose_time_is_over_before_it_begins_rings_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine had other things to do between the beginning of its task and the next look at the clock."""
    early = [1.0]

    def now() -> float:
        task = asyncio.current_task()
        mine = task is not None and task.get_name() == "late"
        return time.monotonic() - (early.pop() if mine and early else 0.0)

    async with running(tmp_path) as (app, _):
        monkeypatch.setattr("textual.timer._time", SimpleNamespace(get_time=now))
        rung = asyncio.Event()
        app.set_timer(DELAY_S, rung.set, name="late")
        async with asyncio.timeout(10):
            await rung.wait()
        assert not early
