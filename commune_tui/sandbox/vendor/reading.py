"""Lists of threads and messages, search, and the live stream of the vendor's server."""

from __future__ import annotations

import base64
import re
import sqlite3
from datetime import datetime
from typing import Any

from starlette.responses import Response, StreamingResponse

from commune_tui import clock
from commune_tui.sandbox.operation import Call, Handler, Problem, listing
from commune_tui.sandbox.routes.gates import include
from commune_tui.sandbox.routes.threads import SCOPE_MISSING, scope_of
from commune_tui.sandbox.vendor import answers
from commune_tui.sandbox.world.threads import Cursor

NO_FILTER = "At least one filter is required: inbox_id, domain_id, phone_number_id, from_number, or to_number"
NAMED = re.compile(r"^(?P<name>.*\S)\s*<(?P<address>[^<>]+)>$")
PLAIN_UP_TO = 200  # characters of a body that are kept readable in the database


def threads(call: Call) -> Response:
    scope, world = scope_of(call), call.state.world
    if scope is None:
        raise Problem(400, SCOPE_MISSING)
    given = call.text("cursor")
    rows, following = world.threads.page(
        *scope,
        limit=call.integer("limit", 20, 1, 100),
        cursor=Cursor.read(given) if given else None,
        newest_first=call.descending(True),
    )
    return listing([answers.thread(world, row) for row in rows], following.text() if following else None)


def thread_messages(call: Call) -> Response:
    filters = {"thread_id": call.params["thread_id"]}
    return _listed(call, filters, call.integer("limit", 50, 1, 1000), newest_first=call.descending(False))


def messages(call: Call) -> Response:
    """A sender is compared with the whole of what stands in the mail; a time that cannot be read finds nothing."""
    filters: dict[str, str] = {}
    for column, names in (("inbox_id", ("inbox_id", "inboxId")), ("domain_id", ("domain_id", "domainId"))):
        if (value := call.text(*names)) is not None:
            filters[column] = value
    if (sender := call.text("sender")) is not None:
        found = NAMED.match(sender)
        filters["sender"] = found["address"].lower() if found else sender.lower()
        filters["sender_name"] = found["name"].strip('"') if found else ""
    if not filters:
        raise Problem(400, "Provide at least one filter: sender, domain_id, or inbox_id")
    times: dict[str, datetime] = {}
    for name in ("before", "after"):
        if (value := call.text(name)) is not None:
            moment = clock.parse_iso(value)
            if moment is None:
                return listing([])
            times[name] = moment
    return _listed(call, filters, call.integer("limit", 50, 1, 1000), newest_first=call.descending(True), **times)


def _listed(
    call: Call,
    filters: dict[str, str],
    limit: int,
    *,
    newest_first: bool,
    before: datetime | None = None,
    after: datetime | None = None,
) -> Response:
    world = call.state.world
    rows = world.messages.rows(filters, limit=limit, newest_first=newest_first, before=before, after=after)
    return listing([answers.message(world, row) for row in rows])


def search(call: Call) -> Response:
    """By meaning: a hit for every message of ours. Only where there is none, by words, with bodies as they are kept."""
    query, scope, world = call.text("q"), scope_of(call), call.state.world
    if query is None:
        raise Problem(400, "Missing required query parameter: q")
    if scope is None:
        raise Problem(400, NO_FILTER)
    include(call, "semantic_search")
    limit = call.integer("limit", 20, 1, 100)
    found, _ = world.search.threads(query, *scope, limit)
    hits = [_hit(call, row, score) for number, score in found for row in _ours(call, number)]
    if hits:
        return listing(hits[:limit], search_type="vector")
    rows = [world.threads.row(number) for number, _ in found]
    return listing([_worded(call, row) for row in rows if row is not None], search_type="regex")


def _ours(call: Call, thread_id: str) -> list[sqlite3.Row]:
    filters = {"thread_id": thread_id, "direction": "outbound"}
    return call.state.world.messages.rows(filters, limit=1000, newest_first=False)


def _hit(call: Call, row: sqlite3.Row, score: float) -> dict[str, Any]:
    people = answers.message(call.state.world, row)["participants"]
    return {
        "thread_id": row["thread_id"],
        "subject": row["subject"],
        "score": score,
        "inbox_id": row["inbox_id"] or None,
        "domain_id": row["domain_id"],
        **dict.fromkeys(("phone_number_id", "from_number", "to_number")),
        "participants": [each["identity"] for each in people],
        "direction": "outbound",
        "channel": "email",
    }


def _worded(call: Call, row: sqlite3.Row) -> dict[str, Any]:
    answer = answers.thread(call.state.world, row)
    del answer["first_message_at"], answer["has_attachments"]
    if len(answer["snippet"]) >= PLAIN_UP_TO:
        answer["snippet"] = "enc:" + base64.b64encode(answer["snippet"].encode()).decode()[:PLAIN_UP_TO]
    return answer


def stream(call: Call) -> Response:
    """The acknowledgement, and then nothing but heartbeats."""
    events = call.state.feed.stream(set(), None, ack={"connected": True, "org_id": answers.org_id(call.state.world)})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


HANDLERS: dict[str, Handler] = {
    "GET /v1/threads": threads,
    "GET /v1/threads/{thread_id}/messages": thread_messages,
    "GET /v1/messages": messages,
    "GET /v1/search/threads": search,
    "GET /v1/events/stream": stream,
}
