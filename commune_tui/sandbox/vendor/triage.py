"""Triage on the vendor's server: any thread has a state, known or not, and what is written to it is kept."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Handler, Problem, record
from commune_tui.sandbox.routes.threads import assignee_in, status_in
from commune_tui.sandbox.vendor.answers import metadata


def get(call: Call) -> Response:
    return record(metadata(call.state.world, call.params["thread_id"]))


def _note(call: Call, **changes: Any) -> Response:
    call.state.world.threads.note(call.params["thread_id"], **changes)
    return get(call)


def set_status(call: Call) -> Response:
    return _note(call, status=status_in(call.json()))


def assign(call: Call) -> Response:
    return _note(call, assigned_to=assignee_in(call.json()))


def _tags(call: Call) -> list[Any]:
    tags = call.json().get("tags")
    if not isinstance(tags, list) or not tags:
        raise Problem(400, "tags must be a non-empty array of strings")
    return tags


def add_tags(call: Call) -> Response:
    """Whatever the list holds is kept as it stands."""
    known = call.state.world.threads.metadata(call.params["thread_id"])["tags"]
    return _note(call, tags=[*known, *(tag for tag in dict.fromkeys(_tags(call)) if tag not in known)])


def remove_tags(call: Call) -> Response:
    """Nothing is made where nothing was."""
    threads, thread_id = call.state.world.threads, call.params["thread_id"]
    gone = _tags(call)
    if threads.stored(thread_id)["updated_at"] is None:
        return record({"thread_id": thread_id, "tags": [], "status": "open"})
    return _note(call, tags=[tag for tag in threads.metadata(thread_id)["tags"] if tag not in gone])


ONE = "/v1/threads/{thread_id}"
HANDLERS: dict[str, Handler] = {
    f"GET {ONE}/metadata": get,
    f"PUT {ONE}/status": set_status,
    f"PUT {ONE}/assign": assign,
    f"POST {ONE}/tags": add_tags,
    f"DELETE {ONE}/tags": remove_tags,
}
