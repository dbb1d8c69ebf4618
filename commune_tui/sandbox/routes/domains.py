"""Routes of domains (contract §4.1) and their DMARC reports (§4.12), which the demo's domains have."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from commune_tui import clock
from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.routes.gates import admit_domain
from commune_tui.sandbox.story import dmarc
from commune_tui.sandbox.story.company import DOMAINS as STORY
from commune_tui.sandbox.world.domains import DEFAULT_REGION, REGIONS

NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.I)


def domain_of(call: Call) -> sqlite3.Row:
    """The domain in the path, or a 404."""
    row = call.state.world.domains.row(call.params["domain_id"])
    if row is None:
        raise Problem(404, "Domain not found")
    return row


def index(call: Call) -> Response:
    return listing(call.state.world.domains.all())


def create(call: Call) -> Response:
    body, domains = call.json(), call.state.world.domains
    name = body.get("name") or body.get("domain")
    if not name:
        raise Problem(400, "Missing required field: name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Problem(400, "name must be a domain name such as example.com")
    region = body.get("region") or DEFAULT_REGION
    if region not in REGIONS:
        raise Problem(400, f"Invalid region. Must be one of: {', '.join(REGIONS)}")
    if name.lower().endswith(".invalid"):
        raise Problem(400, f"The mail provider refused {name}: no such domain can exist", code="provider_error")
    if domains.named(name) is not None:
        raise Problem(409, "This domain already exists", code="domain_exists")
    admit_domain(call)
    number = domains.create(name, region=region)
    return record(
        {"id": number, "name": name.lower(), "domain": name.lower(), "status": "not_started", "region": region}, 201
    )


def get(call: Call) -> Response:
    return record(call.state.world.domains.answer(domain_of(call)))


def verify(call: Call) -> Response:
    row = domain_of(call)
    return record({"id": row["id"], "status": call.state.world.domains.verify(row["id"])})


def records(call: Call) -> Response:
    return listing(call.state.world.domains.records(domain_of(call)))


def dmarc_reports(call: Call) -> Response:
    if call.text("domain") is None:
        raise Problem(400, "domain query parameter is required")
    return listing(_reports(call)[: call.integer("limit", 50, 1, 200)])


def _reports(call: Call) -> list[dict[str, Any]]:
    """Of the demo's domains that are verified; no others ever have any."""
    row = call.state.world.domains.named(call.text("domain") or "")
    there = row is not None and row["name"] in STORY and row["status"] == "verified"
    return dmarc.reports(row["name"], call.state.world.now()) if row is not None and there else []


def dmarc_summary(call: Call) -> Response:
    if call.text("domain") is None:
        raise Problem(400, "domain query parameter is required")
    days = call.integer("days", 30, 1, 365)
    start = clock.iso(call.state.world.now() - timedelta(days=days))
    found = [each for each in _reports(call) if each["date_begin"] >= start]
    if not found:
        return JSONResponse({"data": None, "message": "No DMARC reports found for this period"})
    return record(dmarc.summary(found[0]["domain"], found, days))


BODY = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "region": {"type": "string", "enum": list(REGIONS)}},
    "required": ["name"],
}
DOMAIN = Query("domain", "The name of a domain; required.")
OPERATIONS = [
    Operation("GET", "/v1/domains", index, "List domains", "domains:read", wrapped="list"),
    Operation(
        "POST", "/v1/domains", create, "Add a domain", "domains:write", body=BODY, status=201, errors=(402, 409, 429)
    ),
    Operation("GET", "/v1/domains/{domain_id}", get, "One domain", "domains:read", errors=(404,)),
    Operation("POST", "/v1/domains/{domain_id}/verify", verify, "Check the DNS", "domains:write", errors=(404,)),
    Operation(
        "GET",
        "/v1/domains/{domain_id}/records",
        records,
        "The DNS records to set",
        "domains:read",
        errors=(404,),
        wrapped="list",
    ),
    Operation(
        "GET",
        "/v1/dmarc/reports",
        dmarc_reports,
        "DMARC reports",
        "domains:read",
        query=(DOMAIN,),
        wrapped="list",
    ),
    Operation("GET", "/v1/dmarc/summary", dmarc_summary, "DMARC summary", "domains:read", query=(DOMAIN,)),
]
