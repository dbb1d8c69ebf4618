"""Sets of names, written as one text. Knows nothing of what they name."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The blank-separated names of a text."""
    return frozenset(text.split())


def octets(text: str) -> frozenset[bytes]:
    """The same as ASCII bytes."""
    return frozenset(text.encode("ascii").split())
