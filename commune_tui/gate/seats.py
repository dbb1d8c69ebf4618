"""How many connections the gate has, in all and of one address. Silent ones and strangers make room. Pure."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

AT_ONCE = 500
OF_ADDRESS = 200
"""Of these from one address: an agent that waits for a decision has one connection for as long."""


def origin(host: str) -> str:
    """What counts as one address. Of IPv6 that is a network of 64 bits, all of which one machine may use."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else address.packed[:8].hex()


@dataclass(eq=False, slots=True)
class Seat:
    """One connection; ``leave`` ends it at once."""

    origin: str
    leave: Callable[[], object] = lambda: None
    strange: bool = False


class Seats:
    """Which connections there are. Each takes a seat, and has to give it back by ``left``, which may come twice."""

    def __init__(self, most: int = AT_ONCE, of_address: int = OF_ADDRESS) -> None:
        self._most, self._of_address = most, of_address
        self._taken: dict[Seat, None] = {}
        self._silent: dict[Seat, None] = {}
        """Those that have not said a whole head yet or had a wrong key, the oldest first."""
        self._of: Counter[str] = Counter()

    def take(self, place: str) -> Seat | None:
        """A seat for one more from there. Where there is none, the oldest silent one has to go; without such, none."""
        own = self._of[place] >= self._of_address
        if own or len(self._taken) >= self._most:
            oldest = next((seat for seat in self._silent if not own or seat.origin == place), None)
            if oldest is None:
                return None
            self.left(oldest)
            oldest.leave()
        seat = Seat(place)
        self._taken[seat] = self._silent[seat] = None
        self._of[place] += 1
        return seat

    def spoke(self, seat: Seat) -> None:
        """It has said a whole head, and need not make room any more."""
        if not seat.strange:
            self._silent.pop(seat, None)

    def is_strange(self, seat: Seat) -> None:
        """It had a wrong key: it has to make room as long as it is there."""
        seat.strange = True
        if seat in self._taken:
            self._silent[seat] = None

    def left(self, seat: Seat) -> None:
        """It has ended."""
        self._silent.pop(seat, None)
        if seat not in self._taken:
            return
        del self._taken[seat]
        self._of[seat.origin] -= 1
        self._of += Counter()  # forgets addresses that have none any more

    def end(self) -> None:
        """End all."""
        for seat in list(self._taken):
            seat.leave()
