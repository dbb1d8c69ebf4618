"""``client.registration``: a new agent, from key generation to an identity that can sign (contract §6). Public routes.

::

    async with Commune.anonymous(base_url) as client:
        agent = await client.registration.join(agent_name=…, org_name=…, org_slug=…)
    async with Commune(agent=agent.key) as client: …
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .address import path
from .auth import AgentKey, Secret, SigningKey
from .errors import Unreadable
from .models import AgentIdentity, SignupChallenge
from .noun import Noun

_MARKER = re.compile(r"Include this exact string: ([0-9a-f]{16})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class NewAgent:
    """A registered agent and its key. Keep ``key.key.export()`` in a private file: the server does not have it."""

    identity: AgentIdentity
    key: AgentKey


class Registration(Noun):
    """Both forms: four fields and a text to sign, or with a purpose and a text to answer first (discrepancies §63)."""

    async def join(
        self,
        *,
        agent_name: str,
        org_name: str,
        org_slug: str,
        purpose: str | None = None,
        key: SigningKey | None = None,
    ) -> NewAgent:
        """Register and verify in one go. Newer servers want ``purpose`` (20-2000 characters, three words or more)."""
        key = key or SigningKey.generate()
        challenge = await self.register(
            agent_name=agent_name, org_name=org_name, org_slug=org_slug, public_key=key.public, purpose=purpose
        )
        identity = await self.verify(challenge, key, purpose=purpose)
        return NewAgent(identity, AgentKey(identity.agent_id, key))

    async def register(
        self,
        *,
        agent_name: str,
        org_name: str,
        org_slug: str,
        public_key: str,
        purpose: str | None = None,
        capabilities: Sequence[str] | None = None,
        website_url: str | None = None,
        avatar_url: str | None = None,
    ) -> SignupChallenge:
        """Step one. ``public_key``: 44 characters of base64. The challenge holds for ``expires_in`` seconds."""
        body: dict[str, Any] = {"agentName": agent_name, "orgName": org_name, "orgSlug": org_slug}
        body["publicKey"] = public_key
        extra = {
            "agentPurpose": purpose,
            "capabilities": None if capabilities is None else list(capabilities),
            "websiteUrl": website_url,
            "avatarUrl": avatar_url,
        }
        body |= {name: value for name, value in extra.items() if value is not None}
        return await self._one(SignupChallenge, "POST", path("auth", "agent-register"), body=body)

    async def verify(self, challenge: SignupChallenge, key: SigningKey, *, purpose: str | None = None) -> AgentIdentity:
        """Step two: sign the text, or the computed answer where the challenge asks for one."""
        token, text = challenge.token or Secret(""), challenge.challenge or ""
        body: dict[str, Any] = {"agentSignupToken": token.reveal()}
        if challenge.marked:
            text = challenge_response(purpose or "", text)
            body["challengeResponse"] = text
        body["signature"] = key.sign(text.encode("utf-8", "replace"))
        return await self._one(AgentIdentity, "POST", path("auth", "agent-verify"), body=body)


def challenge_response(purpose: str, challenge: str) -> str:
    """``verb:count:marker`` (contract §6.2): first word of the purpose, number of its long words, the marker's digits.

    A word counts when at least five letters are left of it. :class:`Unreadable` when the marker is missing.
    """
    found = _MARKER.findall(challenge)
    if len(found) != 1:
        raise Unreadable("The server's challenge does not hold the line that has to be answered.")
    words = [re.sub(r"[^A-Za-z]", "", word) for word in purpose.split()]
    verb = words[0].lower() if words else ""
    return f"{verb}:{sum(len(word) >= 5 for word in words)}:{found[0]}"
