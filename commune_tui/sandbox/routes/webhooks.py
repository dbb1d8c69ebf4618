"""Routes of webhook deliveries (contract §4.8): what was posted, to whom, and a retry by hand."""

from __future__ import annotations

import sqlite3

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, bare, listing, record
from commune_tui.sandbox.routes.threads import LIMIT


def delivery_of(call: Call) -> sqlite3.Row:
    """The delivery in the path, or a 404."""
    row = call.state.world.webhooks.row(call.params["delivery_id"])
    if row is None:
        raise Problem(404, "Delivery not found")
    return row


def index(call: Call) -> Response:
    filters = {name: value for name in ("inbox_id", "endpoint") if (value := call.text(name)) is not None}
    limit, offset = call.integer("limit", 50, 1, 100), call.integer("offset", 0, 0, 10**9)
    items, total = call.state.world.webhooks.page(filters, call.text("status"), limit, offset)
    return listing(items, deliveries=items, total=total)


def get(call: Call) -> Response:
    detail = call.state.world.webhooks.detail(delivery_of(call))
    return record(detail, beside={"delivery": detail})


def retry(call: Call) -> Response:
    row, world = delivery_of(call), call.state.world
    if row["status"] == "delivered":
        raise Problem(400, "Delivery already succeeded")
    if row["status"] == "pending":
        raise Problem(400, "Failed to requeue delivery")
    with world.database.transaction():
        world.webhooks.requeue(row["id"])
        world.jobs.schedule("webhook", {"delivery_id": row["id"]})
    return bare({"ok": True, "message": "Delivery queued for retry"})


async def test(call: Call) -> Response:
    """Post a signed synthetic event now and say what came back."""
    body = call.json()
    inbox_id, kind = body.get("inbox_id") or body.get("inboxId"), body.get("event_type", "email.received")
    if not isinstance(inbox_id, str) or not isinstance(kind, str):
        raise Problem(400, "Missing required field: inbox_id")
    if call.state.world.inboxes.row(inbox_id) is None:
        raise Problem(404, "Inbox not found")
    outcome = await call.state.hooks.test(inbox_id, kind)
    if outcome is None:
        raise Problem(400, "This inbox has no webhook", code="no_webhook")
    return record(outcome)


def health(call: Call) -> Response:
    return record(call.state.world.webhooks.health())


READ = "messages:read"
ONE = "/v1/webhooks/deliveries/{delivery_id}"
FILTERS = (Query("inbox_id", "Of this inbox."), Query("status", "pending, delivered, retrying or dead."))
PAGING = (Query("endpoint", "To this address."), LIMIT, Query("offset", "How many to skip."))
OPERATIONS = [
    Operation(
        "GET", "/v1/webhooks/deliveries", index, "List deliveries", READ, query=(*FILTERS, *PAGING), wrapped="list"
    ),
    Operation("GET", ONE, get, "One delivery with its attempts", READ, errors=(404,)),
    Operation("POST", ONE + "/retry", retry, "Try again now", "messages:write", errors=(404,), wrapped="bare"),
    Operation("GET", "/v1/webhooks/health", health, "How the endpoints do", READ),
    Operation(
        "POST",
        "/v1/webhooks/test",
        test,
        "Post a signed test event",
        "messages:write",
        body={"type": "object", "properties": {"inbox_id": {"type": "string"}}, "required": ["inbox_id"]},
        errors=(404,),
    ),
]
