"""What an answer's headers say about how much more may be asked, and when (contract §3.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commune_tui import clock

_LONGEST_S = 366 * 86400.0


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limits that one answer stated; a window that was not stated is ``None``.

    ``*_hour`` and ``*_day`` come from ``X-RateLimit-*-Hour|-Day``; ``remaining`` and ``reset_at`` from the plain
    ``X-RateLimit-Remaining`` and ``-Reset``, which other servers send. ``retry_after_s`` is the wait asked for.
    """

    limit_hour: int | None = None
    limit_day: int | None = None
    remaining: int | None = None
    remaining_hour: int | None = None
    remaining_day: int | None = None
    reset_at: datetime | None = None
    reset_hour_at: datetime | None = None
    reset_day_at: datetime | None = None
    retry_after_s: float | None = None


NO_LIMITS = RateLimits()


def _number(text: str | None) -> int | None:
    if text is None or len(text) > 18:
        return None
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return None


def _moment(text: str | None, now: datetime) -> datetime | None:
    """A reset time: unix seconds, unix milliseconds, or (small numbers) seconds from now."""
    number = _number(text)
    if number is None:
        return None
    seconds = number / 1000 if number > 10**11 else float(number)
    if number < 10**8:
        seconds += now.timestamp()
    return clock.from_s(seconds)


def seconds_until(text: str, now: datetime) -> float | None:
    """``Retry-After`` as seconds from ``now``: a number of seconds or an HTTP date; ``None`` when it is neither."""
    text = text.strip()
    try:
        seconds = float(text)
    except ValueError:
        moment = clock.from_header(text)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    if seconds != seconds:  # NaN
        return None
    return min(max(seconds, 0.0), _LONGEST_S)


def retry_after_s(headers: Mapping[str, str], body: Any, now: datetime) -> float | None:
    """The wait a server asks for: the ``Retry-After`` header, else ``retryAfter`` (seconds) in the JSON body."""
    stated = headers.get("retry-after")
    if stated is not None and (seconds := seconds_until(stated, now)) is not None:
        return seconds
    if isinstance(body, dict):
        for key in ("retryAfter", "retry_after"):
            value = body.get(key)
            if isinstance(value, int | float | str) and not isinstance(value, bool):
                return seconds_until(str(value)[:64], now)
    return None


def rate_limits(headers: Mapping[str, str], body: Any, now: datetime) -> RateLimits:
    """Read the limits from the headers of one answer (lower-case names)."""
    wait = retry_after_s(headers, body, now)
    if wait is None and not any(name.startswith(("x-ratelimit", "ratelimit")) for name in headers):
        return NO_LIMITS

    def number(name: str) -> int | None:
        return _number(headers.get(f"x-ratelimit-{name}", headers.get(f"ratelimit-{name}")))

    def moment(name: str) -> datetime | None:
        return _moment(headers.get(f"x-ratelimit-{name}", headers.get(f"ratelimit-{name}")), now)

    return RateLimits(
        limit_hour=number("limit-hour"),
        limit_day=number("limit-day"),
        remaining=number("remaining"),
        remaining_hour=number("remaining-hour"),
        remaining_day=number("remaining-day"),
        reset_at=moment("reset"),
        reset_hour_at=moment("reset-hour"),
        reset_day_at=moment("reset-day"),
        retry_after_s=wait,
    )
