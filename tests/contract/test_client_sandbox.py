"""The real client against the real sandbox process: every endpoint, every error it can reach, and lost replies.

In both forms. Where they promise different things the test says which is which; what only one has is marked with it,
and what only the vendor's has is in :mod:`.test_client_vendor`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.api import AgentKey, Commune, RetryPolicy, Secret, SigningKey, new_key
from commune_tui.api.errors import (
    BadRequest,
    CommuneError,
    Conflict,
    Gone,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PlanRequired,
    RateLimited,
    Refused,
    ServerFailed,
)
from commune_tui.api.models import Inbox, Message
from tests.servers import Server

FAST = RetryPolicy(attempts=6, first_s=0.001, most_s=0.002)
SCHEMA = {"type": "object", "properties": {"order_id": {"type": "string"}}}
PURPOSE = "Answer support questions about orders and refunds politely"
Call = Callable[[Commune], Awaitable[Any]]


@pytest.fixture
async def commune(sandbox: Server) -> AsyncIterator[Commune]:
    async with Commune(sandbox.key, base_url=sandbox.base_url, retry=FAST) as client:
        yield client


@pytest.fixture
async def inbox(commune: Commune) -> Inbox:
    return await commune.inboxes.create(f"box-{uuid.uuid4().hex[:12]}")


def _mail_in(sandbox: Server, inbox: Inbox, count: int = 1, **more: Any) -> None:
    mails = [
        {
            "from": f"ann{n}@example.org",
            "to": inbox.address,
            "subject": f"Order {n}",
            "text": f"Where is it? {n}",
            **more,
        }
        for n in range(count)
    ]
    sandbox.control("mail", {"mails": mails})


async def test_domains(commune: Commune) -> None:
    name = f"d{uuid.uuid4().hex[:10]}.example"
    made = await commune.domains.create(name, region="eu-west-1")
    assert (made.name, made.status, made.region) == (name, "not_started", "eu-west-1")
    records = await commune.domains.records(made.id)
    assert {record.type for record in records} >= {"MX", "TXT"}
    assert (await commune.domains.verify(made.id)).id == made.id
    assert (await commune.domains.get(made.id)).name == name
    assert made.id in [domain.id async for domain in commune.domains.list()]
    assert (await commune.dmarc.reports(name)).items == ()
    summary = await commune.dmarc.summary(name)
    assert summary is None or summary.total_messages is not None


async def test_inboxes(commune: Commune, form: str) -> None:
    vendor = form == "vendor"  # it names no domain in an answer under one, and no secret ever
    domain = await commune.domains.create(f"d{uuid.uuid4().hex[:10]}.example")
    made = await commune.inboxes.create("support", domain_id=domain.id, name="Support")
    assert (made.local_part, made.display_name) == ("support", "Support")
    assert made.domain_id == (None if vendor else domain.id)
    assert [box.id for box in await commune.inboxes.list(domain_id=domain.id)] == [made.id]
    assert (made.id, domain.id) in [(box.id, box.domain_id) async for box in commune.inboxes.list()]
    hooked = await commune.inboxes.set_webhook(domain.id, made.id, endpoint="http://127.0.0.1:9/x", events=["inbound"])
    assert hooked.webhook is not None and (hooked.webhook.secret is None) == vendor
    assert hooked.webhook.endpoint == "http://127.0.0.1:9/x"
    renamed = await commune.inboxes.update(domain.id, made.id, local_part="help")
    assert renamed.address is not None and renamed.address.startswith("help@")
    assert renamed.webhook is not None and renamed.webhook.secret == hooked.webhook.secret
    off = await commune.inboxes.set_webhook(domain.id, made.id, endpoint=None)
    assert off.webhook is None or off.webhook.endpoint is None
    taught = await commune.inboxes.set_extraction_schema(domain.id, made.id, name="order", schema=SCHEMA)
    assert taught.extraction_schema is not None and taught.extraction_schema.schema_ == SCHEMA
    assert (await commune.inboxes.get(domain.id, made.id)).extraction_schema is not None
    assert (await commune.inboxes.delete_extraction_schema(domain.id, made.id)).extraction_schema is None
    assert (await commune.inboxes.delete(domain.id, made.id)).ok
    with pytest.raises(NotFound):
        await commune.inboxes.get(domain.id, made.id)


async def test_threads_and_triage(commune: Commune, sandbox: Server, inbox: Inbox) -> None:
    _mail_in(sandbox, inbox, 7)
    page = await commune.threads.list(inbox_id=inbox.id, limit=3)
    assert (len(page), page.has_more, page.unreadable) == (3, True, 0)
    threads = [thread async for thread in commune.threads.list(inbox_id=inbox.id, limit=3)]
    assert len({thread.thread_id for thread in threads}) == len(threads) == 7
    first = threads[0]
    assert first.last_direction == "inbound" and first.last_message_at is not None and first.message_count == 1
    (message,) = await commune.threads.messages(first.thread_id)
    assert message.direction == "inbound" and message.content and message.addresses("sender")
    assert (await commune.threads.metadata(first.thread_id)).status == "open"
    assert (await commune.threads.set_status(first.thread_id, "needs_reply")).status == "needs_reply"
    assert set((await commune.threads.add_tags(first.thread_id, ["vip", "late"])).tags) == {"vip", "late"}
    assert (await commune.threads.remove_tags(first.thread_id, ["late"])).tags == ("vip",)
    assert (await commune.threads.assign(first.thread_id, "agent-billing")).assigned_to == "agent-billing"
    assert (await commune.threads.assign(first.thread_id, None)).assigned_to is None
    found = await commune.search.threads("Order", inbox_id=inbox.id)
    assert found.items and found.search_type in ("vector", "regex")
    assert found.unreadable == 0


async def test_every_message_once_when_many_share_an_instant(commune: Commune, sandbox: Server, inbox: Inbox) -> None:
    now = clock.now().replace(microsecond=0) - timedelta(days=1)
    for second in range(3):
        _mail_in(sandbox, inbox, 25, sent_at=clock.iso(now + timedelta(seconds=second)))
    for limit in (7, 25, 50):
        for order in ("asc", "desc"):
            listing = commune.messages.list(inbox_id=inbox.id, limit=limit, order="asc" if order == "asc" else "desc")
            got = [message async for message in listing]
            assert len({message.message_id for message in got}) == len(got) == 75
    bounded = commune.messages.list(inbox_id=inbox.id, after=now, before=now + timedelta(seconds=2), limit=10)
    assert len([message async for message in bounded]) == 25


async def test_send_reply_and_attachments(commune: Commune, sandbox: Server, inbox: Inbox, form: str) -> None:
    file = await commune.attachments.upload(b"%PDF-1.4 hello", "invoice.pdf", "application/pdf")
    other = await commune.inboxes.create(f"box-{uuid.uuid4().hex[:12]}")
    key = new_key()
    sent = await commune.messages.send(
        to=other.address or "",
        subject="Grüße ✓",
        text="Hello",
        html="<p>Hello</p>",
        inbox_id=inbox.id,
        cc=["cc@example.org"],
        bcc="bcc@example.org",
        reply_to="r@example.org",
        attachments=[file.attachment_id],
        headers={"X-Test": "1"},
        idempotency_key=key,
    )
    assert sent.id and sent.thread_id and not sent.replayed
    again = await commune.messages.send(to=other.address or "", subject="Grüße ✓", text="Hello", idempotency_key=key)
    assert (again.id, again.replayed) == (sent.id, True)
    sandbox.control("advance", {"seconds": 60})
    (arrived,) = await _messages(commune, other)
    assert (arrived.subject, arrived.direction) == ("Grüße ✓", "inbound")
    assert len(arrived.attachments) == 1
    assert (await commune.attachments.get(arrived.attachments[0])).filename == "invoice.pdf"
    assert await commune.attachments.read(arrived.attachments[0]) == b"%PDF-1.4 hello"
    reply = await commune.messages.send(
        to=inbox.address or "",
        subject="Re: Grüße ✓",
        text="Thanks",
        inbox_id=other.id,
        thread_id=arrived.thread_id,
        idempotency_key=new_key(),
    )
    assert reply.thread_id == arrived.thread_id
    left = next(each for each in await _messages(commune, inbox) if each.direction == "outbound")
    assert (left.message_id == sent.id) == (form == "strict")
    assert (await commune.delivery.events(message_id=left.message_id or "")).items
    assert bool((await commune.delivery.events(message_id=sent.id)).items) == (form == "strict")
    assert (await commune.delivery.metrics(inbox_id=inbox.id)).sent
    assert (await commune.delivery.suppressions(inbox_id=inbox.id)).unreadable == 0


async def _messages(commune: Commune, inbox: Inbox) -> list[Message]:
    return [message async for message in commune.messages.list(inbox_id=inbox.id)]


async def test_webhook_deliveries(commune: Commune, sandbox: Server) -> None:
    box = await commune.inboxes.create(
        f"box-{uuid.uuid4().hex[:12]}", webhook={"endpoint": "http://127.0.0.1:9/hook", "events": ["inbound"]}
    )
    _mail_in(sandbox, box)
    sandbox.control("advance", {"seconds": 1})
    (delivery,) = await commune.webhook_deliveries.list(inbox_id=box.id)
    assert delivery.endpoint == "http://127.0.0.1:9/hook"
    detail = await commune.webhook_deliveries.get(delivery.delivery_id)
    assert detail.attempts and detail.state in ("pending", "retrying", "dead")
    assert (await commune.webhook_deliveries.retry(delivery.delivery_id)).ok
    assert (await commune.webhook_deliveries.health()).endpoints
    assert (await commune.webhook_deliveries.test(box.id)).delivered is False


async def test_the_organisation_and_its_keys(commune: Commune, sandbox: Server) -> None:
    before = await commune.agent.org()
    assert (await commune.agent.update_org(name="Renamed")).name == "Renamed"
    await commune.agent.update_org(name=before.name or "Sandbox")
    made = await commune.agent.create_key("reader", permissions=["threads:read"], expires_in_s=3600)
    assert made.id and made.key is not None
    assert made.id in [key.id for key in await commune.agent.keys()]
    rotated = await commune.agent.rotate_key(made.id)
    assert rotated.key is not None and rotated.key != made.key
    async with Commune(made.key, base_url=sandbox.base_url) as old:
        with pytest.raises(NotAuthenticated):
            await old.inboxes.list()
    async with Commune(rotated.key, base_url=sandbox.base_url) as reader:
        with pytest.raises(NotAllowed) as caught:
            await reader.threads.set_status("t", "closed")
        assert caught.value.required == ("threads:write",)
    assert (await commune.agent.revoke_key(rotated.id or made.id)).ok
    assert (await commune.limits.get()).raw


@pytest.mark.parametrize("purpose", [None, PURPOSE], ids=["text", "marked"])
@pytest.mark.parametrize("signs", ["timestamp", "body"])
@pytest.mark.parametrize("form", ["strict"])
async def test_an_agent_from_key_generation_to_its_first_mail(
    punctual_sandbox: Server, purpose: str | None, signs: str
) -> None:
    sandbox = punctual_sandbox
    slug = f"org-{uuid.uuid4().hex[:10]}"
    async with Commune.anonymous(sandbox.base_url) as visitor:
        agent = await visitor.registration.join(agent_name="A", org_name="O", org_slug=slug, purpose=purpose)
        with pytest.raises(Conflict) as taken:
            await visitor.registration.join(agent_name="A", org_name="O", org_slug=slug, purpose=purpose)
    assert taken.value.code == "slug_exists"
    assert agent.identity.inbox_email
    stored = AgentKey(
        agent.key.agent_id, SigningKey.from_secret(agent.key.key.export()), "body" if signs == "body" else "timestamp"
    )
    async with Commune(agent=stored, base_url=sandbox.base_url) as me:
        await asyncio.gather(*(_org(me) for _ in range(5)))
        box = await me.inboxes.create(f"box-{uuid.uuid4().hex[:12]}")
        sent = await me.messages.send(
            to="a@example.org", subject="s", text="t", inbox_id=box.id, idempotency_key=new_key()
        )
    assert sent.id
    async with Commune(agent=AgentKey(stored.agent_id, SigningKey.generate()), base_url=sandbox.base_url) as stranger:
        with pytest.raises(NotAuthenticated):
            await stranger.inboxes.list()


async def _org(client: Commune) -> None:
    await client.agent.org()


async def test_two_phase_deletion(fresh_sandbox: Server) -> None:
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url) as commune:
        box = await commune.inboxes.create("gone")
        _mail_in(fresh_sandbox, box, 3)
        asked = await commune.deletion.request("inbox", inbox_id=box.id)
        assert asked.preview["messages"] == 3 and asked.confirmation_token is not None
        with pytest.raises(Conflict):
            await commune.deletion.request("messages", before=datetime(2020, 1, 1, tzinfo=UTC))
        with pytest.raises(NotAllowed):
            await commune.deletion.confirm(asked.id, Secret("0" * 64))
        assert len(await _messages(commune, box)) == 3
        done = await commune.deletion.confirm(asked.id, asked.confirmation_token)
        assert (done.status, done.deleted_counts["messages"]) == ("completed", 3)
        assert (await commune.deletion.get(asked.id)).status == "completed"
        late = await commune.deletion.request("messages")
        fresh_sandbox.control("advance", {"seconds": 3700})
        assert late.confirmation_token is not None
        with pytest.raises(Gone):
            await commune.deletion.confirm(late.id, late.confirmation_token)


@pytest.mark.parametrize("form", ["strict"])
async def test_the_live_stream_hears_new_mail(commune: Commune, sandbox: Server, inbox: Inbox) -> None:
    stream = commune.events.stream(inbox_id=inbox.id)
    try:
        async with asyncio.timeout(20):
            assert (await anext(stream)).type == "connection.ack"
            _mail_in(sandbox, inbox)
            event = await anext(stream)
    finally:
        await stream.aclose()
    assert (event.type, event.inbox_id) == ("email.received", inbox.id)


REFUSALS: list[tuple[str, Call, type[Refused]]] = [
    ("domain", lambda c: c.domains.get("nope"), NotFound),
    ("domain verify", lambda c: c.domains.verify("nope"), NotFound),
    ("domain records", lambda c: c.domains.records("nope"), NotFound),
    ("domain name", lambda c: c.domains.create("not a domain"), BadRequest),
    ("domain region", lambda c: c.domains.create("e.example", region="moon"), BadRequest),
    ("inbox", lambda c: c.inboxes.get("nope", "nope"), NotFound),
    ("inbox update", lambda c: c.inboxes.update("nope", "nope", status="x"), NotFound),
    ("inbox delete", lambda c: c.inboxes.delete("nope", "nope"), NotFound),
    ("inbox domain", lambda c: c.inboxes.create("a", domain_id="nope"), NotFound),
    ("inbox name", lambda c: c.inboxes.create(""), BadRequest),
    ("schema", lambda c: c.inboxes.set_extraction_schema("n", "n", name="x", schema=SCHEMA), NotFound),
    ("thread status", lambda c: c.threads.set_status("nope", "closed"), NotFound),
    ("status word", lambda c: c.threads.set_status("nope", "sideways"), Refused),
    ("no tags", lambda c: c.threads.add_tags("nope", []), Refused),
    ("attachment", lambda c: c.attachments.get("nope"), NotFound),
    ("attachment url", lambda c: c.attachments.url("nope"), NotFound),
    ("empty search", lambda c: c.search.threads("", inbox_id="i"), BadRequest),
    ("delivery", lambda c: c.webhook_deliveries.get("nope"), NotFound),
    ("retry", lambda c: c.webhook_deliveries.retry("nope"), NotFound),
    ("webhook test", lambda c: c.webhook_deliveries.test("nope"), NotFound),
    ("key", lambda c: c.agent.revoke_key("nope"), NotFound),
    ("rotate", lambda c: c.agent.rotate_key("nope"), NotFound),
    ("key scopes", lambda c: c.agent.create_key("x", permissions=["fly"]), BadRequest),
    ("org name", lambda c: c.agent.update_org(name=""), BadRequest),
    ("deletion", lambda c: c.deletion.get("nope"), NotFound),
    ("deletion inbox", lambda c: c.deletion.request("inbox"), BadRequest),
    ("send to nobody", lambda c: _send(c, to=[]), BadRequest),
    ("send without text", lambda c: _send(c, text=None), BadRequest),
    ("send from nobody", lambda c: _send(c, inbox_id="nope"), BadRequest),
    ("send a missing file", lambda c: _send(c, attachments=["nope"]), BadRequest),
    ("register", lambda c: _register(c, public_key="short"), BadRequest),
    ("register slug", lambda c: _register(c, org_slug="a b"), BadRequest),
    ("register purpose", lambda c: _register(c, purpose="short"), BadRequest),
]
TAKEN = {
    "domain name": "any text names a domain",
    "domain region": "an unknown region is the first one",
    "thread status": "every thread has a state, known or not",
    "key scopes": "any word is a permission",
    "send without text": "an empty mail is sent",
    "send from nobody": "it is taken and vanishes",
    "send a missing file": "the mail names the file that is not there",
}
"""What the strict form refuses and the vendor's takes."""


def _send(client: Commune, **more: Any) -> Awaitable[Any]:
    given = {"to": "a@example.org", "subject": "s", "text": "t", "idempotency_key": new_key(), **more}
    return client.messages.send(**given)


def _register(client: Commune, **more: Any) -> Awaitable[Any]:
    given = {"agent_name": "A", "org_name": "O", "org_slug": uuid.uuid4().hex, "public_key": "A" * 43 + "=", **more}
    return client.registration.register(**given)


@pytest.mark.parametrize(("name", "call", "error"), REFUSALS, ids=[case[0] for case in REFUSALS])
async def test_refusals(commune: Commune, form: str, name: str, call: Call, error: type[Refused]) -> None:
    if form == "vendor" and name in TAKEN:
        await call(commune)
        return
    with pytest.raises(error) as caught:
        await call(commune)
    assert caught.value.refusal.detail
    assert caught.value.sentence.isprintable()


async def test_a_wrong_key_and_no_permission(sandbox: Server) -> None:
    async with Commune("comm_wrong", base_url=sandbox.base_url) as wrong:
        for call in (wrong.inboxes.list(), wrong.agent.org(), wrong.limits.get()):
            with pytest.raises(NotAuthenticated):
                await call


async def test_refusals_of_principle_are_typed(fresh_sandbox: Server) -> None:
    """What servers refuse although nothing is wrong with the request, each switched on in turn."""
    inbox_id = fresh_sandbox.inboxes()["support@northwind.example"]
    cases: list[tuple[dict[str, object], Call, type[Refused] | None]] = [
        ({"plan": "free"}, lambda c: c.search.threads("x", inbox_id=inbox_id), PlanRequired),
        ({"plan": "free"}, lambda c: c.domains.create("new.example"), PlanRequired),
        ({"plan": "free"}, lambda c: c.inboxes.create("new"), PlanRequired),
        ({"plan": "sandbox", "verified_only": True}, lambda c: c.inboxes.create("ok"), None),
        ({"inbox_daily_limit": 1}, lambda c: _send(c, inbox_id=inbox_id), None),
        ({}, lambda c: _send(c, inbox_id=inbox_id), RateLimited),
        ({"shared_domain": ""}, lambda c: c.inboxes.create("lost"), ServerFailed),
    ]
    async with Commune(fresh_sandbox.key, base_url=fresh_sandbox.base_url, retry=RetryPolicy(attempts=1)) as client:
        for options, call, error in cases:
            fresh_sandbox.control("options", options)
            if error is None:
                await call(client)
                continue
            with pytest.raises(error) as caught:
                await call(client)
            assert caught.value.sentence.isprintable() and len(caught.value.sentence) > 20


async def test_rate_limits_are_a_value_and_a_long_wait_is_reported(commune: Commune, sandbox: Server) -> None:
    box = await commune.inboxes.create(f"box-{uuid.uuid4().hex[:12]}")
    counted = await commune.agent.create_key("counted")
    assert counted.key is not None and counted.id is not None
    sandbox.control("options", {"hourly_limit": 2})
    try:
        async with Commune(counted.key, base_url=sandbox.base_url, retry=FAST) as limited:
            await _send(limited, inbox_id=box.id)
            assert limited.rate_limits.remaining_hour == 1
            await _send(limited, inbox_id=box.id)
            with pytest.raises(RateLimited) as caught:
                await _send(limited, inbox_id=box.id)
    finally:
        sandbox.control("options", {"hourly_limit": 0})
        await commune.agent.revoke_key(counted.id)
    assert caught.value.retry_after_s is not None and caught.value.retry_after_s > 60
    assert caught.value.limits.reset_hour_at is not None


FAULTS = ["drop", "cut", "429=0", "500", "502", "503", "504", "html", "portal", "malformed", "empty", "lost"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_a_typed_error_or_survived(commune: Commune, sandbox: Server, fault: str) -> None:
    kind, _, value = fault.partition("=")
    plan = {"kind": kind, "path": "/v1/inboxes", "method": "GET"} | ({"value": float(value)} if value else {})
    try:
        sandbox.control("faults", {"faults": [plan], "seed": 1})
        with pytest.raises(CommuneError):
            await commune.inboxes.list()
        sandbox.control("faults", {"faults": [{**plan, "count": 1}], "seed": 1})
        if kind in ("drop", "cut", "429", "502", "503", "504", "lost"):
            assert (await commune.inboxes.list()).unreadable == 0
    finally:
        sandbox.control("faults", {"faults": []})


@pytest.mark.parametrize(("form", "many"), [("strict", 1000), ("vendor", 200)])
async def test_so_many_sends_with_lost_replies_are_so_many_mails(
    commune: Commune, sandbox: Server, inbox: Inbox, many: int
) -> None:
    """Replies are lost after the server acted, by a seeded coin; each send is repeated with its own key."""
    lost = {"kind": "lost", "method": "POST", "path": "/v1/messages/send", "probability": 0.3}
    try:
        sandbox.control("faults", {"faults": [lost], "seed": 20260101})
        results = await asyncio.gather(*(_until_sent(commune, inbox, number) for number in range(many)))
    finally:
        sandbox.control("faults", {"faults": []})
    sent = [message async for message in commune.messages.list(inbox_id=inbox.id, limit=1000)]
    outbound = [message for message in sent if message.direction == "outbound"]
    assert len({message.subject for message in outbound}) == len(outbound) == many
    assert len({result.id for result in results}) == many
    assert sum(bool(result.replayed) for result in results) > many / 5


async def _until_sent(commune: Commune, box: Inbox, number: int) -> Any:
    key = f"{box.id}-{number}"
    while True:
        try:
            return await commune.messages.send(
                to="a@example.org", subject=f"Mail {number}", text="Hello", inbox_id=box.id, idempotency_key=key
            )
        except CommuneError as error:
            assert error.may_have_acted
