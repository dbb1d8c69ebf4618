"""Addresses that are easily taken for one another. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from commune_tui.text.alphabets import looks_latin
from commune_tui.text.host import read_host

_NEAR = 0.84


def look_alike(address: str, people: Iterable[str]) -> str:
    """Somebody known whose address differs from this one in a way that is easily overlooked; empty when nobody does.

    The same name at another host is no look-alike unless the hosts look alike; neither are short, different names.
    """
    local, _, host = address.lower().rpartition("@")
    for other in dict.fromkeys(person.lower() for person in people):
        if other == address.lower() or "@" not in other:
            continue
        other_local, _, other_host = other.rpartition("@")
        if host == other_host:
            if _near(local, other_local, 5):
                return other
        elif local == other_local and hosts_alike(host, other_host):
            return other
    return ""


def hosts_alike(one: str, other: str) -> bool:
    """Whether one host is easily taken for another one."""
    return _shape(one) == _shape(other) or _near(one, other, 6)


def _near(one: str, other: str, shortest: int) -> bool:
    if min(len(one), len(other)) < shortest or abs(len(one) - len(other)) > 2:
        return False
    if _digits(one) != _digits(other) and one.rstrip("0123456789") == other.rstrip("0123456789"):
        return False  # order1 and order2 are two, not a slip
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR and _steps(one, other) <= 2


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _steps(one: str, other: str) -> int:
    """Letters to change, add, remove or swap with their neighbour to get from one to the other."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(row[j - 1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def _shape(host: str) -> str:
    """What a host looks like at a glance."""
    read = read_host(host)
    text = ".".join(looks_latin(label) or label for label in read.script.split(".")).lower()
    for pair, seen in (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("-", "")):
        text = text.replace(pair, seen)
    return text
