"""What the key in use may do, as far as that is known: the server lists it with its scopes (contract §2.3, §4.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from commune_tui.mail.scopes import whole

if TYPE_CHECKING:
    from commune_tui.api import Commune


_PLAIN = re.compile(r"[a-z_]+:(?:read|write|delete)|admin")


class Rights:
    """What is not known to be lacking is allowed: the server has the last word."""

    def __init__(self) -> None:
        self.scopes: frozenset[str] | None = None
        """The scopes of the key, each by itself; ``None`` while they are not known, and for an agent's signature."""
        self._refused: set[str] = set()

    def lacks(self, scope: str) -> bool:
        """Whether the key is known to lack a scope."""
        return scope in self._refused or (bool(scope) and self.scopes is not None and scope not in self.scopes)

    def surely_lacks(self, scope: str) -> bool:
        """The same, but only where the server named the key's scopes in words that are all known here: another word may
        stand for anything (vendor §19). For what the server would be asked otherwise, and refuses by itself."""
        return self.lacks(scope) and (scope in self._refused or all(map(_PLAIN.fullmatch, self.scopes or ())))

    def refused(self, scopes: Iterable[str]) -> None:
        """The server said that these are lacking."""
        self._refused.update(scopes)

    async def learn_once(self, client: Commune) -> bool:
        """Ask, unless it is known; whether it was asked. Raises CommuneError."""
        if self.scopes is not None:
            return False
        await self.learn(client)
        return True

    async def learn(self, client: Commune) -> None:
        """Ask. Raises CommuneError."""
        own = await client.agent.own_key()
        self.scopes = whole(own.permissions) if own is not None and own.permissions else None
        self._refused.clear()
