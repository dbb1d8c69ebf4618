"""Who calls, and may they: API keys, agent signatures in both forms, scopes (contract §2).

An agent signs ``{agentId}:{unix_ms}`` and sends ``X-Commune-Timestamp``; failing that, the raw body is taken as the
signed text. A timestamp is good for 60 s either way and once only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from commune_tui import clock
from commune_tui.sandbox.operation import Identity, Operation, Problem
from commune_tui.sandbox.world import World

FRESH_MS = 60_000
NOBODY = Identity("public", "")


def identify(world: World, headers: Mapping[str, str], body: bytes) -> Identity:
    """The caller, or a :class:`Problem` with 400 or 401."""
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
        return _agent(world, value.strip(), headers.get("x-commune-timestamp"), body)
    raise Problem(401, "Authorization must be Bearer or Agent", code="invalid_authorization_format")


def _agent(world: World, value: str, stamp: str | None, body: bytes) -> Identity:
    agent_id, colon, signature = value.partition(":")
    if not colon or not agent_id or not signature:
        raise Problem(401, "Write Authorization: Agent {agentId}:{signature}", code="invalid_authorization_format")
    key = world.agents.public_key(agent_id)
    if key is None:
        raise Problem(401, "Invalid agent signature", code="invalid_signature")
    if stamp is not None:
        if not re.fullmatch(r"[0-9]{1,16}", stamp):
            raise Problem(400, "X-Commune-Timestamp must be unix milliseconds", code="invalid_timestamp")
        if verified(key, signature, f"{agent_id}:{stamp}".encode()):
            _check_fresh(world, agent_id, int(stamp))
            return Identity("agent", agent_id)
    if verified(key, signature, body):
        return Identity("agent", agent_id)
    raise Problem(401, "Invalid agent signature", code="invalid_signature")


def _check_fresh(world: World, agent_id: str, stamp_ms: int) -> None:
    now = world.database.now_ms()
    if abs(now - stamp_ms) > FRESH_MS:
        server_time = clock.iso(world.now())
        raise Problem(401, "The timestamp is too old or too new", code="timestamp_out_of_range", serverTime=server_time)
    if not world.agents.first_use(agent_id, stamp_ms):
        raise Problem(401, "This signature was used before", code="invalid_signature")


def verified(public_key: str, signature: str, message: bytes) -> bool:
    """Is this the key's signature of the message? Key and signature in standard base64."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), message)
    except (ValueError, InvalidSignature):
        return False
    return True


def authorise(operation: Operation, who: Identity) -> None:
    """A :class:`Problem` with 403 when the permission is missing."""
    if operation.scope is None or who.may(operation.scope):
        return
    hint = f"Your API key needs the {operation.scope} permission."
    raise Problem(403, "Insufficient permissions", required=[operation.scope], hint=hint, code="forbidden")
