"""How many sessions there may be: in all, and from one address. Pure."""

from __future__ import annotations

import ipaddress
from collections import Counter

FULL = """\
commune-tui: as many guests are here as this machine has room for. Please come again in some minutes.
It runs on your own machine as well:  commune-tui demo
"""
OF_ADDRESS = """\
commune-tui: as many guests are here from your address as there may be. End one of them, or come again later.
It runs on your own machine as well:  commune-tui demo
"""


def place(address: str) -> str:
    """What counts as one address: of the newer protocol a whole network of 64 bits, since one person has all of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


class Seats:
    """A seat is taken by a session and given back when nothing of it is left."""

    def __init__(self, most: int, of_address: int) -> None:
        self._most, self._of_address = most, of_address
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many there are now."""
        return self._taken.total()

    def refusal(self, address: str) -> str:
        """Why nobody from there gets one now; empty where one is free."""
        if self.taken >= self._most:
            return FULL
        return OF_ADDRESS if self._taken[place(address)] >= self._of_address else ""

    def take(self, address: str) -> None:
        """Somebody from there sits down."""
        self._taken[place(address)] += 1

    def give_back(self, address: str) -> None:
        """And leaves."""
        self._taken -= Counter([place(address)])
