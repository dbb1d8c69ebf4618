"""Work on the account by keys, on both forms of the server: an inbox for a new agent, a domain of which one record is
wrong, a key that leaked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from commune_tui.api.auth import Secret
from commune_tui.mail.administration import watch
from tests.endpoint import Endpoint, endpoint
from tests.flows.account import flat
from tests.mail.test_apikeys import KEYS, live, opens
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters
from tests.ui.test_domains import beside
from tests.ui.test_key_acts import pane, shown_key
from tests.ui.test_key_acts import there as keys_are_there

NEWS = "news.marrowby.example"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


@pytest.fixture(params=["strict", "vendor"])
def demo(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A world in which two records of a domain are found so far, and one more with every check."""
    with sandbox_process("--as", request.param, "--threads", "1") as server:
        yield server


@pytest.fixture
def agent() -> Iterator[Endpoint]:
    with endpoint() as made:
        yield made


async def go_to(story: Letters, name: str) -> None:
    """Down to the row of this name."""
    await story.press("g", "g")
    while name not in beside(story).splitlines()[0]:
        await story.press("j")


async def said(story: Letters, key: str, words: str, then: str) -> None:
    """A key, the words that it asks for, and what is told."""
    await story.press(key, then=lambda: story.asked)
    await story.type(words)
    await story.press("enter", then=lambda: then in flat(story.told))


def fields_of(server: Server, address: str) -> list[str]:
    """What is taken out of the mail of an inbox, as the server has it."""
    found = next(each for each in server.get("/v1/inboxes").body["data"] if each["address"] == address)
    return sorted(((found.get("extractionSchema") or {}).get("schema") or {}).get("properties", {}))


async def test_an_inbox_for_a_new_agent(either: Server, agent: Endpoint, tmp_path: Path) -> None:
    async with letters(either, tmp_path, size=(130, 40)) as story:
        await story.press("g", "o", then=story.on("DomainsScreen"))
        await story.until(lambda: beside(story))
        address = f"refunds@{story.address.partition('@')[2]}"
        await said(story, "n", f"{address} Refund desk {agent.address}", f"its agent hears of mail at {agent.address}")
        await go_to(story, address)
        await said(story, "R", "Refunds", f"{address} is called Refunds now.")
        await story.press("t", then=lambda: "took the test event: status 200" in flat(story.told))
        headers, _ = agent.got[-1]
        assert "x-commune-timestamp" in headers
        await said(story, "w", f"{agent.address}/new", f"announces its mail at {agent.address}/new")
        await said(story, "f", "order_id string The order", "is saved")
        await story.until(lambda: fields_of(either, address) == ["order_id"])
        [row] = [row for row in story.app.session.reads.inboxes() if row.address == address]
        assert (row.name, row.webhook_url) == ("Refunds", f"{agent.address}/new")
        assert address in either.inboxes()


async def test_a_domain_until_its_last_record_is_found(
    demo: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = asyncio.Event()

    async def pause(seconds: float) -> None:
        await later.wait()

    monkeypatch.setattr(watch, "asyncio", SimpleNamespace(sleep=pause, gather=asyncio.gather))
    async with letters(demo, tmp_path, size=(130, 40)) as story:
        await story.press("g", "o", then=story.on("DomainsScreen"))
        await story.until(lambda: beside(story))
        await go_to(story, NEWS)
        assert "2 of " in beside(story) and "missing" in beside(story)
        await story.press("W", then=lambda: "Watched from now on" in flat(story.told))
        assert "Receiving MX" in flat(story.told) and "missing" in flat(story.told), "which record is wrong"
        await story.press("q", then=story.on("MainScreen"))
        later.set()
        await story.until(lambda: f"{NEWS} is verified: all of its records are found." in flat(story.told))
        await story.press("g", "o", then=story.on("DomainsScreen"))
        await story.until(lambda: beside(story))
        await go_to(story, NEWS)
        assert "Verified, all" in flat(beside(story)) and "done: all records are found" in flat(beside(story))


async def test_a_leaked_key_gets_another_text_while_the_program_runs(either: Server, tmp_path: Path) -> None:
    leaked = Secret(either.post(KEYS, {"name": "wren", "permissions": ["threads:read"]}).body["apiKey"])
    async with letters(either, tmp_path, size=(130, 40)) as story:
        await keys_are_there(story)
        await story.press("g", "g")
        while "wren" not in flat(pane(story)):
            await story.press("j")
        await said(story, "R", "wren", "another text")
        fresh = Secret(shown_key(story))
        assert fresh.reveal() and fresh != leaked and "wren" in live(either)
        assert not opens(either, leaked) and opens(either, fresh)
        await story.press("x", then=lambda: story.asked)
        await story.press("y", then=lambda: not shown_key(story))
        await story.press("q", then=story.on("MainScreen"))
        thread_id = story.customer_writes("Is anybody there?", subject="Another", in_reply_to=None)
        await story.press("ctrl+r", then=lambda: story.app.session.reads.thread(thread_id))
