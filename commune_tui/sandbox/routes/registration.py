"""Routes of agent registration (contract §6): both generations, told apart by ``agentPurpose``; always bare."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from commune_tui.sandbox.challenge import (
    LIFE_S,
    Refusal,
    Registration,
    check_answer,
    instructions,
    make_challenge,
    read_registration,
)
from commune_tui.sandbox.operation import Call, Operation, Problem, bare
from commune_tui.sandbox.routes.limits import DAY_MS, within

NEXT = "Name the owner with POST /v1/agent/claim-ownership; the sandbox asks for it only with the option ownership."


def register(call: Call) -> Response:
    _slow_down(call, "register", DAY_MS, 5)
    world = call.state.world
    registration = _read(call.json())
    if _taken(call, registration.org_slug):
        raise Problem(409, "This organization slug is taken", code="slug_exists")
    challenge = make_challenge(registration, world.database.secret_hex(16))
    token = world.agents.begin(call.json(), challenge, LIFE_S)
    answer: dict[str, Any] = {"agentSignupToken": token, "challenge": challenge, "expiresIn": LIFE_S}
    if not isinstance(challenge, str):
        answer["instructions"] = instructions()
    return bare(answer, 201)


def verify(call: Call) -> Response:
    """The token is used up by success only: a wrong answer may be corrected while it lives."""
    _slow_down(call, "verify", 15 * 60_000, 10)
    body, world = call.json(), call.state.world
    token = body.get("agentSignupToken")
    if not isinstance(token, str) or not token:
        raise Problem(400, "Missing required field: agentSignupToken", code="missing_fields")
    pending = world.agents.pending(token)
    if pending is None:
        raise Problem(401, "The signup token is unknown, used or expired", code="invalid_token")
    registration, challenge = _read(pending[0]), pending[1]
    try:
        check_answer(registration, challenge, body)
    except Refusal as refusal:
        raise Problem(refusal.status, refusal.message, code=refusal.code) from None
    if _taken(call, registration.org_slug):
        raise Problem(409, "This organization slug is taken", code="slug_exists")
    with world.database.transaction():
        row = world.inboxes.row(world.inboxes.create(call.state.shared_domain(), registration.org_slug))
        assert row is not None
        facts = (registration.agent_name, registration.public_key, registration.purpose, row["address"])
        agent_id = world.agents.finish(token, *facts)
    organisation = world.organisation.row()
    answer = {"agentId": agent_id, "orgId": organisation["id"] if organisation else None, "inboxEmail": row["address"]}
    if not isinstance(challenge, str):
        answer |= {"ownershipStatus": "unclaimed", "nextStep": {"message": NEXT}, "message": "The agent is registered."}
    return bare(answer)


def _slow_down(call: Call, kind: str, size_ms: int, limit: int) -> None:
    """So many tries per address, when the option asks for it (contract §3.2)."""
    host = call.request.client.host if call.request.client else ""
    if call.state.options.registration_limits:
        within(call, kind, host, size_ms, limit, f"Too many attempts to {kind}", "rate_limited")


def _read(body: dict[str, object]) -> Registration:
    try:
        return read_registration(body)
    except Refusal as refusal:
        raise Problem(refusal.status, refusal.message, code=refusal.code) from None


def _taken(call: Call, slug: str) -> bool:
    organisation = call.state.world.organisation.row()
    address = f"{slug}@{call.state.options.shared_domain}"
    return (organisation is not None and organisation["slug"] == slug) or (
        call.state.world.inboxes.by_address(address) is not None
    )


TEXT = {"type": "string"}
REGISTER = {
    "type": "object",
    "properties": {
        "agentName": {"type": "string", "pattern": "\\S"},
        "orgName": {"type": "string", "pattern": "\\S"},
        "orgSlug": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"},
        "publicKey": {"type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"},
        "agentPurpose": {"type": "string", "minLength": 20, "maxLength": 2000},
    },
    "required": ["agentName", "orgName", "orgSlug", "publicKey"],
}
VERIFY = {
    "type": "object",
    "properties": {"agentSignupToken": TEXT, "challengeResponse": TEXT, "signature": TEXT},
    "required": ["agentSignupToken", "signature"],
}
OPERATIONS = [
    Operation(
        "POST",
        "/v1/auth/agent-register",
        register,
        "Begin to register an agent",
        public=True,
        body=REGISTER,
        status=201,
        errors=(409, 429),
        wrapped="bare",
    ),
    Operation(
        "POST",
        "/v1/auth/agent-verify",
        verify,
        "Finish to register an agent",
        public=True,
        body=VERIFY,
        errors=(401, 409, 429),
        wrapped="bare",
    ),
]
