"""Every recorded answer is given to the client, which has to read it with the right values or name the refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.api import Commune, RetryPolicy, Secret
from commune_tui.api.errors import (
    BadRequest,
    Conflict,
    Misused,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PlanRequired,
    RateLimited,
    Refused,
)
from commune_tui.api.search import SearchResult
from tests.api.clients import client
from tests.api.server import Answer, Request, answer, serving

from .tape import Recording, named, recordings

Asked = Callable[[Commune, Recording], Awaitable[Any]]
ONCE = RetryPolicy(attempts=1)
REFUSALS: dict[int, type[Refused]] = {
    400: BadRequest,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}


def _scope(r: Recording) -> dict[str, Any]:
    return {name: value for name, value in r.query.items() if name in ("inbox_id", "domain_id")} or {"inbox_id": "x"}


def _send(c: Commune, r: Recording) -> Awaitable[Any]:
    body = r.body if isinstance(r.body, dict) else {}
    names = ("text", "html", "cc", "bcc", "thread_id", "attachments", "headers")
    given = {name: body[name] for name in names if name in body}
    return c.messages.send(
        to=body.get("to", "x"), subject=body.get("subject", "s"), inbox_id=body.get("inboxId"), idempotency_key="k",
        from_address=body.get("from"), **given,
    )  # fmt: skip


def _messages(c: Commune, r: Recording) -> Awaitable[Any]:
    names = ("inbox_id", "domain_id", "sender")
    one = {name: value for name, value in r.query.items() if name in names} or {"inbox_id": "x"}
    return _all(c.messages.list(**one))  # type: ignore[arg-type]


async def _all(listing: Any) -> list[Any]:
    page = await listing
    assert page.unreadable == 0
    return list(page)


def _inbox(c: Commune, r: Recording) -> Awaitable[Any]:
    body = r.body or {}
    if isinstance(body.get("webhook", {}), dict) and "webhook" in body:
        return c.inboxes.set_webhook(r.parts[1], r.parts[3], endpoint=body["webhook"].get("endpoint"))
    known = {"name": body.get("name") or body.get("displayName"), "status": body.get("status")}
    return c.inboxes.update(r.parts[1], r.parts[3], local_part=body.get("local_part"), **known)


def _schema(c: Commune, r: Recording) -> Awaitable[Any]:
    body = r.body or {}
    schema = body.get("schema", {})
    return c.inboxes.set_extraction_schema(r.parts[1], r.parts[3], name=body.get("name", ""), schema=schema)


def _register(c: Commune, r: Recording) -> Awaitable[Any]:
    b = r.body
    names = {"agent_name": b["agentName"], "org_name": b["orgName"], "org_slug": b["orgSlug"]}
    return c.registration.register(**names, public_key=b["publicKey"], purpose=b.get("agentPurpose"))


def _verify(c: Commune, r: Recording) -> Awaitable[Any]:
    return c._caller.call("POST", "/v1/auth/agent-verify", body=r.body)


def _raw(c: Commune, r: Recording) -> Awaitable[Any]:
    return c._caller.call(r.method, r.path, body=r.body)


UNKNOWN = ("GET /", "GET /v1/nothing", "DELETE /v1/threads", "GET /v1/inboxes/*", "GET /v1/threads/*")
"""Routes that the server does not have and the client never asks: their pages are refusals like any other."""
STREAM = "GET /v1/events/stream"
CALLS: dict[str, Asked] = {
    "GET /v1/domains": lambda c, r: _all(c.domains.list()),
    "POST /v1/domains": lambda c, r: c.domains.create((r.body or {}).get("name", "x")),
    "GET /v1/domains/*": lambda c, r: c.domains.get(r.parts[1]),
    "POST /v1/domains/*/verify": lambda c, r: c.domains.verify(r.parts[1]),
    "GET /v1/domains/*/records": lambda c, r: _all(c.domains.records(r.parts[1])),
    "GET /v1/inboxes": lambda c, r: _all(c.inboxes.list()),
    "POST /v1/inboxes": lambda c, r: c.inboxes.create((r.body or {}).get("local_part", "")),
    "GET /v1/domains/*/inboxes": lambda c, r: _all(c.inboxes.list(domain_id=r.parts[1])),
    "POST /v1/domains/*/inboxes": lambda c, r: c.inboxes.create(r.body["local_part"], domain_id=r.parts[1]),
    "GET /v1/domains/*/inboxes/*": lambda c, r: c.inboxes.get(r.parts[1], r.parts[3]),
    "PUT /v1/domains/*/inboxes/*": _inbox,
    "DELETE /v1/domains/*/inboxes/*": lambda c, r: c.inboxes.delete(r.parts[1], r.parts[3]),
    "PUT /v1/domains/*/inboxes/*/extraction-schema": _schema,
    "DELETE /v1/domains/*/inboxes/*/extraction-schema": lambda c, r: c.inboxes.delete_extraction_schema(
        r.parts[1], r.parts[3]
    ),
    "GET /v1/threads": lambda c, r: _all(c.threads.list(**_scope(r))),
    "GET /v1/threads/*/messages": lambda c, r: _all(c.threads.messages(r.parts[1])),
    "GET /v1/threads/*/metadata": lambda c, r: c.threads.metadata(r.parts[1]),
    "PUT /v1/threads/*/status": lambda c, r: c.threads.set_status(r.parts[1], r.body["status"]),
    "POST /v1/threads/*/tags": lambda c, r: c.threads.add_tags(r.parts[1], r.body["tags"]),
    "DELETE /v1/threads/*/tags": lambda c, r: c.threads.remove_tags(r.parts[1], r.body["tags"]),
    "PUT /v1/threads/*/assign": lambda c, r: c.threads.assign(r.parts[1], r.body.get("assigned_to")),
    "POST /v1/messages/send": _send,
    "GET /v1/messages": _messages,
    "GET /v1/search/threads": lambda c, r: c.search.threads(r.query.get("q", "x"), **_scope(r)),
    "POST /v1/attachments/upload": lambda c, r: c.attachments.upload(b"x", "x", "x/y"),
    "GET /v1/attachments/*": lambda c, r: c.attachments.get(r.parts[1]),
    "GET /v1/attachments/*/url": lambda c, r: c.attachments.url(r.parts[1]),
    "GET /v1/delivery/metrics": lambda c, r: c.delivery.metrics(**_scope(r)),
    "GET /v1/delivery/events": lambda c, r: _all(c.delivery.events(**_scope(r))),
    "GET /v1/delivery/suppressions": lambda c, r: _all(c.delivery.suppressions(**_scope(r))),
    "GET /v1/webhooks/deliveries": lambda c, r: _all(c.webhook_deliveries.list()),
    "GET /v1/webhooks/deliveries/*": lambda c, r: c.webhook_deliveries.get(r.parts[2]),
    "POST /v1/webhooks/deliveries/*/retry": lambda c, r: c.webhook_deliveries.retry(r.parts[2]),
    "GET /v1/webhooks/health": lambda c, r: c.webhook_deliveries.health(),
    "POST /v1/webhooks/test": lambda c, r: c.webhook_deliveries.test(r.body["inbox_id"]),
    "GET /v1/agent/org": lambda c, r: c.agent.org(),
    "PATCH /v1/agent/org": lambda c, r: c.agent.update_org(name=r.body["name"]),
    "GET /v1/agent/api-keys": lambda c, r: _all(c.agent.keys()),
    "POST /v1/agent/api-keys": lambda c, r: c.agent.create_key((r.body or {}).get("name", "")),
    "DELETE /v1/agent/api-keys/*": lambda c, r: c.agent.revoke_key(r.parts[2]),
    "POST /v1/agent/api-keys/*/rotate": lambda c, r: c.agent.rotate_key(r.parts[2]),
    "GET /v1/me/limits": lambda c, r: c.limits.get(),
    "POST /v1/auth/agent-register": _register,
    "POST /v1/auth/agent-verify": _verify,
    "POST /v1/data/deletion-request": lambda c, r: c.deletion.request("messages"),
    "GET /v1/data/deletion-request/*": lambda c, r: c.deletion.get(r.parts[2]),
    "POST /v1/data/deletion-request/*/confirm": lambda c, r: c.deletion.confirm(r.parts[2], Secret("t")),
    "GET /v1/auth/claim/*": _raw,
    "POST /v1/auth/claim/*/accept": _raw,
    **dict.fromkeys(UNKNOWN, _raw),
}


def key_of(recording: Recording) -> str:
    """Method and path, with stars in place of what is named there."""
    patterns = [*CALLS, STREAM]
    path = recording.path.partition("?")[0]
    for pattern in sorted(patterns, key=lambda each: each.count("*")):
        method, _, route = pattern.partition(" ")
        wanted, got = route.split("/"), path.split("/")
        same = method == recording.method and len(wanted) == len(got)
        if same and all(want in ("*", have) for want, have in zip(wanted, got, strict=True)):
            return pattern
    raise AssertionError(f"no call for {recording.method} {recording.path}")


def replay(recording: Recording) -> Callable[[Request], Answer]:
    headers = {"Content-Type": "application/json; charset=utf-8", **recording.headers}
    return lambda _: answer(raw=recording.content, status=recording.status, **_underscored(headers))


def _underscored(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}


ASKED = [each for each in recordings() if key_of(each) in CALLS]


@pytest.mark.parametrize("recording", ASKED, ids=lambda each: each.name)
async def test_an_answer_is_read_or_its_refusal_named(recording: Recording) -> None:
    async with serving(replay(recording)) as server, client(server.url, retry=ONCE) as commune:
        if recording.status >= 400:
            with pytest.raises((Refused, Misused)) as caught:
                await CALLS[key_of(recording)](commune, recording)
            says_why(recording, caught.value)
            return
        found = await CALLS[key_of(recording)](commune, recording)
    given = inner(recording.json)
    if isinstance(given, list):
        items: list[Any] = list(found.items if isinstance(found, SearchResult) else found)
        assert len(items) == len(given)
        for item, each in zip(items, given, strict=True):
            mirrors(item, each)
    elif getattr(found, "raw", None):
        mirrors(found, given)


def inner(body: Any) -> Any:
    """What an answer holds, out of its wrapping."""
    if isinstance(body, dict):
        for name in ("data", "org", "apiKeys", "deliveries", "delivery"):
            if isinstance(body.get(name), dict | list):
                return body[name]
    return body


def mirrors(read: Any, given: dict[str, Any]) -> None:
    """Every value that the object has a field for is in it, unchanged, down to the objects inside."""
    model = type(read)
    for field in model.model_fields:
        names = [field, _camel(field), {"occurred_at": "processed_at", "kind": "type"}.get(field, field)]
        value = next((given[name] for name in names if given.get(name) is not None), None)
        got = getattr(read, field)
        if value is None or field == "raw":
            continue
        if field == "snippet" and str(value).startswith("enc:"):
            assert got is None, "what nobody can read is not shown"
            continue
        if hasattr(got, "raw"):
            mirrors(got, value)
        elif isinstance(got, tuple) and got and hasattr(got[0], "raw"):
            assert len(got) == len(value)
            for one, each in zip(got, value, strict=True):
                mirrors(one, each)
        elif isinstance(got, datetime):
            assert got == clock.parse_iso(value), (field, value)
        elif isinstance(got, Secret):
            assert got.reveal() == value
        elif isinstance(got, tuple):
            assert [str(each) for each in value] == list(got), field
        elif field in ("challenge", "marked") or (isinstance(value, dict) and isinstance(got, str | None)):
            continue  # an object whose parts stand in fields of their own
        else:
            assert got == value or str(got) == str(value), (field, value, got)


def _camel(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


def says_why(recording: Recording, error: Exception) -> None:
    """The kind of refusal, and the server's own words in it."""
    if isinstance(error, Misused):
        return
    assert isinstance(error, Refused)
    body = recording.json if isinstance(recording.json, dict) else {}
    gated = recording.status == 403 and "current_tier" in body
    assert isinstance(error, PlanRequired if gated else REFUSALS[recording.status]), error
    refusal = error.refusal
    words = body.get("error") if isinstance(body.get("error"), str) else (body.get("error") or {}).get("message", "")
    words = body.get("message", words)
    assert refusal.detail == words or "Bearer" in str(words)  # what looks like a key is cut
    if isinstance(body.get("details"), list):
        assert [list(each) for each in refusal.problems] == [[d["path"], d["message"]] for d in body["details"]]
    if "retryAfter" in body:
        assert refusal.retry_after_s == body["retryAfter"]


def test_every_recording_is_given_to_the_client() -> None:
    assert {key_of(each) for each in recordings()} == {*CALLS, STREAM}


async def test_the_stream_acknowledges_and_says_nothing_more() -> None:
    recording = named("event stream")
    async with serving(replay(recording)) as server, client(server.url) as commune:
        stream = commune.events.stream()
        assert (await anext(aiter(stream))).type == "connection.ack"


async def test_own_mail_is_known_by_the_id_of_its_send() -> None:
    async with serving(replay(named("messages of support"))) as server, client(server.url) as commune:
        found = {each.message_id: each for each in await commune.messages.list(inbox_id="x")}
    partly = found["81d4d3c7-d0ed-4f64-b9d3-87f1e41ba967"]
    assert partly.metadata.raw["commune_message_id"] == "msg_2f98f8a823c745b9ba0e27c23000e107"
    assert partly.addresses("to") == ("good@b.example.org", "bad@gone.invalid")
    assert partly.delivery_status == "sent"
    inbound = next(each for each in found.values() if each.direction == "inbound")
    assert inbound.delivery_status is None


@pytest.mark.parametrize(
    ("name", "sent", "rate", "start"),
    [("metrics", 5, 0.2, "2026-11-21T22:25:09.880Z"), ("metrics empty inbox", 0, None, "2026-11-21T22:25:10.082Z")],
)
async def test_rates_in_words_are_numbers_and_none_where_there_is_none(
    name: str, sent: int, rate: float | None, start: str
) -> None:
    async with serving(replay(named(name))) as server, client(server.url) as commune:
        found = await commune.delivery.metrics(inbox_id="x")
    assert (found.sent, found.delivery_rate, found.bounce_rate, found.days) == (sent, rate, rate, 7)
    assert found.period_start == clock.parse_iso(start)
