"""A plan of faults hits what it says, repeats itself, and really breaks the wire on a real port."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from commune_tui import clock
from commune_tui.sandbox.breakage import Breakage
from commune_tui.sandbox.faults import (
    KINDS,
    BadFault,
    Fault,
    FaultPlan,
    fault_from_json,
    parse_fault,
    plan_from_json,
)
from commune_tui.sandbox.wire import HangUpProtocol

ANSWER = {"data": [{"thread_id": f"thread_{n}", "subject": "Order not received"} for n in range(50)]}


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ("500", Fault("500")),
        ("slow=1.5,/v1/threads*", Fault("slow", path="/v1/threads*", value=1.5)),
        ("lost POST /v1/messages/send p=10%", Fault("lost", "POST", "/v1/messages/send", probability=0.1)),
        ("429=3,next=2", Fault("429", count=2, value=3)),
        ("429-bare get p=0.25", Fault("429-bare", "GET", probability=0.25)),
        ("html=404,/v1/*/x", Fault("html", path="/v1/*/x", value=404)),
    ],
)
def test_the_command_line_text_is_read(spec: str, fault: Fault) -> None:
    assert parse_fault(spec) == fault


@pytest.mark.parametrize(
    "spec",
    ["", "flood", "500=3", "slow=-1", "slow=x", "drop p=2", "drop p=nan", "cut next=0", "cut next=1.5", "cut hello",
     "cut GET POST", "html=200", "slow=99999999"],
)  # fmt: skip
def test_a_senseless_fault_is_refused_in_a_sentence(spec: str) -> None:
    with pytest.raises(BadFault) as refused:
        parse_fault(spec)
    assert len(str(refused.value).split()) > 3


@pytest.mark.parametrize(
    "body",
    [None, 3, {}, {"kind": "500", "colour": "red"}, {"kind": "500", "count": True}, {"kind": "slow", "value": "2"},
     {"kind": "500", "method": 4}, {"kind": "500", "probability": 1e300}],
)  # fmt: skip
def test_a_senseless_control_request_is_refused(body: object) -> None:
    with pytest.raises(BadFault):
        fault_from_json(body)


def test_the_control_route_takes_texts_and_objects_and_reads_back_what_it_shows() -> None:
    faults, seed = plan_from_json({"faults": ["lost p=0.5", {"kind": "503", "value": 4}], "seed": 9})
    assert seed == 9
    shown = FaultPlan(faults, 9).as_json()
    again = [{key: value for key, value in fault.items() if key != "struck"} for fault in shown["faults"]]
    assert plan_from_json(again) == (faults, None)
    assert json.loads(json.dumps(shown)) == shown


FAULTS = st.builds(
    Fault,
    kind=st.sampled_from(sorted(KINDS)),
    method=st.sampled_from([None, "GET", "POST"]),
    path=st.sampled_from(["*", "/v1/threads*", "/v1/messages/send"]),
    probability=st.floats(0, 1),
    count=st.none() | st.integers(1, 5),
)
REQUESTS = st.lists(
    st.tuples(
        st.sampled_from(["GET", "POST"]),
        st.sampled_from(["/v1/threads", "/v1/threads/t/messages", "/v1/messages/send", "/sandbox/faults"]),
    ),
    max_size=60,
)


@given(st.lists(FAULTS, max_size=4), REQUESTS, st.integers())
def test_the_same_seed_gives_the_same_faults(faults: list[Fault], requests: list[tuple[str, str]], seed: int) -> None:
    first, second = FaultPlan(faults, seed), FaultPlan(faults, seed)
    met = [first.next(*request) for request in requests]
    assert met == [second.next(*request) for request in requests]
    for fault, (method, path) in zip(met, requests, strict=True):
        assert fault is None or (fault.matches(method, path) and not path.startswith("/sandbox"))
    first.replace(faults)
    assert met == [first.next(*request) for request in requests]


def test_next_three_strikes_three_times_and_only_where_it_points() -> None:
    plan = FaultPlan([Fault("500", "GET", "/v1/threads", count=3)])
    paths = ["/v1/inboxes", "/v1/threads", "/v1/threads", "/v1/threads", "/v1/threads"]
    assert [plan.next("GET", path) is not None for path in paths] == [False, True, True, True, False]
    assert plan.as_json()["faults"][0]["struck"] == 3


def test_a_probability_strikes_about_that_often() -> None:
    plan = FaultPlan([Fault("drop", probability=0.2)], seed=4)
    struck = sum(plan.next("GET", "/v1/threads") is not None for _ in range(2000))
    assert 320 < struck < 480


class Port(uvicorn.Server):
    """uvicorn that leaves the process's signals alone and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Server:
    """A small application behind a plan, on a port of its own; ``acted`` counts the requests that reached it."""

    def __init__(self, plan: FaultPlan) -> None:
        self.acted = 0
        self.slept: list[float] = []
        app = Starlette(routes=[Route("/v1/threads", self._act, methods=["GET", "POST"])])
        broken = Breakage(app, plan, sleep=self._sleep)
        config = uvicorn.Config(
            broken,
            host="127.0.0.1",
            port=0,
            http=HangUpProtocol,
            date_header=False,
            lifespan="off",
            log_level="critical",
        )
        self.uvicorn = Port(config)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def _act(self, request: Request) -> JSONResponse:
        await request.body()
        self.acted += 1
        return JSONResponse(ANSWER)

    async def ask(self, method: str = "GET") -> bytes:
        """The raw bytes that come back, up to the end of the connection."""
        port = self.uvicorn.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{method} /v1/threads HTTP/1.1\r\nhost: x\r\nconnection: close\r\n".encode())
        writer.write(b"content-length: 2\r\n\r\n{}")
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


@asynccontextmanager
async def serving(*faults: Fault) -> AsyncIterator[Server]:
    server = Server(FaultPlan(faults))
    task = asyncio.create_task(server.uvicorn.serve())
    await server.uvicorn.ready.wait()
    try:
        yield server
    finally:
        server.uvicorn.should_exit = True
        await task


def parts(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    names = [line.partition(": ")[0].lower() for line in lines]
    assert len(names) == len(set(names)), "a header stands there twice"
    headers = dict(zip(names, (line.partition(": ")[2] for line in lines), strict=True))
    return int(first.split()[1]), headers, body


async def test_without_a_fault_the_answer_is_whole_and_dated_once() -> None:
    with clock.frozen(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)):
        async with serving() as server:
            status, headers, body = parts(await server.ask())
    assert (status, json.loads(body)) == (200, ANSWER)
    assert parsedate_to_datetime(headers["date"]) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "acted"), [("drop", 0), ("lost", 1)])
async def test_the_connection_is_closed_without_an_answer(kind: str, acted: int) -> None:
    async with serving(Fault(kind, count=1)) as server:
        assert await server.ask("POST") == b""
        assert server.acted == acted
        assert parts(await server.ask("POST"))[0] == 200


async def test_cut_promises_more_than_it_sends() -> None:
    async with serving(Fault("cut")) as server:
        status, headers, body = parts(await server.ask())
        assert server.acted == 1
    assert status == 200
    assert 0 < len(body) < int(headers["content-length"])


@pytest.mark.parametrize(
    ("spec", "status", "wait"),
    [("429", 429, "1"), ("429=2.5", 429, "3"), ("429-bare", 429, None), ("500", 500, None), ("502", 502, None),
     ("503", 503, None), ("503=7", 503, "7"), ("504", 504, None)],
)  # fmt: skip
async def test_refusals_are_json_and_the_server_did_not_act(spec: str, status: int, wait: str | None) -> None:
    async with serving(parse_fault(spec)) as server:
        answered, headers, body = parts(await server.ask("POST"))
        assert server.acted == 0
    assert answered == status
    assert headers.get("retry-after") == wait
    error = json.loads(body)
    assert error["error"]
    assert error.get("retryAfter") == (int(wait) if wait else None)


@pytest.mark.parametrize(("spec", "status"), [("html", 502), ("html=503", 503), ("portal", 200)])
async def test_pages_where_json_was_expected(spec: str, status: int) -> None:
    async with serving(parse_fault(spec)) as server:
        answered, headers, body = parts(await server.ask())
    assert answered == status
    assert headers["content-type"].startswith("text/html")
    assert b"<html" in body


async def test_malformed_and_empty_come_after_the_act_and_are_complete_http() -> None:
    async with serving(Fault("malformed", count=1), Fault("empty")) as server:
        _, headers, body = parts(await server.ask())
        assert len(body) == int(headers["content-length"])
        with pytest.raises(ValueError):
            json.loads(body)
        assert parts(await server.ask())[2] == b""
        assert server.acted == 2


async def test_the_date_is_wrong_by_as_much_as_told() -> None:
    with clock.frozen(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)):
        async with serving(parse_fault("date=3600")) as server:
            status, headers, _ = parts(await server.ask())
    assert status == 200
    assert parsedate_to_datetime(headers["date"]) == datetime(2026, 1, 2, 4, 4, 5, tzinfo=UTC)


async def test_slow_waits_and_then_answers() -> None:
    async with serving(parse_fault("slow=9")) as server:
        assert parts(await server.ask())[0] == 200
        assert server.slept == [9]


async def test_in_process_a_dropped_connection_is_a_connection_error() -> None:
    async def never(*_: object) -> None:
        raise AssertionError("the application must not be reached")

    receive: Callable[[], Awaitable[dict[str, object]]] = never  # type: ignore[assignment]
    scope = {"type": "http", "method": "GET", "path": "/v1/threads"}
    with pytest.raises(ConnectionResetError):
        await Breakage(never, FaultPlan([Fault("drop")]))(scope, receive, never)
