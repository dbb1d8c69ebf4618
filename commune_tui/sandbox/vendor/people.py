"""Keys, registration, claims and deletion on the vendor's server."""

from __future__ import annotations

import hmac
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Handler, Problem, bare
from commune_tui.sandbox.routes import deletion, registration
from commune_tui.sandbox.routes.agent import LONGEST_S
from commune_tui.sandbox.routes.gates import own
from commune_tui.sandbox.world.database import iso

STORE = 'Store immediately: export COMMUNE_API_KEY="{key}"'
FIELDS = ("agentName", "agentPurpose", "orgName", "orgSlug", "publicKey")


def keys(call: Call) -> Response:
    return bare({"apiKeys": call.state.world.keys.all()})


def create_key(call: Call) -> Response:
    """Any words are permissions, also such as the asking key does not have."""
    body, world = call.json(), call.state.world
    name, permissions, life = body.get("name"), body.get("permissions", ["read", "write"]), body.get("expiresIn")
    if not isinstance(name, str) or not name.strip():
        raise Problem(400, "name is required", code="missing_fields")
    if not isinstance(permissions, list):
        raise Problem(400, "permissions must be an array", code="invalid_permissions")
    if life is not None and (type(life) is not int or not 0 < life <= LONGEST_S):
        raise Problem(400, "expiresIn must be a positive number of seconds", code="invalid_expires_in")
    own(call)
    if world.keys.active() >= world.keys.LIMIT:
        raise Problem(429, f"At most {world.keys.LIMIT} API keys per organization", code="api_key_limit_reached")
    raw, public = world.keys.create(name.strip(), [str(each) for each in permissions], life)
    return bare({"apiKey": raw, **_public(public), "message": STORE.format(key=raw)}, 201)


def _public(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name != "lastUsedAt"}


def revoke_key(call: Call) -> Response:
    keys, number = call.state.world.keys, call.params["key_id"]
    if keys.get(number) is None:
        raise Problem(404, "API key not found")
    keys.revoke(number)
    return bare({"message": "API key revoked"})


def rotate_key(call: Call) -> Response:
    """A new secret, also for a key that was switched off."""
    rotated = call.state.world.keys.rotate(call.params["key_id"], dead_too=True)
    if rotated is None:
        raise Problem(404, "API key not found")
    raw, public = rotated
    sentence = "Old key invalidated. Store the new key immediately: export COMMUNE_API_KEY="
    names = ("id", "name", "keyPrefix", "expiresAt")
    return bare({"apiKey": raw, **{name: public[name] for name in names}, "message": f'{sentence}"{raw}"'})


def register(call: Call) -> Response:
    """A purpose is needed, and a slug is taken from the first step on."""
    body, world = call.json(), call.state.world
    if not all(isinstance(body.get(name), str) and body[name].strip() for name in FIELDS):
        raise Problem(400, f"Required: {', '.join(FIELDS)}", code="missing_fields")
    if world.agents.asked(body["orgSlug"].lower()):
        raise Problem(409, "This org slug is already taken", code="slug_exists")
    return registration.register(call)


def look(call: Call) -> Response:
    """What the owner sees: a link that was used is a link that never was."""
    row = _open_claim(call)
    agent = call.state.world.agents.about(row["agent_id"])
    return bare({
        "agentName": agent["name"],
        "agentPurpose": agent["purpose"],
        "agentEmail": agent["email"],
        "ownerEmail": row["owner_email"],
        "createdAt": iso(agent["created_at"]),
    })  # fmt: skip


def accept(call: Call) -> Response:
    row = _open_claim(call)
    call.state.world.agents.accept(row["token"])
    agent = call.state.world.agents.about(row["agent_id"])
    sentence = "Agent claimed successfully. It can now send and receive emails."
    return bare({"message": sentence, "agentName": agent["name"], "agentEmail": agent["email"]})


def _open_claim(call: Call) -> Any:
    row = call.state.world.agents.claimed(call.params["token"])
    if row is None or row["accepted_at"] is not None or row["expires_at"] <= call.state.world.database.now_ms():
        raise Problem(404, "This claim link has expired or is invalid.", code="not_found")
    return row


def confirm_deletion(call: Call) -> Response:
    """The inbox is gone too, and a second confirmation is a mistake of the first kind."""
    row, world = deletion.request_of(call), call.state.world
    token = call.json().get("confirmation_token")
    if not isinstance(token, str) or not token:
        raise Problem(400, "confirmation_token is required")
    if row["status"] == "expired":
        raise Problem(410, "The confirmation token has expired")
    if row["status"] != "pending":
        raise Problem(400, f"Deletion request is {row['status']}, cannot confirm")
    if not hmac.compare_digest(world.deletions.token_hash(row["id"], token), row["token_hash"]):
        raise Problem(403, "Invalid confirmation token")
    done = world.deletions.confirm(row)
    answer = world.deletions.answer(done)
    if row["scope"] == "inbox":
        world.inboxes.delete(row["inbox_id"])
    past = ("confirm_by", "requested_at", "inbox_id")
    return bare({name: value for name, value in answer.items() if name not in past})


KEYS, CLAIM = "/v1/agent/api-keys", "/v1/auth/claim/{token}"
HANDLERS: dict[str, Handler] = {
    f"GET {KEYS}": keys,
    f"POST {KEYS}": create_key,
    f"DELETE {KEYS}/{{key_id}}": revoke_key,
    f"POST {KEYS}/{{key_id}}/rotate": rotate_key,
    "POST /v1/auth/agent-register": register,
    f"GET {CLAIM}": look,
    f"POST {CLAIM}/accept": accept,
    "POST /v1/data/deletion-request/{deletion_id}/confirm": confirm_deletion,
}
