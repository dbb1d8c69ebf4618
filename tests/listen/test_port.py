"""The receiver's port under slow and hostile clients, over real sockets: all are bounded, nobody is kept out."""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from commune.webhooks import compute_signature
from commune.webhooks import verify_signature as official

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.listen import port as port_module
from commune_tui.listen import request as request_module
from commune_tui.listen.forwarding import Forwarding
from commune_tui.listen.kept import KeptDeliveries
from commune_tui.listen.port import Port
from commune_tui.listen.receiver import CUT, SILENT, Failure, Receipt, Receiver
from commune_tui.listen.telling import block, line

SECRET = "whsec_test"
BODY = json.dumps({"event": {"type": "email.received"}, "message": {"message_id": "m"}}).encode()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


class Listening:
    """A receiver on a port; ``told`` is what it said, in its order."""

    def __init__(self) -> None:
        self.told: list[Receipt] = []
        self.number = 0
        self._came = asyncio.Event()

    def tell(self, receipt: Receipt) -> None:
        self.told.append(receipt)
        self._came.set()

    async def until(self, count: int) -> None:
        while len(self.told) < count:
            self._came.clear()
            await self._came.wait()

    async def say(self, raw: bytes) -> bytes:
        """Send these bytes and read until the receiver hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.number)
        writer.write(raw)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()

    async def deliver(self, body: bytes = BODY, **more: str) -> int:
        """A genuine delivery; the status of the answer."""
        answer = await self.say(delivery(body, **more))
        return int(answer.split(b" ")[1]) if answer else 0


@asynccontextmanager
async def listening(
    at_once: int = 100, secret: str | None = SECRET, forward: str = "", failure: Failure | None = None
) -> AsyncIterator[Listening]:
    made = Listening()
    forwarding = Forwarding(forward) if forward else None
    known = Secret(secret) if secret is not None else None
    receiver = Receiver(known, KeptDeliveries(), made.tell, forwarding=forwarding, failure=failure)
    port = Port(receiver, at_once)
    made.number = await port.open("127.0.0.1", 0)
    try:
        yield made
    finally:
        await port.aclose()
        if forwarding is not None:
            await forwarding.aclose()


def delivery(body: bytes = BODY, **more: str) -> bytes:
    stamp = str(clock.now_ms())
    headers = {
        "host": "x",
        "content-length": str(len(body)),
        "x-commune-timestamp": stamp,
        "x-commune-signature": compute_signature(body, SECRET, stamp),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "".join(["POST /in HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in headers.items()), "\r\n"]).encode() + body


def post(headers: str, body: bytes = b"") -> bytes:
    return f"POST / HTTP/1.1\r\nhost: x\r\n{headers}\r\n".encode("latin-1") + body


NOT_TAKEN = {
    "GET": (b"GET / HTTP/1.1\r\n\r\n", 405),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no length": (post(""), 411),
    "chunked": (post("transfer-encoding: chunked\r\n", b"5\r\nhello\r\n" * 10), 411),
    "both lengths": (post("content-length: 5\r\ntransfer-encoding: chunked\r\n", b"hello"), 411),
    "two lengths": (post("content-length: 5\r\ncontent-length: 6\r\n", b"hello"), 400),
    "a signed length": (post("content-length: +5\r\n", b"hello"), 400),
    "other digits": (post("content-length: \xb2\r\n", b"hello"), 400),
    "too big": (post("content-length: 1000001\r\n"), 413),
    "far too big": (post(f"content-length: {'9' * 5000}\r\n"), 413),
    "huge head": (post(f"x: {'a' * 20_000}\r\n"), 431),
    "many headers": (post("".join(f"x{at}: 1\r\n" for at in range(100))), 431),
    "folded": (post("x: 1\r\n y\r\ncontent-length: 0\r\n"), 400),
    "a blank before the colon": (post("content-length : 0\r\n"), 400),
    "NUL": (post("x: \x00\r\ncontent-length: 0\r\n"), 400),
    "two signatures": (post("x-commune-signature: a\r\nX-Commune-Signature: b\r\ncontent-length: 0\r\n"), 400),
    "forged": (post("content-length: 2\r\n", b"{}"), 401),
    "a browser": (delivery(origin="https://evil.example"), 403),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
async def test_what_is_no_delivery_is_refused_in_one_way_and_told(name: str) -> None:
    raw, status = NOT_TAKEN[name]
    async with listening() as here:
        answer = await here.say(raw)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode()) and answer.endswith(b"\r\n\r\nnot taken\n")
        await here.until(1)
        assert here.told[0].refused and "NOT TAKEN" in line(here.told[0])
        assert KeptDeliveries().numbers() == []
        assert await here.deliver() == 200


async def test_a_genuine_one_is_taken_kept_and_told_and_its_copy_is_not() -> None:
    async with listening() as here:
        raw = delivery(x_commune_delivery_id="whd_1", x_commune_attempt="2")
        assert (await here.say(raw)).startswith(b"HTTP/1.1 200 OK\r\n")
        assert (await here.say(raw)).startswith(b"HTTP/1.1 409 ")
        await here.until(2)
        first, second = here.told
        assert "#1  200  email.received, whd_1, try 2" in line(first) and first.signed
        assert "The same signed request came before" in line(second)
        assert KeptDeliveries().numbers() == [1]


async def test_what_comes_after_a_request_on_its_connection_is_no_request() -> None:
    async with listening() as here:
        answer = await here.say(delivery() + delivery(b"{}") * 50)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert await here.deliver(b"[]") == 200
        await here.until(2)
        assert len(here.told) == 2


@contextmanager
def many_files() -> Iterator[int]:
    """How many connections a test may open here, 1,000 where the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4_096 if hard == resource.RLIM_INFINITY else min(hard, 4_096)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        yield 1_000 if wanted >= 2_500 else 300
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("said", [b"", b"POST / HT", post("content-length: 900000\r\n", b"x")])
async def test_a_thousand_that_say_nothing_or_slowly_keep_nobody_out(said: bytes) -> None:
    with many_files() as count:
        async with listening() as here:
            slow = []
            for _ in range(count):
                reader, writer = await asyncio.open_connection("127.0.0.1", here.number)
                writer.write(said)
                slow.append((reader, writer))
            assert await here.deliver() == 200
            gone = await asyncio.gather(*(_ended(reader) for reader, _ in slow[: count - 100]))
            assert len(gone) == count - 100
            assert [each.answer.status for each in here.told if not each.refused] == [200]
            for _, writer in slow:
                writer.close()


async def _ended(reader: asyncio.StreamReader) -> None:
    try:
        await reader.read()
    except ConnectionResetError:
        return


async def test_who_is_slow_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_module, "HEAD_S", 0.05)
    monkeypatch.setattr(request_module, "BODY_S", 0.05)
    async with listening() as here:
        for raw in (b"POST / HTTP/1.1\r\n", post("content-length: 9\r\n", b"x")):
            assert (await here.say(raw)).startswith(b"HTTP/1.1 408 ")


async def test_who_asks_whether_to_go_on_is_told_to() -> None:
    async with listening() as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.number)
        writer.write(post("expect: 100-continue\r\ncontent-length: 2\r\n"))
        assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
        writer.write(b"{}")
        assert b"HTTP/1.1 401 " in await reader.read()
        writer.close()


async def test_without_a_secret_all_is_taken_and_said_to_be_unchecked() -> None:
    async with listening(secret=None) as here:
        assert (await here.say(post("content-length: 2\r\n", b"{}"))).startswith(b"HTTP/1.1 200 ")
        assert "NOT CHECKED: anybody may have sent it" in line(here.told[0])
        kept = KeptDeliveries().read(1)
        assert kept is not None and not kept.signed


async def test_failures_on_purpose_come_as_often_as_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(failure=Failure(503, 2)) as here:
        assert [await here.deliver(b"%d" % at) for at in range(4)] == [503, 503, 200, 200]
    async with listening(failure=Failure(CUT)) as here:
        assert await here.deliver() == 0
    monkeypatch.setattr(port_module, "SILENCE_S", 0.05)
    async with listening(failure=Failure(SILENT)) as here:
        assert await here.deliver(b"7") == 0
        assert "No answer, on purpose" in line(here.told[0])


class App:
    """What deliveries are passed on to: keeps what came, answers ``answer``."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(each.lower().split(": ", 1) for each in lines if each)
        self.got.append((first, headers, await reader.readexactly(int(headers.get("content-length", "0")))))
        writer.write(self.answer)
        writer.close()


@asynccontextmanager
async def app(
    answer: bytes = b"HTTP/1.1 201 Made\r\ncontent-type: text/x\r\ncontent-length: 2\r\n\r\nhi",
) -> AsyncIterator[tuple[App, str]]:
    made = App(answer)
    server = await asyncio.start_server(made.handle, "127.0.0.1", 0)
    async with server:
        yield made, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?x=1"


async def test_what_is_taken_is_passed_on_whole_and_the_answer_back() -> None:
    async with app() as (there, address), listening(forward=address) as here:
        body = '{ "text":  "Grüße" }'.encode()
        answer = await here.say(delivery(body, authorization="Bearer comm_x", cookie="a=b", x_commune_attempt="1"))
        assert (
            answer.startswith(b"HTTP/1.1 201 Created") and b"content-type: text/x" in answer and answer.endswith(b"hi")
        )
        [(first, headers, got)] = there.got
        assert first == "POST /hook?x=1 HTTP/1.1" and got == body
        assert official(got, headers["x-commune-signature"], SECRET, timestamp=headers["x-commune-timestamp"])
        assert {"authorization", "cookie"} & headers.keys() == set() and headers["x-commune-attempt"] == "1"
        assert "The app answered 201 in" in line(here.told[0])
        assert (await here.say(post("content-length: 2\r\n", b"{}"))).startswith(b"HTTP/1.1 401 ")
        assert len(there.got) == 1, "what is not taken is not passed on"


WRONG = {
    "hangs up": (b"", 502, "The connection broke before the answer was complete."),
    "redirects": (
        b"HTTP/1.1 302 Go\r\nlocation: http://127.0.0.1:9/x\r\ncontent-length: 0\r\n\r\n",
        302,
        "answered 302",
    ),
    "says much": (b"HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n" + b"x" * 300_000, 502, "larger than any answer"),
    "fails": (b"HTTP/1.1 500 No\r\ncontent-type: a\xffb\r\ncontent-length: 4\r\n\r\n\x1b[2J", 500, "answered 500"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_an_app_does_wrong_is_told_and_passed_back(what: str) -> None:
    answer, status, said = WRONG[what]
    async with app(answer) as (there, address), listening(forward=address) as here:
        assert await here.deliver() == status
        told = "\n".join([line(here.told[0]), *block(here.told[0])])
        assert said in told and "\x1b" not in told
        assert len(there.got) == 1, "a redirect is not followed, nothing is sent twice"


async def test_an_app_that_is_not_there_is_told() -> None:
    async with listening(forward="http://127.0.0.1:9/") as here:
        assert await here.deliver() == 502
        assert "The app could not be reached." in line(here.told[0])
