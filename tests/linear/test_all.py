"""``all`` means what was read out: where others match by then, nothing is done, and the numbers are said."""

from __future__ import annotations

from pathlib import Path

from tests.flows.account import receive, thread
from tests.linear.talk import Talk, talking
from tests.servers import Server


async def arrived(talk: Talk, thread_id: str, status: str) -> None:
    """Until the copy has it so."""
    await talk.say("sync")
    await talk.account.until(
        lambda: (row := talk.front.session.reads.thread(thread_id)) is not None and row.status == status
    )


def statuses(server: Server, ids: list[str]) -> list[str]:
    return [thread(server, each)["status"] for each in ids]


async def test_all_is_refused_when_more_match_by_now(fresh_sandbox: Server, tmp_path: Path) -> None:
    ids = receive(fresh_sandbox, ["Returns 1", "Returns 2"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path) as talk:
        assert "2 threads" in await talk.say("filter subject:returns")
        ids += receive(fresh_sandbox, ["Returns 3"], status="needs_reply", **{"from": "late@shop.example"})
        await arrived(talk, ids[2], "needs_reply")
        said = await talk.say("close all")
        assert "Nothing was done: 2 matched before, 3 match now. The word list reads it anew." in said
        assert not talk.front.session.outbox.waiting()
        assert statuses(fresh_sandbox, ids) == ["needs_reply"] * 3
        await talk.say("list")
        assert "Closed: 3 threads." in await talk.say("close all")
        await talk.account.until(lambda: not talk.front.session.outbox.waiting())
        assert statuses(fresh_sandbox, ids) == ["closed"] * 3


async def test_all_is_refused_when_as_many_others_match_and_ones_own_acts_are_no_news(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    ids = receive(fresh_sandbox, ["One", "Two", "Three"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("filter status:needs_reply", "close 1")
        assert "Tagged seen: 3 threads." in await talk.say("tag all seen")
        await talk.account.until(lambda: not talk.front.session.outbox.waiting())
        await talk.say("list")
        assert fresh_sandbox.call("PUT", f"/v1/threads/{ids[1]}/status", {"status": "closed"}).status == 200
        ids += receive(fresh_sandbox, ["Four"], status="needs_reply", **{"from": "late@shop.example"})
        await arrived(talk, ids[1], "closed")
        await arrived(talk, ids[3], "needs_reply")
        said = await talk.say("assign all wren")
        assert "Nothing was done: 2 matched before, 2 match now, but not the same." in said
        assert not talk.front.session.outbox.waiting()
        assert [thread(fresh_sandbox, each)["assigned_to"] for each in ids] == [None] * 4
