"""What readings of a thread's state teach of when it was closed, on two clocks that do not quite agree."""

from __future__ import annotations

import pytest

from commune_tui.waits.rule import Dealt, read_again

T = 1_000_000


@pytest.mark.parametrize(
    ("dealt", "before", "changed_at", "expected"),
    [
        (Dealt(), None, None, Dealt(0, T)),  # first reading: at some time until now
        (Dealt(), None, T - 500, Dealt(0, T - 500)),
        (Dealt(), None, T + 900, Dealt(0, T + 900)),  # the server's own time of it is right to the millisecond
        (Dealt(), None, T + 9_000, Dealt(0, T + 2_000)),  # but nothing changed after it was read
        (Dealt(), "open", None, Dealt(T - 60_000, T)),
        (Dealt(5, T - 100), "closed", None, Dealt(5, T - 100)),
        (Dealt(5, T + 700), "closed", None, Dealt(5, T + 700)),  # a later look at the same teaches nothing
        (Dealt(5, T + 700), "closed", T + 200, Dealt(5, T + 200)),
        (Dealt(5, T - 100), "closed", T + 200, Dealt(5, T - 100)),  # that moment moves by itself
    ],
)
def test_a_reading(dealt: Dealt, before: str | None, changed_at: int | None, expected: Dealt) -> None:
    assert read_again(dealt, before, "closed", T - 60_000, T, changed_at) == expected


def test_what_is_open_was_not_dealt_with() -> None:
    assert read_again(Dealt(5, 6), "closed", "open", T - 60_000, T, None) == Dealt()


def test_what_this_person_opened_may_be_taken_back() -> None:
    """Their own act is no reading (store/triage.py), and the readings after it say nothing new."""
    assert read_again(Dealt(5, 6), "open", "open", T - 60_000, T, T) == Dealt(5, 6)
