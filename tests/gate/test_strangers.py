"""Whoever calls without a key that works never gets in, is told to wait after many tries, and hides behind nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from commune_tui.gate import keys, strangers
from commune_tui.gate.app import App
from commune_tui.gate.database import Database
from commune_tui.gate.news import News
from commune_tui.gate.passing import Passing
from commune_tui.gate.people import People
from commune_tui.gate.sends import Sends
from commune_tui.gate.strangers import MOST, WITHIN_S, Strangers
from tests.gate.connections import connection, ended
from tests.gate.gates import Gate, gate, made
from tests.gate.recorder import recorder
from tests.servers import Server

REAL = "comm_" + "9" * 64


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Gate]:
    with recorder() as api, gate(Server(api.address, REAL, None), tmp_path) as made_here:  # type: ignore[arg-type]
        yield made_here


class Caller:
    """Calls an application from an address; ``at_s`` is its clock."""

    def __init__(self, app: Any) -> None:
        self.at_s = 1000.0
        self.app = Strangers(app, lambda: self.at_s)

    async def call(self, key: str, host: str = "192.0.2.1") -> tuple[int, dict[str, str], bytes]:
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http", "method": "GET", "path": "/none", "raw_path": b"/none", "query_string": b"",
            "headers": [(b"authorization", f"Bearer {key}".encode())], "client": (host, 4711),
        }  # fmt: skip
        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}
        body = b"".join(each.get("body", b"") for each in said[1:])
        assert len(body) == int(headers["content-length"])
        return said[0]["status"], headers, body


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    db = Database(tmp_path / "gate")
    try:
        people = People(db, News(), lambda: None)
        yield Caller(App(db, cast(Sends, None), cast(Passing, None), people, News()))
    finally:
        db.close()


async def test_ten_thousand_wrong_keys_open_nothing_and_keep_nobody_out(caller: Caller, tmp_path: Path) -> None:
    right = made(tmp_path / "gate", "support")
    near = [right[:-1] + letter for letter in "0123456789abcdef" if letter != right[-1]]
    tried = [*near, *(keys.new().reveal() for _ in range(10_000 - len(near)))]
    got = Counter([(await caller.call(key))[0] for key in tried])
    assert got == {401: MOST, 429: 10_000 - MOST}
    assert (await caller.call(right))[0] == 404  # it is known, and nothing is at that path
    assert (await caller.call("x", "192.0.2.2"))[0] == 401


async def test_a_minute_later_it_is_a_wrong_key_again(caller: Caller) -> None:
    for _ in range(MOST):
        assert (await caller.call("x"))[0] == 401
    caller.at_s += WITHIN_S - 20
    status, headers, body = await caller.call("x")
    assert (status, headers["retry-after"], headers["connection"]) == (429, "20", "close")
    assert json.loads(body)["retryAfter"] == 20
    caller.at_s += 20
    assert (await caller.call("x"))[0] == 401


async def test_a_network_of_ipv6_is_one_address(caller: Caller) -> None:
    got = Counter([(await caller.call("x", f"2001:db8::{number:x}"))[0] for number in range(MOST + 5)])
    assert got == {401: MOST, 429: 5}
    assert (await caller.call("x", "2001:db8:0:1::1"))[0] == 401


async def test_what_is_remembered_is_bounded(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "_PLACES", 10)
    for number in range(100):
        await caller.call("x", f"192.0.2.{number}")
        await caller.call("x", "198.51.100.1")
    assert len(caller.app._wrong) == 10
    assert (await caller.call("x", "198.51.100.1"))[0] == 429


def test_no_header_of_a_caller_says_where_it_calls_from(guarded: Gate) -> None:
    """The gate believes no proxy, because it cannot know who wrote the header."""
    statuses = []
    for number in range(MOST + 1):
        hidden = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
        answer = guarded.server.get("/v1/domains", key="x", headers=hidden)
        statuses.append(answer.status)
    assert statuses == [401] * MOST + [429]
    assert 1 <= int(answer.headers["retry-after"]) <= WITHIN_S
    assert guarded.server.get("/v1/domains").status == 200


def test_a_wrong_key_ends_its_connection(guarded: Gate) -> None:
    """Else everybody could have a seat for as long as connections are kept."""
    request = b"GET /v1/domains HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
    with connection(guarded) as calling:
        calling.sendall(request)
        assert ended(calling).count(b"HTTP/1.1 401") == 1
