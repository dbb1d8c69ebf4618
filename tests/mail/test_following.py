"""Mail that no poll of an inbox shows: late, to nobody's address, under a replaced id; and answers without an end."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.api import Commune
from commune_tui.api.errors import AnswerTooLarge
from commune_tui.api.retry import RetryPolicy
from commune_tui.api.room import LIST_BYTES, room
from commune_tui.mail.sync.fetcher import Fetcher
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.passes import FUTILE, LONGEST, UNBACKED, Passes
from commune_tui.mail.sync.resources.domain_threads import AskDomainHead, AskStrays
from commune_tui.mail.sync.resources.inbox_threads import AskThreadList
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.messages import AskOldMail
from commune_tui.mail.sync.resources.thread_messages import AskThread
from commune_tui.store import conversation, inboxes, threads
from commune_tui.store.database import Database
from commune_tui.store.halves import other_halves
from commune_tui.store.rows import ThreadRow

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


class World:
    """A plain server: what it lists, and how. ``threads`` are by their id: (inbox, moment, messages)."""

    def __init__(self) -> None:
        self.inboxes = {"i1": "support@acme.example"}
        self.threads: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.endless = ""
        self.mixed = False
        self.answer: bytes | None = None

    def mail(self, thread: str, inbox: str | None, at: datetime, *, date: datetime | None = None) -> None:
        """A mail that comes ``at`` and bears a ``date`` of its own."""
        found = self.threads.setdefault(thread, {"inbox": inbox, "messages": []})
        found["inbox"], found["at"] = inbox, at
        number = len(found["messages"])
        found["messages"].append(
            {
                "message_id": f"{thread}-{number}", "thread_id": thread, "direction": "inbound", "channel": "email",
                "participants": [{"role": "sender", "identity": "anna@example.org"}], "content": f"Mail {number}.",
                "created_at": clock.iso(date or at), "metadata": {"inbox_id": inbox, "subject": thread},
            }
        )  # fmt: skip

    def listed(self, query: dict[str, str]) -> dict[str, Any]:
        found = [
            {
                "thread_id": name, "subject": name, "last_message_at": clock.iso(each["at"]),
                "message_count": len(each["messages"]), "inbox_id": each["inbox"], "domain_id": "d1",
            }
            for name, each in sorted(self.threads.items(), key=lambda item: item[1]["at"], reverse=True)
            if "domain_id" in query or each["inbox"] == query.get("inbox_id")
        ]  # fmt: skip
        start, limit = int(query.get("cursor", "0").strip("x")), int(query.get("limit", "20"))
        page = found[start : start + limit]
        if self.endless == "new items":
            page = [{**found[0], "thread_id": f"made up {start} {n}"} for n in range(limit)]
        cursor = f"{'x' * len(self.asked) if self.endless == 'new cursors' else ''}{start + limit}"
        if self.endless in ("new cursors", "same cursor"):
            return {"data": found[:limit], "has_more": True, "next_cursor": cursor if "new" in self.endless else "7"}
        more = start + limit < len(found) or bool(self.endless)
        return {"data": page, "has_more": more, "next_cursor": cursor if more else None}

    def of(self, path: str, query: dict[str, str]) -> Any:
        if path == "/v1/inboxes":
            return {"data": [{"id": n, "address": a, "domain_id": "d1"} for n, a in self.inboxes.items()]}
        if path == "/v1/threads":
            return self.listed(query)
        if path == "/v1/messages":
            inbox, after = query.get("inbox_id"), clock.parse_iso(query.get("after", "")) or NOW - timedelta(days=9999)
            found = [m for each in self.threads.values() if each["inbox"] == inbox for m in each["messages"]]
            return {"data": [m for m in found if (clock.parse_iso(m["created_at"]) or NOW) > after]}
        if path.endswith("/messages"):
            name = path.split("/")[3]
            found = self.threads.get(name, {"messages": []})["messages"]
            return {"data": [{**m, "thread_id": "another"} if self.mixed else m for m in found]}
        return {"data": []}


@contextmanager
def serving(world: World) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            world.asked.append(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = (
                world.answer if world.answer is not None else json.dumps(world.of(unquote(parts.path), query)).encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Copy:
    """A copy of that world, brought up to date by single requests."""

    def __init__(self, folder: Path, url: str) -> None:
        self.database, self.known = Database(folder), Known()
        self.client = Commune("comm_key", base_url=url, retry=RetryPolicy(attempts=1))
        self.fetcher = Fetcher(self.client, self.database, self.known)

    async def begin(self) -> None:
        await AskInboxes().fetch(self.fetcher)
        for inbox_id in list(self.known.inboxes):
            await AskOldMail(inbox_id, None).fetch(self.fetcher)
            await AskThreadList(inbox_id, None).fetch(self.fetcher)
        await self.look()

    async def look(self) -> None:
        """The head of the domain, and what it leads to."""
        await AskDomainHead("d1").fetch(self.fetcher)
        while self.known.domains["d1"].strays_wanted:
            await AskStrays("d1", self.known.domains["d1"].strays_cursor).fetch(self.fetcher)
        for thread_id in list(self.known.counts_differ):
            await AskThread(thread_id).fetch(self.fetcher)

    def row(self, thread_id: str) -> ThreadRow | None:
        return self.database.read_now(lambda conn: threads.get(conn, thread_id))

    def texts(self, thread_id: str) -> list[str]:
        return [m.content for m in self.database.read_now(lambda conn: conversation.of_thread(conn, thread_id))]

    def halves(self, thread_id: str) -> list[tuple[str, str]]:
        def read(conn: sqlite3.Connection) -> list[tuple[str, str]]:
            return other_halves(conn, thread_id, conversation.of_thread(conn, thread_id))

        return self.database.read_now(read)

    async def close(self) -> None:
        await self.client.aclose()
        self.database.close()


@pytest.fixture
def world() -> World:
    made = World()
    made.mail("first", "i1", NOW)
    return made


async def test_mail_with_an_old_date_is_seen_at_the_next_look(world: World, tmp_path: Path) -> None:
    """A poll after the newest date misses it, in a known conversation and in a new one."""
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.mail("first", "i1", NOW + timedelta(minutes=1), date=NOW - timedelta(days=40))
        world.mail("late", "i1", NOW + timedelta(minutes=2), date=NOW - timedelta(days=80))
        await copy.look()
        assert (copy.texts("first"), copy.texts("late")) == (["Mail 1.", "Mail 0."], ["Mail 0."])
        await copy.close()


async def test_mail_to_no_address_is_here_however_old_it_is(world: World, tmp_path: Path) -> None:
    for number in range(130):
        world.mail(f"stray {number}", None, NOW - timedelta(days=number))
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        assert copy.texts("stray 129") == ["Mail 0."]
        assert (row := copy.row("stray 0")) is not None and row.inbox_id == ""
        world.mail("stray new", None, NOW + timedelta(minutes=1))
        await copy.look()
        assert copy.texts("stray new") == ["Mail 0."]
        assert [each.id for each in copy.database.read_now(inboxes.rows)] == ["i1"]
        await copy.close()


async def test_an_inbox_whose_id_was_replaced_keeps_its_threads_and_gets_its_mail(world: World, tmp_path: Path) -> None:
    """Threads stay listed under the old id; new mail comes under either. A draft of it goes out from the new one."""
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.inboxes = {"i2": "Support@acme.example"}
        await AskInboxes().fetch(copy.fetcher)
        assert (row := copy.row("first")) is not None and row.inbox_id == "i2"
        world.mail("first", "i1", NOW + timedelta(minutes=1))
        world.mail("second", "i2", NOW + timedelta(minutes=2))
        await AskOldMail("i2", None).fetch(copy.fetcher)
        await AskThreadList("i2", None).fetch(copy.fetcher)
        await copy.look()
        assert (copy.texts("first"), copy.texts("second")) == (["Mail 0.", "Mail 1."], ["Mail 0."])
        assert {copy.row(each).inbox_id for each in ("first", "second")} == {"i2"}  # type: ignore[union-attr]
        assert [each.id for each in copy.database.read_now(inboxes.rows)] == ["i2"]
        await copy.close()


async def test_mail_that_travelled_under_a_name_told_later_is_asked_for_again(world: World, tmp_path: Path) -> None:
    """Nothing else tells of that name: the count of its thread stays. An answer under it leads back to it."""
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.mail("first", "i1", NOW + timedelta(minutes=1))
        ours = world.threads["first"]["messages"][1]
        ours |= {"direction": "outbound", "participants": [{"role": "to", "identity": "Anna <anna@example.org>"}]}
        ours["metadata"]["message_id"] = "<1@sender.example>"
        await copy.look()
        ours["metadata"]["ses_message_id"] = "<1@wire.example>"
        world.mail("second", "i1", NOW + timedelta(days=1))
        world.threads["second"]["messages"][0]["metadata"]["in_reply_to"] = "<1@wire.example>"
        await copy.look()
        assert copy.known.counts_differ == ["first"]
        await copy.look()
        assert copy.halves("second") == [("first", "first")] and copy.halves("first") == [("second", "second")]
        assert not copy.known.counts_differ
        await copy.close()


async def test_answers_to_names_that_nobody_ever_tells_are_followed_once(world: World, tmp_path: Path) -> None:
    """Two conversations of one person, each with mail of ours and an answer to nothing that is here."""
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        for name in ("first", "second"):
            for _ in range(2):
                world.mail(name, "i1", NOW + timedelta(minutes=1))
            ours, answer = world.threads[name]["messages"][-2:]
            ours |= {"direction": "outbound", "participants": [{"role": "to", "identity": "anna@example.org"}]}
            answer["metadata"]["in_reply_to"] = "<gone@wire.example>"
        world.asked.clear()
        for _ in range(9):
            await copy.look()
        assert len([path for path in world.asked if path.endswith("/messages") or "/messages?" in path]) <= 6
        assert not copy.known.counts_differ
        await copy.close()


async def test_threads_of_an_inbox_that_is_gone_do_not_come_back(world: World, tmp_path: Path) -> None:
    world.inboxes["i3"] = "sales@acme.example"
    world.mail("other", "i3", NOW)
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        assert copy.row("other") is not None
        del world.inboxes["i3"]
        await AskInboxes().fetch(copy.fetcher)
        await copy.look()
        assert copy.row("other") is None and copy.row("first") is not None
        await copy.close()


async def test_a_domain_vouches_only_while_its_list_shows_what_is_here(world: World, tmp_path: Path) -> None:
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        assert copy.known.domains["d1"].vouches
        world.threads.clear()  # of a shared domain some servers list nothing
        await copy.look()
        assert not copy.known.domains["d1"].vouches
        await copy.close()


async def test_mails_of_another_conversation_are_not_shown_as_its_own(world: World, tmp_path: Path) -> None:
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.mixed = True
        await AskThread("first").fetch(copy.fetcher)
        assert copy.texts("first") == ["Mail 0."] and copy.row("another") is None
        assert copy.known.mixed == {"first"}
        world.mixed = False
        await AskThread("first").fetch(copy.fetcher)
        assert not copy.known.mixed
        await copy.close()


@pytest.mark.parametrize("kind", ["same cursor", "new cursors"])
async def test_a_list_without_an_end_is_given_up_and_removes_nothing(kind: str, world: World, tmp_path: Path) -> None:
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.endless = kind
        world.asked.clear()
        inbox, cursor = copy.known.inboxes["i1"], None
        inbox.listed_at = None
        while True:
            await AskThreadList("i1", cursor).fetch(copy.fetcher)
            if inbox.listing_since is None:
                break
            cursor = inbox.listing_cursor
        assert len(world.asked) <= FUTILE + 2
        assert copy.fetcher.passes.endless == {"threads i1"}
        assert copy.row("first") is not None
        world.endless = ""
        await AskThreadList("i1", None).fetch(copy.fetcher)
        assert not copy.fetcher.passes.endless
        await copy.close()


@given(st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 9), max_size=4)), min_size=1, max_size=80))
def test_a_pass_ends_whatever_is_answered(pages: list[tuple[int, list[int]]]) -> None:
    """Cursors of few kinds come back; a pass never goes on with one that it has followed."""
    passes, followed = Passes(), set[int]()
    for cursor, items in pages:
        if not passes.moves("list", str(cursor), map(str, items)):
            assert "list" in passes.endless
            return
        assert cursor not in followed
        followed.add(cursor)
    assert len(followed) <= 6


def test_a_pass_of_ever_new_pages_ends_too() -> None:
    passes = Passes()
    pages = 1
    while passes.moves("list", f"c{pages}", [f"item {pages}"]):
        pages += 1
    assert pages == LONGEST


async def test_an_answer_larger_than_its_kind_is_not_read_to_the_end(world: World, tmp_path: Path) -> None:
    item = b'{"thread_id":"t%d"},'
    world.answer = b'{"data":[' + b"".join(item % n for n in range(250_000))[:-1] + b"]}"
    assert len(world.answer) > LIST_BYTES
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        with pytest.raises(AnswerTooLarge):
            await copy.client.threads.list(inbox_id="i1")
        world.answer = b'{"data":[' + b"".join(item % n for n in range(50_000))[:-1] + b"]}"
        page = await copy.client.threads.list(inbox_id="i1")
        assert len(page) == 5_000 and page.unreadable == 45_000
        await copy.close()


@pytest.mark.parametrize(
    ("path", "rank"),
    [("/v1/messages", 3), ("/v1/threads/t1/messages", 3), ("/v1/search/threads", 3), ("/v1/threads", 2),
     ("/v1/inboxes", 2), ("/v1/domains/d1/inboxes", 2), ("/v1/delivery/events", 2), ("/v1/threads/t1/metadata", 1),
     ("/v1/attachments/a1", 1)],
)  # fmt: skip
def test_every_kind_of_answer_has_its_room(path: str, rank: int) -> None:
    rooms = sorted({room("GET", each) for each in ("/v1/messages", "/v1/threads", "/v1/attachments/a1")})
    assert room("GET", path) == rooms[rank - 1]


async def test_a_list_that_invents_conversations_is_given_up_soon(world: World, tmp_path: Path) -> None:
    """Ever-new ids under ever-new cursors: the server itself has no mail of them. What is here stays."""
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await copy.begin()
        world.endless = "new items"
        copy.known.inboxes["i1"].listed_at = None
        pages, cursor = 0, None
        while pages == 0 or copy.known.inboxes["i1"].listing_since is not None:
            await AskThreadList("i1", cursor).fetch(copy.fetcher)
            cursor, pages = copy.known.inboxes["i1"].listing_cursor, pages + 1
            for thread_id in list(copy.known.counts_differ):  # which the planner asks for before the next page
                await AskThread(thread_id).fetch(copy.fetcher)
        assert pages <= UNBACKED + 1 and copy.fetcher.passes.endless == {"threads i1"}
        assert copy.texts("first") == ["Mail 0."]
        assert copy.database.read_now(lambda conn: conn.execute("SELECT count(*) FROM threads").fetchone()) == (1,)
        await copy.close()


@given(st.lists(st.sampled_from([True, False, None]), max_size=60))
def test_only_pages_in_a_row_that_were_asked_for_end_a_pass(answers: list[bool | None]) -> None:
    """One conversation with mail, and the count begins anew; what was not answered yet counts neither way."""
    passes, row = Passes(), 0
    for number, backed in enumerate(answers):
        row = row if backed is None else 0 if backed else row + 1
        assert passes.moves("list", f"c{number}", [f"t{number}"], backed=backed) == (row < UNBACKED)
        if row >= UNBACKED:
            return


async def test_a_server_that_does_not_heed_the_time_asked_for_is_not_asked_for_ever(
    world: World, tmp_path: Path
) -> None:
    """Whatever is asked before, the same full page of messages comes: it is kept, and that is said."""
    for _ in range(49):
        world.mail("first", "i1", NOW)
    with serving(world) as url:
        copy = Copy(tmp_path, url)
        await AskInboxes().fetch(copy.fetcher)
        inbox, before, turns = copy.known.inboxes["i1"], None, 0
        while not inbox.history_done and turns < 10:
            await AskOldMail("i1", before).fetch(copy.fetcher)
            before, turns = inbox.oldest_at and inbox.oldest_at + timedelta(milliseconds=1), turns + 1
        assert turns <= 4 and len(copy.texts("first")) == 50
        assert copy.fetcher.passes.endless == {"mail i1"}
        await copy.close()
