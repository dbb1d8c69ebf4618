"""Whose key it is: asked before anything else, at every connect, so that no mail leaves in another's name.

A key can come to answer for another organisation (a restored server, a changed address, a key that was made anew).
What is here belongs to the old one, so every other request is refused then, before it begins to leave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from commune_tui import clock

from . import errors
from .models import Org

AGAIN_S = 300.0
"""After so long the next request asks again: connections are kept for seconds only, and opened anew unseen."""

Asked = Callable[[], Awaitable[Org]]
Found = Callable[[Org], None]
Other = Callable[[Org], str]


class Owner:
    """``org`` is the organisation that must answer, empty when it is not known yet: then ``found`` is told it once.

    ``other`` is told of another one that answered, and says what that means for the person. A server that does not
    say whose a key is (404, 403, an answer without an id) is believed.
    """

    def __init__(self, ask: Asked, org: str, found: Found, other: Other) -> None:
        self.org = org
        self._ask, self._found, self._other = ask, found, other
        self._asked_at: float | None = None
        self._lock = asyncio.Lock()

    def lost(self) -> None:
        """The server did not answer: the next one that does is asked."""
        self._asked_at = None

    async def sure(self) -> None:
        """Return when the key belongs to the organisation.

        :raises OtherOrganisation: it belongs to another. :raises CommuneError: it cannot be asked now. The request
            that waits for this has not begun to leave in either case.
        """
        async with self._lock:
            if self._asked_at is None or clock.monotonic_s() - self._asked_at >= AGAIN_S:
                await self._look()
                self._asked_at = clock.monotonic_s()

    async def _look(self) -> None:
        try:
            org = await self._ask()
        except (errors.NotFound, errors.NotAllowed, errors.Unreadable):
            return
        except errors.Interrupted as error:
            raise errors.NeverConnected(error.sentence) from None
        name = org.id or org.slug or ""
        if name and not self.org:
            self.org = name
            self._found(org)
        elif name and name != self.org:
            raise errors.OtherOrganisation(self._other(org))
