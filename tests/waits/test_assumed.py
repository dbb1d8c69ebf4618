"""A thread that was closed when it was first read counts as done, and the conversation says that this is not sure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.mail.state import ASSUMED
from tests.flows.account import flat, receive, thread
from tests.linear.talk import talking
from tests.servers import Server
from tests.ui.letters import letters
from tests.ui.test_reader import reader


def closed_and_written_to(server: Server, **again: str) -> str:
    """The only thread: a mail, then somebody closed it, then, where ``again`` says so, another mail."""
    [name] = receive(server, ["Till"], sent_at=clock.iso(clock.now()), message_id="<1@shop.example>")
    assert server.call("PUT", f"/v1/threads/{name}/status", {"status": "closed"}).status == 200
    assert thread(server, name)["updated_at"]
    if again:
        server.control("advance", {"seconds": 60})
        later = clock.iso(clock.now() + timedelta(seconds=60))
        answer = {"message_id": "<2@shop.example>", "in_reply_to": "<1@shop.example>", "sent_at": later, **again}
        receive(server, ["Re: Till"], **answer)
    return name


@pytest.mark.parametrize("status", ["closed", "waiting"])
async def test_the_conversation_says_so_on_the_screen(status: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    [name] = receive(fresh_sandbox, ["Till"], sent_at=clock.iso(clock.now()))
    assert fresh_sandbox.call("PUT", f"/v1/threads/{name}/status", {"status": status}).status == 200
    async with letters(fresh_sandbox, tmp_path, size=(120, 30), mail={"subject": "Other"}) as story:
        session, pane = story.app.session, reader(story)
        await story.until(lambda: (row := session.thread(name)) is not None and row.status == status)
        assert session.thread(name).waits_since_at is None  # type: ignore[union-attr]
        await story.press("g", "i", "slash", then=lambda: story.asked)
        await story.type("subject:till")
        await story.press("enter", "enter", then=lambda: "This is about Till." in pane.words)
        assert ASSUMED in flat(pane.words)
        await story.press("e", then=lambda: ASSUMED not in flat(pane.words) or not pane.is_open)


@pytest.mark.parametrize("again", [{}, {"text": "It still does not print!"}], ids=["not written to", "written to"])
async def test_lines_say_so(again: dict[str, str], fresh_sandbox: Server, tmp_path: Path) -> None:
    name = closed_and_written_to(fresh_sandbox, **again)
    async with talking(fresh_sandbox, tmp_path) as talk:

        def known() -> bool:  # lists name no time: that comes when the thread's own state is read
            row = talk.front.session.thread(name)
            return row is not None and (row.waits_since_at is not None) == bool(again)

        await talk.account.until(known)
        said = await talk.say("all", "open 1")
        assert (ASSUMED.lower() in said.lower()) != ("closed, wrote again" in said.lower())
        assert (ASSUMED.lower() in said.lower()) == (not again), said
