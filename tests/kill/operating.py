"""One life of a program that looks after domains, inboxes and webhooks: several acts at a time, each on its own thing.

What a life was told is told to the parent by a line on a pipe. Each worker has names of its own, the same in every
life, so that what one life left open meets the acts of the next.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from commune_tui.actions import webhooks
from commune_tui.actions.administration import acts, objection
from commune_tui.actions.operate import inbox as inbox_acts
from commune_tui.api.client import Commune
from commune_tui.api.exchange import Timing
from commune_tui.api.retry import RetryPolicy
from commune_tui.errors import Explained
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.deeds import MARK
from commune_tui.mail.session import Session
from commune_tui.sending.operation import Json
from commune_tui.store import domains, journal
from commune_tui.store.rows import InboxRow
from tests.kill.forked import tell
from tests.servers import Server

WORKERS = 6
HOME = "home.example"
MOST_INBOXES, MOST_DOMAINS = 4, 24
"""Of a worker."""
SETTLES_S, PATIENCE_S, LATE_S = 3.0, 0.4, 0.6
"""What stands for five seconds here; when the client gives up; how late the server comes to a request then."""
FIELDS = {"type": "object", "properties": {"order": {"type": "string"}}}


class Life:
    """One copy of the program."""

    def __init__(self, folder: Path, base_url: str, key: str, pipe: int) -> None:
        left_open.SETTLES_S = SETTLES_S
        self._pipe = pipe
        self._server = (base_url, key)
        (folder / "store").mkdir(mode=0o700, exist_ok=True)
        self.session = Session(folder / "store", self._connect, me="ann", hold_s=0.0)

    async def _connect(self) -> Commune:
        base_url, key = self._server
        timing = Timing(connect_s=PATIENCE_S, read_s=PATIENCE_S, total_s=4 * PATIENCE_S)
        return Commune(key, base_url=base_url, retry=RetryPolicy(attempts=1), timing=timing)

    async def live(self, random: Random, first: int) -> None:
        """Act until the end; ``first`` makes the texts of this life its own."""
        await self.session.start(sync=False)
        tell(self._pipe, "begun")
        await asyncio.gather(
            *(Worker(self, worker, Random(random.random()), first).work() for worker in range(WORKERS))
        )

    async def settle(self) -> int:
        """See what became of everything; how much is left open."""
        await self.session.start(sync=False)
        end = time.monotonic() + 4 * SETTLES_S
        while (left := self._left()) and time.monotonic() < end:
            await self.session.administration.look_back()
            await asyncio.sleep(0.1)
        await self.session.stop()
        return left

    def _left(self) -> int:
        left = (len(self.session.database.read_now(lambda conn, word=word: journal.left_open(conn, MARK, word)))  # type: ignore[misc]
                for word in ("made", "unknown"))  # fmt: skip
        return sum(left)

    async def do(self, command: str, target: str = "", words: str = "") -> None:
        """Do it as a front does: not where something speaks against it, nor where a person is warned of a repeat."""
        act = acts()[command]
        if objection(self.session, act, target, words):
            return
        if command == "inbox.create" and act.danger(self.session, target, words) is not None:
            return
        came = await act.do(self.session, target, words)
        tell(self._pipe, "came", command=command, word=came.word)

    async def set_schema(self, inbox_id: str, about: str) -> None:
        """An extraction schema, to be removed."""
        schema = {"name": "order", "description": about, "schema": FIELDS, "enabled": True}
        await self.session.administration.perform(
            inbox_acts.deed(self.session, "inbox.schema", inbox_id, schema=schema)
        )


class Worker:
    """Somebody who does one thing after another."""

    def __init__(self, life: Life, number: int, random: Random, first: int) -> None:
        self._life, self._number, self._random, self._count = life, number, random, first

    async def work(self) -> None:
        while True:
            with suppress(Explained):
                if self._random.random() < 0.3:
                    await self._life.session.administration.read_again(self._random.choice(("", "", "webhook")))
                if self._random.random() < 0.1:
                    await self._life.session.administration.look_back()
                self._count += 1
                command, *words = self._random.choice(self._choices())
                if command == "inbox.schema":
                    await self._life.set_schema(*words)
                else:
                    await self._life.do(command, *words)

    def _choices(self) -> list[tuple[str, ...]]:
        """What can be done now, each command about as often as the others."""
        session, random = self._life.session, self._random
        mine = [
            row for row in session.reads.inboxes() if row.address.startswith((f"w{self._number}", f"p{self._number}"))
        ]
        choices: list[tuple[str, ...]] = []
        if len(mine) < MOST_INBOXES:
            choices += [("inbox.create", "", self._new_inbox())] * 2
        names = {row.name for row in session.reads.read(domains.rows)}
        free = [f"d{self._number}x{count}.example" for count in range(MOST_DOMAINS)]
        if free := [name for name in free if name not in names]:
            choices += [("domain.add", "", free[0])] * 2
        found = [row.id for row in webhooks.deliveries(session).rows if int(row.id[-4:], 16) % WORKERS == self._number]
        if found:
            choices.append(("webhook.retry", random.choice(found)))
        return choices + (self._on(random.choice(mine)) if mine else [])

    def _new_inbox(self) -> str:
        local = f"{self._random.choice('wp')}{self._number}n{self._random.randrange(MOST_INBOXES)}"
        hook = f" https://agent.example/{self._count}" if self._random.random() < 0.5 else ""
        return f"{local}{f'@{HOME}' if local[0] == 'w' else ''} Name {self._count}{hook}"

    def _on(self, row: InboxRow) -> list[tuple[str, ...]]:
        hook, schema = f"https://agent.example/{self._count} email.received", f"Fields {self._count}"
        switch = "inbox.off" if (row.status or "active") == "active" else "inbox.on"
        webhook = ("inbox.webhook_off", row.id) if row.webhook_url else ("inbox.webhook", row.id, hook)
        fields = ("inbox.schema_remove", row.id) if row.has_extraction_schema else ("inbox.schema", row.id, schema)
        change = self._random.choice([("inbox.name", row.id, f"Name {self._count}"), (switch, row.id)])
        return [change, *[webhook, fields] * 4, *[("inbox.delete", row.id)] * 2]


def furnish(server: Server) -> None:
    """A domain to make inboxes on, and deliveries that an endpoint did not take."""

    def post(path: str, body: Json) -> Json:
        answer: Json = server.post(path, body).body
        return dict(answer.get("data") or answer)

    domain = post("/v1/domains", {"name": HOME})["id"]
    hook = {"endpoint": "http://127.0.0.1:9/hook", "events": ["email.received", "inbound"]}
    made = post(f"/v1/domains/{domain}/inboxes", {"local_part": "hooked", "webhook": hook})
    mails = [
        {"from": "c@people.example", "to": made["address"], "subject": f"Order {each}", "text": "Where is it?"}
        for each in range(6 * WORKERS)
    ]
    server.control("mail", {"mails": mails})
