"""Whether a sender poses as one of ours. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from commune_tui.risk.likeness import hosts_alike
from commune_tui.risk.terms import Finding
from commune_tui.text.address import read_address

_SHOWS = "the name shows another "
_LETTERS = "look-alike letters"


def posing(name: str, address: str, ours: Iterable[str]) -> Finding | None:
    """Whom the sender of a mail can be taken for, as a finding; ``ours`` are the hosts of our own addresses.

    A host that is ours, or below one that is, poses as nobody.
    """
    host = address.lower().rpartition("@")[2].strip(".")
    own = [each.lower().strip(".") for each in ours if each]
    if not host or any(host == each or host.endswith(f".{each}") for each in own):
        return None
    for each in own:
        if f".{each}." in f".{host}" or hosts_alike(host, each):
            return Finding("lookalike", f"as {each}, from {host}")
    for doubt in read_address(f"{name} <{address}>" if name else address).doubts:
        if doubt.startswith(_SHOWS) and any(each in doubt for each in own):
            return Finding("lookalike", doubt)
        if doubt.startswith(_SHOWS) or _LETTERS in doubt:
            return Finding("lookalike", doubt, 0.5)
    return None
