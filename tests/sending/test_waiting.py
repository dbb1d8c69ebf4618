"""When the outbox moves what: pure decisions about waits, lanes, clocks and a server that fails everybody."""

from __future__ import annotations

from typing import Any

import pytest

from commune_tui.sending.circuit_breaker import CircuitBreaker
from commune_tui.sending.effects import Failure
from commune_tui.sending.operation import Operation
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.sending.schedule import Watch, decide

RULES = Policy()


class Clock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.ms, self.mono = 1_000_000_000, 0.0

    def now(self) -> Moment:
        return Moment(self.ms, self.mono)

    def later(self, seconds: float, *, jump_s: float = 0.0) -> None:
        self.mono += seconds
        self.ms += int((seconds + jump_s) * 1000)


def operation(name: str, seq: int, **fields: Any) -> Operation:
    given: dict[str, Any] = {
        "id": name, "step_id": "s", "kind": "status", "lane": "T", "intent": {"status": "closed"}, "state": "ready",
        "owner": "me", "made_at": 1_000_000_000, "next_at": 1_000_000_000, "seq": seq, **fields,
    }  # fmt: skip
    return Operation(**given)


class Chooser:
    """One process that looks again and again."""

    def __init__(self, policy: Policy = RULES, dead: frozenset[str] = frozenset()) -> None:
        self.clock, self.watch, self.dead = Clock(), Watch(), dead
        self.hand = Hand("me", "ann", policy, self.clock.now, lambda: "x")

    def starts(self, *operations: Operation, busy: frozenset[str] = frozenset(), room: int | None = None) -> list[str]:
        decision = decide(operations, self.hand, self.watch, busy, lambda owner: owner in self.dead, room)
        return [one.id for one in decision.start]


def test_one_thread_moves_in_order_and_threads_do_not_wait_for_each_other() -> None:
    first, second, other = operation("a", 1), operation("b", 2), operation("c", 3, lane="U")
    assert Chooser().starts(first, second, other) == ["a", "c"]
    assert Chooser().starts(first, second, other, busy=frozenset("a")) == ["c"]
    assert Chooser().starts(operation("a", 1, state="conflict"), second, other) == ["c"], "the person decides first"


@pytest.mark.parametrize("jump_s", [-7200.0, 0.0, 7200.0])
def test_a_lost_outcome_is_left_alone_for_the_whole_wait_whatever_the_clock_says(jump_s: float) -> None:
    chooser = Chooser()
    doubt = operation("a", 1, state="unknown", wait_s=30.0, next_at=1_000_030_000)
    assert chooser.starts(doubt) == []
    chooser.clock.later(29.0, jump_s=jump_s)
    assert chooser.starts(doubt) == []
    chooser.clock.later(1.5)
    assert chooser.starts(doubt) == ["a"]


@pytest.mark.parametrize("jump_s", [-7200.0, 7200.0])
def test_a_hold_lasts_as_long_as_was_promised_when_the_clock_jumps(jump_s: float) -> None:
    chooser = Chooser()
    held = operation("a", 1, kind="send", state="held", wait_s=10.0, next_at=1_000_010_000, digest="d", draft_id="x")
    assert chooser.starts(held) == []
    chooser.clock.later(5.0, jump_s=jump_s)
    assert chooser.starts(held) == [], "half of the time to take it back is left"
    chooser.clock.later(5.5)
    assert chooser.starts(held) == ["a"]


def test_a_mail_for_tomorrow_does_not_hold_up_its_thread() -> None:
    chooser = Chooser()
    later = operation(
        "a", 1, kind="send", state="held", wait_s=86_400.0, next_at=1_086_400_000, digest="d", draft_id="x"
    )
    assert chooser.starts(later, operation("b", 2)) == ["b"]


def test_another_living_process_keeps_its_lease_and_a_dead_one_does_not() -> None:
    sending = operation("a", 1, state="sending", lease="other", owner="other")
    assert Chooser(dead=frozenset({"other"})).starts(sending) == ["a"]
    chooser = Chooser()
    assert chooser.starts(sending) == []
    chooser.clock.later(RULES.lease_s + 1)
    assert chooser.starts(sending) == ["a"], "nobody may hold a lease for longer than any request takes"


def test_waits_after_failures_end_when_the_network_is_back_but_doubts_and_holds_do_not() -> None:
    chooser = Chooser()
    waiting = operation("a", 1, wait_s=300.0, next_at=1_000_300_000, code="offline")
    doubt = operation("b", 2, lane="U", state="unknown", wait_s=30.0)
    held = operation("c", 3, lane="V", kind="send", state="held", wait_s=10.0, next_at=1_000_010_000)
    assert chooser.starts(waiting, doubt, held) == []
    chooser.watch.hurry([waiting, doubt, held])
    assert chooser.starts(waiting, doubt, held) == ["a"]


def test_a_wait_that_was_not_looked_at_yet_or_that_an_attempt_under_way_ends_in_is_over_too() -> None:
    chooser = Chooser()
    fresh = operation("a", 1, wait_s=300.0, next_at=1_000_300_000, code="offline")
    under_way = operation("b", 2, lane="U", state="sending", lease="me")
    chooser.watch.hurry([fresh, under_way])
    after = under_way.to("ready", version=under_way.version + 1, wait_s=60.0, next_at=1_000_060_000, code="unclaimed")
    assert chooser.starts(fresh, after) == ["a", "b"]
    for each in (fresh, after):
        chooser.watch.begun(each)
    again = [each.to("ready", version=each.version + 1, wait_s=60.0) for each in (fresh, after)]
    assert chooser.starts(*again) == [], "once for each time that was asked"


def test_when_the_network_fails_everybody_one_write_asks_for_all() -> None:
    breaker = CircuitBreaker(RULES)
    assert breaker.room is None and breaker.left_s(0.0) <= 0
    breaker.learn(Failure("unsent", "no network"), 0.0)
    assert breaker.room == 1 and breaker.left_s(0.0) == RULES.backoff_s
    for _ in range(20):
        breaker.learn(Failure("unsent", "no network"), 0.0)
    assert breaker.left_s(0.0) == RULES.away_max_s
    assert breaker.learn({"status": "open"}, 40.0), "an answer ends it"
    assert breaker.room is None
    breaker.learn(Failure("later", "slow down", after_s=17.0), 100.0)
    assert breaker.left_s(100.0) == 17.0, "as long as the server asked for"
    assert breaker.learn(Failure("refused", "no such thread"), 120.0), "a refusal is an answer too"
