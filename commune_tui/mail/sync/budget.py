"""How many requests may be on the wire at once, from how the last ones went. Pure: grows slowly, halves on trouble."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAST, MOST = 1, 8
_GROW_AFTER = 8


@dataclass(frozen=True, slots=True)
class Budget:
    """``width`` requests at once; none before ``paused_until``."""

    width: int = 4
    went_well: int = 0
    paused_until: datetime | None = None

    def free(self, running: int, now: datetime) -> int:
        """How many more may start now."""
        if self.paused_until is not None and now < self.paused_until:
            return 0
        return max(0, self.width - running)

    def after_success(self, remaining: int | None, now: datetime) -> Budget:
        """A request was answered; ``remaining`` is what a rate-limit header says is left, if one did."""
        if remaining is not None and remaining <= self.width:
            return replace(self, width=LEAST, went_well=0)
        if self.went_well + 1 < _GROW_AFTER:
            return replace(self, went_well=self.went_well + 1, paused_until=None)
        return Budget(min(MOST, self.width + 1))

    def after_limit(self, wait_s: float, now: datetime) -> Budget:
        """The server said that these were too many, and how long to wait."""
        return Budget(max(LEAST, self.width // 2), 0, now + timedelta(seconds=min(max(wait_s, 1.0), 3600.0)))

    def after_failure(self, tries: int, now: datetime) -> Budget:
        """No answer, or the server failed, ``tries`` times in a row: wait longer each time, at most a minute."""
        wait_s = min(60.0, 2.0 ** min(tries, 6))
        return Budget(max(LEAST, self.width // 2), 0, now + timedelta(seconds=wait_s))
