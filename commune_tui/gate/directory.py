"""Which inboxes there are and which files an agent was given: read from the API, kept on disk for when it is away."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.gate.database import Database
from commune_tui.gate.keys import Agent
from commune_tui.gate.refusal import NotTaken, not_found
from commune_tui.gate.sender import Inbox, own
from commune_tui.gate.upstream import AWAY, Upstream

_FRESH_S = 60.0


class Directory:
    """Asks the API once a minute, and sooner for a sender that is not known yet."""

    def __init__(self, db: Database, upstream: Upstream) -> None:
        self._db, self._upstream = db, upstream
        self._read_at = -math.inf

    async def of(self, agent: Agent, *, within_s: float = _FRESH_S) -> tuple[Inbox, ...]:
        """The inboxes of an agent, as they were so long ago. Raises NotTaken, 503, where none were ever read."""
        if clock.monotonic_s() - self._read_at >= within_s:
            await self.refresh()
        every = self._every()
        if not every and self._read_at == -math.inf:
            raise NotTaken(503, AWAY)
        return own(every, agent.inboxes)

    async def refresh(self) -> None:
        """Read them now; where that fails the old ones stay."""
        try:
            found = await self._upstream.inboxes()
        except errors.CommuneError:
            return
        self._read_at = clock.monotonic_s()
        if found != self._every():
            with self._db.write() as conn:
                conn.execute("DELETE FROM inboxes")
                rows = [(each.id, each.address, each.domain_id, int(each.pushes)) for each in found]
                conn.executemany("INSERT OR REPLACE INTO inboxes VALUES (?, ?, ?, ?)", rows)

    def ids(self, agent: Agent) -> frozenset[str] | None:
        """The ids of the inboxes that it may see; ``None`` for all."""
        if agent.inboxes is None:
            return None
        return frozenset(each.id for each in own(self._every(), agent.inboxes))

    def domains(self, agent: Agent) -> frozenset[str]:
        """The ids of the domains in which its inboxes are."""
        return frozenset(each.domain_id for each in own(self._every(), agent.inboxes) if each.domain_id)

    def hosts(self) -> frozenset[str]:
        """The hosts of all our addresses."""
        return frozenset(each.address.rpartition("@")[2] for each in self._every())

    def pushes(self, inbox_id: str | None) -> bool:
        """Whether mail of this inbox also leaves the API by a webhook; so it does where the inbox is not known."""
        return all(each.pushes for each in self._every() if each.id == inbox_id)

    def give(self, agent: Agent, files: Iterable[str]) -> None:
        """Remember files that an agent uploaded or was shown."""
        new = [(agent.name, each) for each in files if not self.has(agent, each)]
        if new:
            with self._db.write() as conn:
                conn.executemany("INSERT OR IGNORE INTO files VALUES (?, ?)", new)

    def has(self, agent: Agent, file: str) -> bool:
        """Whether it is one of these, for an agent with some inboxes; all are there for one that has all."""
        if agent.inboxes is None:
            return True
        found = self._db.conn.execute("SELECT 1 FROM files WHERE agent = ? AND id = ?", (agent.name, file))
        return found.fetchone() is not None

    def allow_files(self, agent: Agent, files: Collection[str]) -> None:
        """Raises NotTaken unless all of them are the agent's."""
        if not all(self.has(agent, each) for each in files):
            raise not_found()

    def _every(self) -> list[Inbox]:
        rows = self._db.conn.execute("SELECT id, address, domain_id, pushes FROM inboxes ORDER BY rowid")
        return [Inbox(name, address, domain, bool(pushes)) for name, address, domain, pushes in rows]
