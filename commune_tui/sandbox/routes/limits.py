"""Rate limits, when switched on (contract §3.2): sends per key in a sliding hour and day, with every header of them."""

from __future__ import annotations

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, record

WINDOWS = (("Hour", "Hourly", 3_600_000), ("Day", "Daily", 86_400_000))


def limits(call: Call) -> tuple[int, int]:
    """Sends per hour and per day; 0 means no limit."""
    return call.state.options.hourly_limit, call.state.options.daily_limit


def headers_now(call: Call) -> dict[str, str]:
    """``X-RateLimit-…`` for the windows that have a limit; the reset is in unix seconds."""
    now, times = call.state.world.database.now_ms(), call.state.sends[call.who.id]
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
    now, times = call.state.world.database.now_ms(), call.state.sends[call.who.id]
    while times and times[0] <= now - WINDOWS[-1][2]:
        times.popleft()
    for (_, word, size), limit in zip(WINDOWS, limits(call), strict=True):
        inside = [at for at in times if at > now - size]
        if limit and len(inside) >= limit:
            wait = (inside[0] + size - now) // 1000 + 1
            headers = {**headers_now(call), "Retry-After": str(wait)}
            raise Problem(429, f"{word} email rate limit exceeded", headers=headers, retryAfter=wait)
    times.append(now)
    return headers_now(call)


def mine(call: Call) -> Response:
    hour, day = limits(call)
    used = call.state.sends[call.who.id]
    return record(
        {"tier": "sandbox", "emails_per_hour": hour or None, "emails_per_day": day or None, "used": len(used)}
    )


OPERATIONS = [Operation("GET", "/v1/me/limits", mine, "The limits of this key")]
