"""Something is done once what moves has come to rest, so that a key that is held costs its moves and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """What can be stopped."""

    def stop(self) -> object: ...


class Rest:
    """``act`` is called when ``moved`` was not for ``delay_s``; ``after`` makes a timer."""

    def __init__(
        self, after: Callable[[float, Callable[[], None]], Timer], delay_s: float, act: Callable[[], object]
    ) -> None:
        self._after, self._delay_s, self._act = after, delay_s, act
        self._timer: Timer | None = None
        self._number = 0

    def moved(self) -> None:
        """It moved: the time runs anew."""
        self.stop()
        number = self._number
        self._timer = self._after(self._delay_s, lambda: self._ring(number))

    def stop(self) -> None:
        """Nothing is to be done any more."""
        self._number += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _ring(self, number: int) -> None:
        if number == self._number:  # a timer that was stopped may have rung already
            self._timer = None
            self._act()
