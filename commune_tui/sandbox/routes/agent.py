"""Routes of the organisation and its API keys (contract §4.9); any valid credential may call them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, bare, listing, record
from commune_tui.sandbox.routes.gates import own

NOUNS = ("domains", "inboxes", "threads", "messages", "attachments", "phoneNumbers", "sms")
PERMISSIONS = {"read", "write", "admin", "data:delete"} | {
    f"{noun}:{way}" for noun in NOUNS for way in ("read", "write")
}
SHORT = {way: tuple(f"{noun}:{way}" for noun in NOUNS) for way in ("read", "write")}
"""What the older words stand for."""
ONCE = "Store this key now. It is shown only once."
LONGEST_S = 10 * 365 * 86_400


def org(call: Call) -> Response:
    return _org(call, own_row(call))


def own_row(call: Call) -> dict[str, Any]:
    """The organisation, or a 404."""
    row = call.state.world.organisation.row()
    if row is None:
        raise Problem(404, "Organization not found")
    return row


def rename(call: Call) -> Response:
    name = call.json().get("name")
    if not isinstance(name, str) or not name.strip():
        raise Problem(400, "Missing required field: name", code="missing_fields")
    return _org(call, call.state.world.organisation.rename(name.strip()))


def _org(call: Call, row: dict[str, Any] | None) -> Response:
    if row is None:
        raise Problem(404, "Organization not found")
    row = {**row, "tier": call.state.options.plan}
    return record(row, beside={"org": row})


def keys(call: Call) -> Response:
    items = call.state.world.keys.all()
    return listing(items, apiKeys=items)


def create_key(call: Call) -> Response:
    body, world = call.json(), call.state.world
    name, permissions, life = body.get("name"), body.get("permissions", ["read", "write"]), body.get("expiresIn")
    if not isinstance(name, str) or not name.strip():
        raise Problem(400, "Missing required field: name", code="missing_fields")
    if not isinstance(permissions, list) or not permissions or not all(_known(each) for each in permissions):
        raise Problem(400, "permissions must be a list of known scopes", code="invalid_permissions")
    if life is not None and (type(life) is not int or not 0 < life <= LONGEST_S):
        raise Problem(400, "expiresIn must be a positive number of seconds", code="invalid_expires_in")
    own(call)
    if world.keys.active() >= world.keys.LIMIT:
        raise Problem(429, f"At most {world.keys.LIMIT} API keys per organization", code="api_key_limit_reached")
    single = [each for word in permissions for each in SHORT.get(word, (word,))]
    if missing := [each for each in single if not call.who.may(each)]:
        raise Problem(403, "A key cannot grant permissions that it does not have", required=missing)
    raw, public = world.keys.create(name.strip(), list(dict.fromkeys(permissions)), life)
    return bare({"apiKey": raw, **public, "message": ONCE}, 201)


def _known(permission: Any) -> bool:
    return isinstance(permission, str) and permission in PERMISSIONS


def revoke_key(call: Call) -> Response:
    keys, number = call.state.world.keys, call.params["key_id"]
    if keys.get(number) is None:
        raise Problem(404, "API key not found")
    if not keys.revoke(number):
        raise Problem(404, "API key not found or already revoked")
    return bare({"message": "API key revoked"})


def rotate_key(call: Call) -> Response:
    rotated = call.state.world.keys.rotate(call.params["key_id"])
    if rotated is None:
        raise Problem(404, "API key not found or inactive")
    raw, public = rotated
    names = ("id", "name", "keyPrefix", "permissions", "status", "expiresAt", "createdAt")
    return bare({"apiKey": raw, **{name: public[name] for name in names}, "message": ONCE})


NAME = {"type": "object", "properties": {"name": {"type": "string", "pattern": "\\S"}}, "required": ["name"]}
KEY = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "\\S"},
        "permissions": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": sorted(PERMISSIONS)}},
        "expiresIn": {"type": "integer", "minimum": 1, "maximum": LONGEST_S},
    },
    "required": ["name"],
}
KEYS = "/v1/agent/api-keys"
OPERATIONS = [
    Operation("GET", "/v1/agent/org", org, "The organisation", errors=(404,)),
    Operation("PATCH", "/v1/agent/org", rename, "Rename the organisation", body=NAME, errors=(404,)),
    Operation("GET", KEYS, keys, "List API keys", wrapped="list"),
    Operation("POST", KEYS, create_key, "Create an API key", body=KEY, status=201, errors=(403, 429), wrapped="bare"),
    Operation("DELETE", KEYS + "/{key_id}", revoke_key, "Revoke a key", errors=(404,), wrapped="bare"),
    Operation("POST", KEYS + "/{key_id}/rotate", rotate_key, "Give a key a new secret", errors=(404,), wrapped="bare"),
]
