"""``commune-tui`` for which time runs faster when told: ``python -m tests.hurried FILE WORDS…``.

The file holds a factor, read again on SIGUSR1. All clocks of the process go by it (wall clock, the clock that only
grows, and with it every timer and sleep of asyncio), so that what the program would do in ten minutes it does in
seconds. Not moved: what runs in C in threads, and the other end of a connection.
"""

from __future__ import annotations

import selectors
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_real_s, _wall_s = time.monotonic, time.time


class Pace:
    """Time as the program sees it: continuous, and steeper after a change."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._since_s, self._shown_s, self.factor = _real_s(), 0.0, 1.0
        self._start_s, self._wall_s = _real_s(), _wall_s()

    def read(self, *_: object) -> None:
        """Take the factor that stands in the file."""
        self._shown_s, self._since_s = self.passed_s(), _real_s()
        self.factor = float(self._file.read_text())

    def passed_s(self) -> float:
        return self._shown_s + (_real_s() - self._since_s) * self.factor

    def monotonic(self) -> float:
        return self._start_s + self.passed_s()

    def time(self) -> float:
        return self._wall_s + self.passed_s()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)


def hurry(pace: Pace) -> None:
    """Let the whole process go by this pace. Before anything else is imported that remembers a clock."""
    time.monotonic, time.time, time.perf_counter = pace.monotonic, pace.time, pace.monotonic
    wait = selectors.DefaultSelector.select

    def select(self: Any, timeout: float | None = None) -> Any:
        return wait(self, timeout if timeout is None or timeout <= 0 else timeout / pace.factor)

    selectors.DefaultSelector.select = select  # type: ignore[method-assign]
    signal.signal(signal.SIGUSR1, pace.read)


def main(file: str, *words: str) -> int:
    pace = Pace(Path(file))
    hurry(pace)
    from commune_tui import clock
    from commune_tui.__main__ import main as start

    clock.now = pace.now
    return start(list(words))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
