"""A tiny HTTP/1.1 server on a real loopback port that answers exactly what a test tells it to, well-formed or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What arrived. ``target`` is the raw request target; ``query`` its last value per name."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Raw = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Raw
Handler = Callable[[Request], Answer]


def answer(body: Any = None, status: int = 200, *, raw: bytes | None = None, **headers: str) -> bytes:
    """A complete response. ``body`` becomes JSON; ``raw`` is sent as it is. Header names: ``_`` means ``-``."""
    content = raw if raw is not None else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(content))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode("latin-1") + b"\r\n" + content


def always(body: Any, status: int = 200) -> Handler:
    """Answers everything with the same JSON."""
    return lambda _: answer(body, status)


async def drip(writer: asyncio.StreamWriter) -> None:
    """An answer whose body comes a byte at a time, without end: only a deadline for the whole of it helps."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)  # the pace of this server; no test waits for it


@dataclass
class Server:
    """``seen`` holds every request in order; ``handler`` may be replaced at any time."""

    handler: Handler
    seen: list[Request] = field(default_factory=list)
    port: int = 0
    open_now: int = 0
    most_open: int = 0
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (request := await _read(reader)) is not None:
                self.seen.append(request)
                self.open_now += 1
                self.most_open = max(self.most_open, self.open_now)
                try:
                    reply = self.handler(request)
                    if not isinstance(reply, bytes):
                        await reply(writer)
                        return
                    writer.write(reply)
                    await writer.drain()
                finally:
                    self.open_now -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[Server]:
    """The server on a free port, gone with all its connections at the end of the block."""
    state = Server(handler)
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await state.serve(reader, writer)

    server = await asyncio.start_server(accept, host, 0, limit=2**24)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
