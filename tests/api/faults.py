"""Everything that can go wrong while the answer to a write is read, from a server that counts what it acted on.

Each fault is what the server writes once it has the whole request, and how it leaves the connection. The server has
acted by then, whatever the bytes say. ``EARLY`` are faults that come before a request is there.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import h2.config
import h2.connection
import h2.events
import hpack

End = Literal["close", "abort", "open"]
DATA, HEADERS, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 8, 9
END_STREAM, END_HEADERS, PADDED, ACK = 0x1, 0x4, 0x8, 0x1
ODD_PLACES = (
    "http://[", "//", "https://host:99999999/", "https://a b/", "mailto:x@x.example", "javascript:0", "\u00fc://x", "%",
    "https://user:p@ss@host/", "/" + "x" * 5000, "http://\u202e.example/", "", "?", "https://xn--a-\ud7ff.example/",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """``write`` makes the bytes for a stream (0 on HTTP/1.1)."""

    name: str
    write: Callable[[int], bytes]
    end: End = "close"


def frame(kind: int, flags: int, stream: int, payload: bytes, length: int | None = None) -> bytes:
    """An HTTP/2 frame; ``length`` lies about its size."""
    size = len(payload) if length is None else length
    return size.to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def head(stream: int, *fields: tuple[str, str], end: bool = False, flags: int = END_HEADERS) -> bytes:
    """A HEADERS frame with exactly these fields, legal or not."""
    return frame(HEADERS, flags | (END_STREAM if end else 0), stream, hpack.Encoder().encode(list(fields)))


def ok(stream: int, *more: tuple[str, str], status: str = "200", end: bool = False) -> bytes:
    """A head that begins a good answer."""
    return head(stream, (":status", status), ("content-type", "application/json"), *more, end=end)


def body(stream: int, content: bytes, *, end: bool = True) -> bytes:
    return frame(DATA, END_STREAM if end else 0, stream, content)


def number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _two() -> list[Fault]:
    resets = [Fault(f"reset {code}", lambda s, code=code: frame(RESET, 0, s, number(code)), "open")  # type: ignore[misc]
              for code in (0, 1, 2, 3, 5, 7, 8, 11, 13, 999)]  # fmt: skip
    aways = [
        Fault(f"goaway {last} {code}", lambda s, last=last, code=code: frame(GOAWAY, 0, 0, number(last) + number(code)))  # type: ignore[misc]
        for last, code in ((0, 0), (0, 1), (1, 0), (1, 11), (2**31 - 1, 0), (2**31 - 1, 2))
    ]
    statuses = [Fault(f"status {code}", lambda s, code=code: ok(s, status=code) + body(s, b"{}"))  # type: ignore[misc]
                for code in ("300", "303", "408", "500", "502", "503", "504", "599", "600", "999")]  # fmt: skip
    places = [
        Fault(f"redirect {n}", lambda s, place=place: head(s, (":status", "302"), ("location", place), end=True))  # type: ignore[misc]
        for n, place in enumerate(ODD_PLACES)
    ]
    return [
        *resets,
        *aways,
        *statuses,
        *places,
        Fault("nothing, closed", lambda s: b""),
        Fault("nothing, aborted", lambda s: b"", "abort"),
        Fault("silence", lambda s: b"", "open"),
        Fault("garbage", lambda s: b"\xff" * 64),
        Fault("HTTP/1.1 answer", lambda s: b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
        Fault("frame longer than it says", lambda s: frame(HEADERS, END_HEADERS, s, b"\x88" * 9, 1)),
        Fault("frame too large", lambda s: frame(DATA, 0, s, b"x" * 20_000)),
        Fault("half a frame", lambda s: ok(s)[:-3]),
        Fault("data first", lambda s: body(s, b"{}")),
        Fault("bad hpack", lambda s: frame(HEADERS, END_HEADERS, s, b"\xff\xff\xff\xff\xff\xff\xff")),
        Fault("hpack index 0", lambda s: frame(HEADERS, END_HEADERS, s, b"\x80")),
        Fault("continuation alone", lambda s: frame(CONTINUATION, END_HEADERS, s, b"\x88")),
        Fault("data inside headers", lambda s: head(s, (":status", "200"), flags=0) + body(s, b"{}")),
        Fault("headers without end", lambda s: head(s, (":status", "200"), flags=0)),
        Fault("settings on a stream", lambda s: frame(SETTINGS, 0, s, b"")),
        Fault("settings of 5 bytes", lambda s: frame(SETTINGS, 0, 0, b"\0" * 5)),
        Fault("settings ack with words", lambda s: frame(SETTINGS, ACK, 0, b"\0" * 6)),
        Fault("settings window too large", lambda s: frame(SETTINGS, 0, 0, b"\0\4" + number(2**31))),
        Fault("settings frame too small", lambda s: frame(SETTINGS, 0, 0, b"\0\5" + number(1))),
        Fault("window of 0", lambda s: frame(WINDOW, 0, 0, number(0))),
        Fault("window of 0 on stream", lambda s: frame(WINDOW, 0, s, number(0))),
        Fault("window overflow", lambda s: frame(WINDOW, 0, 0, number(2**31 - 1)) * 2),
        Fault("push promise", lambda s: frame(PUSH, END_HEADERS, s, number(2) + b"\x82")),
        Fault("ping of 3 bytes", lambda s: frame(PING, 0, 0, b"\0" * 3)),
        Fault("ping on a stream", lambda s: frame(PING, 0, s, b"\0" * 8)),
        Fault("no status", lambda s: head(s, ("x", "y"), end=True)),
        Fault("word as status", lambda s: head(s, (":status", "okay"), end=True)),
        Fault("empty status", lambda s: head(s, (":status", ""), end=True)),
        Fault("negative status", lambda s: head(s, (":status", "-1"), end=True)),
        Fault("two statuses", lambda s: head(s, (":status", "200"), (":status", "500"), end=True)),
        Fault("capital letters", lambda s: ok(s, ("X-Big", "1"), end=True)),
        Fault("connection header", lambda s: ok(s, ("connection", "close"), end=True)),
        Fault("transfer-encoding", lambda s: ok(s, ("transfer-encoding", "chunked"), end=True)),
        Fault("late pseudo header", lambda s: head(s, ("x", "y"), (":status", "200"), end=True)),
        Fault("bytes that are no text", lambda s: ok(s, ("content-encoding", "\udce9\x00\n"), end=True)),
        Fault("length too great", lambda s: ok(s, ("content-length", "99")) + body(s, b"{}")),
        Fault("length too small", lambda s: ok(s, ("content-length", "1")) + body(s, b"{}")),
        Fault("length is a word", lambda s: ok(s, ("content-length", "two")) + body(s, b"{}")),
        Fault("data on stream 0", lambda s: ok(s) + body(0, b"{}")),
        Fault("headers on stream 2", lambda s: ok(2)),
        Fault("data on a stream never opened", lambda s: body(s + 100, b"{}")),
        Fault("padding beyond the frame", lambda s: ok(s) + frame(DATA, PADDED, s, b"\xff{}")),
        Fault("trailers that do not end", lambda s: ok(s) + body(s, b"{", end=False) + head(s, ("x", "y"))),
        Fault("head only, closed", ok),
        Fault("half a body, closed", lambda s: ok(s) + body(s, b'{"data":', end=False)),
        Fault("half a body, reset", lambda s: ok(s) + body(s, b'{"d', end=False) + frame(RESET, 0, s, number(8))),
        Fault("half a body, silence", lambda s: ok(s) + body(s, b'{"d', end=False), "open"),
        Fault("half a body, goaway", lambda s: ok(s) + body(s, b"{", end=False) + frame(GOAWAY, 0, 0, b"\0" * 8)),
        Fault("only 103", lambda s: head(s, (":status", "103"))),
        Fault("101", lambda s: head(s, (":status", "101"), end=True)),
        *_bodies(lambda s, content, more: ok(s, *more) + body(s, content)),
        Fault("refusal cut off", lambda s: ok(s, status="400") + body(s, b'{"error"', end=False)),
    ]


def _bodies(wrap: Callable[[int, bytes, tuple[tuple[str, str], ...]], bytes]) -> list[Fault]:
    """Answers that are whole for HTTP and nothing for a reader."""
    packed = (("content-encoding", "gzip"),)
    contents: dict[str, tuple[bytes, tuple[tuple[str, str], ...]]] = {
        "empty": (b"", ()), "HTML": (b"<!doctype html><p>Login</p>", ()), "half JSON": (b'{"data": {"id": ', ()),
        "deep JSON": (b"[" * 9000, ()), "not UTF-8": (b"\xff\xfe{}", ()), "a number": (b"7", ()), "null": (b"null", ()),
        "list": (b"[1]", ()), "no gzip": (b"{}", packed),
        "half gzip": (gzip.compress(b"{}" * 99, mtime=0)[:-9], packed),
        "unknown coding": (b"{}", (("content-encoding", "br"),)),
        "lone surrogate": (b'{"data": "\\ud800"}', ()),
    }  # fmt: skip
    return [Fault(f"body: {name}", lambda s, c=c, m=m: wrap(s, c, m)) for name, (c, m) in contents.items()]  # type: ignore[misc]


def _plain(content: bytes, *more: tuple[str, str], status: str = "200 OK", length: str | None = None) -> bytes:
    fields = [("Content-Type", "application/json"), ("Content-Length", length or str(len(content))), *more]
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("utf-8", "surrogatepass") + content


def _one() -> list[Fault]:
    raw: dict[str, bytes] = {
        "nothing": b"", "garbage": b"\x00\xff\xfe" * 9 + b"\r\n\r\n", "another protocol": b"220 mx.example ESMTP\r\n",
        "half a status line": b"HTTP/1.1 20", "no status": b"HTTP/1.1\r\n\r\n", 
        "word as status": b"HTTP/1.1 OK\r\n\r\n",
        "status of four digits": b"HTTP/1.1 2000 OK\r\n\r\n", "HTTP/0.9": b"{}", "HTTP/3.0": b"HTTP/3.0 200 OK\r\n\r\n",
        "head cut off": b"HTTP/1.1 200 OK\r\nContent-Le", "header without colon": b"HTTP/1.1 200 OK\r\nabc\r\n\r\n",
        "header too large": b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
        "bare zero": b"HTTP/1.1 200 OK\r\nx: \0\r\n\r\n",
        "fold at first": b"HTTP/1.1 200 OK\r\n folded\r\n\r\n", "an HTTP/2 preface": frame(SETTINGS, 0, 0, b""),
        "length too great": _plain(b"{}", length="99"), "length negative": _plain(b"{}", length="-1"),
        "length a word": _plain(b"{}", length="two"), "two lengths": _plain(b"{}", ("Content-Length", "9")),
        "chunk size a word": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "chunk too long": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
        "chunks cut off": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "unknown transfer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "101": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "only 100": b"HTTP/1.1 100 Continue\r\n\r\n", "only 103": b"HTTP/1.1 103 Early Hints\r\n\r\n",
        "refusal cut off": _plain(b'{"error"', status="400 Bad", length="99"),
    }  # fmt: skip
    faults = [Fault(name, lambda _, raw=content: raw) for name, content in raw.items()]  # type: ignore[misc]
    faults += [Fault(f"status {code}", lambda _, code=code: _plain(b"{}", status=f"{code} X"))  # type: ignore[misc]
               for code in (300, 303, 304, 305, 408, 500, 502, 503, 504, 599, 600, 999)]  # fmt: skip
    faults += [Fault(f"redirect {n}", lambda _, place=place: _plain(b"", ("Location", place), status="307 X"))  # type: ignore[misc]
               for n, place in enumerate(ODD_PLACES)]  # fmt: skip
    faults += _bodies(lambda _, content, more: _plain(content, *more))
    half = _plain(b'{"data"', length="99")
    return [
        *faults,
        Fault("aborted", lambda _: b"", "abort"),
        Fault("silence", lambda _: b"", "open"),
        Fault("half a body, aborted", lambda _: half, "abort"),
        Fault("half a body, silence", lambda _: half, "open"),
    ]


TWO, ONE = _two(), _one()
EARLY: tuple[str, ...] = ("closed", "aborted", "garbage", "not TLS")


@dataclass
class Faulty:
    """``acted`` has the idempotency key of every write that came whole. A ``fault`` of ``None`` answers well.

    ``mails`` makes the list of messages that a GET is answered with; ``fault_of`` chooses by the body of a write.
    """

    port: int = 0
    acted: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    fault_of: Callable[[dict[str, Any]], Fault | None] = lambda _: None
    mails: Callable[[], list[dict[str, Any]]] = list
    early: str = ""

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def take(self, method: str, headers: dict[str, str], content: bytes) -> tuple[Fault | None, bytes]:
        """Act on a request; the fault to answer it with, or a good answer's body."""
        if method != "POST":
            return None, json.dumps({"data": self.mails()}).encode()
        self.acted.append(headers.get("idempotency-key", ""))
        self.bodies.append(json.loads(content))
        return self.fault_of(self.bodies[-1]), json.dumps({"data": {"id": f"m{len(self.acted)}"}}).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.early:
            writer.write(b"\x16\x03garbage" if self.early == "garbage" else b"")
            if self.early == "aborted":
                writer.transport.abort()
            return
        chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
        await (self._two if chosen == "h2" else self._one)(reader, writer)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
            content = await reader.readexactly(int(headers.get("content-length", 0)))
            fault, good = self.take(first.split(" ")[0], headers, content)
            if fault is not None:
                await _end(fault, 0, reader, writer)
                return
            writer.write(_plain(good))

    async def _two(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        config = h2.config.H2Configuration(client_side=False, header_encoding="utf-8")
        connection = h2.connection.H2Connection(config)
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        heads: dict[int, dict[str, str]] = {}
        contents: dict[int, bytes] = {}
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    heads[event.stream_id] = {str(n): str(v) for n, v in event.headers}
                    contents[event.stream_id] = b""
                elif isinstance(event, h2.events.DataReceived):
                    contents[event.stream_id] += event.data
                elif isinstance(event, h2.events.StreamEnded):
                    stream = event.stream_id
                    fault, good = self.take(heads[stream][":method"], heads[stream], contents[stream])
                    writer.write(connection.data_to_send())
                    if fault is not None:
                        await _end(fault, stream, reader, writer)
                        return
                    writer.write(ok(stream) + body(stream, good))
            writer.write(connection.data_to_send())
            await writer.drain()


async def _end(fault: Fault, stream: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(fault.write(stream))
    if fault.end == "abort":
        writer.transport.abort()
    elif fault.end == "open":
        while await reader.read(65536):  # until the client has had enough
            pass


@asynccontextmanager
async def faulty(cert: Path, key: Path, protocol: str, early: str = "") -> AsyncIterator[Faulty]:
    """The server on a free port, over TLS unless it fails before that."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.set_alpn_protocols([protocol])
    state = Faulty(early=early)
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await state.serve(reader, writer)
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=None if early else context)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
