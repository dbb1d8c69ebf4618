"""The organisation, its API keys, and the registration of agents (contract §4.9, §6)."""

from __future__ import annotations

from typing import Any, Self

from .fields import Count, Hidden, Id, Moment, Object, Text, Texts
from .wire import Wire, names


class Org(Wire):
    """The organisation behind the credential."""

    also = names({"id": ("org_id", "orgId")})

    id: Text = None
    name: Text = None
    slug: Text = None
    tier: Text = None
    status: Text = None
    settings: Object = None
    created_at: Moment = None
    updated_at: Moment = None


class KeyInfo(Wire):
    """An API key as listed: never the key itself. ``status``: ``active inactive expired``, or another word."""

    also = names({"id": ("key_id", "keyId"), "permissions": ("scopes",)})
    hidden = frozenset({"apiKey", "api_key", "key", "message"})

    id: Id
    name: Text = None
    key_prefix: Text = None
    permissions: Texts = ()
    status: Text = None
    expires_at: Moment = None
    last_used_at: Moment = None
    created_at: Moment = None


class NewKey(KeyInfo):
    """A key just made or rotated. ``key`` is shown this once.

    The ``message`` of the answer is not kept: it repeats the key (``Store immediately: export …``, vendor §19).
    """

    also = names({**KeyInfo.also, "key": ("apiKey", "api_key")})

    id: Text = None  # type: ignore[assignment]  # the key matters more than its id
    key: Hidden = None


class SignupChallenge(Wire):
    """Step one of a registration. ``challenge`` is text, or (newer servers) an object whose ``text`` holds a marker.

    ``expires_in`` seconds. ``marked`` says which of the two it was.
    """

    also = names({"token": ("agentSignupToken", "agent_signup_token"), "challenge": ()})
    hidden = frozenset({"agentSignupToken", "agent_signup_token"})

    token: Hidden = None
    challenge: Text = None
    challenge_format: Text = None
    marked: bool = False
    instructions: Texts = ()
    expires_in: Count = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        inner = value.get("challenge") if isinstance(value, dict) else None
        if isinstance(inner, dict):
            flat = {"challenge": inner.get("text"), "challenge_format": inner.get("format"), "marked": True}
            value = {**value, **flat}
        elif isinstance(value, dict):
            value = {**value, "marked": False}
        challenge = super().read(value)
        return challenge if challenge is not None and challenge.token and challenge.challenge else None


class AgentIdentity(Wire):
    """A registered agent. ``ownership_status`` is ``unclaimed`` until a person claims it (newer servers)."""

    also = names({"agent_id": ("agentId", "id")})

    agent_id: Id
    org_id: Text = None
    inbox_email: Text = None
    ownership_status: Text = None
    message: Text = None


class PlanLimits(Wire):
    """``GET /v1/me/limits``: no published shape, so ``raw`` holds all of it."""

    tier: Text = None
    plan: Text = None
    limits: Object = None
    usage: Object = None
