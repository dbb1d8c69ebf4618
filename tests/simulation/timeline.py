"""Time that moves only when the next event happens."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush


class Timeline:
    """Events in the order of their time; equal times in the order they were asked for. Seconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def after(self, delay_s: float, event: Callable[[], None]) -> None:
        """Let ``event`` happen ``delay_s`` from now."""
        self._count += 1
        heappush(self._events, (self.now + delay_s, self._count, event))

    def run(self, until: float) -> None:
        """Let everything happen up to ``until``, and come to stand there."""
        events = self._events
        while events and events[0][0] <= until:
            self.now, _, event = heappop(events)
            event()
        self.now = until
