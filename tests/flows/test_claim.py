"""An agent that registered itself sends nothing before its owner has claimed it: the program says so and asks them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from commune_tui.actions.organisation import CANNOT, NAME_ONE
from commune_tui.api import Commune
from commune_tui.api.auth import AgentKey
from commune_tui.mail.administration import watch
from commune_tui.mail.administration.ownership import SAYS_NOT
from commune_tui.ui.compose import review
from commune_tui.ui.kit.table import Table
from tests.flows.account import flat, receive, sent
from tests.linear.talk import talking
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters

PURPOSE = "Answer customers who ask where their orders are."


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on which nobody sends before an owner has confirmed it; the vendor's is one by itself."""
    more = ("--option", "ownership") if request.param == "strict" else ()
    with sandbox_process("--as", request.param, *more) as server:
        yield server


async def unclaimed(server: Server) -> AgentKey:
    """An agent that has just registered itself."""
    async with Commune.anonymous(server.base_url) as anybody:
        agent = await anybody.registration.join(agent_name="A", org_name="O", org_slug="shop", purpose=PURPOSE)
    return agent.key


def owner_accepts(server: Server, address: str) -> None:
    """The owner opens the link in the mail that the server sent them, and confirms."""
    mails = server.get(f"/v1/messages?inbox_id={server.inboxes()[address]}").body["data"]
    words = " ".join(each["content"] or "" for each in mails).split()
    link = next(word for word in words if "/v1/auth/claim/" in word)
    assert server.post(f"{link.removeprefix(server.base_url)}/accept", key="").status == 200


def table(story: Letters) -> str:
    """What the organisation's screen says."""
    rows = story.app.screen.query_one(Table)
    found = [item for at in range(rows.count) if (item := rows.item(at)) is not None]
    return flat(" ".join(part.text for item in found for part in item.fragments))


async def test_an_unclaimed_agent_is_led_to_its_owner_and_then_its_mail_leaves(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    owner = sorted(either.inboxes())[-1]
    async with letters(either, tmp_path, agent=await unclaimed(either)) as story:
        await story.compose("r")
        await story.type("It is on its way")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: "no owner yet" in flat(story.told) and "claim" in story.told)
        assert story.mails("Re: Order 4711") == []
        assert [each.kind for each in story.app.session.outbox.waiting()] == ["send", "status"]
        said = f"none yet: 1 mail waits for one. {CANNOT} {NAME_ONE}"
        await story.press("g", "O", then=lambda: said in table(story))
        await story.press("q", then=story.on("MainScreen"))
        await story.press(":", then=lambda: story.asked)
        await story.type("claim nobody")
        await story.press("enter", then=lambda: "has no @" in flat(story.told))
        await story.press(":", then=lambda: story.asked)
        await story.type(f"claim {owner}")
        await story.press("enter", then=lambda: f"A link went to {owner}" in flat(story.told))
        owner_accepts(either, owner)
        await story.press("ctrl+r")
        await story.until(lambda: story.mails("Re: Order 4711"))
        after = (f"{owner} was asked", "Nothing waits"), (f"{owner} has confirmed",)  # where half a minute has gone by
        await story.press("g", "O", then=lambda: any(all(each in table(story) for each in one) for one in after))


async def test_a_confirmation_is_told_without_a_key_and_stands_there_afterwards(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server that judges the owner before it looks what is missing; another one is said not to tell."""
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    later, owner, agent = asyncio.Event(), sorted(either.inboxes())[-1], await unclaimed(either)

    async def pause(seconds: float) -> None:
        await later.wait()

    monkeypatch.setattr(watch, "asyncio", SimpleNamespace(sleep=pause, gather=asyncio.gather))
    async with letters(either, tmp_path, agent=agent, size=(130, 30)) as story:
        await story.compose("r")
        await story.type("It is on its way")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: "no owner yet" in flat(story.told))
        await story.press(":", then=lambda: story.asked)
        await story.type(f"claim {owner}")
        await story.press("enter", then=lambda: f"A link went to {owner}" in flat(story.told))
        if SAYS_NOT in flat(story.told):
            await story.press("g", "O", then=lambda: SAYS_NOT in table(story))
            return
        assert "told once that is done" in flat(story.told)
        await story.press("g", "O", then=lambda: f"{owner} was asked" in table(story) and "looked" in table(story))
        owner_accepts(either, owner)
        later.set()
        await story.until(lambda: f"{owner} confirmed. Mail leaves now." in flat(story.told))
        await story.until(lambda: f"{owner} has confirmed: this agent is claimed" in table(story))
        await story.until(lambda: story.mails("Re: Order 4711"))


async def test_lines_lead_an_unclaimed_agent_to_its_owner(either: Server, tmp_path: Path) -> None:
    (thread_id,) = receive(either, ["Question"], status="needs_reply")
    owner = sorted(either.inboxes())[-1]
    async with talking(either, tmp_path, agent=await unclaimed(either)) as talk:
        await talk.say("1", "reply", "It is on its way.", ".", "send")
        session = talk.front.session
        await talk.account.until(lambda: any("no owner yet" in each.reason for each in session.outbox.waiting()))
        assert "no owner yet" in flat(await talk.say("outbox")) and sent(either, thread_id) == []
        assert "takes the mail address" in await talk.say("claim")
        assert "has no @" in await talk.say("claim nobody")
        assert f"A link went to {owner}" in flat(await talk.say(f"claim {owner}"))
        owner_accepts(either, owner)
        await talk.say("sync")
        await talk.account.until(lambda: not session.outbox.waiting())
        assert len(sent(either, thread_id)) == 1
