"""The sandbox seen through a server of the test's own: every request is on record, every answer may be altered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from tests.api.server import Handler, Raw, Request, answer
from tests.servers import Server


def relay(server: Server, altered: Callable[[str, Request], str] = lambda text, request: text) -> Handler:
    """Answers as the sandbox does, through ``altered``, which gets the JSON text; there is no event stream."""

    def handle(request: Request) -> Raw | bytes:
        if "event-stream" in request.headers.get("accept", ""):
            return answer({"error": "no stream here"}, 404)

        async def reply(writer: asyncio.StreamWriter) -> None:
            there = replace(server, key=request.headers["authorization"].removeprefix("Bearer "))
            got = await asyncio.to_thread(there.call, request.method, request.target, request.body or None)
            writer.write(answer(raw=altered(json.dumps(got.body), request).encode(), status=got.status))
            await writer.drain()

        return reply

    return handle
