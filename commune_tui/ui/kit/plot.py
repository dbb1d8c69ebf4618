"""Numbers as a small plot in one line: bars of dots, two to a cell; in ASCII a sign for each two. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_LEFT: Final = (0x00, 0x40, 0x44, 0x46, 0x47)
_RIGHT: Final = (0x00, 0x80, 0xA0, 0xB0, 0xB8)
"""The dots of a Braille cell (Unicode, U+2800) that are a bar of so many, from the bottom."""
_SIGNS: Final = " .:=#"
HIGH: Final = 4
"""Steps of a bar."""


def plot(numbers: Sequence[int], width: int, top: int, *, ascii_only: bool) -> str:
    """The numbers in ``width`` cells, in their order; ``top`` fills a bar of them all. Only zero is blank."""
    bars = _binned(numbers, width if ascii_only else 2 * width)
    steps = [min(HIGH, -(-HIGH * each // max(1, top))) if each > 0 else 0 for each in bars]
    if ascii_only:
        return "".join(_SIGNS[step] for step in steps)
    pairs = zip(steps[::2], steps[1::2], strict=True)
    return "".join(chr(0x2800 + _LEFT[left] + _RIGHT[right]) if left or right else " " for left, right in pairs)


def highest(numbers: Sequence[int], width: int, *, ascii_only: bool) -> int:
    """What the highest bar of :func:`plot` stands for."""
    return max(_binned(numbers, width if ascii_only else 2 * width), default=0)


def _binned(numbers: Sequence[int], count: int) -> list[int]:
    edges = [at * len(numbers) // count for at in range(count + 1)]
    return [sum(numbers[first:last]) for first, last in pairwise(edges)]
