"""A session in every state of its life: before, while and after it starts, beside another, on a read-only store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from commune_tui.actions.outbox import undo
from commune_tui.api import Commune, errors
from commune_tui.mail import events
from commune_tui.mail.errors import explained
from commune_tui.mail.session import Session
from commune_tui.query import QueryError
from commune_tui.store.errors import FullDisk, ReadOnlyStore, StoreError
from tests.mail.account import account, in_copy
from tests.servers import Server


def post(server: Server, subject: str = "Hello") -> str:
    to = next(iter(server.inboxes()))
    mail = {"from": "c@people.example", "to": to, "subject": subject, "text": "Please help."}
    return str(server.control("mail", mail)["data"][0]["thread_id"])


async def test_what_is_wished_before_the_start_waits_for_it(sandbox: Server, tmp_path: Path) -> None:
    thread_id = post(sandbox)
    async with account(sandbox, tmp_path) as mine:
        await mine.until(lambda: mine.session.reads.thread(thread_id))
    async with account(sandbox, tmp_path, start=False) as mine:
        wish = asyncio.create_task(mine.session.triage.set_status([thread_id], "waiting"))
        assert mine.session.status.words()[0] == "starting"
        await mine.session.start()
        await wish
        await mine.told_of(events.WriteConfirmed)
        assert sandbox.get(f"/v1/threads/{thread_id}/metadata").body["data"]["status"] == "waiting"


async def test_a_wish_made_offline_is_shown_kept_and_sent_later(sandbox: Server, tmp_path: Path) -> None:
    thread_id = post(sandbox)
    async with account(sandbox, tmp_path) as mine:
        await mine.until(lambda: mine.session.reads.thread(thread_id))
        mine.faults("drop /v1/*")
        try:
            await mine.session.triage.set_status([thread_id], "closed")
            row = mine.session.reads.thread(thread_id)
            assert row is not None
            assert (row.status, row.pending) == ("closed", 1)
        finally:
            mine.faults()
        mine.session.connection.sync_now()
        await mine.told_of(events.WriteConfirmed)
        assert sandbox.get(f"/v1/threads/{thread_id}/metadata").body["data"]["status"] == "closed"


async def test_spam_is_one_step_and_one_undo_takes_it_back(sandbox: Server, tmp_path: Path) -> None:
    thread_id = post(sandbox)
    async with account(sandbox, tmp_path) as mine:
        await mine.until(lambda: (row := mine.session.reads.thread(thread_id)) is not None and row.status == "open")
        await mine.session.triage.spam([thread_id])
        row = mine.session.reads.thread(thread_id)
        assert row is not None
        assert (row.status, row.tags) == ("closed", ("spam",))
        assert (await undo(mine.session)).startswith("Undone: spam")
        row = mine.session.reads.thread(thread_id)
        assert row is not None
        assert (row.status, row.tags) == ("open", ())


async def test_stopping_before_the_start_and_twice(sandbox: Server, tmp_path: Path) -> None:
    async with account(sandbox, tmp_path, start=False) as mine:
        await mine.session.stop()
        await mine.session.stop()
        await mine.session.start()
        assert mine.requests == []
        with pytest.raises(StoreError, match="closing"):
            await mine.session.connection.spool()


async def test_stopping_while_it_starts_leaves_nothing_running(tmp_path: Path) -> None:
    reached = asyncio.Event()

    async def never() -> Commune:
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    session = Session(tmp_path, never)
    starting = asyncio.create_task(session.start())
    await reached.wait()
    await session.stop()
    await starting
    assert session.connection.client is None
    assert {task.get_name() for task in asyncio.all_tasks()} & {"sync", "outbox", "watch", "begin"} == set()


async def test_an_ending_that_fails_in_one_thing_ends_all_others(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Commune(sandbox.key, base_url=sandbox.base_url)

    async def connect() -> Commune:
        return client

    async def fails() -> None:
        raise FullDisk("The disk is full.")

    session = Session(tmp_path, connect)
    monkeypatch.setattr(session.drafts, "close", fails)
    await session.start()
    with pytest.raises(FullDisk):
        await session.stop()
    assert {task.get_name() for task in asyncio.all_tasks()} & {"sync", "outbox", "watch", "begin"} == set()
    with pytest.raises(errors.NeverConnected):  # its connections are closed
        await client.inboxes.list()


async def test_a_start_that_fails_is_told_to_whoever_waits_and_may_be_tried_again(
    sandbox: Server, tmp_path: Path
) -> None:
    tries = []

    async def connect() -> Commune:
        tries.append(1)
        if len(tries) == 1:
            raise errors.Misused("The key cannot be used.")
        return Commune(sandbox.key, base_url=sandbox.base_url)

    session = Session(tmp_path, connect)
    try:
        waiting = asyncio.create_task(session.connection.spool())
        with pytest.raises(errors.Misused):
            await session.start()
        with pytest.raises(errors.Misused):
            await waiting
        assert session.status.words() == ("not started", "warn")
        assert session.status.sentence() == "The key cannot be used."
        assert session.status.why_not_here() == "Its mails are not here yet. The key cannot be used."
        await session.start()
        assert await session.connection.spool()
    finally:
        await session.stop()


async def test_two_sessions_on_one_store_see_what_the_other_does(sandbox: Server, tmp_path: Path) -> None:
    thread_id = post(sandbox)
    async with account(sandbox, tmp_path) as one:
        await one.until(lambda: one.session.reads.thread(thread_id))
        async with account(sandbox, tmp_path) as two:
            two.told.clear()
            await one.session.triage.set_status([thread_id], "needs_reply")
            await two.until(lambda: events.ThreadsChanged() in two.told)
            row = two.session.reads.thread(thread_id)
            assert row is not None
            assert row.status == "needs_reply"


async def test_a_store_that_cannot_be_written_is_read_and_nothing_is_asked_for_it(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(sandbox)
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        before = in_copy(mine.session)
    monkeypatch.setattr("commune_tui.store.files.private_file", lambda path: False)
    async with account(sandbox, tmp_path) as mine:
        assert in_copy(mine.session) == before
        assert mine.session.status.words() == ("read-only", "warn")
        assert any("cannot be written" in note for note in mine.session.notes)
        with pytest.raises(ReadOnlyStore):
            await mine.session.triage.set_status(["t"], "closed")
        assert mine.requests == []


async def test_a_session_that_is_looked_at_keeps_what_is_open_fresh(sandbox: Server, tmp_path: Path) -> None:
    thread_id = post(sandbox)
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        mine.session.viewing.look_at([thread_id])
        mine.session.viewing.open_thread(thread_id)
        await mine.until(lambda: any(path.endswith("/metadata") for _, path, _ in mine.requests))


def test_every_failure_becomes_a_sentence_that_gives_nothing_away(tmp_path: Path) -> None:
    async def never() -> Commune:
        raise AssertionError

    session = Session(tmp_path, never)
    try:
        secret = "comm_" + "ab12" * 16
        for error in (
            FullDisk("The disk is full."),
            QueryError("No such field.", 0, 3),
            errors.TimedOut("No answer in time."),
            KeyError(secret),
            RuntimeError(f"Bearer {secret}"),
        ):
            said = explained(error)
            assert secret not in said
            assert said.endswith(".")
        assert "KeyError" in explained(KeyError(secret))
    finally:
        session.database.close()
