"""What callers with wrong keys get: a refusal, no second request on the connection, and after many of them a wait.

An ASGI application before another one, which says by 401 that a key is wrong. A right key works whatever comes from the
same address: behind a proxy, or on one machine, all have the same. So this keeps nobody from guessing; that a key has
256 bits does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from commune_tui import clock
from commune_tui.gate.seats import origin

MOST, WITHIN_S = 60, 60.0
"""So many wrong keys from one address within so many seconds are told that they are wrong."""
_PLACES = 10_000
STRANGE = "commune.strange"
"""Key in ``scope["state"]`` of what is called for a connection with a wrong key."""
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
_CLOSE = (b"connection", b"close")


class Strangers:
    """``now`` is a clock in seconds."""

    def __init__(self, app: Callable[[Message, Any, Send], Awaitable[None]], now: Callable[[], float] | None = None):
        self._app, self._now = app, now or clock.monotonic_s
        self._wrong: dict[str, tuple[float, int]] = {}
        """When the minute of an address began, and how many wrong keys came in it; who was quiet for longest first."""

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        body: bytes | None = None

        async def answer(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start" and message["status"] == 401:
                if wait_s := self._wait_s(str((scope.get("client") or ("",))[0])):
                    body = _told(wait_s)
                    message = {"type": message["type"], "status": 429, "headers": _headers(wait_s, len(body))}
                message["headers"] = [*message["headers"], _CLOSE]
                if (strange := scope.get("state", {}).get(STRANGE)) is not None:
                    strange()
            elif body is not None:
                message = {**message, "body": body}
                body = b""
            await send(message)

        await self._app(scope, receive, answer)

    def _wait_s(self, host: str) -> int:
        """One more wrong key from there: 0 where it is told so, else for how long to stay away."""
        place, now = origin(host), self._now()
        began, count = self._wrong.pop(place, (now, 0))
        if now - began >= WITHIN_S:
            began, count = now, 0
        if len(self._wrong) >= _PLACES:
            del self._wrong[next(iter(self._wrong))]
        self._wrong[place] = began, count + 1
        return math.ceil(began + WITHIN_S - now) if count >= MOST else 0


def _told(wait_s: int) -> bytes:
    sentence = "Too many wrong keys came from this address. A right one works at once."
    return json.dumps({"error": sentence, "retryAfter": wait_s}).encode()


def _headers(wait_s: int, length: int) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"application/json"),
        (b"content-length", str(length).encode()),
        (b"retry-after", str(wait_s).encode()),
    ]
