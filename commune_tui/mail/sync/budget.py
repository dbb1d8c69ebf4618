"""How many requests may be on the wire at once, from how the last ones went. Pure: grows slowly, halves on failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAST, MOST = 1, 8
LONGEST_S = 3600.0
_GROW_AFTER = 8


@dataclass(frozen=True, slots=True)
class Budget:
    """``width`` requests at once; none before ``paused_until``."""

    width: int = 4
    went_well: int = 0
    paused_until: datetime | None = None

    def paused(self, now: datetime) -> bool:
        """Whether nothing may be asked now. A pause that a clock set back has made endless is over."""
        return self.paused_until is not None and now < self.paused_until <= now + timedelta(seconds=LONGEST_S)

    def free(self, running: int, now: datetime) -> int:
        """How many more may start now."""
        return 0 if self.paused(now) else max(0, self.width - running)

    def after_success(self, remaining: int | None) -> Budget:
        """A request was answered; ``remaining`` is what a rate-limit header says is left, if one did.

        A pause goes on: the request began before it.
        """
        if remaining is not None and remaining <= self.width:
            return replace(self, width=LEAST, went_well=0)
        if self.went_well + 1 < _GROW_AFTER:
            return replace(self, went_well=self.went_well + 1)
        return replace(self, width=min(MOST, self.width + 1), went_well=0)

    def after_failure(self, wait_s: float, now: datetime) -> Budget:
        """Ask less at once, and nothing for ``wait_s``, or for as long as was said before."""
        until = now + timedelta(seconds=min(max(wait_s, 1.0), LONGEST_S))
        if self.paused(now) and self.paused_until is not None:
            return replace(self, paused_until=max(until, self.paused_until))
        return Budget(max(LEAST, self.width // 2), 0, until)
