"""Whether a sender poses as one of ours, or as somebody whom we know. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from commune_tui.risk.likeness import hosts_alike
from commune_tui.risk.terms import Finding
from commune_tui.text.address import read_address

_SHOWS: Final = "the name shows another "
_LETTERS: Final = "look-alike letters"
_HOST: Final = "the host "
_LETTERS_APART: Final = 6
_ANYBODY: Final = frozenset(
    f"{name}.{end}"
    for name in ("gmail", "googlemail", "ymail", "mail", "email", "gmx", "web", "hotmail", "outlook", "live", "icloud",
                 "yahoo", "yandex", "proton", "protonmail", "fastmail", "orange", "free", "libero", "seznam", "aol")
    for end in ("com", "de", "net", "fr", "it", "es", "at", "ch", "co.uk", "ru", "me", "cz", "pl", "nl", "eu", "org")
)  # fmt: skip
"""Hosts at which anybody has a mailbox: the same name at two of them is two people."""


def posing(name: str, address: str, ours: Iterable[str], people: Collection[str] = ()) -> Finding | None:
    """Whom the sender of a mail can be taken for, as a finding; ``ours`` are the hosts of our own addresses, ``people``
    addresses of those whom we know better than this sender.

    A host that is ours, or below one that is, poses as nobody.
    """
    host = address.lower().rpartition("@")[2].strip(".")
    own = [each.lower().strip(".") for each in ours if each]
    if not host or any(host == each or host.endswith(f".{each}") for each in own):
        return None
    for each in own:
        if f".{each}." in f".{host}" or hosts_alike(host, each):
            return Finding("lookalike", f"as {each}, from {host}")
    known = [each for each in people if each != address.lower()]
    for each in known:
        if _alike(address.lower(), each):
            return Finding("lookalike", f"as {each}, from {host}")
    for doubt in read_address(f"{name} <{address}>" if name else address).doubts:
        if doubt.startswith(_SHOWS) and any(each in doubt for each in (*own, *known)):
            return Finding("lookalike", doubt)
        if doubt.startswith((_SHOWS, _HOST)) or _LETTERS in doubt:
            return Finding("lookalike", doubt, 0.5)
    return None


def shown(name: str, address: str) -> str:
    """The address that the name of a sender shows in place of its own; empty where it shows none."""
    if "@" not in name and "at" not in name:
        return ""
    doubts = read_address(f"{name} <{address}>").doubts
    return next((doubt.rpartition(" ")[2] for doubt in doubts if doubt.startswith(f"{_SHOWS}address")), "")


def _alike(address: str, other: str) -> bool:
    """Whether an address has the name of another one at a host that can be taken for its."""
    local, _, host = address.rpartition("@")
    other_local, _, other_host = other.rpartition("@")
    if local != other_local or host == other_host or (host in _ANYBODY and other_host in _ANYBODY):
        return False
    if len(set(host) ^ set(other_host)) > _LETTERS_APART:
        return False  # the rest takes long, and most are told apart by this
    return host.startswith(f"{other_host}.") or hosts_alike(host, other_host)
