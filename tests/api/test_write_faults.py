"""A write that met a fault: what may have reached the server is never called refused, whatever the fault was."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commune_tui.api import Commune, Timing, transport
from commune_tui.api.errors import CommuneError, Interrupted, Misused, NeverConnected, Redirected
from commune_tui.api.retry import RetryPolicy
from commune_tui.api.tls import tls_context
from commune_tui.network import Network
from commune_tui.outcomes import failure

from .certificates import make_certificate
from .clients import KEY, client
from .faults import EARLY, ODD_PLACES, ONE, TWO, Fault, Faulty, faulty
from .server import always, answer, serving

FAULTS = [("h2", fault) for fault in TWO] + [("http/1.1", fault) for fault in ONE]
HASTY = Timing(connect_s=5, read_s=0.2, total_s=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def one_tls(monkeypatch: pytest.MonkeyPatch, certificate: tuple[Path, Path]) -> None:
    """All clients share what reading the list of authorities costs."""
    if certificate[0] not in _CONTEXT:
        _CONTEXT[certificate[0]] = tls_context(True, certificate[0])
    monkeypatch.setattr(transport, "tls_context", lambda tls, ca_file: _CONTEXT[certificate[0]])


_CONTEXT: dict[Path, ssl.SSLContext] = {}


def _client(server: Faulty, certificate: tuple[Path, Path], **settings: Any) -> Commune:
    defaults: dict[str, Any] = {
        "retry": RetryPolicy(attempts=1),
        "timing": HASTY,
        "network": Network(ca_file=certificate[0]),
    }
    return client(server.url, **{**defaults, **settings})


async def _send(commune: Commune, key: str = "key-1") -> CommuneError | None:
    try:
        await commune.messages.send(to="a@x.example", subject="s", text="t", idempotency_key=key)
    except CommuneError as error:
        return error
    return None


def test_there_are_faults_enough() -> None:
    assert min(len(ONE), len(TWO)) >= 40


@pytest.mark.parametrize(("protocol", "fault"), FAULTS, ids=[f"{p} {f.name}" for p, f in FAULTS])
async def test_what_the_server_acted_on_is_in_doubt_and_never_refused(
    protocol: str, fault: Fault, certificate: tuple[Path, Path]
) -> None:
    async with faulty(*certificate, protocol) as server, _client(server, certificate) as commune:
        server.fault_of = lambda _: fault
        error = await _send(commune)
        assert server.acted == ["key-1"], "it left once, whatever the library would do by itself"
        assert error is not None, "an answer that nobody can read confirms nothing"
        assert error.may_have_acted
        assert failure(error).kind == "unknown"
        assert error.sentence.endswith(".")


@pytest.mark.parametrize("early", EARLY)
async def test_what_fails_before_the_request_is_told_as_never_having_left(
    early: str, certificate: tuple[Path, Path]
) -> None:
    async with faulty(*certificate, "h2", early) as server, _client(server, certificate) as commune:
        error = await _send(commune)
        assert server.acted == []
        assert isinstance(error, NeverConnected)
        assert failure(error).kind == "unsent"


@pytest.mark.parametrize("place", ODD_PLACES)
async def test_a_redirect_is_told_as_one_wherever_it_leads(place: str) -> None:
    reply = answer({}, 302).replace(b"\r\n\r\n", b"\r\nLocation: " + place.encode("utf-8", "replace") + b"\r\n\r\n", 1)
    async with serving(lambda _: reply) as server, client(server.url, retry=RetryPolicy(attempts=1)) as commune:
        error = await _send(commune)
        assert isinstance(error, Redirected)
        assert failure(error).kind == "unknown", "a server that redirects a write may have acted before"
        assert failure(error, wrote=False).kind == "paused"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 410, 413, 418, 421, 422, 425, 429])
async def test_only_a_whole_answer_that_says_no_is_a_refusal(status: int) -> None:
    async with (
        serving(lambda _: answer({"error": "No"}, status)) as server,
        client(server.url, retry=RetryPolicy(attempts=1)) as commune,
    ):
        error = await _send(commune)
        assert error is not None
        assert not error.may_have_acted
        assert failure(error).kind in ("refused", "later", "paused")


async def test_a_mail_waiting_for_room_on_the_wire_has_not_left(certificate: tuple[Path, Path]) -> None:
    async with faulty(*certificate, "http/1.1") as server, _client(server, certificate) as commune:
        silence = next(fault for fault in ONE if fault.name == "silence")
        server.fault_of = lambda _: silence
        errors = await asyncio.gather(*(_send(commune, f"key-{n}") for n in range(12)))
        left = [error for error in errors if error is not None and error.may_have_acted]
        assert len(left) == len(server.acted)
        assert len(set(server.acted)) == len(server.acted)


async def test_a_header_that_cannot_be_written_is_found_before_anything_leaves() -> None:
    async with serving(lambda _: answer({"data": {"id": "m"}})) as server, client(server.url) as commune:
        commune._caller.credential = _Broken()
        error = await _send(commune)
        assert isinstance(error, Misused)
        assert server.seen == []
        assert failure(error).kind == "refused"


class _Broken:
    def headers(self, body: bytes) -> dict[str, str]:
        return {"Authorization": f"Bearer {KEY}\nX: y"}

    def secrets(self) -> tuple[Any, ...]:
        return ()


def test_a_failure_that_nobody_thought_of_may_have_acted() -> None:
    assert failure(CommuneError("Something new.")).kind == "unknown"
    assert failure(Interrupted("The connection broke.")).kind == "unknown"


@pytest.mark.parametrize(("idle_s", "connections"), [(3.0, 1), (4.0, 2)])
async def test_a_connection_on_which_a_server_may_hang_up_just_now_is_not_used(
    idle_s: float, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Node and uvicorn hang up after five idle seconds: a write at that moment was lost, or done and never told of."""
    now = [0.0]
    monkeypatch.setattr("httpcore._async.http11.time", SimpleNamespace(monotonic=lambda: now[0]))
    async with serving(always({"data": []})) as server, client(server.url) as commune:
        await commune.domains.list()
        now[0] += idle_s
        await commune.domains.list()
    assert server.connections == connections
