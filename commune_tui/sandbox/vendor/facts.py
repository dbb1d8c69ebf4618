"""Delivery, webhooks, limits and the organisation in the words of the vendor's server."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Handler, Problem, bare, listing, record
from commune_tui.sandbox.routes.agent import own_row
from commune_tui.sandbox.routes.delivery import period
from commune_tui.sandbox.routes.limits import DAY_MS, HOUR_MS, limits, moments
from commune_tui.sandbox.routes.threads import scope_of
from commune_tui.sandbox.routes.webhooks import delivery_of
from commune_tui.sandbox.vendor.answers import object_id, org_id, row_id, sender
from commune_tui.sandbox.world.database import iso

SCOPE_MISSING = "inbox_id or domain_id query parameter is required"
RATES = {
    "delivery_rate": "delivered",
    "bounce_rate": "bounced",
    "complaint_rate": "complained",
    "failure_rate": "failed",
    "suppression_rate": "suppressed",
    "orphan_event_rate": "orphan_events",
}


def metrics(call: Call) -> Response:
    """Rates are texts, and a period is an object."""
    scope, world = scope_of(call), call.state.world
    if scope is None:
        raise Problem(400, SCOPE_MISSING)
    hours, now = period(call)[1], world.database.now_ms()
    counts = {**world.delivery.counts(*scope, now - hours * HOUR_MS), "orphan_events": 0}
    sent = counts["sent"]
    rates = {rate: f"{counts[kind] / sent * 100:.1f}%" if sent else "N/A" for rate, kind in RATES.items()}
    span = {"start": iso(now - hours * HOUR_MS), "end": iso(now), "days": -(-hours // 24)}
    return record({scope[0]: scope[1], "period": span, **counts, **rates})


def events(call: Call) -> Response:
    """What happened stands in ``event_data``, as the mail provider told it."""
    filters: dict[str, str] = {}
    if (scope := scope_of(call)) is not None:
        filters[scope[0]] = scope[1]
    for column, names in (("message_id", ("message_id", "messageId")), ("type", ("event_type", "eventType"))):
        if (value := call.text(*names)) is not None:
            filters[column] = value
    if not filters.keys() & {"inbox_id", "domain_id", "message_id"}:
        raise Problem(400, "Provide at least one of: inbox_id, domain_id, message_id")
    rows = call.state.world.delivery.rows(filters, call.integer("limit", 50, 1, 200))
    return listing([event(call, row) for row in rows])


def event(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    """One event; whom it concerns is in ``to`` only."""
    message = call.state.world.messages.row(row["message_id"])
    data: dict[str, Any] = {
        "email_id": row["message_id"],
        "created_at": iso(row["at"]),
        "from": sender(message) if message is not None else "",
        "to": [row["recipient"]],
        "subject": message["subject"] if message is not None else "",
    }
    if row["type"] == "bounced":
        said = row["detail"].removeprefix("soft: ")
        kind = ("Transient", "MailboxFull") if row["detail"].startswith("soft") else ("Permanent", "General")
        data["bounce"] = {"message": said, "type": kind[0], "subType": kind[1], "diagnosticCode": [f"smtp; {said}"]}
    elif row["type"] == "complained":
        data["complaint"] = {"type": "abuse"}
    elif row["type"] == "failed":
        data["failed"] = {"reason": row["detail"]}
    place = {"inbox_id": row["inbox_id"], "domain_id": row["domain_id"]}
    names = {"message_id": row["message_id"], "event_type": row["type"], "event_data": data}
    return {**names, **place, "_id": row_id(row["id"]), "processed_at": iso(row["at"])}


def suppressions(call: Call) -> Response:
    scope = scope_of(call)
    if scope is None:
        raise Problem(400, SCOPE_MISSING)
    found = call.state.world.delivery.suppressions(dict([scope]), call.integer("limit", 50, 1, 200))
    names = ("email", "reason", "type", "source", "inbox_id", "domain_id", "message_id")
    return listing([
        {**{name: each[name] for name in names}, "_id": row_id(each["id"]), "created_at": each["created_at"]}
        | {"metadata": _cause(call, each)}
        | ({"expires_at": each["expires_at"]} if each["expires_at"] else {})
        for each in found
    ])  # fmt: skip


def _cause(call: Call, suppression: dict[str, Any]) -> dict[str, Any]:
    """The mail that led to a suppression, and what was said of it."""
    message = call.state.world.messages.row(suppression["message_id"] or "")
    told: dict[str, Any] = {"original_subject": message["subject"] if message is not None else None}
    if suppression["reason"] == "complaint":
        return {"complaint_type": "abuse", **told}
    data = json.loads(message["delivery_data"]) if message is not None and message["delivery_data"] else {}
    reason = data.get("bounce_reason")
    return {"bounce_reason": reason, "bounce_diagnostic": f"smtp; {reason}", **told}


def my_limits(call: Call) -> Response:
    world, (hour, day) = call.state.world, limits(call)
    now = world.database.now_ms()
    inboxes, domains = (int(world.database.value(f"SELECT count(*) FROM {t}")) for t in ("inboxes", "domains"))  # noqa: S608
    most = {"emails_per_hour": hour or None, "emails_per_day": day or None, "inboxes": call.state.plan_now.inboxes}
    hourly, daily = ((now // size + 1) * size for size in (HOUR_MS, DAY_MS))
    return record({
        "org_id": org_id(world),
        "plan": call.state.options.plan,
        "limits": {**most, "domains": domains + 10},
        "usage": {"emails_sent_today": len(moments(call, "send", call.who.id)), "inboxes_count": inboxes},
        "rate_limit_windows": {"hourly_resets_at": iso(hourly), "daily_resets_at": iso(daily)},
    })  # fmt: skip


def org(call: Call) -> Response:
    return _org(call, own_row(call))


def rename(call: Call) -> Response:
    name = call.json().get("name")
    if not isinstance(name, str) or not name.strip():
        raise Problem(400, "name is required", code="missing_fields")
    return _org(call, call.state.world.organisation.rename(name.strip()) or {})


def _org(call: Call, row: dict[str, Any]) -> Response:
    settings = {"emailVerificationRequired": True, "maxApiKeys": 10, "maxUsers": 5}
    used = call.state.world.attachments.used_bytes()
    stored = {"attachment_storage_used_bytes": used} if used else {}
    mine = {"tier": call.state.options.plan, "settings": settings, "_id": object_id(str(row.get("id")))}
    return bare({"org": {**row, **mine, **stored}})


def deliveries(call: Call) -> Response:
    filters = {name: value for name in ("inbox_id", "endpoint") if (value := call.text(name)) is not None}
    limit, offset = call.integer("limit", 50, 1, 100), call.integer("offset", 0, 0, 10**9)
    items, total = call.state.world.webhooks.page(filters, call.text("status"), limit, offset)
    return bare({"deliveries": [_delivery(each) for each in items], "total": total})


ALIASES = ("id", "httpStatus", "attemptCount", "createdAt")


def _delivery(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ALIASES}


def delivery(call: Call) -> Response:
    return bare({"delivery": _delivery(call.state.world.webhooks.detail(delivery_of(call)))})


def health(call: Call) -> Response:
    found = call.state.world.webhooks.health()
    return bare({name: found[name] for name in ("endpoints", "totals")})


HANDLERS: dict[str, Handler] = {
    "GET /v1/delivery/metrics": metrics,
    "GET /v1/delivery/events": events,
    "GET /v1/delivery/suppressions": suppressions,
    "GET /v1/me/limits": my_limits,
    "GET /v1/agent/org": org,
    "PATCH /v1/agent/org": rename,
    "GET /v1/webhooks/deliveries": deliveries,
    "GET /v1/webhooks/deliveries/{delivery_id}": delivery,
    "GET /v1/webhooks/health": health,
}
