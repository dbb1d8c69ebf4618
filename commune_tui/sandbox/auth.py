"""Who calls, and may they: API keys, agent signatures in both forms, scopes (contract §2).

An agent signs ``{agentId}:{unix_ms}`` and sends ``X-Commune-Timestamp``; failing that, the raw body is taken as the
signed text. A timestamp is good for 60 s either way and once only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commune_tui import clock
from commune_tui.sandbox.challenge import Refusal, check_claim, read_claim
from commune_tui.sandbox.operation import Identity, Operation, Problem
from commune_tui.sandbox.world import World

NOBODY = Identity("public", "")


def identify(world: World, headers: Mapping[str, str], body: bytes, *, stamped: bool = False) -> Identity:
    """The caller, or a :class:`Problem` with 400 or 401. ``stamped``: agents have to sign the time."""
    given = headers.get("authorization")
    if not given:
        raise Problem(401, "Missing Authorization header", code="unauthorized")
    scheme, _, value = given.partition(" ")
    if scheme.lower() == "bearer":
        key = world.keys.find(value.strip())
        if key is None:
            raise Problem(401, "Invalid or expired API key", code="unauthorized")
        return Identity("key", key["id"], tuple(key["permissions"]))
    if scheme.lower() == "agent":
        stamp = headers.get("x-commune-timestamp")
        if stamp is None and stamped:
            raise Problem(400, "Missing header: X-Commune-Timestamp", code="missing_timestamp_header")
        return _agent(world, value.strip(), stamp, body)
    raise Problem(401, "Authorization must be Bearer or Agent", code="invalid_authorization_format")


def _agent(world: World, value: str, stamp: str | None, body: bytes) -> Identity:
    try:
        claim = read_claim(value, stamp)
        key = world.agents.public_key(claim.agent_id)
        if key is None:
            raise Refusal(401, "invalid_signature", "Invalid agent signature")
        stamped = check_claim(claim, key, body, world.database.now_ms())
    except Refusal as refusal:
        extra: dict[str, Any] = (
            {"serverTime": clock.iso(world.now())} if refusal.code == "timestamp_out_of_range" else {}
        )
        raise Problem(refusal.status, refusal.message, code=refusal.code, **extra) from None
    if stamped and not world.agents.first_use(claim.agent_id, claim.stamp_ms or 0):
        raise Problem(401, "This signature was used before", code="invalid_signature")
    return Identity("agent", claim.agent_id)


def authorise(operation: Operation, who: Identity) -> None:
    """A :class:`Problem` with 403 when the permission is missing."""
    if operation.scope is None or who.may(operation.scope):
        return
    hint = f"Your API key needs the {operation.scope} permission."
    raise Problem(403, "Insufficient permissions", required=[operation.scope], hint=hint, code="forbidden")
