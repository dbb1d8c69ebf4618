"""Routes of delivery (contract §4.7): metrics counted from real events, the events, the suppressions."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.routes.threads import LIMIT, SCOPE, scope_of
from commune_tui.sandbox.world.database import iso

RATES = {"delivery_rate": "delivered", "bounce_rate": "bounced", "complaint_rate": "complained"}


def period(call: Call) -> tuple[str, int]:
    """``7d`` or ``24h`` and its length in hours; at most 90 days, nonsense is a week."""
    days = call.text("days")
    text = call.text("period") or (f"{days}d" if days else "7d")
    found = re.fullmatch(r"(\d{1,4})([dh])", text)
    if not found or not int(found[1]):
        return "7d", 168
    hours = int(found[1]) * (24 if found[2] == "d" else 1)
    return (text, hours) if hours <= 90 * 24 else ("90d", 90 * 24)


def metrics(call: Call) -> Response:
    """Fractions at top level for the CLI, percentages under ``data`` for the SDK (discrepancies §50)."""
    scope, world = scope_of(call), call.state.world
    if scope is None:
        raise Problem(400, "inbox_id or domain_id query parameter is required")
    name, hours = period(call)
    now = world.database.now_ms()
    counts = world.delivery.counts(*scope, now - hours * 3_600_000)
    sent = counts["sent"]
    rates = {rate: counts[kind] / sent if sent else 0.0 for rate, kind in RATES.items()}
    span = {"period_start": iso(now - hours * 3_600_000), "period_end": iso(now), "days": -(-hours // 24)}
    percent = {rate: round(value * 100, 2) for rate, value in rates.items()}
    data = {**counts, **percent, "period": name, **span}
    top = {rate: round(value, 4) for rate, value in rates.items()}
    return record(data, beside=top)


def events(call: Call) -> Response:
    filters: dict[str, str] = {}
    scope, message_id = scope_of(call), call.text("message_id", "messageId")
    if scope is not None:
        filters[scope[0]] = scope[1]
    if message_id is not None:
        filters["message_id"] = message_id
    if not filters:
        raise Problem(400, "Provide at least one of: inbox_id, domain_id, message_id")
    if (kind := call.text("event_type", "eventType")) is not None:
        filters["type"] = kind
    return listing(call.state.world.delivery.events(filters, call.integer("limit", 50, 1, 200)))


def suppressions(call: Call) -> Response:
    filters: dict[str, str] = {}
    scope, email = scope_of(call), call.text("email")
    if scope is None and email is None:
        raise Problem(400, "inbox_id or domain_id query parameter is required")
    if scope is not None:
        filters[scope[0]] = scope[1]
    if email is not None:
        filters["email"] = email.lower()
    return listing(call.state.world.delivery.suppressions(filters, call.integer("limit", 50, 1, 200)))


def _operation(path: str, handler: Any, summary: str, *query: Query, wrapped: str = "list") -> Operation:
    return Operation("GET", path, handler, summary, "messages:read", query=(*SCOPE, *query), wrapped=wrapped)


OPERATIONS = [
    _operation("/v1/delivery/metrics", metrics, "Counts and rates", Query("period", "7d, 24h …"), wrapped="record"),
    _operation(
        "/v1/delivery/events",
        events,
        "What became of each mail",
        LIMIT,
        Query("message_id", "Of this message."),
        Query("event_type", "Only of this type."),
    ),
    _operation(
        "/v1/delivery/suppressions", suppressions, "Addresses not written to", LIMIT, Query("email", "This one only.")
    ),
]
