"""How long answers take, and how that is said. Pure."""

from __future__ import annotations

from typing import Final

_UNITS: Final = ((86_400, "day"), (3600, "h"), (60, "min"))


def lasting(seconds: float) -> str:
    """How long something has lasted: ``under a minute``, ``4 min``, ``2 h``, ``1 day``, ``3 days``; never too long."""
    for size, unit in _UNITS:
        if (count := int(seconds // size)) >= 1:
            return f"{count:,} {unit}s" if unit == "day" and count > 1 else f"{count} {unit}"
    return "under a minute"
