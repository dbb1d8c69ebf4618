"""Webhooks are really posted to a listener on this machine, verify with the official SDK, and never leave it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commune.webhooks import verify_signature

from commune_tui.sandbox import empty
from commune_tui.sandbox.hooks import Hooks, Policy, signature
from commune_tui.sandbox.post import REFUSED, is_loopback, post
from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.world import World

STEADY = Policy(jitter=0.0)


class Listener:
    """An endpoint that keeps what it got and answers with the next of ``answers`` (then 200)."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.endpoint = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name: value for name, _, value in lines}
        self.got.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(self.answers.pop(0) if self.answers else b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def listening(*answers: bytes) -> AsyncIterator[Listener]:
    listener = Listener(*answers)
    server = await asyncio.start_server(listener.handle, "127.0.0.1", 0)
    listener.endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?from=sandbox"
    try:
        yield listener
    finally:
        server.close()
        await server.wait_closed()


def furnished(endpoint: str, path: Path | None = None, policy: Policy = STEADY) -> tuple[World, Hooks, str]:
    """A world whose support inbox has a webhook, its poster, and the webhook's secret."""
    world = World(path, seed=1)
    if world.new:
        world.load(empty.organisation())
        found = world.inboxes.by_address("support@northwind.example")
        assert found is not None
        world.inboxes.set_webhook(found[0]["id"], {"endpoint": endpoint})
    hooks = Hooks(world, policy)
    hooks.attach()
    inbox = world.inboxes.by_address("support@northwind.example")
    assert inbox is not None
    webhook = hooks.webhook_of(inbox[0]["id"])
    assert webhook is not None
    return world, hooks, webhook["secret"]


def write(world: World, subject: str = "Order #42") -> None:
    file = File("order.txt", "text/plain", b"42")
    at = datetime(2026, 3, 4, tzinfo=UTC)
    mail = Mail("anna@example.net", ("support@northwind.example",), subject, "Grüße", at, "Anna", files=(file,))
    world.receive(mail)


async def run(world: World, hooks: Hooks, advance_s: float = 0.0) -> None:
    world.database.advance(advance_s)
    await world.jobs.pump()
    await hooks.settle()


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ('{"event":"inbound"}', "v1=6f2d841c1c3e71d13af7cacf75b02ac257db6122cb5aa3895014fd2bbaff0432"),
        ('{"hello":"wörld"}', "v1=e35f9487d7dad67167a2b4351dfc889840da446fe4b5874e972a28cb70ad53af"),
    ],
)
def test_the_signature_meets_the_published_vectors(body: str, header: str) -> None:
    assert signature("whsec_test", "1707667200000", body.encode()) == header


async def test_a_mail_is_posted_signed_and_recorded() -> None:
    async with listening() as listener:
        world, hooks, secret = furnished(listener.endpoint)
        write(world)
        await run(world, hooks)
        (headers, body), (row,) = listener.got[0], world.database.all("SELECT * FROM webhook_deliveries")
        assert verify_signature(
            payload=body,
            signature=headers["x-commune-signature"],
            secret=secret,
            timestamp=headers["x-commune-timestamp"],
        )
        assert (headers["x-commune-delivery-id"], headers["x-commune-attempt"]) == (row["id"], "1")
        told = json.loads(body)
        assert told["event"]["type"] == "email.received"
        assert told["message"]["message_id"] == told["message_id"]
        assert (told["sender"], told["text"]) == ("anna@example.net", "Grüße")
        assert told["attachments"][0]["filename"] == "order.txt"
        assert told["security"]["prompt_injection"]["risk_level"] == "none"
        assert told["security"]["spam"]["action"] == "accept"
        assert (row["status"], row["attempt_count"], row["last_status_code"]) == ("delivered", 1, 200)
        world.close()


async def test_failures_are_retried_by_the_schedule_until_one_succeeds() -> None:
    async with listening(
        b"HTTP/1.1 500 No\r\n\r\n", b"", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 OK\r\n\r\n"
    ) as listener:
        world, hooks, _ = furnished(listener.endpoint)
        write(world)
        await run(world, hooks)
        await run(world, hooks, 4.9)
        assert len(listener.got) == 1
        await run(world, hooks, 0.2)
        assert len(listener.got) == 2
        await run(world, hooks, 30.1)
        assert [headers["x-commune-attempt"] for headers, _ in listener.got] == ["1", "2", "3"]
        assert len({headers["x-commune-delivery-id"] for headers, _ in listener.got}) == 1
        row = world.database.all("SELECT * FROM webhook_deliveries")[0]
        attempts = world.webhooks.detail(row)["attempts"]
        assert [attempt["status_code"] for attempt in attempts] == [500, None, 204]
        assert attempts[0]["error"] == "HTTP 500"
        assert row["status"] == "delivered"
        world.close()


async def test_eight_failures_are_the_end_and_a_manual_retry_revives() -> None:
    policy = Policy(jitter=0.0, failures_to_open=99)
    async with listening(*[b"HTTP/1.1 503 No\r\n\r\n"] * 8) as listener:
        world, hooks, _ = furnished(listener.endpoint, policy=policy)
        write(world)
        await run(world, hooks)
        for delay_s in policy.delays_s:
            await run(world, hooks, delay_s + 1)
        row = world.database.all("SELECT * FROM webhook_deliveries")[0]
        assert (row["status"], row["attempt_count"], len(listener.got)) == ("dead", 8, 8)
        world.webhooks.requeue(row["id"])
        world.jobs.schedule("webhook", {"delivery_id": row["id"]})
        await run(world, hooks)
        row = world.database.all("SELECT * FROM webhook_deliveries")[0]
        assert (row["status"], row["attempt_count"]) == ("delivered", 9)
        world.close()


async def test_a_manual_retry_replaces_the_waiting_one() -> None:
    async with listening(*[b"HTTP/1.1 500 No\r\n\r\n"] * 2) as listener:
        world, hooks, _ = furnished(listener.endpoint)
        write(world)
        await run(world, hooks)
        number = world.database.value("SELECT id FROM webhook_deliveries")
        for _ in range(2):  # pressed twice
            world.webhooks.requeue(number)
            world.jobs.schedule("webhook", {"delivery_id": number})
        await run(world, hooks)
        assert len(listener.got) == 2
        await run(world, hooks, 6)  # when the first one would have been due
        assert len(listener.got) == 2
        await run(world, hooks, 30)
        assert len(listener.got) == 3
        assert world.database.value("SELECT status FROM webhook_deliveries") == "delivered"
        world.close()


async def test_five_failures_open_the_circuit_for_five_minutes() -> None:
    async with listening(*[b"HTTP/1.1 500 No\r\n\r\n"] * 5) as listener:
        world, hooks, _ = furnished(listener.endpoint, policy=Policy(jitter=0.0, delays_s=(1,)))
        write(world)
        await run(world, hooks)
        for _ in range(8):
            await run(world, hooks, 2)
        assert len(listener.got) == 5
        await run(world, hooks, 301)
        assert len(listener.got) == 6
        assert world.database.value("SELECT status FROM webhook_deliveries") == "delivered"
        world.close()


async def test_an_endpoint_elsewhere_is_never_contacted() -> None:
    world, hooks, _ = furnished("https://hooks.example.com/in")
    write(world)
    await run(world, hooks)
    row = world.database.all("SELECT * FROM webhook_deliveries")[0]
    assert (row["status"], row["last_error"], row["last_status_code"]) == ("retrying", REFUSED, None)
    world.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_this_machine_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1.example.com", "10.0.0.1", "localhost.example", "2130706433"]
)
def test_other_machines_are_recognised(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "url", ["", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:1/", "http://127.0.0.1:99999/x", "http://[::1/"]
)
async def test_a_bad_endpoint_is_an_outcome_not_an_exception(url: str) -> None:
    outcome = await post(url, {}, b"{}", 5)
    assert outcome.status is None
    assert outcome.error


async def test_a_post_to_a_silent_endpoint_ends_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        gone.set()

    gone = asyncio.Event()
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        outcome = await post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"{}", 0.05)
        await gone.wait()
    assert outcome.error == "no answer within 0.05 s"


async def test_a_restart_goes_on_with_unfinished_deliveries(tmp_path: Path) -> None:
    async with listening() as listener:
        world, hooks, _ = furnished(listener.endpoint, tmp_path / "world.db")
        write(world)
        world.jobs.cancel("webhook")  # as if the process had died while it was posting
        world.close()
        world, hooks, _ = furnished(listener.endpoint, tmp_path / "world.db")
        await run(world, hooks)
        assert world.database.value("SELECT status FROM webhook_deliveries") == "delivered"
        assert len(listener.got) == 1
        world.close()


async def test_the_test_event_is_signed_and_marked() -> None:
    async with listening(b"HTTP/1.1 404 No\r\n\r\n") as listener:
        world, hooks, secret = furnished(listener.endpoint)
        inbox_id = world.database.value("SELECT id FROM inboxes WHERE webhook IS NOT NULL")
        answer = await hooks.test(inbox_id)
        assert answer is not None
        assert (answer["delivered"], answer["status_code"], answer["error"]) == (False, 404, "HTTP 404")
        headers, body = listener.got[0]
        assert headers["x-commune-test"] == "true"
        assert headers["x-commune-signature"] == signature(secret, headers["x-commune-timestamp"], body)
        other = world.database.value("SELECT id FROM inboxes WHERE webhook IS NULL")
        assert await hooks.test(other) is None
        world.close()


def test_jitter_stays_within_a_quarter_and_repeats_with_the_seed() -> None:
    world = World(seed=1)
    first, second = Hooks(world, seed=5), Hooks(world, seed=5)
    delays = [first.delay_s(1) for _ in range(50)]
    assert delays == [second.delay_s(1) for _ in range(50)]
    assert 3.75 <= min(delays) < max(delays) <= 6.25
    world.close()
