"""``client.agent``: the organisation and its API keys (contract §4.9). Any credential may ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .address import path
from .auth import AgentKey, ApiKey
from .errors import BadRequest, Misused, OwnershipRequired, Unreadable
from .models import Done, KeyInfo, NewKey, Org
from .noun import Noun
from .page import Listing

_EMPTY = (None, "invalid_request", "missing_fields", "missing_required_fields", "validation_error")
"""Words of a server for a request in which something is missing."""


class Agent(Noun):
    """A new or rotated key is shown once: keep ``NewKey.key`` before anything else can fail."""

    async def org(self) -> Org:
        return await self._one(Org, "GET", path("agent", "org"), under=("org",))

    async def update_org(self, *, name: str) -> Org:
        """Rename the organisation; its slug stays."""
        return await self._one(Org, "PATCH", path("agent", "org"), body={"name": name}, under=("org",))

    async def claim(self, owner_email: str) -> Done:
        """Mail the owner of a self-registered agent a link to confirm it. Only the agent's own signature may ask."""
        body = {"ownerEmail": owner_email}
        await self._caller.call("POST", path("agent", "claim-ownership"), body=body)
        return Done()

    async def owned(self) -> bool | None:
        """Whether somebody owns this agent, by a send that has nothing in it and so can never leave: ``False`` where it
        is refused for want of an owner, ``True`` where it is refused as empty. That says nothing of a server that looks
        for what is missing first. ``None``: the server took it. Only for the agent's own signature.
        """
        if not isinstance(self._caller.credential, AgentKey):
            raise Misused("Only a request that the agent signs can ask whether it has an owner.")
        try:
            await self._caller.call("POST", path("messages", "send"), body={})
        except OwnershipRequired:
            return False
        except BadRequest as error:
            if error.refusal.code not in _EMPTY:
                raise
            return True
        return None

    def keys(self) -> Listing[KeyInfo]:
        return self._list(KeyInfo, path("agent", "api-keys"), {}, lambda key: key.id, "apiKeys", "api_keys", "keys")

    async def own_key(self) -> KeyInfo | None:
        """The key that asks, as it is listed: the active one whose prefix it has. ``None`` where that is none or
        several, and for an agent's signature."""
        credential = self._caller.credential
        if not isinstance(credential, ApiKey):
            return None
        found = [key async for key in self.keys() if credential.begins(key.key_prefix or "")]
        active = [key for key in found if key.status in (None, "active")]
        return active[0] if len(active) == 1 else None

    async def create_key(
        self, name: str, *, permissions: Sequence[str] | None = None, expires_in_s: int | None = None
    ) -> NewKey:
        """``permissions``: scopes as in contract §2.3; the server's default is all reading and writing."""
        body: dict[str, Any] = {"name": name}
        if permissions is not None:
            body["permissions"] = list(permissions)
        if expires_in_s is not None:
            body["expiresIn"] = expires_in_s
        return _kept(await self._one(NewKey, "POST", path("agent", "api-keys"), body=body))

    async def revoke_key(self, key_id: str) -> Done:
        await self._caller.call("DELETE", path("agent", "api-keys", key_id))
        return Done()

    async def rotate_key(self, key_id: str) -> NewKey:
        """Replace the key by a new one; the old one is dead at once."""
        return _kept(await self._one(NewKey, "POST", path("agent", "api-keys", key_id, "rotate")))


def _kept(key: NewKey) -> NewKey:
    if key.key is None:
        raise Unreadable("The server made a key and did not show it; revoke it and make another.")
    return key
