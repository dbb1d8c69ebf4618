"""The HTTP protocol of the sandbox's port: uvicorn's own, with a way to hang up on the client.

ASGI has no word for "close the connection without an answer". Here every request carries one in its scope, under
``extensions``; :mod:`commune_tui.sandbox.breakage` uses it. Knows nothing of the API.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HANG_UP = "commune.hang_up"
"""Key in ``scope["extensions"]``; its ``close`` ends the TCP connection once what was written has left."""


class HangUpProtocol(H11Protocol):
    """Give it to uvicorn as ``Config(http=HangUpProtocol)``."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app = _with_hang_up(self.app, transport.close)


def _with_hang_up(app: ASGIApp, hang_up: Callable[[], None]) -> ASGIApp:
    async def reachable(scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {**(scope.get("extensions") or {}), HANG_UP: {"close": hang_up}}
        await app({**scope, "extensions": extensions}, receive, send)

    return reachable
