"""The official Python SDK, unmodified, sync and async, makes every e-mail call it has against the sandbox."""

from __future__ import annotations

import asyncio
import base64
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.calls import Table
from tests.servers import Server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

Call = Callable[[Any, dict[str, Any]], Any]


@pytest.fixture
def form() -> str:
    return "strict"


def _check(name: str, answer: Any, seen: dict[str, Any]) -> None:
    """What an answer must have said, beyond being a model."""
    expected: dict[str, Callable[[], bool]] = {
        "domains.list": lambda: {"northwind.example"} <= {each.name for each in answer},
        "domains.create": lambda: answer.status == "not_started",
        "domains.get": lambda: answer.id == seen["domain"],
        "domains.verify": lambda: answer.status == "verified",
        "domains.records": lambda: {"SPF", "DKIM", "DMARC", "Receiving"} == {each.record for each in answer},
        "inboxes.create": lambda: answer.address.startswith("sdk-"),
        "inboxes.list": lambda: seen["inbox"] in {each.id for each in answer},
        "inboxes.get": lambda: answer.id == seen["inbox"],
        "inboxes.update": lambda: answer.address.startswith("renamed-"),
        "inboxes.set_webhook": lambda: answer.webhook.secret.startswith("whsec_"),
        "inboxes.remove": lambda: answer is True,
        "attachments.upload": lambda: answer.size == 5,
        "attachments.get": lambda: answer.filename == "a.txt",
        "messages.send": lambda: answer.thread_id.startswith("thread_"),
        "messages.list": lambda: answer[0].content == "a body",
        "threads.list": lambda: len(answer.data) == 1 and answer.data[0].has_attachments,
        "threads.messages": lambda: [each.metadata.delivery_status for each in answer] == ["delivered"],
        "search.threads": lambda: answer[0].subject == "about lanterns",
        "delivery.metrics": lambda: answer.sent == 1 and answer.delivered == 1 and answer.delivery_rate == 100.0,
        "delivery.events": lambda: {each.event_type for each in answer} == {"sent", "delivered"},
        "delivery.suppressions": lambda: answer == [],
        "attachments.url": lambda: urllib.request.urlopen(answer.url).read() == b"hello",  # noqa: S310 - loopback
    }
    assert expected[name](), answer


def _script(tag: str) -> list[tuple[str, Call]]:
    """Every e-mail method, in an order in which each finds the ids it needs in what came before."""
    content = base64.b64encode(b"hello").decode()
    return [
        ("domains.list", lambda c, s: c.domains.list()),
        ("domains.create", lambda c, s: c.domains.create(f"{tag}.example", region="eu-west-1")),
        ("domains.get", lambda c, s: c.domains.get(s["domain"])),
        ("domains.verify", lambda c, s: c.domains.verify(s["domain"])),
        ("domains.records", lambda c, s: c.domains.records(s["domain"])),
        ("inboxes.create", lambda c, s: c.inboxes.create(f"sdk-{tag}", domain_id=s["domain"], name="SDK")),
        ("inboxes.list", lambda c, s: c.inboxes.list(domain_id=s["domain"])),
        ("inboxes.get", lambda c, s: c.inboxes.get(s["domain"], s["inbox"])),
        ("inboxes.update", lambda c, s: c.inboxes.update(s["domain"], s["inbox"], local_part=f"renamed-{tag}")),
        ("inboxes.set_webhook", lambda c, s: c.inboxes.set_webhook(s["domain"], s["inbox"], endpoint=s["hook"])),
        ("attachments.upload", lambda c, s: c.attachments.upload(content, "a.txt", "text/plain")),
        ("attachments.get", lambda c, s: c.attachments.get(s["file"])),
        ("attachments.url", lambda c, s: c.attachments.url(s["file"], expires_in=60)),
        (
            "messages.send",
            lambda c, s: c.messages.send(
                to=["ann@customer.example"],
                subject="about lanterns",
                text="a body",
                inbox_id=s["inbox"],
                attachments=[s["file"]],
                headers={"X-Ticket": "7"},
            ),
        ),
        ("messages.list", lambda c, s: c.messages.list(inbox_id=s["inbox"], order="asc")),
        ("threads.list", lambda c, s: c.threads.list(inbox_id=s["inbox"])),
        ("threads.messages", lambda c, s: c.threads.messages(s["thread"])),
        ("search.threads", lambda c, s: c.search.threads("lanterns", inbox_id=s["inbox"])),
        ("delivery.metrics", lambda c, s: c.delivery.metrics(inbox_id=s["inbox"])),
        ("delivery.events", lambda c, s: c.delivery.events(inbox_id=s["inbox"])),
        ("delivery.suppressions", lambda c, s: c.delivery.suppressions(inbox_id=s["inbox"])),
        ("inboxes.remove", lambda c, s: c.inboxes.remove(s["domain"], s["inbox"])),
    ]


def _remember(name: str, answer: Any, seen: dict[str, Any]) -> None:
    keys = {"domains.create": ("domain", "id"), "inboxes.create": ("inbox", "id")}
    keys |= {"attachments.upload": ("file", "attachment_id"), "messages.send": ("thread", "thread_id")}
    if name in keys:
        seen[keys[name][0]] = getattr(answer, keys[name][1])


async def make_every_call(server: Server, table: Table, client: Any, tag: str, *, strict: bool = True) -> None:
    """The script. ``strict``: answers must also say what the strict form says."""
    seen: dict[str, Any] = {"hook": "http://127.0.0.1:9/hook"}
    for name, call in _script(tag):
        try:
            answer = call(client, seen)
            answer = await answer if asyncio.iscoroutine(answer) else answer
            _remember(name, answer, seen)
            if strict:
                _check(name, answer, seen)
            table.note(name)
        except Exception as error:
            table.note(name, f"{type(error).__name__}: {error}")
        if name == "messages.send":
            await asyncio.to_thread(server.control, "advance", {"seconds": 60})
    table.check()


async def test_the_sync_sdk_makes_every_call(fresh_sandbox: Server) -> None:
    from commune import CommuneClient

    with CommuneClient(api_key=fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        await make_every_call(fresh_sandbox, Table("commune-mail 0.3.4, sync", {}), client, "sync")


async def test_the_async_sdk_makes_every_call(fresh_sandbox: Server) -> None:
    from commune import AsyncCommuneClient

    async with AsyncCommuneClient(api_key=fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        await make_every_call(fresh_sandbox, Table("commune-mail 0.3.4, async", {}), client, "async")


def test_the_sdk_maps_every_refusal(sandbox: Server) -> None:
    import commune

    weak = sandbox.post("/v1/agent/api-keys", {"name": "weak", "permissions": ["domains:read"]}).body["apiKey"]
    cases: list[tuple[type[Exception], str, Call]] = [
        (commune.AuthenticationError, "comm_wrong", lambda c, s: c.domains.list()),
        (commune.PermissionDeniedError, weak, lambda c, s: c.inboxes.list()),
        (commune.NotFoundError, sandbox.key, lambda c, s: c.domains.get("nowhere")),
        (commune.ValidationError, sandbox.key, lambda c, s: c.threads.list()),
    ]
    for kind, key, call in cases:
        with commune.CommuneClient(api_key=key, base_url=sandbox.base_url) as client, pytest.raises(kind):
            call(client, {})
