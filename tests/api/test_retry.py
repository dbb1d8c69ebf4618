"""When a request is repeated: a table, decided without clock or network; and what a real server then sees."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from commune_tui.api.errors import Interrupted, NeverConnected, RateLimited, ServerFailed
from commune_tui.api.rate import rate_limits, retry_after_s
from commune_tui.api.retry import Attempt, RetryPolicy, pause_s

from .clients import client
from .server import Answer, Request, answer, serving

POLICY = RetryPolicy(attempts=3, first_s=1.0, most_s=3.0, longest_s=60.0)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TABLE: list[tuple[Attempt, float | None]] = [
    (Attempt("GET", 1, "interrupted"), 1.0),
    (Attempt("GET", 2, "interrupted"), 2.0),
    (Attempt("GET", 3, "interrupted"), None),
    (Attempt("GET", 1, "never_connected"), 1.0),
    (Attempt("GET", 1, "never_connected", certificate=True), None),
    (Attempt("GET", 1, "status", 429), 1.0),
    (Attempt("GET", 1, "status", 429, retry_after_s=7), 7),
    (Attempt("GET", 1, "status", 429, retry_after_s=0), 0),
    (Attempt("GET", 1, "status", 429, retry_after_s=60), 60),
    (Attempt("GET", 1, "status", 429, retry_after_s=61), None),
    (Attempt("GET", 1, "status", 500), None),
    (Attempt("GET", 1, "status", 501), None),
    (Attempt("GET", 1, "status", 502), 1.0),
    (Attempt("GET", 1, "status", 503, retry_after_s=5), 5),
    (Attempt("GET", 1, "status", 504), 1.0),
    (Attempt("GET", 1, "status", 404), None),
    (Attempt("GET", 1, "status", 401), None),
    (Attempt("GET", 1, "status", 409), None),
    (Attempt("POST", 1, "never_connected"), 1.0),
    (Attempt("POST", 1, "interrupted"), None),
    (Attempt("POST", 1, "status", 503), None),
    (Attempt("POST", 1, "status", 429), 1.0),
    (Attempt("PUT", 1, "interrupted"), None),
    (Attempt("PATCH", 1, "status", 502), None),
    (Attempt("DELETE", 1, "status", 504), None),
    (Attempt("DELETE", 1, "status", 429, retry_after_s=3), 3),
    (Attempt("POST", 1, "interrupted", has_key=True), 1.0),
    (Attempt("POST", 1, "status", 503, has_key=True), 1.0),
    (Attempt("POST", 2, "status", 502, has_key=True), 2.0),
    (Attempt("POST", 1, "status", 500, has_key=True), None),
    (Attempt("POST", 1, "status", 400, has_key=True), None),
    (Attempt("POST", 3, "status", 429, has_key=True), None),
]


@pytest.mark.parametrize(("attempt", "expected"), TABLE, ids=str)
def test_the_table(attempt: Attempt, expected: float | None) -> None:
    longest = pause_s(attempt, POLICY, 1.0)
    assert longest == expected
    if expected is not None and attempt.retry_after_s is None:
        assert pause_s(attempt, POLICY, 0.0) == expected / 2
    else:
        assert pause_s(attempt, POLICY, 0.0) == expected


def test_the_back_off_has_an_upper_end() -> None:
    assert pause_s(Attempt("GET", 9, "interrupted"), RetryPolicy(attempts=99, first_s=1, most_s=3), 1.0) == 3.0


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"retry-after": "12"}, None, 12.0),
        ({"retry-after": " 1.5 "}, None, 1.5),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, None, 90.0),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=90), usegmt=True)}, None, 0.0),
        ({"retry-after": "-5"}, None, 0.0),
        ({"retry-after": "soon"}, {"retryAfter": 10}, 10.0),
        ({}, {"retryAfter": 10}, 10.0),
        ({}, {"retryAfter": "10"}, 10.0),
        ({}, {"retry_after": 4}, 4.0),
        ({"retry-after": "3"}, {"retryAfter": 10}, 3.0),
        ({}, {"retryAfter": True}, None),
        ({}, {"retryAfter": {}}, None),
        ({"retry-after": "nan"}, None, None),
        ({"retry-after": "inf"}, None, 366 * 86400.0),
        ({"retry-after": "9" * 400}, None, 366 * 86400.0),
        ({"retry-after": "Fri, 99 Foo 2026 99:99:99 GMT"}, None, None),
        ({}, ["x"], None),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], body: object, expected: float | None) -> None:
    assert retry_after_s(headers, body, NOW) == expected


def test_rate_limit_headers_are_read_and_nonsense_is_nothing() -> None:
    good = {"x-ratelimit-remaining-day": "42", "x-ratelimit-reset": "1767225600", "x-ratelimit-limit-hour": "200"}
    limits = rate_limits(good, None, NOW)
    assert (limits.remaining_day, limits.limit_hour) == (42, 200)
    assert limits.reset_at == datetime(2026, 1, 1, tzinfo=UTC)
    relative = rate_limits({"ratelimit-reset": "30", "ratelimit-remaining": "1"}, None, NOW)
    assert relative.reset_at == NOW + timedelta(seconds=30)
    odd = rate_limits({"x-ratelimit-reset": "9" * 30, "x-ratelimit-remaining": "many"}, None, NOW)
    assert (odd.reset_at, odd.remaining) == (None, None)


async def _drop(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def test_a_read_is_repeated_until_it_succeeds() -> None:
    def handler(_: Request) -> Answer:
        replies: list[Answer] = [_drop, answer({}, 503), answer([{"id": "d"}])]
        return replies[len(server.seen) - 1]

    async with serving(handler) as server, client(server.url) as commune:
        assert len(await commune.domains.list()) == 1
    assert len(server.seen) == 3


@pytest.mark.parametrize("reply", [_drop, answer({}, 503)], ids=["dropped", "503"])
async def test_a_write_without_a_key_is_made_once(reply: Answer) -> None:
    async with serving(lambda _: reply) as server, client(server.url) as commune:
        with pytest.raises((Interrupted, ServerFailed)) as caught:
            await commune.threads.set_status("t", "closed")
    assert caught.value.may_have_acted
    assert len(server.seen) == 1


@pytest.mark.parametrize("reply", [_drop, answer({}, 503)], ids=["dropped", "503"])
async def test_a_send_is_repeated_with_its_key(reply: Answer) -> None:
    def handler(_: Request) -> Answer:
        return reply if len(server.seen) < 3 else answer({"data": {"id": "m"}})

    async with serving(handler) as server, client(server.url) as commune:
        result = await commune.messages.send(to="a@b", subject="s", text="t", idempotency_key="key-1")
    assert result.id == "m"
    assert [request.headers["idempotency-key"] for request in server.seen] == ["key-1"] * 3
    assert len({request.body for request in server.seen}) == 1


async def test_a_write_waits_out_a_429_and_reports_a_long_one() -> None:
    def handler(_: Request) -> bytes:
        return answer({"error": "slow"}, 429, Retry_After="0") if len(server.seen) == 1 else answer({"data": {}})

    async with serving(handler) as server, client(server.url) as commune:
        await commune.threads.add_tags("t", ["x"])
    assert len(server.seen) == 2

    async with (
        serving(lambda _: answer({"error": "slow", "retryAfter": 3600}, 429)) as server,
        client(server.url) as commune,
    ):
        with pytest.raises(RateLimited) as caught:
            await commune.threads.add_tags("t", ["x"])
    assert caught.value.retry_after_s == 3600
    assert len(server.seen) == 1
    assert not caught.value.may_have_acted


async def test_a_closed_port_is_said_to_have_seen_nothing() -> None:
    async with serving(lambda _: b"") as server:
        url = server.url
    async with client(url) as commune:
        with pytest.raises(NeverConnected) as caught:
            await commune.messages.send(to="a@b", subject="s", text="t", idempotency_key="k")
    assert not caught.value.may_have_acted
