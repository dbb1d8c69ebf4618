"""A desk on a real sandbox: threads that the store knows, an outbox that runs, facts that can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import events
from commune_tui.mail.drafts import Drafts
from commune_tui.mail.outbox.gateway import Gateway, Kind
from commune_tui.mail.outbox.outbox import Outbox
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.triage import Triage
from commune_tui.sending.operation import SEEN, Operation
from commune_tui.sending.policy import Policy
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.store.drafts import Draft
from tests.mail.connection import connected
from tests.servers import Server

RULES = Policy(hold_s=0.0, doubt_s=0.3, lease_s=2.0, foreign_s=0.2, backoff_s=0.02, backoff_max_s=0.1, paused_s=0.1)


@dataclass
class Desk:
    """One copy of the program. ``told`` are all facts so far."""

    server: Server
    db: Database
    spool: Spool
    outbox: Outbox
    triage: Triage
    drafts: Drafts
    inbox_id: str
    address: str
    told: list[events.Fact] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, fact: events.Fact) -> None:
        self.told.append(fact)
        self._news.set()

    async def until(self, kind: type[events.Fact], check: Callable[[Any], bool] = lambda fact: True) -> Any:
        """Wait for a fact; it may have been told already."""
        while True:
            for fact in self.told:
                if isinstance(fact, kind) and check(fact):
                    return fact
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 30)

    async def settled(self, operation_id: str) -> Operation:
        """Wait until this operation is over or in conflict."""
        while True:
            self._news.clear()  # before reading: what happens from here on wakes the wait below
            operation = await self.db.read(lambda conn: table.get(conn, operation_id))
            assert operation is not None
            if operation.state in ("confirmed", "refused", "cancelled", "conflict"):
                return operation
            await asyncio.wait_for(self._news.wait(), 30)

    async def thread(self, subject: str = "Hello") -> str:
        """A customer writes; the id of the new thread, which the store knows and has read."""
        mail = {"from": "customer@example.org", "to": self.address, "subject": subject, "text": "Please help."}
        thread_id = str(self.server.control("mail", mail)["data"][0]["thread_id"])
        await self.db.write(
            lambda conn: conn.execute("INSERT OR IGNORE INTO threads (id, triage_read_at) VALUES (?, 1)", (thread_id,))
        )
        return thread_id

    def metadata(self, thread_id: str) -> dict[str, Any]:
        """Triage as the server has it."""
        return dict(self.server.get(f"/v1/threads/{thread_id}/metadata").body["data"])

    def row(self, thread_id: str) -> tuple[str, str, str | None, int]:
        """Status, tags, assignee and the pending mark as the list shows them."""
        found = self.db.read_now(
            lambda conn: conn.execute(
                "SELECT status, tags, assignee, pending FROM threads WHERE id = ?", (thread_id,)
            ).fetchone()
        )
        return tuple(found)

    def has_seen(self, draft_id: str) -> bool:
        """Whether the mail of this draft was seen at the server."""
        return any(each.draft_id == draft_id and each.code == SEEN for each in self.outbox.settled())

    async def draft(self, **fields: Any) -> Draft:
        """A saved draft that is fit to be sent."""
        given = {"inbox_id": self.inbox_id, "to": ("customer@example.org",), "subject": "An answer", "body": "Done."}
        draft = self.drafts.new(**{**given, **fields})
        assert await self.drafts.save(draft)
        return draft

    def mails(self, subject: str) -> int:
        """How many mails of this subject went out from the inbox."""
        listed = self.server.get(f"/v1/messages?inbox_id={self.inbox_id}&limit=1000").body["data"]
        return sum(m["direction"] == "outbound" and m["metadata"]["subject"] == subject for m in listed)


@asynccontextmanager
async def desk(
    server: Server,
    folder: Path,
    *,
    policy: Policy = RULES,
    inbox: tuple[str, str] | None = None,
    running: bool = True,
    kinds: Mapping[str, Kind] | None = None,
) -> AsyncIterator[Desk]:
    """Open a desk in ``folder``; ``inbox`` is id and address, a fresh one when none is given."""
    inbox_id, address = inbox or new_inbox(server)
    db = Database(folder)
    client = Commune(server.key, base_url=server.base_url, retry=RetryPolicy(attempts=1))
    told: list[Desk] = []

    def emit(fact: events.Fact) -> None:
        told[0].emit(fact)

    spool = Spool(db, Gateway(client, db.vault, kinds=kinds), who="ann", emit=emit, policy=policy)
    drafts = Drafts(db, emit)
    connection = connected(spool)
    made = Desk(
        server, db, spool, Outbox(db, connection, emit), Triage(db, connection, emit, "ann"), drafts, inbox_id, address
    )
    told.append(made)
    await spool.start()
    task = asyncio.create_task(spool.run()) if running else None
    try:
        yield made
    finally:
        await drafts.close()
        await spool.stop()
        if task is not None:
            await task
        await client.aclose()
        db.close()


_count = iter(range(10**9))


def new_inbox(server: Server) -> tuple[str, str]:
    """A fresh inbox: id and address."""
    answer = server.post("/v1/inboxes", {"local_part": f"outbox{next(_count)}"})
    data = answer.body["data"]
    return str(data["id"]), str(data["address"])
