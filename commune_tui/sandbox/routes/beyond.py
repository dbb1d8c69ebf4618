"""Routes beyond e-mail that the official clients call (contract §4.13): honest empty lists, and refusals in JSON."""

from __future__ import annotations

from starlette.responses import Response, StreamingResponse

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.world.database import iso

NO_PHONE = "This sandbox speaks e-mail only: it has no phone numbers"
KINDS = ("error", "feature", "signal")


def nothing(call: Call) -> Response:
    return listing([])


def no_phone(call: Call) -> Response:
    raise Problem(404, NO_PHONE, code="not_available")


def settings(call: Call) -> Response:
    return record({"enabled": False})


def credits(call: Call) -> Response:
    zero = dict.fromkeys(("included", "purchased", "total", "usedThisCycle", "balance"), 0)
    return record({**zero, "cycleResetAt": None})


def no_checkout(call: Call) -> Response:
    raise Problem(400, "This sandbox sells nothing", code="not_available")


def feedback(call: Call) -> Response:
    body, world = call.json(), call.state.world
    kind, message = body.get("type"), body.get("message")
    if kind not in KINDS:
        raise Problem(400, f"Invalid type. Must be one of: {', '.join(KINDS)}")
    if not isinstance(message, str) or not 1 <= len(message) <= 4000:
        raise Problem(400, "message must be a text of 1 to 4000 characters")
    number, now = f"fb_{world.database.hex(20)}", world.database.now_ms()
    world.database.insert("feedback", id=number, type=kind, message=message, created_at=now)
    return record({"id": number, "type": kind, "status": "received", "created_at": iso(now)}, 201)


def stream(call: Call) -> Response:
    """Server-sent events: ``connection.ack``, then mail as it comes and goes, and a heartbeat in between."""
    wanted = call.text("events")
    kinds = {kind.strip() for kind in wanted.split(",") if kind.strip()} if wanted else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = call.state.feed.stream(kinds, call.text("inbox_id"))
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


def health(call: Call) -> Response:
    return record({"status": "ok"})


FEEDBACK = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": list(KINDS)},
        "message": {"type": "string", "minLength": 1, "maxLength": 4000},
    },
    "required": ["type", "message"],
}
PHONE = "/v1/phone-numbers"
ONE = PHONE + "/{number_id}"
LISTS = (
    PHONE,
    PHONE + "/available",
    "/v1/sms/conversations",
    "/v1/sms/conversations/{remote}",
    "/v1/sms/search",
    "/v1/sms/suppressions",
    "/v1/credits/bundles",
)
REFUSED = (
    ("POST", PHONE),
    ("GET", ONE),
    ("DELETE", ONE),
    ("PATCH", ONE),
    ("PUT", ONE),
    ("PUT", ONE + "/allow-list"),
    ("PUT", ONE + "/block-list"),
    ("POST", "/v1/sms/send"),
    ("DELETE", "/v1/sms/suppressions/{number}"),
)
STREAM = (Query("events", "Kinds, with commas; all when absent."), Query("inbox_id", "Of this inbox."))
OPERATIONS = [
    *(Operation("GET", path, nothing, "Always empty here", wrapped="list") for path in LISTS),
    *(Operation(method, path, no_phone, "Not in this sandbox", status=404, wrapped="none") for method, path in REFUSED),
    Operation("GET", "/v1/phone-settings", settings, "Telephony is off"),
    Operation("GET", "/v1/credits", credits, "Credits: none needed"),
    Operation("GET", "/v1/credits/balance", credits, "Credits: none needed"),
    Operation("POST", "/v1/credits/checkout", no_checkout, "Not in this sandbox", status=400, wrapped="none"),
    Operation("POST", "/v1/feedback", feedback, "Leave a note", body=FEEDBACK, status=201),
    Operation("GET", "/v1/events/stream", stream, "The live stream", "messages:read", query=STREAM, wrapped="stream"),
    Operation("GET", "/health", health, "Is it alive", public=True),
]
