"""Domains and inboxes of the vendor's server: hardly anything is checked, and a repeat replaces."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Handler, Problem, listing, record
from commune_tui.sandbox.routes.domains import domain_of
from commune_tui.sandbox.routes.gates import admit_domain, admit_inbox, include
from commune_tui.sandbox.routes.inboxes import home, inbox_of
from commune_tui.sandbox.vendor import answers
from commune_tui.sandbox.world.database import iso
from commune_tui.sandbox.world.domains import DEFAULT_REGION, REGIONS

BAD_SCHEMA = 'Schema must be a valid JSON Schema with type: "object" and properties'


def domain(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    """A domain: its own status stays ``not_started``, its records tell."""
    world = call.state.world
    answer: dict[str, Any] = {
        "id": row["id"],
        "name": row["name"],
        "status": "not_started",
        "region": row["region"],
        "records": records_of(row),
        "createdAt": iso(row["created_at"]),
    }
    inboxes = [answers.inbox(world, each, domain=False) for each in world.inboxes.rows(row["id"])]
    return answer | ({"inboxes": inboxes} if inboxes else {})


def records_of(row: sqlite3.Row) -> list[dict[str, Any]]:
    """What the owner would put into DNS, relative to the domain."""
    found = int(row["status"].partition(":")[2] or 0)
    wanted: list[tuple[str, str, str, str, int | None]] = [
        ("SPF", "send", "MX", f"feedback-smtp.{row['region']}.mail.example", 10),
        ("SPF", "send", "TXT", '"v=spf1 include:mail.example ~all"', None),
        ("DKIM", "resend._domainkey", "TXT", "p=MCowBQYDK2VwAyEA" + row["id"].replace("-", ""), None),
        ("Receiving", "@", "MX", f"inbound-smtp.{row['region']}.mail.example", 10),
    ]
    return [
        {
            "record": record,
            "name": name,
            "type": kind,
            "ttl": "Auto",
            "status": _status(row, number, found),
            "value": value,
        }
        | ({} if priority is None else {"priority": priority})
        for number, (record, name, kind, value, priority) in enumerate(wanted)
    ]


def _status(row: sqlite3.Row, number: int, found: int) -> str:
    return "verified" if row["status"] == "verified" or number < found else "not_started"


def domains(call: Call) -> Response:
    rows = call.state.world.database.all("SELECT * FROM domains ORDER BY created_at, rowid")
    return listing([domain(call, row) for row in rows])


def create_domain(call: Call) -> Response:
    """``name`` only; any text, and any region that is not known is the first one."""
    admit_domain(call)
    name, world = call.json().get("name"), call.state.world
    if not name:
        raise Problem(400, "Missing required field: name")
    if world.domains.named(str(name)) is not None:
        sentence = f"The {name} domain has been registered already."
        raise Problem(400, {"statusCode": 403, "name": "validation_error", "message": sentence})
    given = call.json().get("region")
    number = world.domains.create(str(name), region=given if given in REGIONS else DEFAULT_REGION)
    row = world.domains.row(number)
    assert row is not None
    return record(domain(call, row), 201)


def get_domain(call: Call) -> Response:
    return record(domain(call, domain_of(call)))


def verify(call: Call) -> Response:
    row = domain_of(call)
    call.state.world.domains.verify(row["id"])
    return record({"object": "domain", "id": row["id"]})


def records(call: Call) -> Response:
    return listing(records_of(domain_of(call)))


def index(call: Call) -> Response:
    world, under = call.state.world, call.params.get("domain_id")
    return listing([answers.inbox(world, row, domain=under is None) for row in world.inboxes.rows(under)])


def create(call: Call) -> Response:
    """Any local part. What was not given is not in the answer."""
    body, world = call.json(), call.state.world
    local = body.get("local_part") or body.get("localPart")
    if not local:
        raise Problem(400, "Missing required field: local_part")
    with world.database.transaction():
        where = home(call, body)
        admit_inbox(call, where)
        number = world.inboxes.create(where, str(local), body.get("name") or body.get("displayName"))
        if isinstance(body.get("webhook"), dict):
            world.inboxes.set_webhook(number, body["webhook"])
    row = world.inboxes.row(number)
    assert row is not None
    answer = answers.inbox(world, row, domain="domain_id" not in call.params)
    return record({name: value for name, value in answer.items() if value is not None}, 201)


def get(call: Call) -> Response:
    return record(answers.inbox(call.state.world, inbox_of(call), domain=False))


def update(call: Call) -> Response:
    """``name`` changes nothing, ``displayName`` does; a taken address is shared."""
    row, body, inboxes = inbox_of(call), call.json(), call.state.world.inboxes
    with call.state.world.database.transaction():
        if isinstance(body.get("local_part"), str) and body["local_part"]:
            inboxes.move(row, body["local_part"])
        if isinstance(body.get("displayName"), str):
            inboxes.set(row["id"], "name", body["displayName"])
        if "webhook" in body:
            inboxes.set(row["id"], "webhook", body["webhook"] or None)
        if isinstance(body.get("status"), str | None) and "status" in body:
            inboxes.set(row["id"], "status", body["status"])
    return get(call)


def remove(call: Call) -> Response:
    call.state.world.inboxes.delete(inbox_of(call)["id"])
    return record({"ok": True})


def set_schema(call: Call) -> Response:
    include(call, "structuredExtraction")
    body, row = call.json(), inbox_of(call)
    schema, name = body.get("schema"), body.get("name")
    if not name or not schema:
        raise Problem(400, "Missing required fields: name and schema")
    if not isinstance(schema, dict) or schema.get("type") != "object" or "properties" not in schema:
        raise Problem(400, BAD_SCHEMA)
    kept = {"name": name, "schema": schema, "enabled": body.get("enabled", True)}
    if body.get("description") is not None:
        kept["description"] = body["description"]
    call.state.world.inboxes.set(row["id"], "extraction", kept)
    return get(call)


def remove_schema(call: Call) -> Response:
    call.state.world.inboxes.set(inbox_of(call)["id"], "extraction", None)
    return get(call)


UNDER = "/v1/domains/{domain_id}"
ONE = UNDER + "/inboxes/{inbox_id}"
HANDLERS: dict[str, Handler] = {
    "GET /v1/domains": domains,
    "POST /v1/domains": create_domain,
    f"GET {UNDER}": get_domain,
    f"POST {UNDER}/verify": verify,
    f"GET {UNDER}/records": records,
    "GET /v1/inboxes": index,
    "POST /v1/inboxes": create,
    f"GET {UNDER}/inboxes": index,
    f"POST {UNDER}/inboxes": create,
    f"GET {ONE}": get,
    f"PUT {ONE}": update,
    f"DELETE {ONE}": remove,
    f"PUT {ONE}/extraction-schema": set_schema,
    f"DELETE {ONE}/extraction-schema": remove_schema,
}
