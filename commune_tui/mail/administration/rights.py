"""What the key in use may do, as far as that is known: the server lists it with its scopes (contract §2.3, §4.9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commune_tui.mail.scopes import whole

if TYPE_CHECKING:
    from commune_tui.api import Commune


class Rights:
    """What is not known to be lacking is allowed: the server has the last word."""

    def __init__(self) -> None:
        self.scopes: frozenset[str] | None = None
        """The scopes of the key, each by itself; ``None`` while they are not known, and for an agent's signature."""
        self._refused: set[str] = set()

    def lacks(self, scope: str) -> bool:
        """Whether the key is known to lack a scope."""
        return scope in self._refused or (bool(scope) and self.scopes is not None and scope not in self.scopes)

    def refused(self, scopes: Iterable[str]) -> None:
        """The server said that these are lacking."""
        self._refused.update(scopes)

    async def learn(self, client: Commune) -> None:
        """Ask. Raises CommuneError."""
        own = await client.agent.own_key()
        self.scopes = whole(own.permissions) if own is not None and own.permissions else None
        self._refused.clear()
