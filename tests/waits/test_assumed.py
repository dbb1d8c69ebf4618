"""A thread that was closed when it was first read counts as done, and the conversation says that this is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.mail.thread_state import ASSUMED
from tests.flows.account import flat, receive
from tests.linear.talk import talking
from tests.servers import Server
from tests.ui.letters import letters
from tests.ui.test_reader import reader


@pytest.mark.parametrize("status", ["closed", "waiting"])
async def test_the_conversation_says_so_on_the_screen(status: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    [name] = receive(fresh_sandbox, ["Till"], sent_at=clock.iso(clock.now()))
    assert fresh_sandbox.call("PUT", f"/v1/threads/{name}/status", {"status": status}).status == 200
    async with letters(fresh_sandbox, tmp_path, size=(120, 30), mail={"subject": "Other"}) as story:
        session, pane = story.app.session, reader(story)
        await story.until(lambda: (row := session.reads.thread(name)) is not None and row.status == status)
        assert session.reads.thread(name).waits_since_at is None  # type: ignore[union-attr]
        await story.press("g", "i", "slash", then=lambda: story.asked)
        await story.type("subject:till")
        await story.press("enter", "enter", then=lambda: "This is about Till." in pane.words)
        assert ASSUMED in flat(pane.words)
        await story.press("e", then=lambda: ASSUMED not in flat(pane.words) or not pane.has_focus)


@pytest.mark.parametrize("again", [False, True], ids=["not written to", "written to"])
async def test_lines_say_so(again: bool, fresh_sandbox: Server, tmp_path: Path) -> None:
    [name] = receive(fresh_sandbox, ["Till"], sent_at=clock.iso(clock.now()), message_id="<1@shop.example>")
    assert fresh_sandbox.call("PUT", f"/v1/threads/{name}/status", {"status": "closed"}).status == 200
    async with talking(fresh_sandbox, tmp_path) as talk:
        session = talk.front.session
        await talk.account.until(lambda: (row := session.reads.thread(name)) is not None and row.status == "closed")
        if again:
            head = {"message_id": "<2@shop.example>", "in_reply_to": "<1@shop.example>"}
            receive(fresh_sandbox, ["Re: Till"], sent_at=clock.iso(clock.now()), text="It is not closed!", **head)
            session.connection.sync_now()
            await talk.account.until(lambda: (row := session.reads.thread(name)) is not None and row.waits_since_at)
        said = await talk.say("all", "open 1")
        assert (ASSUMED.lower() in said.lower()) == (not again), said
        assert ("closed, wrote again" in said.lower()) == again, said
