"""Limits of how often, when switched on (contract §3.2): sliding windows per key, inbox or address; their headers."""

from __future__ import annotations

from collections import deque

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, record

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
WINDOWS = (("Hour", "Hourly", HOUR_MS), ("Day", "Daily", DAY_MS))
BURSTS = ((15, 10), (50, 60))  # at most so many sends in so many seconds
BURST_WAIT_S = 10


def limits(call: Call) -> tuple[int, int]:
    """Sends per hour and per day, by option or by plan; 0 means no limit."""
    options, plan = call.state.options, call.state.plan_now
    return options.hourly_limit or plan.per_hour, options.daily_limit or plan.per_day


def moments(call: Call, kind: str, whose: str) -> deque[int]:
    """When this happened in the last day, oldest first."""
    now, times = call.state.world.database.now_ms(), call.state.moments[kind, whose]
    while times and times[0] <= now - DAY_MS:
        times.popleft()
    return times


def within(call: Call, kind: str, whose: str, size_ms: int, limit: int, sentence: str, code: str) -> None:
    """Count something that may happen ``limit`` times in a window (0: always, uncounted), or refuse it with 429."""
    if not limit:
        return
    now, times = call.state.world.database.now_ms(), moments(call, kind, whose)
    inside = [at for at in times if at > now - size_ms]
    if len(inside) >= limit:
        raise too_many(sentence, (inside[0] + size_ms - now) // 1000 + 1, code)
    times.append(now)


def too_many(sentence: str, wait_s: int, code: str, headers: dict[str, str] | None = None) -> Problem:
    """The 429 that says when to come back, in its header and in its body."""
    return Problem(429, sentence, headers={**(headers or {}), "Retry-After": str(wait_s)}, code=code, retryAfter=wait_s)


def headers_now(call: Call) -> dict[str, str]:
    """``X-RateLimit-…`` for the windows that have a limit; the reset is in unix seconds."""
    now, times = call.state.world.database.now_ms(), moments(call, "send", call.who.id)
    found = {}
    for (name, _, size), limit in zip(WINDOWS, limits(call), strict=True):
        if limit:
            inside = [at for at in times if at > now - size]
            found[f"X-RateLimit-Limit-{name}"] = str(limit)
            found[f"X-RateLimit-Remaining-{name}"] = str(max(0, limit - len(inside)))
            found[f"X-RateLimit-Reset-{name}"] = str(((inside[0] if inside else now) + size) // 1000 + 1)
    return found


def count_send(call: Call) -> dict[str, str]:
    """Note a send, or refuse it with 429; the headers that the answer carries."""
    now, times = call.state.world.database.now_ms(), moments(call, "send", call.who.id)
    _guard_bursts(call, now, times)
    for (_, word, size), limit in zip(WINDOWS, limits(call), strict=True):
        inside = [at for at in times if at > now - size] if limit else []
        if limit and len(inside) >= limit:
            wait = (inside[0] + size - now) // 1000 + 1
            raise too_many(f"{word} email rate limit exceeded", wait, "rate_limited", headers_now(call))
    times.append(now)
    return headers_now(call)


def _guard_bursts(call: Call, now: int, times: deque[int]) -> None:
    if not call.state.options.burst_guard:
        return
    counted = [(limit, size, sum(at > now - size * 1000 for at in times)) for limit, size in BURSTS]
    reasons = [f"{count} sends in {size} s (at most {limit})" for limit, size, count in counted if count >= limit]
    if reasons:
        raise Problem(429, "Burst detected", code="burst_detected", reasons=reasons, retryAfter=BURST_WAIT_S)


def mine(call: Call) -> Response:
    hour, day = limits(call)
    used = moments(call, "send", call.who.id)
    return record(
        {
            "tier": call.state.options.plan,
            "emails_per_hour": hour or None,
            "emails_per_day": day or None,
            "used": len(used),
        }
    )


OPERATIONS = [Operation("GET", "/v1/me/limits", mine, "The limits of this key")]
