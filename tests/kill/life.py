"""One life of the real outbox: it triages, writes and sends against a real port until it is killed.

Every act that the program calls done is told to the parent by one line on a pipe, and only then.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail.drafts import Drafts
from commune_tui.mail.editing import Editing
from commune_tui.mail.editor_files import EditorFiles
from commune_tui.mail.outbox.gateway import Gateway
from commune_tui.mail.outbox.outbox import Outbox, Refused
from commune_tui.mail.outbox.presence import Presence
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.texts import Texts
from commune_tui.mail.triage import Triage
from commune_tui.sending.policy import Policy
from commune_tui.store.database import Database
from commune_tui.store.drafts import Draft
from tests.mail.connection import connected

RULES = Policy(
    hold_s=0.03, doubt_s=0.5, lease_s=2.0, foreign_s=0.2, backoff_s=0.02, backoff_max_s=0.1, paused_s=0.1, twin_waits=1
)
"""The real policy at a sixtieth of their length: the server here answers within milliseconds."""

STATUSES = ("open", "needs_reply", "waiting", "closed")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a life happens."""

    folder: Path
    base_url: str
    key: str
    inbox_id: str
    threads: tuple[str, ...]


class Life:
    """``pipe`` is a file descriptor; what is told there was promised."""

    def __init__(self, place: Place, pipe: int) -> None:
        self.place = place
        self._pipe = pipe
        self.db = Database(place.folder)
        self.client = Commune(place.key, base_url=place.base_url, retry=RetryPolicy(attempts=1))
        self.spool = Spool(self.db, Gateway(self.client, self.db.vault), who="ann", policy=RULES)
        connection = connected(self.spool)
        self.outbox = Outbox(self.db, connection)
        self.triage = Triage(self.db, connection, lambda fact: None, "ann")
        self.drafts = Drafts(self.db)
        self._presence = Presence(place.folder)
        files = EditorFiles(self.db.desk_file.parent / "editing", self._presence.name, self._presence.gone)
        self.editing = Editing(self.db, files, Texts(self.db, files))

    def tell(self, what: str, **fields: Any) -> None:
        """Promise something to the parent."""
        os.write(self._pipe, json.dumps({"what": what, **fields}).encode() + b"\n")

    async def live(self, random: Random, first: int) -> None:
        """Act until the end; ``first`` makes the names of this life its own."""
        await self.spool.start()
        for draft in await self.editing.recover():
            self.tell("draft", id=draft.id, count=int(draft.body.rsplit(" ", 1)[1]))
        running = asyncio.create_task(self.spool.run())
        number = first
        while not running.done():
            number += 1
            await self._act(random, number)
            await asyncio.sleep(random.random() * 0.02)
        running.result()

    async def _act(self, random: Random, number: int) -> None:
        choice = random.random()
        threads = random.sample(self.place.threads, random.randint(1, 3))
        if choice < 0.25:
            self._told(await self.triage.tag(threads, [f"t{number}"]))
        elif choice < 0.4:
            self._told(await self.triage.set_status(threads, random.choice(STATUSES)))
        elif choice < 0.5:
            undone = await self.outbox.undo()
            if undone is not None:
                self.tell("undone", step=undone[0].id)
        elif choice < 0.85:
            await self._send(random, number, threads[0])
        else:
            await self._edit(number)

    def _told(self, operations: list[Any]) -> None:
        for operation in operations:
            self.tell("operation", id=operation.id)

    def _draft(self, number: int, thread_id: str | None) -> Draft:
        name = f"mail {number}"
        return self.drafts.new(
            inbox_id=self.place.inbox_id, thread_id=thread_id, to=("customer@example.org",), subject=name, body="text 0"
        )

    async def _send(self, random: Random, number: int, thread_id: str) -> None:
        draft = self._draft(number, thread_id if random.random() < 0.5 else None)
        for count in range(1, random.randint(2, 4)):
            draft = replace(draft, body=f"text {count}")
            if await self.drafts.save(draft):
                self.tell("draft", id=draft.id, count=count)
        with suppress(Refused):
            sent = await self.outbox.send(draft.id)
            self.tell("send", id=sent.id, draft=draft.id, subject=draft.subject)
            await self.outbox.send(draft.id)  # the key pressed twice: refused

    async def _edit(self, number: int) -> None:
        draft = self._draft(number, None)
        path = await self.editing.begin(draft)
        self.tell("draft", id=draft.id, count=0)
        path.write_text("text 9", "utf-8")
        self.tell("draft", id=draft.id, count=9)  # what an editor wrote is a promise as well
        await self.editing.finish(draft.id)

    async def settle(self) -> None:
        """Let everything come to its end, deciding conflicts in favour of the person."""
        await self.spool.start()
        await self.editing.recover()
        running = asyncio.create_task(self.spool.run())
        while operations := self.outbox.waiting():
            for operation in operations:
                if operation.state == "conflict":
                    await self.outbox.resolve(operation.id, mine=True)
            await asyncio.sleep(0.02)
        await self.spool.stop()
        await running
        await self.client.aclose()
        self.db.close()


async def furnish(place: Place) -> None:
    """The store knows the threads, as if they had been synchronised."""
    db = Database(place.folder)
    await db.write(lambda conn: conn.executemany(
        "INSERT INTO threads (id, triage_read_at) VALUES (?, 1)", [(name,) for name in place.threads]))  # fmt: skip
    db.close()
