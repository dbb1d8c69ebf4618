"""What is not on the list does not exist and reaches nobody; what is on it is passed on under the real key."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from commune_tui.api.auth import Secret
from commune_tui.gate import agents, journal, keys, request
from commune_tui.gate.holders import AGENTS, NoSuchHolder
from commune_tui.gate.keys import SCOPES
from commune_tui.gate.refusal import NotTaken
from commune_tui.gate.request import Request
from commune_tui.gate.routes import ROUTES
from tests.gate.gates import Gate, gate, plain
from tests.gate.recorder import Recorder, recorder
from tests.servers import Server

REAL = "comm_" + "9" * 64

ON_IT = """
GET domains|GET domains/{}|GET domains/{}/records|GET domains/{}/inboxes|GET domains/{}/inboxes/{}
GET inboxes|GET inboxes/{}|GET threads|GET threads/{}|GET threads/{}/messages|GET threads/{}/metadata
PUT threads/{}/status|POST threads/{}/tags|DELETE threads/{}/tags|POST threads/{}/tags/remove|PUT threads/{}/assign
PATCH threads/{}|POST messages/send|GET messages|GET search/threads|POST attachments/upload|GET attachments/{}
GET attachments/{}/url|GET delivery/metrics|GET delivery/events|GET delivery/suppressions|GET webhooks/deliveries
GET webhooks/deliveries/{}|GET webhooks/health|GET dmarc/reports|GET dmarc/summary
"""
NEVER = """
POST domains|POST domains/{}/verify|POST inboxes|POST domains/{}/inboxes|PUT domains/{}/inboxes/{}
DELETE domains/{}/inboxes/{}|PATCH inboxes/{}|DELETE inboxes/{}|POST domains/{}/inboxes/{}/webhook
PUT domains/{}/inboxes/{}/extraction-schema|DELETE domains/{}/inboxes/{}/extraction-schema
POST domains/{}/inboxes/{}/schema|DELETE domains/{}/inboxes/{}/schema|GET agent/org|PATCH agent/org
GET agent/api-keys|POST agent/api-keys|DELETE agent/api-keys/{}|POST agent/api-keys/{}/rotate|POST auth/agent-register
POST auth/agent-verify|GET auth/claim/{}|POST auth/claim/{}/accept|POST agent/claim-ownership|POST data/deletion-request
POST data/deletion-request/{}/confirm|GET data/deletion-request/{}|POST webhooks/deliveries/{}/retry|POST webhooks/test
GET me/limits|GET events/stream|POST sms/send|GET sms|GET phone-numbers|POST phone-numbers|POST calls|POST tools/{}
GET credits/balance|POST feedback|POST oauth/token|POST a2a|DELETE threads/{}|DELETE messages/{}|GET messages/{}
"""


def calls(text: str) -> list[tuple[str, str]]:
    """Method and path of each, with an id where one stands."""
    lines = [each.strip() for each in text.replace("\n", "|").split("|") if each.strip()]
    return [(method, f"/v1/{path.replace('{}', 'x1')}") for method, path in (each.split(" ") for each in lines)]


@pytest.fixture
def api() -> Iterator[Recorder]:
    with recorder() as made:
        yield made


@pytest.fixture
def guarded(api: Recorder, tmp_path: Path) -> Iterator[Gate]:
    """A gate before the recorder."""
    with gate(Server(api.address, REAL, None), tmp_path) as made:  # type: ignore[arg-type]
        yield made


def test_the_list_is_this_one() -> None:
    found = {(route.method, "/v1/" + route.path.replace(":", "x1")) for route in ROUTES}
    assert found == set(calls(ON_IT))


def test_every_other_call_does_not_exist_and_reaches_nobody(guarded: Gate, api: Recorder) -> None:
    for method, path in calls(NEVER):
        answer = guarded.server.call(method, path, {"name": "x"})
        assert (answer.status, answer.body) == (404, {"error": "Not found."}), (method, path)
    for method in ("OPTIONS", "TRACE", "CONNECT", "PUT"):
        assert guarded.server.call(method, "/v1/messages").status in (400, 404)
    assert api.got == []


def test_a_call_is_passed_on_as_it_came_under_the_real_key(guarded: Gate, api: Recorder) -> None:
    body = b'{"status" :  "closed","odd": "\\u00e9"}'
    api.body, api.status = b'{"data": {"raw" :  1}}', 201
    api.headers = {"Set-Cookie": "a=b", "X-RateLimit-Limit-Hour": "7", "Server": "x", "X-Powered-By": "y"}
    path = "/v1/threads/%3Ca%20b%40c%3E/status"
    headers = {
        "X-Forwarded-For": "1.2.3.4", "Cookie": "s=1", "Idempotency-Key": "k", "Content-Type": "application/json",
        "X-Api-Key": "z",
    }  # fmt: skip
    answer = guarded.server.call("PUT", path, body, headers=headers)
    [got] = api.got
    assert (got.method, got.path, got.body) == ("PUT", path, body)
    assert got.headers["authorization"] == f"Bearer {REAL}"
    allowed = {"host", "authorization", "content-type", "content-length", "accept-encoding", "accept", "connection"}
    assert set(got.headers) <= allowed and guarded.key not in json.dumps(got.headers)
    assert (answer.status, answer.body) == (201, {"data": {"raw": 1}})
    assert answer.headers["x-ratelimit-limit-hour"] == "7"
    assert not {"set-cookie", "server", "x-powered-by"} & set(answer.headers)


def test_a_query_is_passed_on_byte_for_byte(guarded: Gate, api: Recorder) -> None:
    guarded.server.get("/v1/messages?sender=a%2Bb%40c.example&limit=3&before=2026-12-01T00:00:00Z")
    assert api.got[0].path == "/v1/messages?sender=a%2Bb%40c.example&limit=3&before=2026-12-01T00:00:00Z"


def raw(guarded: Gate, request: bytes) -> bytes:
    """What comes back for bytes; they end where the gate hangs up."""
    address = urlsplit(guarded.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        pieces = []
        while piece := connection.recv(65_536):
            pieces.append(piece)
        return b"".join(pieces)


PATHS = [
    b"/v1/threads/../agent/api-keys", b"/v1/threads/%2e%2e/agent/api-keys", b"/v1/threads/..%2Fagent%2Fapi-keys",
    b"/v1/threads/..%5cagent", b"/v1/threads/%252e%252e", b"/v1/threads/a%2Fmessages", b"/v1/threads/a%00",
    b"/v1/threads/a%0d%0aHost:%20evil", b"/v1/threads/%ff", b"/v1/threads/a%zz", b"/v1//threads", b"/v1/threads/",
    b"/v1/./threads", b"/v1/v1/threads", b"//v1/threads", b"/V1/threads", b"/v1/thr%65ads", b"/v1/Threads",
    b"/v1/threads;x", b"http://evil.example/v1/threads", b"/v1/agent/org", b"/v1/threads/.", b"*", b"/",
    b"/sandbox/state", b"/gate/v1/sends", b"/v1/threads/" + b"a" * 1001, b"/v1/threads\\..\\agent",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_spelling_of_a_path_leads_off_the_list(guarded: Gate, api: Recorder, path: bytes) -> None:
    request = b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + guarded.key.encode() + b"\r\n\r\n"
    answer = raw(guarded, request)
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), answer
    assert api.got == []


def heads(guarded: Gate) -> bytes:
    return b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + guarded.key.encode() + b"\r\n"


INNER = b"POST /v1/agent/api-keys HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "more",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER,
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + INNER,
        b"Content-Length: 0\r\nContent-Length: 90\r\n\r\n" + INNER,
        b"Content-Length: 0\r\n\r\n" + INNER,
        b"Content-Length: +0\r\n\r\n" + INNER,
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + INNER,
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INNER,
        b"Authorization: Bearer " + REAL.encode() + b"\r\n\r\n",
        b"X: a\r\n b: c\r\nContent-Length: 0\r\n\r\n" + INNER,
        b"Content-Length: 0\nX: y\r\n\r\n" + INNER,
    ],
)
def test_no_second_request_hides_in_a_first(guarded: Gate, api: Recorder, more: bytes) -> None:
    raw(guarded, b"PUT /v1/threads/t/status" + heads(guarded) + more)
    assert all(got.path == "/v1/threads/t/status" and not got.body for got in api.got)


@pytest.mark.parametrize(
    ("status", "body", "headers", "told"),
    [
        (401, b'{"error":"wrong key"}', {}, 503),
        (302, b"", {"Location": "http://evil.example/"}, 502),
        (200, b'{"data":"' + REAL.encode() + b'"}', {}, 502),
        (400, b'{"error":"the key ' + REAL.encode() + b' may not"}', {}, 502),
        (404, b'{"error":"no such thread"}', {}, 404),
        (500, b'{"error":"failed"}', {}, 500),
    ],
)
def test_no_answer_tells_the_real_key_or_blames_the_agent_for_it(
    guarded: Gate, api: Recorder, status: int, body: bytes, headers: dict[str, str], told: int
) -> None:
    api.status, api.body, api.headers = status, body, headers
    answer = guarded.server.get("/v1/threads?inbox_id=i1")
    assert answer.status == told and REAL not in plain(answer) + json.dumps(answer.headers)


def test_a_key_is_known_by_its_whole_self_only(guarded: Gate, api: Recorder) -> None:
    with guarded.db() as db:
        [agent] = agents.every(db.conn)
        for _ in range(10_000):
            assert agents.calling(db.conn, keys.new()) is None
    tried = [REAL, agent.key_hash, f"comm_{agent.key_hash}", guarded.key[:-1], guarded.key + "0", guarded.key.upper()]
    for key in (*tried, " ", "comm_", "*", "%", "' OR 1=1 --"):
        assert guarded.server.get("/v1/inboxes", key=key).status == 401, key
    for said in (f"bearer {guarded.key}", f"Agent {guarded.key}", guarded.key, f"Bearer  {guarded.key}"):
        assert guarded.server.call("GET", "/v1/inboxes", key="", headers={"Authorization": said}).status == 401
    assert guarded.server.get("/v1/inboxes", key="").status == 401
    twice = b"GET /v1/inboxes" + heads(guarded) + b"Authorization: Bearer " + guarded.key.encode() + b"\r\n\r\n"
    assert raw(guarded, twice).startswith(b"HTTP/1.1 401")
    assert api.got == []


def test_a_key_that_was_rotated_or_revoked_is_dead_at_once(guarded: Gate, api: Recorder) -> None:
    fresh = keys.new()
    with guarded.db() as db, db.write() as conn:
        AGENTS.rotate(conn, "support", fresh, "anna")
    assert guarded.server.get("/v1/domains").status == 401
    assert guarded.server.get("/v1/domains", key=fresh.reveal()).status == 200
    with guarded.db() as db, db.write() as conn:
        AGENTS.revoke(conn, "support", "anna")
        with pytest.raises(NoSuchHolder):
            AGENTS.rotate(conn, "support", keys.new(), "anna")
    assert guarded.server.get("/v1/domains", key=fresh.reveal()).status == 401


def test_scopes_are_a_boundary_here(guarded: Gate, api: Recorder) -> None:
    made = {scope: guarded.agent(scope.replace(":", "."), scopes=(scope,)) for scope in SCOPES}
    wrong = []
    for route in ROUTES:
        path = "/v1/" + route.path.replace(":", "x1")
        for scope, key in made.items():
            answer = guarded.server.call(route.method, path, key=key)
            if (answer.status == 403) != (scope != route.scope):
                wrong.append((route.method, path, scope, answer.status))
            if answer.status == 403:
                assert answer.body["required"] == [route.scope]
    assert wrong == []


def test_large_and_packed_bodies_are_not_taken(guarded: Gate, api: Recorder) -> None:
    assert guarded.server.call("PUT", "/v1/threads/t/status", b"x" * 64_001).status == 413
    packed = {"Content-Encoding": "gzip"}
    assert guarded.server.call("PUT", "/v1/threads/t/status", b"x", headers=packed).status == 415
    assert guarded.server.call("POST", "/v1/messages/send", b"{}", headers={"Content-Type": "text/plain"}).status == 415
    assert api.got == []


@pytest.mark.parametrize("pieces", [4, 400])
@pytest.mark.parametrize("length", [b"Transfer-Encoding: chunked", b"Content-Length: 99999999"])
def test_whoever_writes_too_much_is_told_so(guarded: Gate, api: Recorder, length: bytes, pieces: int) -> None:
    """The gate hangs up after its answer, but not while the rest is on its way: that would tear the answer away."""
    body = (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * pieces
    answer = raw(guarded, b"PUT /v1/threads/t/status" + heads(guarded) + length + b"\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(json.dumps({"error": "The body is too large."}).encode())
    assert api.got == []


async def test_a_slow_body_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "_BODY_S", 0.01)

    async def never() -> Any:
        await asyncio.Event().wait()

    with pytest.raises(NotTaken) as told:
        await Request("PUT", b"/", b"", [], never).body(10)
    assert told.value.status == 408


def test_a_key_is_in_no_repr_and_in_no_file(guarded: Gate) -> None:
    assert "comm_" not in repr(Secret(guarded.key))
    for path in guarded.store.iterdir():
        assert guarded.key.encode() not in path.read_bytes() and REAL.encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0, path


def test_every_call_that_changes_something_is_in_the_journal_before_it_is_made(guarded: Gate, api: Recorder) -> None:
    api.status = 500
    guarded.server.call("PUT", "/v1/threads/t1/status", {"status": "closed"})
    guarded.server.get("/v1/threads?inbox_id=i1")
    with guarded.db() as db:
        said = [(entry.who, entry.about) for entry in journal.entries(db.conn) if entry.what == "called"]
    assert said == [("support", "PUT /v1/threads/t1/status")]
