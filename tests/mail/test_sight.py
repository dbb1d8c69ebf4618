"""A 202 is a promise: a mail is sent, then seen in the server's list, or named as one that never appeared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions.fact_words import fact_words
from commune_tui.actions.outbox_rows import rows
from commune_tui.api import Commune
from commune_tui.api.models import Message
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import events, wire
from commune_tui.mail.conversation import join
from commune_tui.mail.drafts import Drafts
from commune_tui.mail.outbox.fate import fate
from commune_tui.mail.outbox.gateway import Gateway
from commune_tui.mail.outbox.outbox import Outbox
from commune_tui.mail.outbox.spool import Spool
from commune_tui.mail.triage import Triage
from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Operation
from commune_tui.sending.policy import Policy
from commune_tui.store import conversation, messages, sightings
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.store.rows import EventRow
from tests.mail.connection import connected
from tests.mail.vendor import Vendor, vendor

FAST = Policy(hold_s=0.0, doubt_s=0.2, foreign_s=0.05, backoff_s=0.02, sight_first_s=0.02, sight_s=0.1)
SLOW = replace(FAST, sight_first_s=60.0)


@dataclass
class Program:
    db: Database
    spool: Spool
    outbox: Outbox
    triage: Triage
    drafts: Drafts
    told: list[events.Fact] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, fact: events.Fact) -> None:
        self.told.append(fact)
        self.news.set()

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not ready():
                self.news.clear()
                await self.news.wait()

    def has(self, kind: type[events.Fact]) -> bool:
        return any(isinstance(fact, kind) for fact in self.told)

    async def send(self, *to: str, subject: str = "Hello", **fields: Any) -> Operation:
        draft = replace(self.drafts.new(inbox_id="i1", **fields), to=to, subject=subject, body="Some words.")
        await self.drafts.save(draft)
        return await self.outbox.send(draft.id)

    def stored(self, operation: Operation) -> Operation:
        found = self.db.read_now(lambda conn: table.get(conn, operation.id))
        assert found is not None
        return found


@asynccontextmanager
async def program(server: Vendor, folder: Path, policy: Policy = FAST) -> AsyncIterator[Program]:
    db = Database(folder)
    async with Commune("comm_x", base_url=server.url, retry=RetryPolicy(attempts=1)) as client:
        told: list[Program] = []

        def tell(fact: events.Fact) -> None:
            told[0].tell(fact)

        spool = Spool(db, Gateway(client, db.vault), who="ann", emit=tell, policy=policy)
        connection = connected(spool)
        made = Program(db, spool, Outbox(db, connection, tell), Triage(db, connection, tell, "ann"), Drafts(db, tell))
        told.append(made)
        await spool.start()
        task = asyncio.create_task(spool.run())
        try:
            yield made
        finally:
            await spool.stop()
            await task
            await made.drafts.close()
    db.close()


async def test_a_taken_mail_is_sent_then_seen(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        server.hidden = True
        mail = await p.send("ann@customer.example")
        await p.until(lambda: p.has(events.MailSent))
        assert p.stored(mail).code == UNSEEN
        server.hidden = False
        await p.until(lambda: p.has(events.MailSeen))
        assert (p.stored(mail).code, p.stored(mail).result["seen_id"]) == (SEEN, "81d4-1")  # type: ignore[index]
        assert [type(fact) for fact in p.told].count(events.MailSent) == 1, "a look is no news"


async def test_a_mail_that_never_appears_is_named_and_can_be_a_draft_again(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        mail = await p.send("ann@gone.invalid")
        await p.until(lambda: p.has(events.MailVanished))
        stored = p.stored(mail)
        assert stored.code == VANISHED
        told = fact_words(events.MailVanished(mail.id, None), lambda _: stored)
        assert "never appeared" in told
        assert "ann@gone.invalid" in told
        [row] = rows((), (stored,), (), (), 0)[0]
        assert (row.kind, [command for command, _ in row.does]) == (
            "vanished",
            ["outbox.not_sent", "outbox.was_sent", "list.open"],
        )
        await p.outbox.settle(mail.id, sent=False)
        assert p.stored(mail).state == "cancelled"
        assert [draft.state for draft in p.db.read_now(lambda conn: _drafts(conn))] == ["open"]


def _drafts(conn: Any) -> Any:
    from commune_tui.store import drafts

    return drafts.each(conn, "open")


async def test_nothing_is_called_vanished_while_the_server_shows_no_list(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        server.hidden = True
        mail = await p.send("ann@customer.example", subject="First")
        await p.until(lambda: p.has(events.MailSent))
        server.late = True
        for _ in range(6):
            await asyncio.wait_for(server.failed.acquire(), 20)
        assert p.stored(mail).code == UNSEEN
        server.late = server.hidden = False
        await p.until(lambda: p.has(events.MailSeen))


async def test_a_restart_goes_on_looking(tmp_path: Path) -> None:
    async with vendor() as server:
        async with program(server, tmp_path, SLOW) as p:
            mail = await p.send("ann@gone.invalid")
            await p.until(lambda: p.has(events.MailSent))
        db = Database(tmp_path)
        db.read_now(lambda conn: sightings.unseen(conn)[0].id)
        db.close()
        async with program(server, tmp_path) as p:
            await p.db.write(
                lambda conn: conn.execute("UPDATE desk.operations SET wait_s = 0 WHERE id = ?", (mail.id,))
            )
            await p.until(lambda: p.has(events.MailVanished))


async def test_ones_own_mail_is_recognised_as_it_comes_in_without_a_look(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path, SLOW) as p:
        mail = await p.send("ann@customer.example")
        await p.until(lambda: p.has(events.MailSent))
        record = wire.message(Message.read(server.listed[0]))  # type: ignore[arg-type]

        def take_in(conn: Any) -> Any:
            sightings.recognise(conn, [record], 7)
            messages.put(conn, [record], _now())
            found = conversation.of_thread(conn, "thread_1")
            return join(None, found, (), table.of_thread(conn, "thread_1"), ())

        talk = await p.db.write(take_in)
        assert [entry.writer for entry in talk.entries] == ["you, from here"]
        assert talk.afoot == ()
        assert p.stored(mail).code == SEEN


async def test_a_mail_that_is_not_seen_yet_is_said_in_its_conversation(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path, SLOW) as p:
        server.hidden = True
        mail = await p.send("ann@customer.example", thread_id="t7")
        await p.until(lambda: p.has(events.MailSent))
        talk = p.db.read_now(lambda conn: join(None, (), (), table.of_thread(conn, "t7"), ()))
        assert "to ann@customer.example was sent; it is not seen here yet" in talk.afoot[0].text
        gone = p.stored(mail).to("confirmed", code=VANISHED)
        assert "never appeared" in join(None, (), (), [gone], ()).afoot[0].text


async def test_the_same_words_again_do_not_wait_for_a_twin_that_was_seen(tmp_path: Path) -> None:
    patient = replace(FAST, doubt_s=600.0, sight_s=600.0)
    async with vendor() as server, program(server, tmp_path, patient) as p:
        await p.send("ann@customer.example")
        await p.until(lambda: p.has(events.MailSeen))
        await p.send("ann@customer.example")
        await p.until(lambda: [type(fact) for fact in p.told].count(events.MailSent) == 2)
        assert len(server.sent) == 2


async def test_two_mails_alike_are_told_apart_by_the_servers_mark(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        first = await p.send("ann@gone.invalid")
        await p.until(lambda: p.has(events.MailVanished))
        server.dropped = ("nothing",)
        second = await p.send("ann@gone.invalid")
        await p.until(lambda: p.has(events.MailSeen))
        assert [p.stored(each).code for each in (first, second)] == [VANISHED, SEEN]


@pytest.mark.parametrize("said", [{}, {"data": None}, {"data": {"id": None, "thread_id": None}}, {"error": "x"}])
async def test_a_mail_that_was_answered_without_an_id_is_known_by_its_words(said: Any, tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        server.nameless = said
        first = await p.send("ann@customer.example")
        await p.until(lambda: p.has(events.MailSeen) or p.has(events.MailVanished))
        assert p.stored(first).code == SEEN
        server.dropped = ("customer.example",)
        second = await p.send("ann@customer.example")
        await p.until(lambda: p.has(events.MailVanished))
        assert p.stored(second).code == VANISHED, "the first one's message is not the second one's"


def _now() -> Any:
    from commune_tui import clock

    return clock.now()


def _event(kind: str, to: str, detail: str = "") -> EventRow:
    return EventRow(kind + to, "81d4-1", "t", "i1", kind, to, detail, None)


def _mail(*to: str, code: str = SEEN) -> Operation:
    intent = {"to": list(to), "subject": "S", "cc": ["Cee <c@x.example>"]}
    return Operation("o", "s", "send", "l", intent, "confirmed", "p", 0, 0, settled_at=1, code=code)


def test_how_far_a_mail_came_is_said_of_each_recipient() -> None:
    mail, late = _mail("a@x.example", "b@x.example"), 200_000
    assert fate(mail, [], late).stage == "seen"
    some = [_event("sent", "a@x.example"), _event("delivered", "a@x.example"), _event("sent", "c@x.example")]
    assert fate(mail, some, 1_000).stage == "seen", "too early to miss anybody"
    partly = fate(mail, some, late)
    assert (partly.stage, "b@x.example" in partly.sentence) == ("partly", True)
    assert "left out" in partly.sentence
    bounced = fate(mail, [*some, _event("bounced", "b@x.example", "550 user unknown")], late)
    assert (bounced.stage, "b@x.example bounced: 550 user unknown" in bounced.sentence) == ("trouble", True)
    everybody = [_event("delivered", f"{name}@x.example") for name in "abc"]
    assert fate(mail, everybody, late).sentence == "Delivered to all 3."
    assert fate(_mail("a@x.example", code=UNSEEN), [], 0).stage == "sent"
    unlooked = fate(replace(_mail("a@x.example"), code="", reason="It could not be looked for."), [], 0)
    assert (unlooked.stage, "seen at the server" in unlooked.sentence) == ("sent", False)
    assert unlooked.sentence.startswith("Sent. It could not be looked for.")
