"""The table of what acts cost can be made: of the program as it is, played against itself."""

from __future__ import annotations

import sys

from benchmarks.acts import ACTS, Cost, measure, table


def test_what_an_act_costs_is_counted() -> None:
    cost = measure(sys.executable, (80, 24), [act for act in ACTS if act.name == "close"], idle_s=4)["close"]
    assert cost.bytes > 0 and cost.statements > 2 and cost.requests == 2  # it is read before it is written


def test_the_table_says_what_became_more_and_what_less() -> None:
    old = [{"close": Cost(100, 3, 2)}, {"close": Cost(900, 5, 2)}, {"close": Cost(120, 4, 2)}]
    *_, line = table(old, [{"close": Cost(110, 4, 3)}] * 3)
    assert line.split() == ["close", "120", "110", "-10", "4", "4", "+0", "2", "3", "+1"]
