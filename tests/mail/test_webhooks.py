"""Webhook deliveries: asked for while somebody looks, here afterwards, and what keeps them away is said."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions import webhooks as actions
from commune_tui.mail.sync.endpoint import Moment, Screen, Urgency
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.pace import PACE
from commune_tui.mail.sync.resources.webhooks import ENDPOINT, HEALTH, opened
from commune_tui.store import webhooks
from tests.api.server import Request, serving
from tests.mail.account import Account, account
from tests.mail.relay import relay
from tests.servers import Server

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
PATH = "/v1/webhooks/deliveries"
HOOK = "http://127.0.0.1:9/hook"


def mail_for_a_hook(server: Server) -> None:
    """A mail comes to an inbox whose owner wants to be told at a port on which nobody listens."""
    address, inbox_id = next(iter(server.inboxes().items()))
    domain = next(box["domain_id"] for box in server.get("/v1/inboxes").body["data"] if box["id"] == inbox_id)
    hook = {"webhook": {"endpoint": HOOK, "events": ["inbound"]}}
    assert server.call("PUT", f"/v1/domains/{domain}/inboxes/{inbox_id}", hook).status == 200
    server.control("mail", {"from": "c@people.example", "to": address, "subject": "Hello", "text": "x"})
    server.control("advance", {"seconds": 1})


def asked(mine: Account) -> int:
    return sum(path == PATH for _, path, _ in mine.requests)


async def test_they_are_asked_for_while_one_is_there_and_stay(fresh_sandbox: Server, tmp_path: Path) -> None:
    mail_for_a_hook(fresh_sandbox)
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        assert asked(mine) == 0
        mine.session.viewing.be_in("webhooks")
        await mine.until(lambda: mine.session.reads.read(webhooks.deliveries).rows)
        [row] = mine.session.reads.read(webhooks.deliveries).rows
        assert (row.endpoint, row.subject, row.status) == (HOOK, "Hello", "retrying")
        assert row.error and row.next_retry_at and row.attempt_count
        mine.session.connection.sync_now()
        await mine.until(lambda: asked(mine) == 2)
        mine.session.viewing.be_in("")
        mine.session.connection.sync_now()
        await mine.settled()
        assert asked(mine) == 2
    async with account(fresh_sandbox, tmp_path, start=False) as later:
        found = later.session.reads.read(webhooks.deliveries)
        assert [row.endpoint for row in found.rows] == [HOOK] and found.read_at


@pytest.mark.parametrize(
    ("count", "said", "more"),
    [
        (100, {}, True),
        (100, {"total": 100}, False),
        (3, {"total": 130}, True),
        (3, {}, False),
        (3, {"has_more": True}, True),
    ],
)
async def test_that_there_are_older_ones_is_said(
    count: int, said: dict[str, Any], more: bool, fresh_sandbox: Server, tmp_path: Path
) -> None:
    """One answer is all that is asked for, so what it does not hold has to be named."""

    def altered(text: str, request: Request) -> str:
        items = [{"delivery_id": f"d{at}", "status": "delivered", "endpoint": HOOK} for at in range(count)]
        return json.dumps({"deliveries": items, **said}) if request.path == PATH else text

    async with (
        serving(relay(fresh_sandbox, altered)) as between,
        account(replace(fresh_sandbox, base_url=between.url), tmp_path) as mine,
    ):
        mine.session.viewing.be_in("webhooks")
        await mine.until(lambda: mine.session.reads.read(webhooks.deliveries).read_at)
        found = mine.session.reads.read(webhooks.deliveries)
        assert (len(found.rows), found.more) == (count, more)
        assert ("older ones left out" in actions.log(mine.session).heading) == more


async def test_a_key_that_may_not_read_them_is_told_so(fresh_sandbox: Server, tmp_path: Path) -> None:
    made = fresh_sandbox.post("/v1/agent/api-keys", {"name": "few", "permissions": ["inboxes:read", "threads:read"]})
    async with account(fresh_sandbox, tmp_path, key=str(made.body["apiKey"])) as mine:
        mine.session.viewing.be_in("webhooks")
        await mine.until(lambda: "lacks the scope messages:read" in mine.session.status.sentence())
        assert mine.session.reads.read(webhooks.deliveries).read_at is None


def test_they_are_due_again_while_one_is_there() -> None:
    for place, ago_s, wanted in (("webhooks", 60, 2), ("webhooks", 5, 0), ("", 60, 0), ("webhooks w", 60, 3)):
        at = NOW - timedelta(seconds=ago_s)
        known = Known(asked_at=dict.fromkeys(("webhooks", HEALTH, opened("w")), at))
        moment = Moment(known, Screen(place=place), NOW, PACE)
        assert len(list(ENDPOINT.due[Urgency.PLACE](moment))) == wanted
        assert bool(list(ENDPOINT.next_at(moment))) == (place != "")


async def test_an_answer_from_before_is_none_to_who_asks_anew(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The list was on its way when somebody asked for everything again: what came meanwhile is not in it."""
    mail_for_a_hook(fresh_sandbox)
    left, may_come = asyncio.Event(), asyncio.Event()
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        client = mine.session.connection.client
        assert client is not None
        listed = client.webhook_deliveries.list

        async def late(**wanted: Any) -> object:
            page = await listed(**wanted)
            if not left.is_set():
                left.set()
                await may_come.wait()
            return page

        client.webhook_deliveries.list = late  # type: ignore[method-assign, assignment]
        mine.session.viewing.be_in("webhooks")
        await left.wait()
        mail_for_a_hook(fresh_sandbox)
        mine.session.connection.sync_now()
        may_come.set()
        await mine.until(lambda: len(mine.session.reads.read(webhooks.deliveries).rows) == 2)
