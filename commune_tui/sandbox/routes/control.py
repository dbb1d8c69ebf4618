"""Control routes under ``/sandbox/``: not part of the API, for demos and tests. Loopback only, with the printed key.

GET  /sandbox/state     how many rows of everything, the options, the sandbox's time
POST /sandbox/reset     the world as it was at the start; the printed key and the moved clock stay
POST /sandbox/advance   {"seconds": n}: move the sandbox's clock and run what became due; {} just runs it
POST /sandbox/mail      one inbound mail: from, to (string or list), subject, text; and optionally from_name, cc, html,
                        message_id, in_reply_to, references (list), sent_at (ISO), files ([{name, mime_type, content}]
                        with base64). Or {"mails": [mail, …]} for many
POST /sandbox/options   {"name": value, …}: switch options while it runs; they are listed above and in the state
GET, PUT, DELETE /sandbox/faults   the faults in force, new ones, none
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.responses import Response

from commune_tui import clock
from commune_tui.sandbox.faults import BadFault, plan_from_json
from commune_tui.sandbox.operation import Call, Operation, Problem, bare
from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.routes.messages import addresses


def state(call: Call) -> Response:
    live = {"jobs": call.state.world.jobs.waiting(), "streams": call.state.feed.listeners}
    return bare({"world": call.state.world.summary(), "options": call.state.options.as_json(), **live})


def reset(call: Call) -> Response:
    """Empty the world and fill it as it was first filled; faults go, options stay."""
    world = call.state.world
    call.state.plan.replace([])
    call.state.forget()
    with world.database.transaction():
        world.clear()
        world.keys.create("sandbox", ["read", "write", "admin"], raw=call.state.key)
        if call.state.refill is not None:
            call.state.refill()
    return bare({"world": world.summary()})


async def advance(call: Call) -> Response:
    seconds = call.json().get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 10**9:
        raise Problem(400, "seconds must be a number of zero or more")
    call.state.world.database.advance(seconds)
    ran = await call.state.world.jobs.pump()
    await call.state.hooks.settle()
    return bare({"ran": ran, "now": clock.iso(call.state.world.now())})


def mail(call: Call) -> Response:
    body = call.json()
    given = body.get("mails", [body])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise Problem(400, "mails must be a list of objects")
    mails = [read_mail(call, each) for each in given]
    received = [got for each in mails for got in call.state.world.receive(each)]
    items = [{"inbox_id": r.inbox_id, "thread_id": r.thread_id, "message_id": r.message_id} for r in received]
    return bare({"data": items}, 201)


def read_mail(call: Call, body: dict[str, Any]) -> Mail:
    """A mail from its control form."""
    if not all(isinstance(body.get(name), str) for name in ("from", "subject", "text")):
        raise Problem(400, "A mail needs from, to, subject and text")
    at = clock.parse_iso(body["sent_at"]) if isinstance(body.get("sent_at"), str) else call.state.world.now()
    if at is None:
        raise Problem(400, "sent_at must be ISO 8601")
    return Mail(
        sender=addresses(body["from"])[0],
        to=addresses(body.get("to")),
        subject=body["subject"],
        text=body["text"],
        sent_at=at,
        sender_name=str(body.get("from_name") or ""),
        cc=addresses(body.get("cc")),
        html=body.get("html"),
        message_id=str(body.get("message_id") or ""),
        in_reply_to=body.get("in_reply_to"),
        references=tuple(body.get("references") or ()),
        files=tuple(read_file(each) for each in body.get("files") or ()),
        dated=body.get("sent_at") is not None,
    )


def read_file(body: dict[str, Any]) -> File:
    """A file from its control form; the content is base64."""
    try:
        return File(str(body["name"]), str(body["mime_type"]), base64.b64decode(body["content"], validate=True))
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise Problem(400, "A file needs name, mime_type and content in base64") from None


def options(call: Call) -> Response:
    try:
        call.state.options.change(call.json())
    except ValueError as error:
        raise Problem(400, str(error)) from None
    call.state.world.intake.names.raw_thread_ids = call.state.options.raw_thread_ids
    return bare(call.state.options.as_json())


def faults(call: Call) -> Response:
    return bare(call.state.plan.as_json())


def set_faults(call: Call) -> Response:
    try:
        call.state.plan.replace(*plan_from_json(call.json()))
    except BadFault as error:
        raise Problem(400, str(error)) from None
    return faults(call)


def clear_faults(call: Call) -> Response:
    call.state.plan.replace([])
    return faults(call)


def _control(method: str, path: str, handler: Any, summary: str) -> Operation:
    return Operation(method, f"/sandbox/{path}", handler, summary, wrapped="control")


OPERATIONS = [
    _control("GET", "state", state, "What is in the world"),
    _control("POST", "reset", reset, "Start over"),
    _control("POST", "advance", advance, "Move the clock"),
    _control("POST", "mail", mail, "An inbound mail"),
    _control("POST", "options", options, "Switch options"),
    _control("GET", "faults", faults, "Faults in force"),
    _control("PUT", "faults", set_faults, "New faults"),
    _control("DELETE", "faults", clear_faults, "No faults"),
]
