"""An account on a real sandbox: the session, everything it told, every request it made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commune_tui.api import Commune
from commune_tui.api.auth import AgentKey
from commune_tui.api.gate import Gate
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import events
from commune_tui.mail.own_key import OwnKey
from commune_tui.mail.session import Session
from commune_tui.mail.sync.loop import Sync
from tests.servers import Server


@dataclass
class Account:
    """``told`` are all facts so far, ``requests`` all (method, path, status)."""

    server: Server
    session: Session
    told: list[events.Fact] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def sync(self) -> Sync:
        assert self.session.connection.sync is not None
        return self.session.connection.sync

    def hear(self, fact: events.Fact) -> None:
        self.told.append(fact)
        self._news.set()

    def exchanged(self, method: str, path: str, status: int, _in: int, _out: int) -> None:
        self.requests.append((method, path.partition("?")[0], status))
        self._news.set()

    async def until(self, check: Callable[[], Any]) -> Any:
        """Wait for something to be true; looked at after every fact and every request."""
        async with asyncio.timeout(30):
            while not (found := check()):
                self._news.clear()
                await asyncio.wait({asyncio.ensure_future(self._news.wait())}, timeout=0.1)
            return found

    async def settled(self) -> None:
        """Wait until the copy holds everything."""
        await self.until(lambda: self.sync.settled)

    async def told_of(self, kind: type[events.Fact]) -> Any:
        """Wait for a fact of this kind."""
        return (await self.until(lambda: [fact for fact in self.told if isinstance(fact, kind)]))[0]

    def faults(self, *faults: str) -> None:
        """These faults from now on; none: all is well."""
        self.server.control("faults", {"faults": list(faults)})


@asynccontextmanager
async def account(
    server: Server,
    folder: Path,
    *,
    key: str | None = None,
    agent: AgentKey | None = None,
    start: bool = True,
    desk_folder: Path | None = None,
    own_key: OwnKey | None = None,
    gate: Callable[[], Gate] | None = None,
) -> AsyncIterator[Account]:
    """A session of this key, or of this agent, on this server, stopped at the end."""

    async def connect() -> Commune:
        return Commune(
            key or (server.key if agent is None else None),
            agent=agent,
            base_url=server.base_url,
            retry=RetryPolicy(attempts=1),
            on_exchange=lambda *exchange: found.exchanged(*exchange),
        )

    session = Session(folder, connect, desk_folder=desk_folder, me="anna", hold_s=0.0, own_key=own_key, gate=gate)
    found = Account(server, session)
    session.subscribe(found.hear)
    try:
        if start:
            await session.start()
        yield found
    finally:
        await session.stop()


def on_server(server: Server) -> dict[str, Any]:
    """Everything the server has: thread → (inbox, sorted message ids and texts, triage)."""
    found: dict[str, Any] = {}
    for inbox_id in server.inboxes().values():
        cursor = ""
        while True:
            page = server.get(f"/v1/threads?inbox_id={inbox_id}&limit=100{cursor}").body
            for item in page["data"]:
                thread_id = item["thread_id"]
                said = server.get(f"/v1/threads/{thread_id}/messages?limit=1000").body["data"]
                triage = server.get(f"/v1/threads/{thread_id}/metadata").body["data"]
                state = (triage["status"], triage["assigned_to"], tuple(sorted(triage["tags"])))
                found[thread_id] = (inbox_id, sorted((m["message_id"], m["content"]) for m in said), state)
            if not page["has_more"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
    return found


def in_copy(session: Session) -> dict[str, Any]:
    """The same of the copy."""
    found: dict[str, Any] = {}
    listed = session.database.read_now(lambda conn: conn.execute("SELECT id FROM threads").fetchall())
    for (thread_id,) in listed:
        row = session.reads.thread(thread_id)
        if row is not None:  # else it has just gone
            said = sorted((m.id, m.content) for m in session.reads.messages(thread_id))
            found[thread_id] = (row.inbox_id, said, (row.status, row.assignee, tuple(sorted(row.tags))))
    return found
