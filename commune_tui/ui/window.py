"""How large a window is drawn at most: memory and time grow with it, and a terminal may claim any size. Pure."""

from __future__ import annotations

from textual.geometry import Size

LARGEST = (1000, 300)
"""Columns and rows; what a window has beyond them stays empty."""


def drawn(size: Size) -> Size:
    """The part of a window that is drawn."""
    return Size(min(size.width, LARGEST[0]), min(size.height, LARGEST[1]))
