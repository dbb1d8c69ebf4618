"""From what the server said of limits to windows: the plan (``GET /v1/me/limits``) and the headers of an answer.

No shape of the plan is published, so both that are known are read, and what is neither counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.sending.budget import Window

if TYPE_CHECKING:
    from commune_tui.api.rate import RateLimits


def of_plan(answer: Mapping[str, Any]) -> Iterator[Window]:
    """The windows of a plan, with what is left where it says how much was sent."""
    limits, usage = _part(answer, "limits") or answer, _part(answer, "usage")
    resets = _part(answer, "rate_limit_windows")
    sent = {"day": _count(usage.get("emails_sent_today", answer.get("used")))}
    for span, name in (("hour", "hourly_resets_at"), ("day", "daily_resets_at")):
        if (limit := _count(limits.get(f"emails_per_{span}"))) is None:
            continue
        at, used = resets.get(name), sent.get(span)
        left = None if used is None else max(0, limit - used)
        yield Window(span, limit, left, clock.parse_iso(at) if isinstance(at, str) else None)


def of_headers(stated: RateLimits) -> Iterator[Window]:
    """The windows whose limit and rest an answer stated."""
    for span, limit, left, at in (
        ("hour", stated.limit_hour, stated.remaining_hour, stated.reset_hour_at),
        ("day", stated.limit_day, stated.remaining_day, stated.reset_day_at),
    ):
        if limit is not None and left is not None:
            yield Window(span, limit, left, at)


def _part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = answer.get(name)
    return part if isinstance(part, Mapping) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
