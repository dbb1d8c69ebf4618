"""The live feed behind ``GET /v1/events/stream``: whoever listens gets every fact from then on (contract §4.13)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

HEARTBEAT_S = 15.0
CLOSED: tuple[str, dict[str, Any]] = ("", {})  # put into a queue, it ends the stream


class Feed:
    """Facts go in, server-sent events come out. A listener that does not read loses its oldest facts, not ours."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[tuple[str, dict[str, Any]]]] = set()

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def publish(self, kind: str, data: dict[str, Any]) -> None:
        """Tell every listener."""
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait((kind, data))

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(CLOSED)

    async def stream(
        self,
        kinds: set[str] | None,
        inbox_id: str | None,
        heartbeat_s: float = HEARTBEAT_S,
        *,
        ack: dict[str, Any] | None = None,
    ) -> AsyncIterator[str]:
        """The text of one stream: an acknowledgement, then facts of these kinds, with a comment as heartbeat."""
        ack = {"type": "connection.ack", "events": sorted(kinds or ())} if ack is None else ack
        queue: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue(maxsize=1000)
        self._listeners.add(queue)
        try:
            yield event("connection.ack", ack)
            while True:
                try:
                    kind, data = await asyncio.wait_for(queue.get(), heartbeat_s)
                except TimeoutError:
                    yield ": heartbeat\n\n"
                    continue
                if not kind:
                    return
                if (kinds is None or kind in kinds) and inbox_id in (None, data.get("inbox_id")):
                    yield event(kind, data)
        finally:
            self._listeners.discard(queue)


def event(kind: str, data: dict[str, Any]) -> str:
    """One server-sent event; the data is one line of JSON."""
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
