"""What is written down of sessions: a line for each that ended, without anything of what was typed or shown."""

from __future__ import annotations

import sys
from collections import Counter

from commune_tui import clock


class Register:
    """Lines on standard error, for the journal of the system; counts of how sessions ended."""

    def __init__(self) -> None:
        self._ended: Counter[str] = Counter()
        self._refused = 0
        self._turned_away = 0

    def say(self, sentence: str) -> None:
        """A line with its time."""
        print(f"{clock.iso(clock.now())} {sentence}", file=sys.stderr, flush=True)

    def ended(self, address: str, kind: str, seconds: float, how: str) -> None:
        """A session is over, and nothing of it is left."""
        self._ended[how] += 1
        self.say(f"{kind} {address} {seconds:.0f} s {how}")

    def refused(self, address: str, kind: str) -> None:
        """Somebody came, and there was no seat."""
        self._refused += 1
        self.say(f"{kind} {address} 0 s no seat")

    def turned_away(self, count: int) -> None:
        """Connections were closed before anything was said: too many, too fast. Not a line each: it may be a flood."""
        self._turned_away += count

    def counts(self, now_here: int) -> None:
        """All of it in one line."""
        how = ", ".join(f"{count} {how}" for how, count in sorted(self._ended.items())) or "none"
        self.say(f"now {now_here}; ended: {how}; without a seat: {self._refused}; turned away: {self._turned_away}")
