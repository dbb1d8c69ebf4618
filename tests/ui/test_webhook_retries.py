"""A failing endpoint is found, mended, and what it missed is posted again: by keys, in both forms of the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.administration import acts, objection
from commune_tui.actions.operate import webhook
from commune_tui.actions.webhooks import deliveries, facts
from commune_tui.mail.sync.resources.webhooks import AskWebhookDeliveries
from tests.endpoint import Endpoint, endpoint
from tests.linear.talk import talking
from tests.mail.test_webhooks import mail_for_a_hook
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters
from tests.ui.test_webhooks import shown

MANY = 40
PATH = "/v1/webhooks/deliveries?limit=100"


@pytest.fixture
def agent() -> Iterator[Endpoint]:
    """An endpoint that fails at first."""
    with endpoint(502) as made:
        yield made


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


def states(server: Server) -> list[str]:
    return [each["status"] for each in server.get(PATH).body["deliveries"]]


def posted(story: Letters, count: int) -> bool:
    """Whether the server took so many, as the journal has it."""
    return sum(entry.what == "confirmed" for entry in story.app.session.reads.whole_journal()) >= count


def failing(server: Server, agent: Endpoint, count: int) -> None:
    """So many mails came, and the endpoint took none. Five failures rest it for five minutes (contract §5.3)."""
    address, inbox_id = sorted(server.inboxes().items())[0]
    domain = next(box["domain_id"] for box in server.get("/v1/inboxes").body["data"] if box["id"] == inbox_id)
    hook = {"webhook": {"endpoint": agent.address, "events": ["inbound"]}}
    assert server.call("PUT", f"/v1/domains/{domain}/inboxes/{inbox_id}", hook).status == 200
    mails = [
        {
            "from": "c@people.example", "to": address, "subject": "Order 42", "text": f"{number}",
            "message_id": f"<{number}@people.example>", "in_reply_to": "<0@people.example>" if number else None,
        }
        for number in range(count)
    ]  # fmt: skip
    server.control("mail", {"mails": mails})
    while set(states(server)) != {"retrying"}:
        server.control("advance", {"seconds": 301})


async def test_forty_are_posted_again_once_the_endpoint_is_mended(
    either: Server, agent: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PACE_S", 0.0)
    failing(either, agent, MANY)
    async with letters(either, tmp_path, size=(120, 40)) as story:
        await story.press("g", "h", then=lambda: story.on("WebhooksScreen")() and "HTTP 502" in shown(story))
        agent.status = 200
        await story.press("R", then=lambda: story.asked)
        await story.type("status:failed")
        await story.press("enter", then=lambda: "would be posted again" in story.offered)
        assert "40 deliveries would be posted again, to 127.0.0.1 (40)." in story.offered
        assert "the receiver must cope with repeats" in " ".join(story.offered.split())
        assert agent.took == set(), "a dry run posts nothing"
        await story.type("retry 4")
        await story.press("enter", then=lambda: "as it stands there" in story.objection)
        await story.type("0")
        await story.press("enter")
        for count in range(1, MANY + 1):
            await story.until(partial(posted, story, count))
        await story.until(lambda: "40 deliveries are posted again" in story.told)
        while len(agent.took) < MANY:
            either.control("advance", {"seconds": 301})
        await story.until(lambda: states(either).count("delivered") >= MANY)  # and the mail of the story itself
        await story.press("ctrl+r", then=lambda: shown(story).count("delivered") >= MANY - 5)


async def test_a_row_says_at_once_that_it_was_posted_again(
    fresh_sandbox: Server, agent: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the server's list is read again, which is held back here, and then as that has it."""

    async def not_yet(self: AskWebhookDeliveries, fetcher: object) -> set[str]:
        return set()

    failing(fresh_sandbox, agent, 1)
    async with letters(fresh_sandbox, tmp_path, size=(120, 40)) as story:
        await story.press("g", "h", then=lambda: story.on("WebhooksScreen")() and "HTTP 502" in shown(story))
        with monkeypatch.context() as held:
            held.setattr(AskWebhookDeliveries, "fetch", not_yet)
            await story.press("r", then=lambda: "It is posted to 127.0.0.1 again" in story.told)
            await story.until(lambda: "no answer yet" in shown(story))
            [row] = [each for each in deliveries(story.app.session).rows if each.status == "posted"]
            assert "posted again, and no answer is known yet" in dict(facts(row, clock.now()))["stands"]
        agent.status = 200
        await story.press("ctrl+r", then=lambda: "no answer yet" not in shown(story))


async def test_one_in_lines_and_what_cannot_be_is_said(either: Server, agent: Endpoint, tmp_path: Path) -> None:
    failing(either, agent, 2)
    async with talking(either, tmp_path) as talk:
        assert "it failed, and is tried again" in await talk.say("webhooks")
        agent.status = 200
        assert "is posted to 127.0.0.1 again" in await talk.say("webhook retry 1")
        assert "Nothing comes behind" in await talk.say("webhook retry 1 now")
        either.control("advance", {"seconds": 301})
        await talk.say("webhook retry all status:failed inbox:nowhere")
        said = await talk.say("webhook retry all")
        assert "status:failed means all that can be tried again" in said
        assert "No delivery that fits" in await talk.say("webhook retry all status:failed inbox:nowhere")


async def test_many_are_posted_once_at_a_time(
    fresh_sandbox: Server, agent: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PACE_S", 3600.0)
    failing(fresh_sandbox, agent, 2)
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("webhooks")
        session, act = talk.account.session, acts()["webhook.retry_all"]
        many = asyncio.ensure_future(act.do(session, "", "status:failed"))
        await talk.account.until(lambda: [e for e in session.reads.whole_journal() if e.what == "confirmed"])
        assert "just now" in objection(session, act, "", "status:failed")
        many.cancel()
        await asyncio.gather(many, return_exceptions=True)
        assert objection(session, act, "", "status:failed") == ""


async def test_what_failed_after_the_dry_run_is_none_of_the_many(
    fresh_sandbox: Server, agent: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PACE_S", 0.0)
    failing(fresh_sandbox, agent, 2)
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("webhooks")
        assert "2 deliveries would be posted again" in await talk.say("webhook retry all status:failed")
        another = {
            "from": "d@people.example",
            "to": sorted(fresh_sandbox.inboxes())[0],
            "subject": "Later",
            "text": "x",
        }
        fresh_sandbox.control("mail", {"mails": [another]})
        await talk.account.until(lambda: states(fresh_sandbox) == ["retrying"] * 3)
        await talk.account.session.administration.read_again("webhook")
        agent.status = 200
        assert "2 deliveries are posted again" in await talk.say("retry 2")


async def test_a_lost_answer_is_looked_for_and_not_asked_again(fresh_sandbox: Server, tmp_path: Path) -> None:
    mail_for_a_hook(fresh_sandbox)
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("webhooks")
        for fault, told in (("lost", "it is done"), ("drop", "it is not done, as far as it shows")):
            talk.account.faults(f"{fault} POST /v1/webhooks/deliveries/*/retry")
            assert told in await talk.say("webhook retry 1")
        talk.account.faults()
