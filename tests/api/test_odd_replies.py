"""Answers that no server should give: each ends in a typed error or a kept page, in bounded memory and time."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from commune_tui.api import Commune, Timing
from commune_tui.api.errors import (
    AnswerTooLarge,
    BadRequest,
    CommuneError,
    Conflict,
    Gone,
    Interrupted,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PlanRequired,
    RateLimited,
    Redirected,
    Refused,
    ServerFailed,
    TimedOut,
    TooLarge,
    Unreadable,
)

from .clients import KEY, client
from .server import Answer, Request, answer, drip, serving

PAGE = b"<!DOCTYPE html><html><body><pre>Cannot GET /v1/domains</pre></body></html>"


async def _ask(reply: Answer, call: Callable[[Commune], Awaitable[Any]] | None = None, **settings: Any) -> Any:
    async with serving(lambda _: reply) as server, client(server.url, **settings) as commune:
        return await (call(commune) if call else commune.domains.list())


def _truncated(length: int, content: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length + content


async def _cut(writer: asyncio.StreamWriter) -> None:
    writer.write(_truncated(1000, b'{"data": ['))
    await writer.drain()


async def _cut_chunked(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"dat\r\n')
    await writer.drain()


async def _garbage(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff this is not HTTP\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(raw=PAGE), Unreadable),
        (answer(raw=b""), Unreadable),
        (answer(raw=b"[" * 100_000), Unreadable),
        (answer(raw=b'{"data": [{"id": "d"'), Unreadable),
        (answer("text"), Unreadable),
        (answer(7), Unreadable),
        (answer(None), Unreadable),
        (answer({"a": [1], "b": [2]}), Unreadable),
        (answer([], Content_Encoding="br"), Unreadable),
        (answer(raw=b"not gzip", Content_Encoding="gzip"), Unreadable),
        (answer(raw=gzip.compress(b"[]" * 100, mtime=0)[:-9], Content_Encoding="gzip"), Unreadable),
        (_cut, Interrupted),
        (_cut_chunked, Interrupted),
        (_garbage, Interrupted),
    ],
)
async def test_an_answer_that_is_none_is_a_typed_error(reply: Answer, error: type[CommuneError]) -> None:
    with pytest.raises(error) as caught:
        await _ask(reply)
    assert len(caught.value.sentence) < 120


@pytest.mark.parametrize(
    "status", [100 + 204, 205, 400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 422, 429, 500, 502, 503, 599]
)
async def test_every_status_maps_to_its_error(status: int) -> None:
    kinds: dict[int, type[CommuneError]] = {
        401: NotAuthenticated,
        402: PlanRequired,
        403: NotAllowed,
        404: NotFound,
        409: Conflict,
        410: Gone,
    }
    kinds.update({413: TooLarge, 429: RateLimited, 400: BadRequest, 422: BadRequest, 205: Unreadable, 304: Redirected})
    with pytest.raises(kinds.get(status, ServerFailed if status >= 500 else Refused)):
        await _ask(answer({"error": "no"}, status) if status not in (205, 304) else answer(raw=b"", status=status))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_refused_and_nothing_is_asked_there(status: int) -> None:
    async with serving(lambda _: answer([])) as elsewhere:
        with pytest.raises(Redirected):
            await _ask(answer({}, status, Location=f"{elsewhere.url}/v1/domains"))
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"error": "Domain not found"}, None, "Domain not found"),
        ({"error": "slug_exists", "message": "Taken"}, "slug_exists", "Taken"),
        ({"error": {"code": "c", "message": "m"}}, "c", "m"),
        ({"error": "text", "code": "CODE"}, "CODE", "text"),
        ({"error": "Invalid request", "details": [{"path": "to", "message": "bad"}]}, None, "Invalid request"),
        ({"error": ["a"]}, None, ""),
        ({"error": {"code": 5}}, None, ""),
        (["oops"], None, ""),
        ("oops", None, "oops"),
        (None, None, ""),
    ],
)
async def test_every_error_form_is_read(body: Any, code: str | None, detail: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await _ask(answer(body, 400, X_Request_Id="req-1"))
    refusal = caught.value.refusal
    assert (refusal.code, refusal.detail, refusal.request_id) == (code, detail, "req-1")
    assert refusal.body == body
    if isinstance(body, dict) and "details" in body:
        assert caught.value.refusal.problems == (("to", "bad"),)


async def test_scopes_plan_gates_and_html_errors() -> None:
    with pytest.raises(NotAllowed) as scopes:
        await _ask(answer({"error": "Insufficient permissions", "required": ["threads:write"], "hint": "h"}, 403))
    assert scopes.value.required == ("threads:write",)
    assert "threads:write" in str(scopes.value)
    assert not scopes.value.refusal.plan_gate
    with pytest.raises(PlanRequired) as plan:
        await _ask(answer({"error": "no", "feature": "search", "required_tier": "business"}, 403))
    assert plan.value.refusal.plan_gate
    assert "business" in str(plan.value)
    with pytest.raises(NotFound) as page:
        await _ask(answer(raw=PAGE, status=404, Content_Type="text/html"))
    assert "<" not in str(page.value)


async def test_a_servers_words_are_cleaned_and_cut() -> None:
    rude = "\x1b]52;c;x\x07 \u202e evil \n\n" + "x" * 5000
    with pytest.raises(BadRequest) as caught:
        await _ask(answer({"error": rude}, 400))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


async def test_a_gzip_bomb_stops_at_the_cap_without_filling_memory() -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    block = b" " * 1_000_000
    bomb = b"".join(squeeze.compress(block) for _ in range(300)) + squeeze.flush()
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        with pytest.raises(AnswerTooLarge):
            await _ask(answer(raw=bomb, Content_Encoding="gzip"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


async def test_an_endless_body_stops_at_the_cap() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    with pytest.raises(AnswerTooLarge):
        await _ask(endless)


async def test_gzip_and_both_deflates_are_read() -> None:
    content = json.dumps([{"id": "d" * 500}]).encode()
    raw = zlib.compressobj(wbits=-15)
    for packed, name in [
        (gzip.compress(content), "gzip"),
        (zlib.compress(content), "deflate"),
        (raw.compress(content) + raw.flush(), "deflate"),
        (content, "identity"),
    ]:
        page = await _ask(answer(raw=packed, Content_Encoding=name))
        assert page.items[0].id == "d" * 500


async def test_a_drip_ends_at_the_total_deadline() -> None:
    with pytest.raises(TimedOut):
        await _ask(drip, timing=Timing(connect_s=5, read_s=5, total_s=0.5))


async def test_a_silent_server_costs_one_deadline_however_often_a_read_may_be_repeated() -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    timing = Timing(connect_s=5, read_s=5, total_s=1.0)
    async with serving(lambda _: silent) as server, client(server.url, timing=timing) as commune:
        with pytest.raises(TimedOut):
            await commune.domains.list()
    assert len(server.seen) == 1


async def test_a_wait_that_the_server_asks_for_is_not_taken_off_the_deadline() -> None:
    def handler(_: Request) -> bytes:
        return answer({}, 429, Retry_After="1.2") if len(server.seen) == 1 else answer([{"id": "d"}])

    timing = Timing(connect_s=5, read_s=5, total_s=1.0)
    async with serving(handler) as server, client(server.url, timing=timing) as commune:
        assert len(await commune.domains.list()) == 1


async def test_one_bad_item_never_drops_its_page() -> None:
    bad: list[Any] = [
        None,
        5,
        "x",
        [],
        {},
        {"thread_id": None},
        {"thread_id": ""},
        {"thread_id": {"a": 1}},
        {"subject": "no id"},
    ]
    odd = {"thread_id": "odd", "message_count": "many", "last_message_at": [], "tags": 7, "has_attachments": "?"}
    items = [{"thread_id": "a"}, *bad, odd, {"thread_id": 12, "lastActivityAt": 1735689600000}]
    page = await _ask(answer({"data": items}), lambda commune: commune.threads.list(inbox_id="i"))
    assert [thread.thread_id for thread in page] == ["a", "odd", "12"]
    assert page.unreadable == len(bad)
    assert page.items[2].last_message_at.year == 2025


async def test_numbers_and_texts_that_sqlite_cannot_hold_are_repaired() -> None:
    raw = (
        b'{"data": [{"thread_id": "\\ud800x", "message_count": 1'
        + b"0" * 5000
        + b', "subject": "a\\udfffb\xff", "x": NaN,'
        b' "y": 1e999, "z": -Infinity}, {"thread_id": "ok\\ud83d\\ude00", "message_count": 18446744073709551616}]}'
    )
    page = await _ask(answer(raw=raw), lambda commune: commune.threads.list(inbox_id="i"))
    for thread in page:
        f"{thread.thread_id}{thread.subject}".encode()
        assert thread.message_count is None or 0 <= thread.message_count < 2**63
    assert page.items[1].thread_id == "ok😀"
    assert page.items[0].raw["x"] is None and page.items[0].raw["y"] is None


@pytest.mark.parametrize("ident", ["a/../b", "?admin=1", "#x", "%2e%2e", "é \x00", "<abc@host>", "a" * 1000, "..."])
async def test_an_id_of_any_characters_stays_one_path_segment(ident: str) -> None:
    async with serving(lambda _: answer({"data": {}})) as server, client(server.url) as commune:
        await commune.threads.metadata(ident)
    (request,) = server.seen
    assert request.target.startswith("/v1/threads/")
    assert request.target.endswith("/metadata")
    assert request.target.count("/") == 4
    assert "?" not in request.target


@pytest.mark.parametrize("ident", ["", ".", "..", "x" * 1001, "\ud800"])
async def test_an_id_that_cannot_be_one_is_refused_before_anything_is_sent(ident: str) -> None:
    async with serving(lambda _: answer({})) as server, client(server.url) as commune:
        with pytest.raises(CommuneError):
            await commune.threads.metadata(ident)
    assert server.seen == []


async def test_at_most_eight_requests_are_in_flight_on_http_1() -> None:
    release = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        if server.open_now == 8:
            release.set()
        await release.wait()
        writer.write(answer([], Connection="close"))
        await writer.drain()

    async with serving(lambda _: slow) as server, client(server.url) as commune:
        await asyncio.gather(*(commune.domains.list() for _ in range(40)))
    assert server.most_open == 8
    assert len(server.seen) == 40


async def test_cookies_are_not_kept_and_no_environment_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with serving(lambda _: answer([], Set_Cookie="a=b; Path=/")) as server, client(server.url) as commune:
        await commune.domains.list()
        await commune.domains.list()
    assert all("cookie" not in request.headers for request in server.seen)
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
