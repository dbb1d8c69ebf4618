"""The vendor's own server, as it was seen to answer: the second form of the sandbox.

Where it differs from the strict form stands in three places: the habits and options of :data:`VENDOR`, the refusals,
and the handlers of this package, which take the place of the strict ones in the table of operations.
"""

from __future__ import annotations

from dataclasses import replace

from commune_tui.sandbox.form import Form
from commune_tui.sandbox.operation import Handler, Operation
from commune_tui.sandbox.routes import OPERATIONS
from commune_tui.sandbox.vendor import facts, files, inboxes, people, reading, sending, triage
from commune_tui.sandbox.vendor.refusals import finish, nowhere, refuse
from commune_tui.sandbox.world.habits import Habits

HANDLERS: dict[str, Handler] = {
    name: handler
    for noun in (inboxes, facts, files, people, reading, sending, triage)
    for name, handler in noun.HANDLERS.items()
}
MISSING = (
    "GET /v1/inboxes/{inbox_id}",
    "PATCH /v1/inboxes/{inbox_id}",
    "POST /v1/domains/{domain_id}/inboxes/{inbox_id}/webhook",
    "POST /v1/domains/{domain_id}/inboxes/{inbox_id}/schema",
    "DELETE /v1/domains/{domain_id}/inboxes/{inbox_id}/schema",
    "GET /v1/threads/{thread_id}",
    "PATCH /v1/threads/{thread_id}",
    "POST /v1/threads/{thread_id}/tags/remove",
)
"""Operations of the official CLI that the server does not have."""


def _operations() -> list[Operation]:
    known = {f"{operation.method} {operation.path}": operation for operation in OPERATIONS}
    unknown = (HANDLERS.keys() | set(MISSING)) - known.keys()
    assert not unknown, unknown
    return [
        replace(operation, handler=HANDLERS.get(name, operation.handler))
        for name, operation in known.items()
        if name not in MISSING
    ]


VENDOR = Form(
    "vendor",
    "answers as the vendor's own server was seen to answer, also where that hurts",
    _operations(),
    Habits(
        drops_silently=True,
        renames_sent=True,
        bare_replies=True,
        catches_all=True,
        raw_ids=True,
        replaces_inboxes=True,
        restless_triage=True,
        shares_addresses=True,
        leaves_status=True,
    ),
    {
        "plain_threads": True,
        "ownership": True,
        "timestamp_required": True,
        "burst_guard": True,
        "sending_health": True,
        "plan": "business",
    },
    finish,
    refuse,
    nowhere,
)
