"""How much is asked at once: never more after trouble, never nothing for ever, and a pause outlives late successes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.sync.budget import LEAST, LONGEST_S, MOST, Budget

NOW = datetime(2026, 3, 18, tzinfo=UTC)
HAPPENS = st.one_of(
    st.tuples(st.just("well"), st.none() | st.integers(0, 20)),
    st.tuples(st.just("trouble"), st.floats(-5, 1e6)),
    st.tuples(st.just("time"), st.floats(0, 100)),
)


@given(st.lists(HAPPENS, max_size=60), st.integers(0, 12))
def test_the_budget_keeps_its_bounds_and_its_pauses(happens: list[tuple[str, float | None]], running: int) -> None:
    budget, now, quiet_until = Budget(), NOW, NOW
    for what, value in happens:
        if what == "time":
            now += timedelta(seconds=value or 0)
        elif what == "well":
            budget = budget.after_success(None if value is None else int(value))
        else:
            before = budget.width
            budget = budget.after_failure(value or 0, now)
            quiet_until = max(quiet_until, now + timedelta(seconds=min(max(value or 0, 1), LONGEST_S)))
            assert budget.width <= before
        assert LEAST <= budget.width <= MOST
        assert 0 <= budget.free(running, now) <= max(0, MOST - running)
        assert budget.paused(now) == (now < quiet_until)
        assert not (budget.paused(now) and budget.free(0, now))
    assert budget.free(0, now + timedelta(seconds=LONGEST_S + 1)) >= LEAST


def test_requests_that_fail_together_halve_the_budget_once() -> None:
    budget = Budget(8)
    for _ in range(8):
        budget = budget.after_failure(2, NOW)
    assert budget.width == 4


def test_it_grows_again_when_all_goes_well() -> None:
    budget = Budget(1)
    for _ in range(200):
        budget = budget.after_success(None)
    assert budget.width == MOST


def test_the_server_saying_that_little_is_left_means_one_at_a_time() -> None:
    assert Budget(8).after_success(3).width == LEAST


def test_a_clock_that_was_set_back_does_not_pause_for_ever() -> None:
    budget = Budget().after_failure(60, NOW)
    assert budget.free(0, NOW - timedelta(days=400)) > 0
