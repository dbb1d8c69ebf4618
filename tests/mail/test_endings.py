"""The wait for what was asked of the outbox: it ends when nothing more comes, whichever program saw to it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from commune_tui.mail.outbox.endings import Watched, settled
from commune_tui.sending.operation import SEEN, Operation
from commune_tui.sending.policy import Policy
from commune_tui.store import outbox as table
from tests.mail.desk import Desk, desk, new_inbox
from tests.servers import Server

LONG_S = 600.0
HOLDING = Policy(hold_s=LONG_S, foreign_s=0.2)


async def mail(d: Desk, operation: Operation, wait_s: float = LONG_S) -> Operation:
    def which(conn: sqlite3.Connection) -> list[Operation]:
        found = table.get(conn, operation.id)
        return [found] if found is not None else []

    async with asyncio.timeout(30):
        [found], _ = await settled(d.db, d.spool, which, wait_s, lambda *_: False)
    return found


@pytest.mark.parametrize("running", [True, False])
async def test_a_write_is_waited_for_whoever_sends_it(sandbox: Server, tmp_path: Path, running: bool) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, inbox=inbox, running=running) as one, desk(sandbox, tmp_path, inbox=inbox):
        thread = await one.thread()
        await one.triage.tag([thread], ["before"])
        watched = await Watched.of(one.db, one.spool)
        [tagged] = await one.triage.tag([thread], ["vip"])
        async with asyncio.timeout(30):
            endings = await watched.endings(LONG_S)
        assert [(each.operation.id, each.how) for each in endings] == [(tagged.id, "done")]
        assert one.metadata(thread)["tags"] == ["before", "vip"]


@pytest.mark.parametrize("running", [True, False])
async def test_a_mail_is_waited_for_until_it_is_seen_whoever_sends_it(
    sandbox: Server, tmp_path: Path, running: bool
) -> None:
    inbox = new_inbox(sandbox)
    async with desk(sandbox, tmp_path, inbox=inbox, running=running) as one, desk(sandbox, tmp_path, inbox=inbox):
        found = await mail(one, await one.outbox.send((await one.draft()).id))
        assert (found.state, found.code) == ("confirmed", SEEN) and one.mails("An answer") == 1


async def test_what_another_program_takes_out_of_the_hold_is_waited_for_no_longer(
    sandbox: Server, tmp_path: Path
) -> None:
    inbox = new_inbox(sandbox)
    async with (
        desk(sandbox, tmp_path, inbox=inbox, policy=HOLDING) as one,
        desk(sandbox, tmp_path, inbox=inbox, policy=HOLDING) as other,
    ):
        held = await one.outbox.send((await one.draft()).id)
        waiting = asyncio.create_task(mail(one, held))
        await asyncio.sleep(0)  # it has begun
        await other.outbox.take_back(held.id)
        assert (await waiting).state == "cancelled"
        assert (await mail(one, held, wait_s=0.0)).state == "cancelled", "what is over is not waited for"
