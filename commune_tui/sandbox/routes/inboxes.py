"""Routes of inboxes (contract §4.2): the published ones and the variants that the official CLI calls."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.routes.domains import domain_of
from commune_tui.sandbox.routes.gates import admit_inbox, include

LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")


def inbox_of(call: Call) -> sqlite3.Row:
    """The inbox in the path (on its domain, when that is in the path too), or a 404."""
    row = call.state.world.inboxes.row(call.params["inbox_id"], call.params.get("domain_id"))
    if row is None:
        raise Problem(404, "Inbox not found")
    return row


def answer(call: Call, inbox_id: str, status: int = 200) -> Response:
    """The inbox as it stands now."""
    row = call.state.world.inboxes.row(inbox_id)
    assert row is not None
    return record(call.state.world.inboxes.answer(row), status)


def local_part(body: dict[str, Any]) -> str | None:
    """The local part of a body in either spelling, checked."""
    value = body.get("local_part") or body.get("localPart")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not LOCAL.fullmatch(value):
        raise Problem(400, "local_part may hold letters, digits, dots, dashes and underscores, at most 64")
    return value


def display_name(body: dict[str, Any]) -> str | None:
    """The display name under any of its names."""
    for key in ("name", "display_name", "displayName"):
        if body.get(key) is not None:
            if not isinstance(body[key], str):
                raise Problem(400, f"{key} must be a string")
            return str(body[key])
    return None


def webhook(body: dict[str, Any]) -> dict[str, Any] | None:
    """The webhook of a body, checked; ``{}`` when there is none, ``None`` to switch it off."""
    value = body.get("webhook", {})
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Problem(400, "webhook must be an object with endpoint and events")
    endpoint, events = value.get("endpoint"), value.get("events")
    if endpoint is not None and not (isinstance(endpoint, str) and re.match(r"https?://[^\s/]", endpoint)):
        raise Problem(400, "webhook.endpoint must be an http or https address")
    if events is not None and not (isinstance(events, list) and all(isinstance(event, str) for event in events)):
        raise Problem(400, "webhook.events must be a list of strings")
    return {key: each for key, each in value.items() if not (key == "events" and each is None)}


def index(call: Call) -> Response:
    domain_id = call.params.get("domain_id") or call.text("domain_id", "domainId")
    inboxes = call.state.world.inboxes
    return listing([inboxes.answer(row) for row in inboxes.rows(domain_id)])


def create(call: Call) -> Response:
    body, world = call.json(), call.state.world
    local = local_part(body)
    if local is None:
        raise Problem(400, "Missing required field: local_part")
    name, hook = display_name(body), webhook(body)
    with world.database.transaction():
        domain = home(call, body)
        if world.inboxes.by_address(f"{local}@{domain['name']}") is None:
            admit_inbox(call, domain)
        inbox_id = world.inboxes.create(domain, local, name)
        if hook:
            world.inboxes.set_webhook(inbox_id, hook)
        _set_extras(call, inbox_id, body)
    return answer(call, inbox_id, 201)


def home(call: Call, body: dict[str, Any]) -> sqlite3.Row:
    """The domain in the path, in the body, or the shared one, which is made when first needed."""
    if "domain_id" in call.params:
        return domain_of(call)
    domains = call.state.world.domains
    given = body.get("domain_id") or body.get("domainId")
    if given:
        row = domains.row(given) if isinstance(given, str) else None
        if row is None:
            raise Problem(404, "Domain not found")
        return row
    return call.state.shared_domain()


def _set_extras(call: Call, inbox_id: str, body: dict[str, Any]) -> None:
    inboxes = call.state.world.inboxes
    if "agent" in body:
        if not isinstance(body["agent"], dict | None):
            raise Problem(400, "agent must be an object")
        inboxes.set(inbox_id, "agent", body["agent"])
    if "status" in body:
        if not isinstance(body["status"], str | None):
            raise Problem(400, "status must be a string or null")
        inboxes.set(inbox_id, "status", body["status"])


def get(call: Call) -> Response:
    return answer(call, inbox_of(call)["id"])


def update(call: Call) -> Response:
    row, body, inboxes = inbox_of(call), call.json(), call.state.world.inboxes
    local, name, hook = local_part(body), display_name(body), webhook(body)
    with call.state.world.database.transaction():
        if local is not None and not inboxes.move(row, local):
            raise Problem(409, "Another inbox on this domain has this address", code="address_taken")
        if name is not None:
            inboxes.set(row["id"], "name", name)
        if "webhook" in body:
            inboxes.set_webhook(row["id"], hook)
        _set_extras(call, row["id"], body)
    return answer(call, row["id"])


def set_webhook(call: Call) -> Response:
    row, body = inbox_of(call), call.json()
    if "endpoint" not in body:
        raise Problem(400, "Missing required field: endpoint")
    call.state.world.inboxes.set_webhook(row["id"], webhook({"webhook": body}))
    return answer(call, row["id"])


def remove(call: Call) -> Response:
    call.state.world.inboxes.delete(inbox_of(call)["id"])
    return record({"ok": True})


def set_schema(call: Call) -> Response:
    row, body = inbox_of(call), call.json()
    include(call, "structured_extraction")
    schema, name = body.get("schema"), body.get("name")
    if (call.params.get("name_required") and not name) or not schema:
        raise Problem(400, "Missing required fields: name and schema")
    if not isinstance(schema, dict):
        raise Problem(400, "Schema must be a valid JSON object")
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        raise Problem(400, 'Schema must have type "object" and properties')
    if not all(isinstance(each, dict) for each in schema["properties"].values()):
        raise Problem(400, "Every property of the schema must be an object")
    if not isinstance(name, str | None) or not isinstance(body.get("enabled", True), bool):
        raise Problem(400, "name must be a string and enabled must be true or false")
    extraction = {"name": name or "extraction", "schema": schema, "enabled": body.get("enabled", True)}
    if body.get("description") is not None:
        extraction["description"] = body["description"]
    call.state.world.inboxes.set(row["id"], "extraction", extraction)
    return answer(call, row["id"])


def set_named_schema(call: Call) -> Response:
    call.params["name_required"] = "yes"
    return set_schema(call)


def remove_schema(call: Call) -> Response:
    row = inbox_of(call)
    call.state.world.inboxes.set(row["id"], "extraction", None)
    return answer(call, row["id"])


HOOK = {
    "type": ["object", "null"],
    "properties": {
        "endpoint": {"type": ["string", "null"]},
        "events": {"type": "array", "items": {"type": "string"}},
    },
}
FIELDS = {
    "local_part": {"type": "string"},
    "name": {"type": "string"},
    "webhook": HOOK,
    "agent": {"type": "object"},
    "status": {"type": ["string", "null"]},
}
NEW = {"type": "object", "properties": {**FIELDS, "domain_id": {"type": "string"}}, "required": ["local_part"]}
CHANGE = {"type": "object", "properties": FIELDS}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "schema": {"type": "object"},
        "enabled": {"type": "boolean"},
        "description": {"type": "string"},
    },
    "required": ["name", "schema"],
}
READ, WRITE = "inboxes:read", "inboxes:write"
ONE = "/v1/domains/{domain_id}/inboxes/{inbox_id}"
OPERATIONS = [
    Operation(
        "GET",
        "/v1/inboxes",
        index,
        "List inboxes",
        READ,
        query=(Query("domain_id", "Only of this domain."),),
        wrapped="list",
    ),
    Operation("POST", "/v1/inboxes", create, "Create an inbox", WRITE, body=NEW, status=201, errors=(402, 404, 429)),
    Operation("GET", "/v1/inboxes/{inbox_id}", get, "One inbox", READ, errors=(404,)),
    Operation("PATCH", "/v1/inboxes/{inbox_id}", update, "Change an inbox", WRITE, body=CHANGE, errors=(404, 409)),
    Operation("GET", "/v1/domains/{domain_id}/inboxes", index, "List the inboxes of a domain", READ, wrapped="list"),
    Operation(
        "POST",
        "/v1/domains/{domain_id}/inboxes",
        create,
        "Create an inbox on a domain",
        WRITE,
        body=NEW,
        status=201,
        errors=(404, 429),
    ),
    Operation("GET", ONE, get, "One inbox", READ, errors=(404,)),
    Operation("PUT", ONE, update, "Change an inbox", WRITE, body=CHANGE, errors=(404, 409)),
    Operation("DELETE", ONE, remove, "Delete an inbox", WRITE, errors=(404,)),
    Operation(
        "POST", ONE + "/webhook", set_webhook, "Set the webhook", WRITE, body=HOOK | {"type": "object"}, errors=(404,)
    ),
    Operation(
        "PUT",
        ONE + "/extraction-schema",
        set_named_schema,
        "Set the extraction schema",
        WRITE,
        body=SCHEMA,
        errors=(404,),
    ),
    Operation(
        "DELETE", ONE + "/extraction-schema", remove_schema, "Remove the extraction schema", WRITE, errors=(404,)
    ),
    Operation(
        "POST",
        ONE + "/schema",
        set_schema,
        "Set the extraction schema",
        WRITE,
        body=SCHEMA | {"required": ["schema"]},
        errors=(404,),
    ),
    Operation("DELETE", ONE + "/schema", remove_schema, "Remove the extraction schema", WRITE, errors=(404,)),
]
