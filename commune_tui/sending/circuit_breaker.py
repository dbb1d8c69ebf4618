"""When the server or the way to it fails everybody alike, one attempt at a time finds out whether it is over.

Without this, five hundred waiting writes would knock five hundred times. Pure but for what it remembers.
"""

from __future__ import annotations

from commune_tui.sending.effects import Failure
from commune_tui.sending.policy import Policy

_SHARED = ("unsent", "later", "paused")


class CircuitBreaker:
    """Fed with every answer of the wire; times are seconds on the clock that only grows."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._until = 0.0
        self._times = 0

    @property
    def room(self) -> int | None:
        """How many attempts may run at once; ``None`` leaves it to the policy."""
        return 1 if self._times else None

    def left_s(self, now: float) -> float:
        """How long nothing should be tried."""
        return self._until - now

    def learn(self, answer: object, now: float) -> bool:
        """Take in one answer; ``True`` when it closes the breaker again, as any does that is not such a failure."""
        if not (isinstance(answer, Failure) and answer.kind in _SHARED):
            was_open, self._times = self._times > 0, 0
            return was_open
        self._times += 1
        policy = self._policy
        longest = policy.paused_s if answer.kind == "paused" else policy.away_max_s
        wait_s = answer.after_s if answer.after_s is not None else min(policy.backoff(self._times), longest)
        self._until = max(self._until, now + wait_s)
        return False

    def over(self) -> None:
        """Everything may be tried again."""
        self._until, self._times = 0.0, 0
