"""Acts of which nobody knows the end: the answer was lost, or the program ended. The server is asked what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.administration.deeds import MARK, Deed, Kind, happened, owner, remembered
from commune_tui.mail.administration.kinds import kind_of
from commune_tui.store import journal
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.outbox.presence import Presence

SETTLES_S = 5.0
"""So long the server may still be at a request that nobody waits for any more: what it does not show before that may
yet come, and is not called absent."""
SEEN = "seen"
"""The word for an act that happened and is being put right, since its answer is nobody's: once that is done, nothing
shows any more that it happened."""
UNTOLD = "untold"
"""The word for an act of which nothing will ever show whether it happened."""

OPEN = ("made", SEEN, "unknown")
"""Words after which nobody knows the end."""


class LeftOpen:
    """One for a session. ``write`` puts the word for an act into the journal, ``settled`` hears what was found."""

    def __init__(
        self, database: Database, presence: Callable[[], Presence], write: Callable[[Deed, str], Awaitable[None]],
        settled: Callable[[Deed, Kind, str], None],
    ) -> None:  # fmt: skip
        self._db, self._presence, self._write, self._settled = database, presence, write, settled
        self._lock = asyncio.Lock()

    async def look_back(self, client: Commune) -> None:
        """Look for all of them, as far as it can be told by now. Raises CommuneError."""
        for at, deed in self._ended():
            await self._settle(client, deed, at)

    async def before(self, client: Commune, deed: Deed) -> bool:
        """See first what became of older acts on the same thing: they could not be told from this one any more, and
        something may have to be put right for them that would meet this one. Whether all of them are known now.
        Raises CommuneError."""
        for at, other in [(at, other) for at, other in self._ended() if _same(other, deed)]:
            if not await self._settle(client, other, at):
                await asyncio.sleep(max(0.0, SETTLES_S - (clock.now_ms() - at) / 1000))
                await self._settle(client, other, at)
        return not self.holds(deed)

    def holds(self, deed: Deed) -> bool:
        """Whether there is an act on the same thing of which nobody knows the end."""
        return any(_same(other, deed) for word in OPEN for _, other in self._left(word))

    async def look(self, client: Commune, kind: Kind, deed: Deed) -> str:
        """The word for an act that was asked for just now, and whose answer was lost. Raises CommuneError."""
        if (word := await self._came(client, kind, deed)) in ("absent", UNTOLD) and kind.effect != "check":
            await asyncio.sleep(SETTLES_S)
            word = await self._came(client, kind, deed)
        return word

    async def _settle(self, client: Commune, deed: Deed, at: int) -> bool:
        """Whether its end is known now."""
        kind = kind_of(deed.kind)
        if kind is None:
            return False
        async with self._lock:
            if deed.id not in {each.id for _, each in self._ended()}:
                return True
            word = await self._came(client, kind, deed)
            early = clock.now_ms() - at < SETTLES_S * 1000 and kind.effect != "check"
            if word == "unknown" or (early and word in ("absent", UNTOLD)):
                return False
            await self._write(deed, word)
        if kind.effect != "check":
            self._settled(deed, kind, word)
        return True

    def _ended(self) -> list[tuple[int, Deed]]:
        """Acts of which nobody knows the end and nobody waits for it, and when they began (unix milliseconds)."""
        left = [*self._left("made"), *self._left(SEEN)]
        return [*((at, deed) for at, deed in left if self._presence().gone(owner(deed.id))), *self._left("unknown")]

    def _left(self, word: str) -> list[tuple[int, Deed]]:
        found = self._db.read_now(lambda conn: journal.left_open(conn, MARK, word))
        return [(made.at, deed) for made in found if (deed := remembered(made)) is not None]

    async def _came(self, client: Commune, kind: Kind, deed: Deed) -> str:
        """What came of an act whose answer nobody has. Raises CommuneError."""
        if kind.effect == "check":
            return UNTOLD
        now = await kind.state(client, deed)
        came = (
            happened(kind.effect, deed.before, deed.wanted, now) if kind.tells is None else kind.tells(deed.before, now)
        )
        if kind.lost is None:
            return UNTOLD if came is None else "found" if came else "absent"
        seen = self._db.read_now(lambda conn: journal.said(conn, deed.id, SEEN))
        if came and not seen and deed.before is None:  # what is made is removed again
            await self._write(deed, SEEN)
        return await kind.lost(client, deed) if came or seen else UNTOLD if came is None else "absent"


def _same(one: Deed, other: Deed) -> bool:
    """Whether two acts change the same thing. An inbox on a domain that the server picks is called by its local part
    before it is made."""
    if any((kind := kind_of(each.kind)) is None or kind.effect == "check" for each in (one, other)):
        return False
    if one.kind.partition(".")[0] != other.kind.partition(".")[0]:
        return False
    short, long = sorted((one.about.casefold(), other.about.casefold()), key=len)
    return short == long or short == long.partition("@")[0]
