"""The synchroniser on a real server: complete, honest about trouble, and never in the way."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.api import Commune, jsontext
from commune_tui.mail import events, wire
from commune_tui.mail.sync.fetcher import Fetcher
from commune_tui.mail.sync.known import InboxKnown, Known
from commune_tui.mail.sync.resources.domains import AskDomains
from commune_tui.mail.sync.resources.messages import AskOldMail
from commune_tui.mail.sync.stream import listen
from commune_tui.query import ALL
from commune_tui.store import due
from commune_tui.store.database import Database
from commune_tui.store.errors import FullDisk
from tests.mail.account import account, in_copy, on_server
from tests.servers import Server, sandbox_process

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture(scope="module", params=["triage in the list", "plain threads"])
def story(request: pytest.FixtureRequest) -> Iterator[Server]:
    words = ("--plain-threads",) if request.param == "plain threads" else ()
    with sandbox_process("--threads", "25", *words) as server:
        yield server


def post(server: Server, to: str, subject: str, *, at: datetime | None = None, text: str = "Hello.") -> str:
    mail = {"from": "c@people.example", "to": to, "subject": subject, "text": text}
    if at is not None:
        mail["sent_at"] = clock.iso(at)
    return str(server.control("mail", mail)["data"][0]["thread_id"])


async def test_nothing_is_called_whole_before_its_triage_was_read(story: Server, tmp_path: Path) -> None:
    """The first list stays at its top until then: what is read first is not what stands first."""
    async with account(story, tmp_path, start=False) as mine:
        early: list[int] = []

        def hear(_: events.Fact) -> None:
            if mine.session.status.whole and (unread := mine.session.database.read_now(due.triage_never_read)):
                early.append(unread)

        mine.session.subscribe(hear)
        await mine.session.start()
        await mine.settled()
        assert mine.session.status.whole and early == []


async def test_the_copy_equals_the_server_and_follows_it(story: Server, tmp_path: Path) -> None:
    server = story
    async with account(server, tmp_path) as mine:
        await mine.settled()
        assert in_copy(mine.session) == on_server(server)
        address, inbox_id = next(iter(server.inboxes().items()))
        some = [name for name, said in in_copy(mine.session).items() if said[0] == inbox_id][:3]
        server.call("PUT", f"/v1/threads/{some[0]}/status", {"status": "closed"})
        server.call("PUT", f"/v1/threads/{some[1]}/assign", {"assigned_to": "agent-billing"})
        server.post(f"/v1/threads/{some[2]}/tags", {"tags": ["vip"]})
        for n in range(4):
            post(server, address, f"At one instant {n}", at=NOON)
        post(server, address, "Late", at=NOON - timedelta(days=300))
        mine.sync.known.inboxes_at = None
        for inbox in mine.sync.known.inboxes.values():
            inbox.listed_at = inbox.polled_at = None
        mine.sync._database.write_now(lambda conn: conn.execute("UPDATE threads SET triage_read_at = 1"))
        mine.sync._lacks.look_again()
        mine.session.connection.sync_now()
        wanted = on_server(server)  # asked once: it takes the loop's time
        await mine.until(lambda: in_copy(mine.session) == wanted)
        await mine.settled()


async def test_what_the_server_deletes_goes_here_too(fresh_sandbox: Server, tmp_path: Path) -> None:
    server = fresh_sandbox
    address, inbox_id = next(iter(server.inboxes().items()))
    other = list(server.inboxes().items())[1]
    for n in range(3):
        post(server, address, f"Old {n}", at=NOON - timedelta(days=100 + n))
    post(server, address, "New")
    post(server, other[0], "In an inbox that goes")
    async with account(server, tmp_path) as mine:
        await mine.settled()
        assert len(in_copy(mine.session)) == 5
        asked = server.post(
            "/v1/data/deletion-request",
            {"scope": "inbox", "inbox_id": inbox_id, "before": clock.iso(NOON - timedelta(days=50))},
        )
        assert asked.status < 300, asked
        data = asked.body.get("data", asked.body)
        done = server.post(
            f"/v1/data/deletion-request/{data['id']}/confirm", {"confirmation_token": data["confirmation_token"]}
        )
        assert done.status < 300, done
        server.control("advance", {"seconds": 5})
        domain = next(box["domain_id"] for box in server.get("/v1/inboxes").body["data"] if box["id"] == other[1])
        assert server.call("DELETE", f"/v1/domains/{domain}/inboxes/{other[1]}").status == 200
        wanted = on_server(server)
        await mine.settled()  # no answer from before is on its way
        mine.sync.known.inboxes_at = None
        for inbox in mine.sync.known.inboxes.values():
            inbox.listed_at = None
        mine.session.connection.sync_now()
        await mine.until(lambda: in_copy(mine.session) == wanted)
        assert [row.address for row in mine.session.reads.inboxes()].count(other[0]) == 0


@pytest.mark.parametrize(
    ("permissions", "lacking"),
    [
        (["inboxes:read", "messages:read"], "threads:read"),
        (["inboxes:read", "threads:read"], "messages:read"),
        (["inboxes:read", "threads:read", "messages:read"], "attachments:read"),
    ],
)
async def test_a_key_with_fewer_scopes_gets_the_rest(
    permissions: list[str], lacking: str, fresh_sandbox: Server, tmp_path: Path
) -> None:
    server = fresh_sandbox
    address = next(iter(server.inboxes()))
    for n in range(3):
        file = {"name": f"f{n}.txt", "mime_type": "text/plain", "content": "aGVsbG8="}
        mail = {"from": "c@people.example", "to": address, "subject": f"S{n}", "text": "x", "files": [file]}
        server.control("mail", mail)
    made = server.post("/v1/agent/api-keys", {"name": "few", "permissions": permissions})
    assert made.status < 300, made
    key = str(made.body["apiKey"])
    async with account(server, tmp_path, key=key) as mine:
        await mine.until(lambda: lacking in mine.session.status.sentence())
        await mine.settled()
        theirs, ours = on_server(server), in_copy(mine.session)
        assert {name: said[:2] for name, said in ours.items()} == {name: said[:2] for name, said in theirs.items()}
        assert mine.sync.connection_status.state == "fine"
        assert mine.session.status.words()[0].startswith("partly allowed")
        refused = Counter(path.split("/")[2] for _, path, status in mine.requests if status == 403)
        assert all(number <= 8 for number in refused.values()), refused  # as many as were on the wire at once


async def test_a_key_that_may_read_nothing_is_told_so_and_not_asked_about_for_ever(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    made = fresh_sandbox.post("/v1/agent/api-keys", {"name": "none", "permissions": ["domains:read"]})
    key = str(made.body["apiKey"])
    async with account(fresh_sandbox, tmp_path, key=key) as mine:
        await mine.until(lambda: "inboxes:read" in mine.session.status.sentence())
        await mine.settled()
        assert len(mine.requests) <= 4
        assert mine.sync.steps <= 20  # and the loop sleeps meanwhile


@pytest.mark.parametrize(
    ("fault", "words", "standing"),
    [
        ("503 /v1/*", "has trouble", "offline"),
        ("drop /v1/*", "Offline", "offline"),
        ("portal /v1/*", "login page", "offline"),
        ("malformed /v1/*", "not the API", "offline"),
        ("429=2 /v1/*", "asks to wait 2 s", "rate limited"),
        ("429-bare /v1/*", "asks to wait", "rate limited"),
    ],
)
async def test_trouble_is_said_the_copy_stays_and_work_goes_on_afterwards(
    fault: str, words: str, standing: str, sandbox: Server, tmp_path: Path
) -> None:
    address = next(iter(sandbox.inboxes()))
    post(sandbox, address, "Before")
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        before = in_copy(mine.session)
        mine.faults(fault)
        try:
            thread_id = post(sandbox, address, "Meanwhile")
            mine.session.connection.sync_now()
            await mine.until(lambda: words in mine.session.status.sentence())
            assert standing in mine.session.status.words()[0]
            assert in_copy(mine.session) == before
            assert any(isinstance(fact, events.WentOffline) and words in fact.sentence for fact in mine.told)
        finally:
            mine.faults()
        await mine.until(lambda: not mine.sync._running)
        mine.session.connection.sync_now()
        await mine.until(lambda: thread_id in in_copy(mine.session))
        await mine.told_of(events.CameOnline)
        assert mine.session.status.sentence() == ""


async def test_who_asks_again_while_it_is_still_wrong_is_told_again(sandbox: Server, tmp_path: Path) -> None:
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        mine.faults("503 /v1/*")
        try:
            mine.session.connection.sync_now()
            await mine.until(lambda: "has trouble" in mine.session.status.sentence())
            await mine.until(lambda: not mine.sync._running)
            mine.told.clear()
            mine.session.connection.sync_now()
            await mine.until(
                lambda: any(
                    isinstance(fact, events.WentOffline) and "has trouble" in fact.sentence for fact in mine.told
                )
            )
        finally:
            mine.faults()


async def test_starting_offline_shows_the_copy_and_catches_up(sandbox: Server, tmp_path: Path) -> None:
    address = next(iter(sandbox.inboxes()))
    post(sandbox, address, "Known")
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        known = in_copy(mine.session)
    late = post(sandbox, address, "Not known yet")
    async with account(sandbox, tmp_path, start=False) as mine:
        assert in_copy(mine.session) == known
        mine.faults("drop /v1/*")
        try:
            await mine.session.start()
            await mine.told_of(events.WentOffline)
            assert mine.session.status.words()[0].endswith("offline")
            assert mine.session.reads.counts([ALL]) == [len(known)]
        finally:
            mine.faults()
        await mine.until(lambda: not mine.sync._running)
        mine.session.connection.sync_now()
        await mine.until(lambda: late in in_copy(mine.session))


async def test_a_revoked_key_is_said_and_nothing_is_removed(fresh_sandbox: Server, tmp_path: Path) -> None:
    server = fresh_sandbox
    post(server, next(iter(server.inboxes())), "Kept")
    made = server.post("/v1/agent/api-keys", {"name": "mine", "permissions": ["read", "write"]}).body
    async with account(server, tmp_path, key=made["apiKey"]) as mine:
        await mine.settled()
        before = in_copy(mine.session)
        assert server.call("DELETE", f"/v1/agent/api-keys/{made['id']}").status < 300
        mine.session.connection.sync_now()
        await mine.until(lambda: "key refused" in mine.session.status.words()[0])
        assert "does not accept the key" in mine.session.status.sentence()
        assert made["apiKey"] not in repr(mine.told) + mine.session.status.sentence()
        assert in_copy(mine.session) == before


async def test_a_wrong_clock_is_said_while_all_goes_on(sandbox: Server, tmp_path: Path) -> None:
    async with account(sandbox, tmp_path, start=False) as mine:
        mine.faults("date=-86400 /v1/*")
        try:
            await mine.session.start()
            await mine.until(lambda: "24 hours ahead of" in mine.session.status.sentence())
            await mine.settled()
            assert mine.session.status.words()[0].startswith("clock wrong")
            assert any(isinstance(fact, events.ServerSaid) for fact in mine.told)
        finally:
            mine.faults()


async def test_an_attachment_that_is_gone_is_asked_for_once(fresh_sandbox: Server, tmp_path: Path) -> None:
    server = fresh_sandbox
    file = {"name": "f.txt", "mime_type": "text/plain", "content": "aGVsbG8="}
    mail = {"from": "c@p.example", "to": next(iter(server.inboxes())), "subject": "S", "text": "x", "files": [file]}
    server.control("mail", mail)
    async with account(server, tmp_path, start=False) as mine:
        mine.faults("html=404 /v1/attachments/*")
        await mine.session.start()
        await mine.settled()
        for _ in range(5):
            mine.sync._lacks.look_again()
            mine.sync._changed.set()
            await mine.settled()
        assert sum("/attachments/" in path for _, path, _ in mine.requests) == 1


async def test_the_names_of_new_attachments_come_with_the_mail(fresh_sandbox: Server, tmp_path: Path) -> None:
    server = fresh_sandbox
    file = {"name": "f.txt", "mime_type": "text/plain", "content": "aGVsbG8="}
    mail = {"from": "c@p.example", "to": next(iter(server.inboxes())), "subject": "S", "text": "x", "files": [file]}
    with clock.frozen(datetime.now(UTC)):  # nothing falls due by itself
        async with account(server, tmp_path) as mine:
            await mine.until(lambda: server.control("state")["streams"])
            await mine.settled()
            thread_id = str(server.control("mail", mail)["data"][0]["thread_id"])
            await mine.until(
                lambda: [m.attachments[0].name for m in mine.session.reads.messages(thread_id)] == ["f.txt"]
            )


async def test_mail_that_came_before_the_stream_was_open_is_asked_for(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = next(iter(fresh_sandbox.inboxes()))
    posted = asyncio.Event()

    async def late(*args: Any) -> None:
        await posted.wait()
        await listen(*args)

    monkeypatch.setattr("commune_tui.mail.sync.loop.listen", late)
    with clock.frozen(datetime.now(UTC)):  # no poll falls due
        async with account(fresh_sandbox, tmp_path) as mine:
            await mine.settled()
            thread_id = post(fresh_sandbox, address, "Missed")
            posted.set()
            await mine.until(lambda: thread_id in in_copy(mine.session))


async def test_new_mail_comes_by_the_stream_and_polling_is_lowered(fresh_sandbox: Server, tmp_path: Path) -> None:
    address = next(iter(fresh_sandbox.inboxes()))
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        assert not mine.sync.known.stream_works  # a stream that was only acknowledged proves nothing
        await mine.until(lambda: fresh_sandbox.control("state")["streams"])
        thread_id = post(fresh_sandbox, address, "Now")
        await mine.until(lambda: thread_id in in_copy(mine.session))
        assert mine.sync.known.stream_works


async def test_a_full_disk_is_said_and_the_loop_lives_on(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = next(iter(sandbox.inboxes()))
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        write = mine.session.database.write

        async def full(_work: object) -> None:
            raise FullDisk("The disk is full.")

        monkeypatch.setattr(mine.session.database, "write", full)
        thread_id = post(sandbox, address, "While the disk is full")
        mine.session.connection.sync_now()
        await mine.until(lambda: "disk trouble" in mine.session.status.words()[0])
        assert mine.session.status.sentence() == "The disk is full."
        monkeypatch.setattr(mine.session.database, "write", write)
        mine.session.connection.sync_now()
        await mine.until(lambda: thread_id in in_copy(mine.session))


async def test_an_answer_that_the_program_trips_over_does_not_end_the_loop(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = next(iter(sandbox.inboxes()))
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()

        async def broken(self: AskDomains, fetcher: Fetcher) -> set[str]:
            raise KeyError("a shape nobody thought of")

        monkeypatch.setattr(AskDomains, "fetch", broken)
        mine.sync.known.domains_at = None
        thread_id = post(sandbox, address, "All the same")
        mine.session.connection.sync_now()
        await mine.until(lambda: thread_id in in_copy(mine.session))
        await mine.until(lambda: not mine.sync.known.allows(AskDomains(), clock.now()))


async def test_large_pages_are_read_beside_the_event_loop(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, inbox_id = next(iter(fresh_sandbox.inboxes().items()))
    text = "long words here " * 1250
    mails = [{"from": "c@p.example", "to": address, "subject": f"S{n}", "text": text} for n in range(12)]
    fresh_sandbox.control("mail", {"mails": mails})
    here, where = threading.get_ident(), set()
    loads, message = jsontext.loads, wire.message

    def loads_seen(raw: bytes | str) -> Any:
        if len(raw) > 100_000:
            where.add(threading.get_ident())
        return loads(raw)

    def message_seen(*given: Any, **more: Any) -> Any:
        where.add(threading.get_ident())
        return message(*given, **more)

    monkeypatch.setattr(jsontext, "loads", loads_seen)
    monkeypatch.setattr(wire, "message", message_seen)
    database, known = Database(tmp_path), Known({inbox_id: InboxKnown()})
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        changed = await AskOldMail(inbox_id, None).fetch(Fetcher(client, database, known))
    database.close()
    assert len(changed) == 12
    assert where
    assert here not in where
    assert known.page_size(1000) < 200  # and now that mails are known to be long, fewer are asked for at once


async def test_an_answer_too_large_is_asked_for_in_smaller_pieces(fresh_sandbox: Server, tmp_path: Path) -> None:
    address, inbox_id = next(iter(fresh_sandbox.inboxes().items()))
    for n in range(14):
        body = {"from": "c@p.example", "to": address, "subject": f"S{n}", "text": "a" * 2_000_000}
        fresh_sandbox.control("mail", body)
    database, known = Database(tmp_path), Known({inbox_id: InboxKnown()})
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        fetcher = Fetcher(client, database, known)
        ask = AskOldMail(inbox_id, None)
        while not known.inboxes[inbox_id].history_done:
            await ask.fetch(fetcher)
            oldest = known.inboxes[inbox_id].oldest_at
            assert oldest is not None
            ask = AskOldMail(inbox_id, oldest + timedelta(milliseconds=1))
        held = database.read_now(lambda conn: conn.execute("SELECT count(*) FROM messages").fetchone()[0])
    database.close()
    assert held == 14
