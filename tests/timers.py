"""Timers that ring when the test says that time has passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Timer:
    """One that was asked for."""

    at_s: float
    call: Callable[[], None]
    stopped: bool = False

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Timers:
    """``after`` stands in for the program's."""

    now_s: float = 0.0
    waiting: list[Timer] = field(default_factory=list)

    def after(self, delay_s: float, call: Callable[[], None]) -> Timer:
        self.waiting.append(timer := Timer(self.now_s + delay_s, call))
        return timer

    def passes(self, seconds: float) -> None:
        """So much time goes by; what is due rings, in order."""
        end = self.now_s + seconds
        while due := sorted((each for each in self.waiting if each.at_s <= end), key=lambda each: each.at_s):
            self.waiting.remove(due[0])
            self.now_s = due[0].at_s
            if not due[0].stopped:
                due[0].call()
        self.now_s = end
