"""What an act costs on the wire: the requests that a settled program makes for it, against a real sandbox.

An act of triage reads the thread before it writes, because the API has no conditional writes: two requests.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.compose import review
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.search import screen as search
from tests.servers import Server
from tests.ui.letters import Letters

QUIET_S = 0.8
_BY_ITSELF = {"GET /v1/messages", "GET /v1/threads", "GET /v1/inboxes", "GET /v1/domains"}
"""What the program asks from time to time whatever the person does."""


@dataclass
class Wire(Letters):
    """A running program whose requests are written down, ids left out."""

    requests: list[str] = field(default_factory=list)

    def note(self, method: str, path: str, status: int, bytes_in: int, bytes_out: int) -> None:
        self.requests.append(f"{method} {re.sub('(thread|inbox|domain|msg|att)_[0-9a-f-]+', 'ID', path)}")

    @property
    def busy(self) -> bool:
        """Whether a request is on its way or due, something waits to be sent, or the screen works on something."""
        session = self.app.session
        assert session.connection.sync is not None
        at_work = any(not worker.is_finished for worker in self.app.workers)
        return at_work or bool(session.outbox.waiting()) or not session.connection.sync.settled

    async def settled(self) -> None:
        """Until nothing is asked any more and nothing waits to be sent, for a while: what is asked late counts."""
        end, seen = clock.monotonic_s() + QUIET_S, len(self.requests)
        while self.busy or clock.monotonic_s() < end:
            await self.pilot.pause()
            if self.busy or len(self.requests) != seen:
                end, seen = clock.monotonic_s() + QUIET_S, len(self.requests)

    async def cost(self, *keys: str) -> list[str]:
        """The requests that these keys lead to, sorted."""
        self.requests.clear()
        await self.pilot.press(*keys)
        await self.settled()
        return sorted(request for request in self.requests if request not in _BY_ITSELF)


@asynccontextmanager
async def settled(server: Server, folder: Path) -> AsyncIterator[Wire]:
    """The program at 120x40 with three threads, all of them synced and shown, at rest."""
    address = sorted(server.inboxes())[0]
    mail = {"from": "anna@example.org", "from_name": "Anna Berg", "to": address, "text": "Where is it?"}
    ids = [server.control("mail", {**mail, "subject": f"Order {n}"})["data"][0]["thread_id"] for n in range(3)]
    made: Wire

    async def connect() -> Commune:
        retry = RetryPolicy(attempts=1)
        return Commune(server.key, base_url=server.base_url, retry=retry, on_exchange=lambda *told: made.note(*told))

    app = CommuneApp(Session(folder, connect, me="alex", hold_s=0.0), Settings(editor="inside"))
    async with app.run_test(size=(120, 40)) as pilot:
        made = Wire(server, app, pilot, address, str(ids[0]))
        await made.until(lambda: "synced" in app.session.status.words()[0])
        await made.press("g", "i", then=lambda: app.screen.query_one("#threads").count == 3)  # type: ignore[attr-defined]
        await made.settled()
        yield made


READ = ["GET /v1/threads/ID/messages", "GET /v1/threads/ID/metadata"]


async def test_reading_and_triage_ask_for_what_they_need(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with settled(fresh_sandbox, tmp_path) as wire:
        opened = await wire.cost("enter")
        assert len(opened) <= 2 and set(opened) <= set(READ)
        assert await wire.cost("q") == []
        assert await wire.cost("j", "k") == []
        assert await wire.cost("e") == ["GET /v1/threads/ID/metadata", "PUT /v1/threads/ID/status"]
        assert await wire.cost("z") == ["GET /v1/threads/ID/metadata", "PUT /v1/threads/ID/status"]
        assert await wire.cost("i") == ["GET /v1/threads/ID/metadata", "PUT /v1/threads/ID/assign"]
        assert await wire.cost("a", *"bob", "enter") == ["GET /v1/threads/ID/metadata", "PUT /v1/threads/ID/assign"]
        assert await wire.cost("t", *"vip", "enter") == ["GET /v1/threads/ID/metadata", "POST /v1/threads/ID/tags"]
        assert await wire.cost("u") == []


async def test_a_search_asks_once_for_each_domain_and_delivery_three_things_of_each_inbox(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAUSE_S", 60.0)  # slow fingers do not ask more often; Enter ends the typing
    async with settled(fresh_sandbox, tmp_path) as wire:
        inboxes = wire.server.get("/v1/inboxes").body["data"]
        domains = {each["domain_id"] for each in inboxes}
        assert await wire.cost("slash", *"order", "enter") == []  # a filter is answered by the local copy
        assert await wire.cost("escape") == []
        # By words: nothing. By meaning: once, when the typing is over, although every letter changed the query.
        typed = [letter if letter != " " else "space" for letter in "where is it"]
        assert await wire.cost("g", "slash", *typed, "enter") == ["GET /v1/search/threads"] * len(domains)
        assert await wire.cost("escape") == []
        opened = await wire.cost("g", "v")
        of_each = ("events", "metrics", "suppressions")
        assert opened == [f"GET /v1/delivery/{what}" for what in of_each for _ in inboxes]
        assert await wire.cost("escape") == []


async def test_a_reply_looks_for_news_is_sent_with_one_request_and_sets_a_status_like_any_act(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with settled(fresh_sandbox, tmp_path) as wire:
        assert set(await wire.cost("r")) <= set(READ)
        await wire.until(lambda: isinstance(wire.app.focused, MailText))
        assert await wire.cost(*"hello") == []
        assert await wire.cost("escape") == [
            "GET /v1/delivery/events", "GET /v1/delivery/suppressions", "GET /v1/me/limits",
        ]  # fmt: skip
        assert await wire.cost("y") == [
            "GET /v1/threads/ID/messages", "GET /v1/threads/ID/metadata", "POST /v1/messages/send",
            "PUT /v1/threads/ID/status",
        ]  # fmt: skip
        assert "Sent." in wire.told
