"""A server whose lists have no end, or that answers one conversation with another's mails: it is said, and what is here
stays; on the screen through keys, and in lines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui.ui.thread.reader import Reader
from tests.api.server import Request, Server, serving
from tests.flows.account import flat, receive
from tests.linear.talk import talking
from tests.mail.relay import relay
from tests.servers import Server as Sandbox
from tests.ui.letters import Letters, letters
from tests.ui.test_list_keys import subjects

ENDLESS = "A list of the server has no end, so its reading was stopped: what is here is kept, nothing was removed."
MIXED = "The server answers a conversation with mails of another: they are left out, and what is here is kept."
HEAD = "The server answers with mails of another conversation too: they are left out."


class Odd:
    """What the server does wrong from now on: ``endless`` list, mails ``mixed`` into the first thread that is asked."""

    def __init__(self) -> None:
        self.wrong = ""
        self.pages = 0

    def __call__(self, text: str, request: Request) -> str:
        value = json.loads(text)
        if self.wrong == "endless" and request.path == "/v1/threads" and "inbox_id" in request.query:
            self.pages += 1
            return json.dumps({**value, "has_more": True, "next_cursor": f"page {self.pages}"})
        if self.wrong == "mixed" and request.path.endswith("/messages") and "/threads/" in request.path:
            strange = [{**each, "message_id": "strange", "thread_id": "other", "content": "Not theirs."}
                       for each in value["data"]]  # fmt: skip
            return json.dumps({**value, "data": [*value["data"], *strange]})
        return text


def screen(story: Letters) -> str:
    """Everything that stands on the screen."""
    strips = story.app.screen._compositor.render_strips()
    return flat("\n".join(strip.text for strip in strips))


def conversation(story: Letters) -> str:
    """Everything that stands in the conversation."""
    return flat(story.app.screen.query_one("#reader", Reader).words)


@asynccontextmanager
async def odd(server: Sandbox) -> AsyncIterator[tuple[Server, Odd]]:
    wrong = Odd()
    async with serving(relay(server, wrong)) as between:
        yield between, wrong


@pytest.mark.parametrize("size", [(120, 30), (80, 24)])
async def test_a_list_without_an_end_is_said_on_the_screen(
    size: tuple[int, int], fresh_sandbox: Sandbox, tmp_path: Path
) -> None:
    receive(fresh_sandbox, ["Returns", "Invoice"], status="needs_reply")
    async with odd(fresh_sandbox) as (between, wrong), letters(
        fresh_sandbox, tmp_path, through=between.url, size=size
    ) as story:  # fmt: skip
        await story.until(lambda: len(subjects(story)) == 3)
        wrong.wrong = "endless"
        await story.press("ctrl+r", then=lambda: f"{ENDLESS} Ctrl-r asks again." in screen(story))
        await story.press("j", then=lambda: ENDLESS not in screen(story))
        assert "partly read" in screen(story) and len(subjects(story)) == 3
        wrong.wrong = ""
        await story.press("ctrl+r", then=lambda: "partly read" not in screen(story))


async def test_mails_of_another_conversation_are_said_on_the_screen(fresh_sandbox: Sandbox, tmp_path: Path) -> None:
    async with odd(fresh_sandbox) as (between, wrong), letters(
        fresh_sandbox, tmp_path, through=between.url, size=(120, 30)
    ) as story:  # fmt: skip
        wrong.wrong = "mixed"
        await story.press("enter", then=lambda: f"{HEAD} Ctrl-r asks again." in conversation(story))
        await story.until(lambda: f"{MIXED} Ctrl-r asks again." in screen(story))
        assert "Where is it?" in screen(story) and "Not theirs" not in screen(story)
        await story.press("j", then=lambda: MIXED not in screen(story))
        assert HEAD in conversation(story) and "partly read" in screen(story)
        wrong.wrong = ""
        await story.press("ctrl+r", then=lambda: HEAD not in conversation(story) and "partly read" not in screen(story))


async def test_both_are_said_in_lines(fresh_sandbox: Sandbox, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Returns"], status="needs_reply")
    async with odd(fresh_sandbox) as (between, wrong), talking(
        replace(fresh_sandbox, base_url=between.url), tmp_path
    ) as talk:  # fmt: skip
        wrong.wrong = "endless"
        await talk.say("list", "sync")
        await talk.account.until(lambda: ENDLESS in talk.front.session.status.sentence())
        assert f"News: {ENDLESS} The word sync asks again." in talk.front.next_line()
        said = await talk.say("where")
        assert "Partly read" in said and f"{ENDLESS} The word sync asks again." in said
        wrong.wrong = "mixed"
        await talk.say("1")
        await talk.account.until(lambda: MIXED in talk.front.session.status.sentence())
        assert f"{MIXED} The word sync asks again." in "\n".join([talk.front.next_line(), await talk.say("news")])
        said = await talk.say("1")
        assert f"{HEAD} The word sync asks again." in said and "This is about Returns." in said
        assert "Not theirs" not in "\n".join(talk.heard)
