"""The ASGI middleware that carries a plan of faults out. Outermost: nothing may wrap it but the server.

It also writes the ``Date`` header of every answer (from the sandbox's clock, unless a fault says otherwise), so the
server behind it must not: ``uvicorn.Config(date_header=False)``. Knows nothing of the routes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commune_tui import clock
from commune_tui.sandbox.faults import Fault, FaultPlan
from commune_tui.sandbox.wire import HANG_UP

_TEXTS = {
    "429": "Rate limit exceeded",
    "429-bare": "Rate limit exceeded",
    "500": "Internal server error",
    "502": "Bad gateway",
    "503": "Service unavailable",
    "504": "Gateway timeout",
}
_ERROR_PAGE = (
    "<html>\r\n<head><title>{status} {text}</title></head>\r\n<body>\r\n<center><h1>{status} {text}</h1></center>"
    "\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
)
_PORTAL_PAGE = (
    "<!doctype html><html><head><title>Welcome to Guest Wi-Fi</title></head><body><h1>Guest Wi-Fi</h1>"
    '<form method="post" action="/login"><p>Accept the terms to go online.</p><button>Accept</button></form>'
    "</body></html>"
)


class Breakage:
    """Wraps an ASGI application; ``plan`` may be changed at any time, ``sleep`` is what ``slow`` waits with."""

    def __init__(
        self, app: ASGIApp, plan: FaultPlan, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.app, self.plan, self._sleep = app, plan, sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, broken as the plan says.

        Without a real connection (an application called in-process) hanging up is a ``ConnectionResetError``.
        """
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fault = self.plan.next(scope["method"], scope["path"])
        kind = fault.kind if fault else None
        if fault is None or kind == "date":
            await self.app(scope, receive, _dated(send, 0.0 if fault is None else _value(fault, -86400)))
        elif kind == "slow":
            await self._sleep(_value(fault, 2))
            await self.app(scope, receive, _dated(send))
        elif kind == "drop":
            await _hang_up(scope, receive)
        elif kind in ("lost", "cut"):
            await self._spoil_connection(fault, scope, receive, send)
        elif kind in ("malformed", "empty"):
            await self.app(scope, receive, _dated(_spoil_body(kind, send)))
        else:
            await _answer(fault, _dated(send))

    async def _spoil_connection(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application act in full, and hang up before (``lost``) or within (``cut``) its first bytes."""
        gone = False
        dated = _dated(send)

        async def spoiled(message: Message) -> None:
            nonlocal gone
            if gone:
                return
            if fault.kind == "cut" and message["type"] == "http.response.start":
                await dated(message)
                return
            gone = True
            body = message.get("body", b"")
            if fault.kind == "cut":
                await dated({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            _close(scope)

        await self.app(scope, receive, spoiled)
        await _hang_up(scope, receive)


def _spoil_body(kind: str, send: Send) -> Send:
    """Replace the body: nothing at all, or text that starts as JSON and does not go on as JSON."""
    started: Message | None = None

    async def spoiled(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = message
            return
        if started is None:
            return
        body = b"" if kind == "empty" else message.get("body", b"")[:20] + b'{"data": [{"id": nul\xff'
        headers = [(name, value) for name, value in started["headers"] if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        start, started = started, None
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return spoiled


def _dated(send: Send, off_s: float = 0.0) -> Send:
    async def dated(message: Message) -> None:
        if message["type"] == "http.response.start":
            moment = clock.now() + timedelta(seconds=off_s)
            headers = [(name, value) for name, value in message.get("headers", []) if name.lower() != b"date"]
            headers.append((b"date", format_datetime(moment, usegmt=True).encode()))
            message = {**message, "headers": headers}
        await send(message)

    return dated


async def _answer(fault: Fault, send: Send) -> None:
    if fault.kind in ("html", "portal"):
        status = 200 if fault.kind == "portal" else int(_value(fault, 502))
        page = _PORTAL_PAGE if fault.kind == "portal" else _ERROR_PAGE.format(status=status, text="Error")
        await _write(send, status, b"text/html; charset=utf-8", page.encode(), [])
        return
    status = int(fault.kind.partition("-")[0])
    body: dict[str, object] = {"error": _TEXTS[fault.kind], "message": _TEXTS[fault.kind]}
    headers = []
    wait = _value(fault, 1) if fault.kind == "429" else fault.value
    if wait is not None:
        seconds = int(wait) if wait == int(wait) else int(wait) + 1  # the header has no fractions
        body["retryAfter"] = seconds
        headers.append((b"retry-after", str(seconds).encode()))
    await _write(send, status, b"application/json", json.dumps(body).encode(), headers)


async def _write(send: Send, status: int, mime: bytes, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    fixed = [(b"content-type", mime), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fixed + headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _value(fault: Fault, default: float) -> float:
    return default if fault.value is None else fault.value


def _close(scope: Scope) -> None:
    extension = (scope.get("extensions") or {}).get(HANG_UP)
    if extension is not None:
        extension["close"]()


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection and stay until it is closed, or the server would answer in our place."""
    if HANG_UP not in (scope.get("extensions") or {}):
        raise ConnectionResetError("the sandbox hung up")
    _close(scope)
    while (await receive())["type"] != "http.disconnect":
        pass
