"""Every verb of the client: the request it sends, and that the documented answer is read."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from commune_tui.api import Commune, Secret, SigningKey
from commune_tui.api.models import SignupChallenge

from .clients import KEY, client
from .server import Request, always, answer, serving

Call = Callable[[Commune], Awaitable[Any]]


@dataclass
class Case:
    """``reply`` is the documented answer; ``check`` reads one thing from the result."""

    name: str
    call: Call
    method: str
    target: str
    reply: Any
    check: Callable[[Any], object]
    expected: object
    body: Any = None


D, INBOX, META = "d 1", {"id": "i1", "localPart": "a"}, {"thread_id": "t", "tags": ["x"], "status": "open"}
KEYED = {"id": "k", "apiKey": "comm_new", "name": "n"}
CHALLENGE = SignupChallenge(token=Secret("agt_signup_1"), challenge="sign me")
CASES = [
    Case("domains.list", lambda c: c.domains.list(), "GET", "/v1/domains", [{"id": "d"}], lambda p: p.items[0].id, "d"),
    Case(
        "domains.create",
        lambda c: c.domains.create("e.com", region="eu-west-1"),
        "POST",
        "/v1/domains",
        {"id": "d", "status": "not_started"},
        lambda d: d.status,
        "not_started",
        {"name": "e.com", "region": "eu-west-1"},
    ),
    Case("domains.get", lambda c: c.domains.get(D), "GET", "/v1/domains/d%201", {"id": "d"}, lambda d: d.id, "d"),
    Case(
        "domains.verify",
        lambda c: c.domains.verify("d"),
        "POST",
        "/v1/domains/d/verify",
        {"id": "d", "status": "verified"},
        lambda v: v.status,
        "verified",
    ),
    Case(
        "domains.records",
        lambda c: c.domains.records("d"),
        "GET",
        "/v1/domains/d/records",
        [{"record": "SPF", "priority": 10}],
        lambda p: p.items[0].priority,
        10,
    ),
    Case(
        "inboxes.list", lambda c: c.inboxes.list(), "GET", "/v1/inboxes", [INBOX], lambda p: p.items[0].local_part, "a"
    ),
    Case(
        "inboxes.list of domain",
        lambda c: c.inboxes.list(domain_id="d"),
        "GET",
        "/v1/domains/d/inboxes",
        [INBOX],
        lambda p: len(p),
        1,
    ),
    Case(
        "inboxes.create",
        lambda c: c.inboxes.create("a", name="A"),
        "POST",
        "/v1/inboxes",
        INBOX,
        lambda i: i.id,
        "i1",
        {"local_part": "a", "name": "A"},
    ),
    Case(
        "inboxes.create in domain",
        lambda c: c.inboxes.create("a", domain_id="d", webhook={"endpoint": "https://x"}),
        "POST",
        "/v1/domains/d/inboxes",
        INBOX,
        lambda i: i.id,
        "i1",
        {"local_part": "a", "webhook": {"endpoint": "https://x"}},
    ),
    Case(
        "inboxes.get", lambda c: c.inboxes.get("d", "i"), "GET", "/v1/domains/d/inboxes/i", INBOX, lambda i: i.id, "i1"
    ),
    Case(
        "inboxes.update",
        lambda c: c.inboxes.update("d", "i", status="active"),
        "PUT",
        "/v1/domains/d/inboxes/i",
        {**INBOX, "status": "active"},
        lambda i: i.status,
        "active",
        {"status": "active"},
    ),
    Case(
        "inboxes.set_webhook",
        lambda c: c.inboxes.set_webhook("d", "i", endpoint="https://x", events=["inbound"]),
        "PUT",
        "/v1/domains/d/inboxes/i",
        {**INBOX, "webhook": {"endpoint": "https://x", "secret": "whsec_1"}},
        lambda i: (i.webhook.endpoint, i.webhook.secret.reveal(), "whsec_1" in repr(i.raw)),
        ("https://x", "whsec_1", False),
        {"webhook": {"endpoint": "https://x", "events": ["inbound"]}},
    ),
    Case(
        "inboxes.delete",
        lambda c: c.inboxes.delete("d", "i"),
        "DELETE",
        "/v1/domains/d/inboxes/i",
        {"ok": True},
        lambda d: d.ok,
        True,
    ),
    Case(
        "inboxes.set_extraction_schema",
        lambda c: c.inboxes.set_extraction_schema("d", "i", name="n", schema={"type": "object"}),
        "PUT",
        "/v1/domains/d/inboxes/i/extraction-schema",
        {**INBOX, "extractionSchema": {"name": "n", "schema": {"type": "object"}, "enabled": True}},
        lambda i: i.extraction_schema.schema_,
        {"type": "object"},
        {"name": "n", "schema": {"type": "object"}, "enabled": True},
    ),
    Case(
        "inboxes.delete_extraction_schema",
        lambda c: c.inboxes.delete_extraction_schema("d", "i"),
        "DELETE",
        "/v1/domains/d/inboxes/i/extraction-schema",
        INBOX,
        lambda i: i.extraction_schema,
        None,
    ),
    Case(
        "threads.list",
        lambda c: c.threads.list(inbox_id="i", limit=5),
        "GET",
        "/v1/threads?inbox_id=i&limit=5&order=desc",
        [{"thread_id": "t", "last_message_at": "2025-03-15T14:30:00.000Z"}],
        lambda p: p.items[0].last_message_at,
        datetime(2025, 3, 15, 14, 30, tzinfo=UTC),
    ),
    Case(
        "threads.messages",
        lambda c: c.threads.messages("<a/b@h>"),
        "GET",
        "/v1/threads/%3Ca%2Fb%40h%3E/messages?limit=50&order=asc",
        [{"message_id": "m", "metadata": {"subject": "s"}}],
        lambda p: p.items[0].subject,
        "s",
    ),
    Case(
        "threads.metadata",
        lambda c: c.threads.metadata("t"),
        "GET",
        "/v1/threads/t/metadata",
        META,
        lambda m: m.tags,
        ("x",),
    ),
    Case(
        "threads.set_status",
        lambda c: c.threads.set_status("t", "closed"),
        "PUT",
        "/v1/threads/t/status",
        {**META, "status": "closed"},
        lambda m: m.status,
        "closed",
        {"status": "closed"},
    ),
    Case(
        "threads.add_tags",
        lambda c: c.threads.add_tags("t", ["x"]),
        "POST",
        "/v1/threads/t/tags",
        META,
        lambda m: m.tags,
        ("x",),
        {"tags": ["x"]},
    ),
    Case(
        "threads.remove_tags",
        lambda c: c.threads.remove_tags("t", ["y"]),
        "DELETE",
        "/v1/threads/t/tags",
        META,
        lambda m: m.tags,
        ("x",),
        {"tags": ["y"]},
    ),
    Case(
        "threads.assign",
        lambda c: c.threads.assign("t", None),
        "PUT",
        "/v1/threads/t/assign",
        META,
        lambda m: m.assigned_to,
        None,
        {"assigned_to": None},
    ),
    Case(
        "messages.send",
        lambda c: c.messages.send(to="a@b.c", subject="s", text="t", inbox_id="i", cc="d@e.f", idempotency_key="k"),
        "POST",
        "/v1/messages/send",
        {"id": "msg_1", "thread_id": "t", "status": "queued"},
        lambda r: (r.id, r.status),
        ("msg_1", "queued"),
        {"to": ["a@b.c"], "subject": "s", "text": "t", "inboxId": "i", "cc": ["d@e.f"]},
    ),
    Case(
        "messages.list",
        lambda c: c.messages.list(sender="a@b.c", after=datetime(2025, 1, 1, tzinfo=UTC)),
        "GET",
        "/v1/messages?sender=a%40b.c&limit=50&order=desc&after=2025-01-01T00%3A00%3A00.000Z",
        [{"message_id": "m"}],
        lambda p: p.items[0].message_id,
        "m",
    ),
    Case(
        "search.threads",
        lambda c: c.search.threads("shipping", inbox_id="i"),
        "GET",
        "/v1/search/threads?q=shipping&inbox_id=i&limit=20",
        [{"thread_id": "t", "score": 0.7}],
        lambda r: r.items[0].score,
        0.7,
    ),
    Case(
        "attachments.upload",
        lambda c: c.attachments.upload(b"hi", "a.txt", "text/plain"),
        "POST",
        "/v1/attachments/upload",
        {"attachment_id": "a", "size": 2},
        lambda u: (u.attachment_id, u.filename),
        ("a", None),
        {"content": "aGk=", "filename": "a.txt", "mime_type": "text/plain"},
    ),
    Case(
        "attachments.get",
        lambda c: c.attachments.get("a"),
        "GET",
        "/v1/attachments/a",
        {"attachment_id": "a", "size": 9},
        lambda a: a.size,
        9,
    ),
    Case(
        "attachments.url",
        lambda c: c.attachments.url("a", expires_in_s=60),
        "GET",
        "/v1/attachments/a/url?expires_in=60",
        {"url": "https://f/x?sig=1", "expires_in": 60},
        lambda u: (u.url.reveal(), "sig" in repr(u)),
        ("https://f/x?sig=1", False),
    ),
    Case(
        "delivery.metrics",
        lambda c: c.delivery.metrics(domain_id="d", period="30d"),
        "GET",
        "/v1/delivery/metrics?domain_id=d&period=30d",
        {"sent": 200, "delivered": 190, "bounced": 4, "delivery_rate": "98.2%", "period": {"days": 30}},
        lambda m: (m.delivery_rate, m.bounce_rate, m.days),
        (0.95, 0.02, 30),
    ),
    Case(
        "delivery.events",
        lambda c: c.delivery.events(message_id="m", event_type="bounced"),
        "GET",
        "/v1/delivery/events?message_id=m&event_type=bounced&limit=50",
        [{"_id": "e", "event_type": "bounced", "processed_at": "2025-01-01T00:00:00Z"}],
        lambda p: (p.items[0].event_id, p.items[0].occurred_at.year),
        ("e", 2025),
    ),
    Case(
        "delivery.suppressions",
        lambda c: c.delivery.suppressions(inbox_id="i"),
        "GET",
        "/v1/delivery/suppressions?inbox_id=i&limit=50",
        [{"email": "x@y.z", "suppressedAt": "2025-01-01T00:00:00Z"}],
        lambda p: p.items[0].suppressed_at.year,
        2025,
    ),
    Case(
        "webhook_deliveries.list",
        lambda c: c.webhook_deliveries.list(status="dead"),
        "GET",
        "/v1/webhooks/deliveries?status=dead&limit=50",
        [{"delivery_id": "w", "status": "dead"}],
        lambda p: p.items[0].state,
        "dead",
    ),
    Case(
        "webhook_deliveries.get",
        lambda c: c.webhook_deliveries.get("w"),
        "GET",
        "/v1/webhooks/deliveries/w",
        {"delivery_id": "w", "attempts": [{"attempt": 1, "status_code": 500}]},
        lambda d: d.attempts[0].status_code,
        500,
    ),
    Case(
        "webhook_deliveries.retry",
        lambda c: c.webhook_deliveries.retry("w"),
        "POST",
        "/v1/webhooks/deliveries/w/retry",
        {"ok": True, "message": "queued"},
        lambda d: d.message,
        "queued",
    ),
    Case(
        "webhook_deliveries.health",
        lambda c: c.webhook_deliveries.health(),
        "GET",
        "/v1/webhooks/health",
        {"endpoints": [{"endpoint": "e", "total": 10, "delivered": 9}], "totals": {"dead": 1}},
        lambda h: (h.success_rate, h.dead),
        (0.9, 1),
    ),
    Case(
        "webhook_deliveries.test",
        lambda c: c.webhook_deliveries.test("i"),
        "POST",
        "/v1/webhooks/test",
        {"delivered": True, "status_code": 200},
        lambda t: t.delivered,
        True,
        {"inbox_id": "i"},
    ),
    Case(
        "agent.org",
        lambda c: c.agent.org(),
        "GET",
        "/v1/agent/org",
        {"id": "o", "tier": "free"},
        lambda o: o.tier,
        "free",
    ),
    Case(
        "agent.update_org",
        lambda c: c.agent.update_org(name="N"),
        "PATCH",
        "/v1/agent/org",
        {"id": "o", "name": "N"},
        lambda o: o.name,
        "N",
        {"name": "N"},
    ),
    Case(
        "agent.keys",
        lambda c: c.agent.keys(),
        "GET",
        "/v1/agent/api-keys",
        [{"id": "k", "keyPrefix": "comm_1234567"}],
        lambda p: p.items[0].key_prefix,
        "comm_1234567",
    ),
    Case(
        "agent.create_key",
        lambda c: c.agent.create_key("n", permissions=["threads:read"], expires_in_s=60),
        "POST",
        "/v1/agent/api-keys",
        KEYED,
        lambda k: (k.key.reveal(), "comm_new" in f"{k!r}{k.raw}{k}"),
        ("comm_new", False),
        {"name": "n", "permissions": ["threads:read"], "expiresIn": 60},
    ),
    Case(
        "agent.revoke_key",
        lambda c: c.agent.revoke_key("k"),
        "DELETE",
        "/v1/agent/api-keys/k",
        {},
        lambda d: d.ok,
        True,
    ),
    Case(
        "agent.rotate_key",
        lambda c: c.agent.rotate_key("k"),
        "POST",
        "/v1/agent/api-keys/k/rotate",
        KEYED,
        lambda k: k.key.reveal(),
        "comm_new",
    ),
    Case(
        "registration.register",
        lambda c: c.registration.register(agent_name="a", org_name="o", org_slug="s", public_key="P"),
        "POST",
        "/v1/auth/agent-register",
        {"agentSignupToken": "agt_signup_1", "challenge": "sign me", "expiresIn": 900},
        lambda s: (s.challenge, s.marked, s.expires_in),
        ("sign me", False, 900),
        {"agentName": "a", "orgName": "o", "orgSlug": "s", "publicKey": "P"},
    ),
    Case(
        "registration.verify",
        lambda c: c.registration.verify(CHALLENGE, SigningKey.from_secret(Secret("A" * 43 + "="))),
        "POST",
        "/v1/auth/agent-verify",
        {"agentId": "agt_1", "orgId": "o", "inboxEmail": "s@x"},
        lambda i: i.inbox_email,
        "s@x",
    ),
    Case(
        "deletion.request",
        lambda c: c.deletion.request("messages", before=datetime(2025, 1, 1, tzinfo=UTC)),
        "POST",
        "/v1/data/deletion-request",
        {"id": "del_1", "preview": {"messages": 3}, "confirmation_token": "tok"},
        lambda d: (d.preview, d.confirmation_token.reveal()),
        ({"messages": 3}, "tok"),
        {"scope": "messages", "before": "2025-01-01T00:00:00.000Z"},
    ),
    Case(
        "deletion.confirm",
        lambda c: c.deletion.confirm("del_1", Secret("tok")),
        "POST",
        "/v1/data/deletion-request/del_1/confirm",
        {"id": "del_1", "status": "completed", "deleted_counts": {"messages": 3}},
        lambda d: d.deleted_counts["messages"],
        3,
        {"confirmation_token": "tok"},
    ),
    Case(
        "deletion.get",
        lambda c: c.deletion.get("del_1"),
        "GET",
        "/v1/data/deletion-request/del_1",
        {"id": "del_1", "status": "pending"},
        lambda d: d.status,
        "pending",
    ),
    Case(
        "dmarc.summary",
        lambda c: c.dmarc.summary("e.com"),
        "GET",
        "/v1/dmarc/summary?domain=e.com&days=30",
        {"domain": "e.com", "pass_rate": 0.5},
        lambda s: s.pass_rate,
        0.5,
    ),
    Case(
        "dmarc.reports",
        lambda c: c.dmarc.reports("e.com"),
        "GET",
        "/v1/dmarc/reports?domain=e.com&limit=50",
        [{"report_id": "r", "records": [{"source_ip": "1.2.3.4", "count": 2}]}],
        lambda p: p.items[0].records[0].count,
        2,
    ),
    Case(
        "limits.get",
        lambda c: c.limits.get(),
        "GET",
        "/v1/me/limits",
        {"tier": "free", "x": 1},
        lambda x: x.raw["x"],
        1,
    ),
]
LEGACY = {
    "domains.list": "domains",
    "webhook_deliveries.list": "deliveries",
    "agent.keys": "apiKeys",
    "agent.org": "org",
    "webhook_deliveries.get": "delivery",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_sends_the_documented_request_and_reads_every_wrapping(case: Case) -> None:
    wrappings = [
        {"data": case.reply, **(case.reply if isinstance(case.reply, dict) else {})},
        {"data": case.reply},
        case.reply,
    ]
    if case.name in LEGACY:
        wrappings.append({LEGACY[case.name]: case.reply, "total": 1})
    for wrapped in wrappings:
        async with serving(always(wrapped)) as server, client(server.url) as commune:
            result = await case.call(commune)
        assert case.check(result) == case.expected
        (request,) = server.seen
        assert (request.method, request.target) == (case.method, case.target)
        assert request.headers["authorization"] == f"Bearer {KEY}"
        if case.body is not None:
            assert request.json == case.body
            assert request.headers["content-type"] == "application/json"


def test_the_cases_cover_the_44_endpoints_and_the_six_more() -> None:
    ids = {"d%201": ":d", "d": ":d", "i": ":i", "t": ":t", "w": ":w", "k": ":k", "a": ":a", "del_1": ":r"}
    shapes = set()
    for case in CASES:
        _, _, *parts = case.target.partition("?")[0].split("/")
        shape = [ids.get(part, part) if at else part for at, part in enumerate(parts)]
        shapes.add((case.method, "/".join(":t" if part.startswith("%3C") else part for part in shape)))
    assert len(shapes) == 49  # the 44, and five of the six others; the event stream has its own tests
    assert ("GET", "threads/:t/messages") in shapes


async def test_a_send_carries_the_chosen_key_and_reports_validation_and_replay() -> None:
    said = {
        "data": {"id": "re_1", "thread_id": "t"},
        "validation": {"rejected": [{"email": "x@y", "reason": "no_mx"}], "warnings": ["w@y"], "suppressed": ["s@y"]},
    }

    def handler(request: Request) -> bytes:
        return answer(said, Idempotency_Replayed="true" if len(server.seen) > 1 else "false")

    async with serving(handler) as server, client(server.url) as commune:
        first = await commune.messages.send(to=["a@b"], subject="s", text="t", idempotency_key="mine")
        again = await commune.messages.send(to=["a@b"], subject="s", text="t", idempotency_key="mine")
    assert [request.headers["idempotency-key"] for request in server.seen] == ["mine", "mine"]
    assert (first.replayed, again.replayed) == (False, True)
    assert first.validation is not None
    assert [(who.email, who.reason) for who in first.validation.rejected] == [("x@y", "no_mx")]
    assert first.validation.warnings[0].email == "w@y"
    assert first.validation.suppressed == ("s@y",)


async def test_hooks_count_and_rate_limits_are_a_value() -> None:
    counted: list[tuple[str, str, int, int, int]] = []
    limited = answer([{"id": "d"}], X_RateLimit_Remaining_Hour="7", X_RateLimit_Reset_Hour="1767225600")
    async with (
        serving(lambda _: limited) as server,
        client(server.url, on_exchange=lambda *facts: counted.append(facts)) as commune,
    ):
        page = await commune.domains.list()
        assert (page.limits.remaining_hour, page.limits.reset_hour_at) == (7, datetime(2026, 1, 1, tzinfo=UTC))
        assert commune.rate_limits == page.limits
    assert counted == [("GET", "/v1/domains", 200, len(json.dumps([{"id": "d"}])), 0)]
