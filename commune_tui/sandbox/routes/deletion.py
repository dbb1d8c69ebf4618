"""Routes of two-phase deletion (contract §9): nothing goes before the token of the preview comes back."""

from __future__ import annotations

import hmac
import sqlite3

from starlette.responses import Response

from commune_tui import clock
from commune_tui.sandbox.operation import Call, Operation, Problem, bare
from commune_tui.sandbox.world.database import to_ms
from commune_tui.sandbox.world.deletion import SCOPES, WARNINGS

SCOPE = "data:delete"


def request(call: Call) -> Response:
    """Without a ``scope`` an inbox id means that inbox, as the CLI sends it (discrepancies §68)."""
    body, world = call.json(), call.state.world
    inbox_id = body.get("inbox_id") or body.get("inboxId")
    scope = body.get("scope") or ("inbox" if inbox_id else None)
    if scope not in SCOPES:
        raise Problem(400, f"Invalid scope. Must be one of: {', '.join(SCOPES)}")
    before_ms = None
    if scope == "inbox":
        if not isinstance(inbox_id, str):
            raise Problem(400, "inbox_id is required for inbox-scoped deletion")
        if world.inboxes.row(inbox_id) is None:
            raise Problem(404, "Inbox not found")
    elif scope == "messages" and body.get("before") is not None:
        moment = clock.parse_iso(body["before"]) if isinstance(body["before"], str) else None
        if moment is None:
            raise Problem(400, 'Invalid "before" date format. Use ISO 8601.')
        before_ms = to_ms(moment)
    with world.database.transaction():
        if (active := world.deletions.active()) is not None:
            raise Problem(409, "Another deletion request is active", code="deletion_active", id=active["id"])
        row, token = world.deletions.request(scope, inbox_id if scope == "inbox" else None, before_ms)
    answer = world.deletions.answer(row)
    return bare({**answer, "confirmation_token": token, "warning": WARNINGS[scope]}, 201)


def request_of(call: Call) -> sqlite3.Row:
    """The request in the path, or a 404."""
    row = call.state.world.deletions.row(call.params["deletion_id"])
    if row is None:
        raise Problem(404, "Deletion request not found")
    return row


def confirm(call: Call) -> Response:
    """Delete for good; a request is executed once, in time, and with its own token."""
    row, deletions = request_of(call), call.state.world.deletions
    token = call.json().get("confirmation_token")
    if row["status"] == "completed":
        raise Problem(409, "This deletion was already carried out", code="already_completed")
    if row["status"] == "expired":
        raise Problem(410, "The confirmation token has expired; make a new request", code="token_expired")
    if not (token is None and call.state.options.confirm_without_token):
        if not isinstance(token, str) or not token:
            raise Problem(400, "confirmation_token is required")
        if not hmac.compare_digest(deletions.token_hash(row["id"], token), row["token_hash"]):
            raise Problem(403, "Invalid confirmation token", code="invalid_token")
    return bare(deletions.answer(deletions.confirm(row)))


def get(call: Call) -> Response:
    return bare(call.state.world.deletions.answer(request_of(call)))


BODY = {
    "type": "object",
    "properties": {
        "scope": {"type": "string", "enum": list(SCOPES)},
        "inbox_id": {"type": "string"},
        "before": {"type": "string", "format": "date-time"},
    },
    "required": ["scope"],
}
TOKEN = {"type": "object", "properties": {"confirmation_token": {"type": "string"}}, "required": ["confirmation_token"]}
PATH = "/v1/data/deletion-request"
ONE = PATH + "/{deletion_id}"
OPERATIONS = [
    Operation(
        "POST", PATH, request, "Ask for a deletion", SCOPE, body=BODY, status=201, errors=(404, 409), wrapped="bare"
    ),
    Operation(
        "POST",
        ONE + "/confirm",
        confirm,
        "Carry a deletion out",
        SCOPE,
        body=TOKEN,
        errors=(404, 409, 410),
        wrapped="bare",
    ),
    Operation("GET", ONE, get, "How a deletion stands", SCOPE, errors=(404,), wrapped="bare"),
]
