"""Times as servers write them, in every form seen: ISO 8601 text, unix seconds, unix milliseconds. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from commune_tui import clock

_SECONDS_BELOW = 10**11  # as seconds this is the year 5138, as milliseconds 1973


def from_wire(value: Any) -> datetime | None:
    """An aware UTC datetime, or ``None`` when the value is no time. Numbers may be text."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        if len(value) > 64:
            return None
        moment = clock.parse_iso(value)
        if moment is not None and not value.strip().isdigit():
            return moment
        try:
            value = float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    return clock.from_s(value, parts=1000 if abs(value) >= _SECONDS_BELOW else 1)
