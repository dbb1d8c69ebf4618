"""Asking the owner of an agent to confirm it, and finding out whether they did: no call of the server says so.

A send that has nothing in it can never leave. It is refused for want of an owner until there is one, and as empty from
then on, where a server judges the owner first. So it is asked once when the owner was asked: only a server that names
the owner then can be watched. Nothing of it goes through the outbox.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.administration.watch import LAST_S, Watch, Watches
from commune_tui.mail.events import Administered, Fact
from commune_tui.store import organisation
from commune_tui.store.organisation import ASKED, BLIND, CLAIMED, EXPIRED, WATCHED, Claim
from commune_tui.wording import do

if TYPE_CHECKING:
    from datetime import datetime

    from commune_tui.mail.connection import Connection
    from commune_tui.store.database import Database

FIRST_S: Final = 30.0
READ_S: Final = 2.0
"""So long it stands there that the owner confirmed, before what leaves then is told of in its place."""
LIFE: Final = timedelta(hours=24)
"""So long the link holds (contract §6.4)."""
SAYS_NOT: Final = "This server does not say before a mail is sent whether the owner has confirmed."
_KIND: Final = "claim"


class Ownership:
    """One for a session. Nothing of it is done with an API key: only the agent itself may ask."""

    def __init__(self, database: Database, connection: Connection, tell: Callable[[Fact], None]) -> None:
        self._db, self._connection, self._tell = database, connection, tell
        self._watches = Watches(self._look, self._moved, self._pause)
        self._tried_at: datetime | None = None
        self._said = ASKED
        self.first_s = FIRST_S

    def now(self) -> Claim:
        """Who was asked, and how that stands."""
        return self._db.read_now(organisation.claim)

    async def ask(self, owner: str) -> Claim:
        """Have a link sent to the owner; how it stands then. Raises what the client does, and Explained where there is
        none yet."""
        client = self._connection.client
        if client is None:
            raise Explained("The server was not reached yet. Try again in a moment.")
        await client.agent.claim(owner)
        claim = Claim(owner, clock.now())
        await self._db.write(lambda conn: organisation.put_claim(conn, claim))
        self._watches.stop(_KIND)
        await self._look(_KIND, Watch(owner, clock.now()))
        self._said = self.now().state
        self.go_on()
        return self.now()

    def go_on(self) -> None:
        """Watch from now on, where there is something to watch."""
        client, claim = self._connection.client, self.now()
        if client is not None and client.agent_id and claim.open and not self._db.read_only:
            self._watches.begin(_KIND, claim.owner)

    async def close(self) -> None:
        """End it; the next start goes on."""
        await self._watches.close()

    def _pause(self, watch: Watch) -> float:
        return rest_s(self.now(), self._tried_at, clock.now(), self.first_s)

    async def _look(self, _: str, watch: Watch) -> None:
        claim, client = self.now(), self._connection.client
        if not claim.open or client is None or not client.agent_id:
            watch.done = True  # another copy of the program saw it
            return
        if not self._online():
            return
        self._tried_at = clock.now()
        if claim.asked_at is not None and self._tried_at >= claim.asked_at + 2 * LIFE:
            await self._note(claim, claim._replace(state=EXPIRED), watch)  # nobody said anything since the link ended
            return
        try:
            owned = await client.agent.owned()
        except Explained as error:
            watch.trouble = error.sentence
            return
        watch.trouble = ""
        await self._note(claim, _after(claim, owned, clock.now()), watch)

    async def _note(self, before: Claim, after: Claim, watch: Watch) -> None:
        await self._db.write(lambda conn: _replace(conn, before, after))
        watch.done = not after.open

    def _online(self) -> bool:
        sync = self._connection.sync
        return sync is None or sync.connection_status.state in ("fine", "slow", "disk")

    def _moved(self, watch: Watch) -> None:
        """Tell what was found, once; mail that waits for an owner leaves now."""
        claim = self.now()
        news = "" if claim.state == self._said else {
            CLAIMED: f"{claim.owner} confirmed. Mail leaves now.",
            EXPIRED: f"The link that {claim.owner} got has expired: {do('app.claim')} asks again.",
            BLIND: SAYS_NOT,
        }.get(claim.state, "")  # fmt: skip
        self._said = claim.state
        self._tell(Administered(_KIND, claim.owner, news=news))
        if claim.state == CLAIMED and news:
            asyncio.get_running_loop().call_later(READ_S, self._leave)

    def _leave(self) -> None:
        if self._connection.sends is not None and not self._connection.closed:
            self._connection.sends.runner.nudge()


def rest_s(claim: Claim, tried_at: datetime | None, now: datetime, first_s: float = FIRST_S) -> float:
    """Seconds until the next look: the first is after ``first_s``, and each pause about as long as all before it, up to
    ten minutes, also in another run of the program. One look is when the link ends. ``tried_at``: the last one here."""
    if claim.asked_at is None:
        return 0.0
    gone_s = max(0.0, (now - claim.asked_at).total_seconds())
    rest, ends = timedelta(seconds=min(LAST_S, gone_s + first_s)), claim.asked_at + LIFE
    at = max(each for each in (claim.asked_at, claim.looked_at, tried_at) if each is not None) + rest
    return min(max(0.0, ((min(at, ends) if ends > now else at) - now).total_seconds()), LAST_S)


def _after(claim: Claim, owned: bool | None, now: datetime) -> Claim:
    """How it stands after a look. Only a server that named the owner before can say that there is one."""
    if owned is False:
        over = claim.asked_at is not None and now >= claim.asked_at + LIFE
        return claim._replace(state=EXPIRED if over else WATCHED, looked_at=now)
    state = CLAIMED if owned and claim.state == WATCHED else BLIND
    return claim._replace(state=state, looked_at=now, ended_at=now)


def _replace(conn: sqlite3.Connection, before: Claim, after: Claim) -> None:
    """Unless somebody else asked anew meanwhile, or saw more."""
    there = organisation.claim(conn)
    if (there.owner, there.asked_at) == (before.owner, before.asked_at) and there.open:
        organisation.put_claim(conn, after)
