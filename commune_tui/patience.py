"""How long a stranger may stay, and what they are told of things that are taken away. Knows no screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from commune_tui import clock

GONE = "That is taken away in the demo for guests: nothing here touches this machine or yours."


@dataclass(slots=True)
class Patience:
    """How long a guest may stay: ``idle_s`` without a key, ``total_s`` in all; warned ``warning_s`` before the end.

    ``now`` is any clock of seconds that only goes forward.
    """

    now: Callable[[], float] = clock.monotonic_s
    idle_s: float = 600.0
    total_s: float = 1800.0
    warning_s: float = 60.0
    began: float = field(init=False)
    touched: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.touched = self.now()

    def touch(self) -> None:
        """The guest did something."""
        self.touched = self.now()

    def left_s(self) -> float:
        """Seconds until the session ends; 0 or less when it is over."""
        now = self.now()
        return min(self.touched + self.idle_s - now, self.began + self.total_s - now)

    @property
    def warning(self) -> str:
        """What to say now; empty while there is time."""
        left = self.left_s()
        if left > self.warning_s:
            return ""
        if self.began + self.total_s <= self.touched + self.idle_s:
            return f"This session has been open long enough: it ends in {max(0, left):.0f} s."
        return f"Nobody is pressing keys: this session ends in {max(0, left):.0f} s. Any key stays."
