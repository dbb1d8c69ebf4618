"""Routes by which a person takes over an agent (contract §6.4): the agent asks, a mail with a link goes to the owner.

The sandbox can write to its own inboxes only, so the owner's address has to be one of them.
"""

from __future__ import annotations

import sqlite3

from starlette.responses import Response

from commune_tui.sandbox.operation import Call, Operation, Problem, bare
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.routes.limits import DAY_MS, within
from commune_tui.sandbox.world.database import iso

A_DAY = 3
LIFE_MS = DAY_MS
TEXT = """\
The agent {name} names you as its owner.

Look at the claim:  GET {link}
Accept it:          POST {link}/accept

The link holds for 24 hours. If you do not know this agent, do nothing."""


def ask(call: Call) -> Response:
    """Only the agent itself may ask, three times a day."""
    world, email = call.state.world, call.json().get("ownerEmail")
    if call.who.kind != "agent":
        raise Problem(400, "Only a request that the agent signs can name its owner", code="agent_signing_required")
    if not isinstance(email, str) or not email.strip():
        raise Problem(400, "Missing required field: ownerEmail", code="missing_fields")
    if world.agents.owner(call.who.id) is not None:
        raise Problem(409, "This agent has an owner", code="already_claimed")
    if world.inboxes.by_address(email) is None:
        raise Problem(400, "The sandbox can only write to its own inboxes: name one of them", code="invalid_email")
    within(call, "claim", call.who.id, DAY_MS, A_DAY, "Too many claims today", "claim_cooldown")
    with world.database.transaction():
        token = world.agents.claim(call.who.id, email.strip().lower(), LIFE_MS)
        link = f"{str(call.request.base_url).rstrip('/')}/v1/auth/claim/{token}"
        text = TEXT.format(name=world.agents.name(call.who.id), link=link)
        sender = f"no-reply@{call.state.shared_domain()['name']}"
        world.receive(Mail(sender, (email.strip(),), "Is this your agent?", text, world.now()))
    return bare({"message": f"A link was mailed to {email.strip()}.", "expiresIn": LIFE_MS // 1000}, 202)


def claim_of(call: Call) -> sqlite3.Row:
    """The claim in the path, or 404 or 410."""
    row = call.state.world.agents.claimed(call.params["token"])
    if row is None:
        raise Problem(404, "There is no such claim", code="invalid_token")
    if row["accepted_at"] is None and row["expires_at"] <= call.state.world.database.now_ms():
        raise Problem(410, "This link has expired; let the agent ask again", code="token_expired")
    return row


def look(call: Call) -> Response:
    return bare(answer(call, claim_of(call)))


def accept(call: Call) -> Response:
    row, agents = claim_of(call), call.state.world.agents
    if agents.owner(row["agent_id"]) is not None:
        raise Problem(409, "This agent has an owner", code="already_claimed")
    agents.accept(row["token"])
    return bare(answer(call, claim_of(call)))


def answer(call: Call, row: sqlite3.Row) -> dict[str, str | None]:
    """A claim as the owner may see it; never its token."""
    owned = call.state.world.agents.owner(row["agent_id"]) is not None
    return {
        "agentId": row["agent_id"],
        "agentName": call.state.world.agents.name(row["agent_id"]),
        "ownerEmail": row["owner_email"],
        "ownershipStatus": "claimed" if owned else "unclaimed",
        "expiresAt": iso(row["expires_at"]),
    }


BODY = {"type": "object", "properties": {"ownerEmail": {"type": "string"}}, "required": ["ownerEmail"]}
ONE = "/v1/auth/claim/{token}"
OPERATIONS = [
    Operation(
        "POST",
        "/v1/agent/claim-ownership",
        ask,
        "Name the owner of an agent",
        body=BODY,
        status=202,
        errors=(409, 429),
        wrapped="bare",
    ),
    Operation("GET", ONE, look, "Look at a claim", public=True, errors=(404, 410), wrapped="bare"),
    Operation("POST", ONE + "/accept", accept, "Accept a claim", public=True, errors=(404, 409, 410), wrapped="bare"),
]
