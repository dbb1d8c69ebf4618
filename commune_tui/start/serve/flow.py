"""How much may come in, and how fast: connections from an address, bytes of a connection, a paste. Pure."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui import clock

BURST, A_SECOND = 160_000, 32_000
"""Bytes of a connection, as they travel: a paste goes at once; fingers and a mouse need less than a fifth of that."""
PASTE = 64_000
"""Bytes of one paste; what is beyond is left out."""
_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"


class Bucket:
    """Lets ``burst`` of something through at once, and then ``a_second``."""

    def __init__(self, burst: float, a_second: float, now: Callable[[], float] = clock.monotonic_s) -> None:
        self._burst, self._a_second, self._now = burst, a_second, now
        self._left, self._at = burst, now()

    def wait_s(self, amount: float) -> float:
        """Take so much; how long to wait before the next."""
        now = self._now()
        self._left = min(self._burst, self._left + (now - self._at) * self._a_second) - amount
        self._at = now
        return max(0.0, -self._left / self._a_second)

    def full(self) -> bool:
        """Whether nothing was taken for long."""
        return self._left + (self._now() - self._at) * self._a_second >= self._burst


class Arrivals:
    """How fast connections come, from one address and from all: each costs a handshake. How many are open, too."""

    def __init__(self, seats: int, of_address: int, now: Callable[[], float] = clock.monotonic_s) -> None:
        self._most, self._of_address, self._now = 2 * seats + 20, 2 * of_address + 4, now
        self._all = Bucket(30 + seats, 15, now)
        self._recent: dict[str, Bucket] = {}
        self._open: dict[str, int] = {}

    def admits(self, place: str) -> bool:
        """Whether one more from there may come now; it counts as open then."""
        if sum(self._open.values()) >= self._most or self._open.get(place, 0) >= self._of_address:
            return False
        self._recent = {name: bucket for name, bucket in self._recent.items() if not bucket.full()}
        own = self._recent.setdefault(place, Bucket(2 * self._of_address, 1, self._now))
        if own.wait_s(1) or self._all.wait_s(1):
            return False
        self._open[place] = self._open.get(place, 0) + 1
        return True

    def left(self, place: str) -> None:
        """One from there is closed."""
        self._open[place] -= 1
        if not self._open[place]:
            del self._open[place]


class Pastes:
    """Leaves out what a paste has beyond its bound. Its marks may come in pieces."""

    def __init__(self, most: int = PASTE) -> None:
        self._most = most
        self._held = b""
        self._left = -1
        """How much the paste that goes on may still have; -1: none does."""
        self.cut = 0

    def feed(self, data: bytes) -> bytes:
        """What of ``data`` may pass; the half of a mark waits for what comes next, no longer than one of its bytes."""
        data, out = self._held + data, []
        while True:
            mark = _PASTE if self._left < 0 else _PASTE_END
            text, found, data = data.partition(mark)
            self._held = b"" if found else _half(text, mark)
            out.append(self._passing(text[: len(text) - len(self._held)]))
            if not found:
                return b"".join(out)
            out.append(mark)
            self._left = self._most if self._left < 0 else -1

    def _passing(self, text: bytes) -> bytes:
        if self._left < 0:
            return text
        passed = text[: self._left]
        self._left -= len(passed)
        self.cut += len(text) - len(passed)
        return passed


def _half(text: bytes, mark: bytes) -> bytes:
    """The end of ``text`` that may begin this mark. A lone Escape is a key and does not wait."""
    for length in range(len(mark) - 1, 1, -1):
        if text.endswith(mark[:length]):
            return text[-length:]
    return b""
