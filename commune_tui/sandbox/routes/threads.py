"""Routes of threads and their triage (contract §4.3), with the variants that the official CLI calls."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.responses import JSONResponse, Response

from commune_tui.sandbox.operation import Call, Operation, Problem, Query, listing, record
from commune_tui.sandbox.world.threads import STATUSES, Cursor

SCOPE_MISSING = "Missing required query parameter: inbox_id or domain_id"


def scope_of(call: Call) -> tuple[str, str] | None:
    """The filter of a list: ``inbox_id`` goes before ``domain_id``; both spellings (discrepancies §49)."""
    for column, names in (("inbox_id", ("inbox_id", "inboxId")), ("domain_id", ("domain_id", "domainId"))):
        value = call.text(*names)
        if value is not None:
            return column, value
    return None


def thread_of(call: Call) -> sqlite3.Row:
    """The thread in the path, or a 404."""
    row = call.state.world.threads.row(call.params["thread_id"])
    if row is None:
        raise Problem(404, "Thread not found")
    return row


def index(call: Call) -> Response:
    """Pages that neither lose nor repeat a thread while mail arrives; see the cursor in ``world/threads.py``."""
    scope, threads = scope_of(call), call.state.world.threads
    if scope is None:
        raise Problem(400, SCOPE_MISSING)
    given = call.text("cursor")
    rows, following = threads.page(
        *scope,
        limit=call.integer("limit", 20, 1, 100),
        cursor=Cursor.read(given) if given else None,
        newest_first=call.descending(True),
    )
    plain = call.state.options.plain_threads
    return listing([threads.answer(row, plain=plain) for row in rows], following.text() if following else None)


def messages(call: Call) -> Response:
    """The messages of a thread; an unknown thread has none (contract §4.3)."""
    filters = {"thread_id": call.params["thread_id"]}
    limit = call.integer("limit", 50, 1, 1000)
    return listing(call.state.world.messages.page(filters, limit=limit, newest_first=call.descending(False)))


def get(call: Call) -> Response:
    row, threads = thread_of(call), call.state.world.threads
    return record({**threads.answer(row), **threads.metadata_of(row)})


def metadata(call: Call) -> Response:
    return record(call.state.world.threads.metadata(call.params["thread_id"]))


def triage(call: Call, **changes: Any) -> Response:
    """Apply checked changes and answer the metadata."""
    return record(call.state.world.threads.triage(thread_of(call)["id"], **changes) or {})


def status_in(body: dict[str, Any]) -> str:
    """The status of a body, checked."""
    status = body.get("status")
    if status not in STATUSES:
        raise Problem(400, f"Invalid status. Must be one of: {', '.join(STATUSES)}")
    return str(status)


def assignee_in(body: dict[str, Any]) -> str | None:
    """The assignee of a body in either spelling, checked; it must be there."""
    name = "assigned_to" if "assigned_to" in body else "assignedTo"
    if name not in body or not isinstance(body[name], str | None):
        raise Problem(400, "assigned_to must be a string or null")
    assignee: str | None = body[name]
    return assignee


def tags_in(body: dict[str, Any]) -> list[str]:
    """The tags of a body, checked."""
    tags = body.get("tags")
    if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) and tag.strip() for tag in tags):
        raise Problem(400, "tags must be a non-empty array of strings")
    return [tag.strip() for tag in tags]


def set_status(call: Call) -> Response:
    thread_of(call)
    return triage(call, status=status_in(call.json()))


def assign(call: Call) -> Response:
    thread_of(call)
    return triage(call, assigned_to=assignee_in(call.json()))


def add_tags(call: Call) -> Response:
    row = thread_of(call)
    return record(call.state.world.threads.add_tags(row["id"], tags_in(call.json())) or {})


def remove_tags(call: Call) -> Response:
    row = thread_of(call)
    return record(call.state.world.threads.remove_tags(row["id"], tags_in(call.json())) or {})


def patch(call: Call) -> Response:
    row, body = thread_of(call), call.json()
    changes: dict[str, Any] = {}
    if "status" in body:
        changes["status"] = status_in(body)
    if "assigned_to" in body or "assignedTo" in body:
        changes["assigned_to"] = assignee_in(body)
    if "tags" in body:
        changes["tags"] = list(dict.fromkeys(tags_in(body))) if body["tags"] != [] else []
    if not changes:
        raise Problem(400, "Nothing to change: give status, assigned_to or tags")
    threads = call.state.world.threads
    threads.triage(row["id"], **changes)
    changed = thread_of(call)
    return record({**threads.answer(changed), **threads.metadata_of(changed)})


def graph(call: Call) -> Response:
    """Who writes to us, as the CLI's ``threads contacts`` and ``companies`` read it; counted from the mail."""
    ids = (call.text("inbox_ids") or "").split(",")
    domain_id = call.text("domain_id")
    where = "domain_id = ?" if domain_id else f"inbox_id IN ({', '.join('?' * len(ids))})" if ids != [""] else "1"
    values = (domain_id,) if domain_id else () if ids == [""] else tuple(ids)
    rows = call.state.world.database.all(
        "SELECT sender, max(sender_name) AS name, count(*) AS n, max(at) AS at FROM messages"  # noqa: S608
        f" WHERE direction = 'inbound' AND {where} GROUP BY sender ORDER BY n DESC, sender LIMIT 200",
        *values,
    )
    people = [
        {
            "id": row["sender"],
            "type": "person",
            "email": row["sender"],
            "label": row["name"] or row["sender"],
            "company": row["sender"].rpartition("@")[2],
            "messageCount": row["n"],
        }
        for row in rows
    ]
    companies: dict[str, list[int]] = {}
    for person in people:
        companies.setdefault(str(person["company"]), []).append(int(str(person["messageCount"])))
    nodes = [
        {
            "id": name,
            "type": "company",
            "label": name,
            "domain": name,
            "personCount": len(counts),
            "threadCount": sum(counts),
        }
        for name, counts in companies.items()
    ]
    return JSONResponse({"nodes": [*people, *nodes], "edges": []})


READ, WRITE = "threads:read", "threads:write"
SCOPE = (Query("inbox_id", "Of this inbox."), Query("domain_id", "Of this domain; one of the two is required."))
ORDER = Query("order", "asc or desc")
LIMIT = Query("limit", "How many at most; clamped to the range of the list.")
STATUS = {
    "type": "object",
    "properties": {"status": {"type": "string", "enum": list(STATUSES)}},
    "required": ["status"],
}
ASSIGN = {"type": "object", "properties": {"assigned_to": {"type": ["string", "null"]}}, "required": ["assigned_to"]}
TAGS = {
    "type": "object",
    "properties": {"tags": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "\\S"}}},
    "required": ["tags"],
}
ONE = "/v1/threads/{thread_id}"
OPERATIONS = [
    Operation(
        "GET",
        "/v1/threads",
        index,
        "List threads by their last message",
        READ,
        query=(*SCOPE, LIMIT, ORDER, Query("cursor", "next_cursor of the page before")),
        wrapped="list",
    ),
    Operation(
        "GET",
        ONE + "/messages",
        messages,
        "The messages of a thread, oldest first",
        READ,
        query=(LIMIT, ORDER),
        wrapped="list",
    ),
    Operation("GET", ONE, get, "One thread with its triage state", READ, errors=(404,)),
    Operation("PATCH", ONE, patch, "Change status, assignee or tags", WRITE, body={"type": "object"}, errors=(404,)),
    Operation("GET", ONE + "/metadata", metadata, "The triage state of a thread", READ),
    Operation("PUT", ONE + "/status", set_status, "Set the status", WRITE, body=STATUS, errors=(404,)),
    Operation("POST", ONE + "/tags", add_tags, "Add tags", WRITE, body=TAGS, errors=(404,)),
    Operation("DELETE", ONE + "/tags", remove_tags, "Remove tags", WRITE, body=TAGS, errors=(404,)),
    Operation("POST", ONE + "/tags/remove", remove_tags, "Remove tags", WRITE, body=TAGS, errors=(404,)),
    Operation("PUT", ONE + "/assign", assign, "Assign, or unassign with null", WRITE, body=ASSIGN, errors=(404,)),
    Operation("GET", "/api/graph", graph, "Contacts and companies", READ, wrapped="bare"),
]
