"""How many bytes something has, as people say it. Pure."""

from __future__ import annotations


def size(number: int) -> str:
    """``120 KB``."""
    if number < 1_000:
        return "1 byte" if number == 1 else f"{number} bytes"
    return f"{number / 1_000:.0f} KB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"
