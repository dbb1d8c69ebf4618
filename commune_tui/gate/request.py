"""One request that came to the gate, and its body, which is bounded in bytes and in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from commune_tui.gate.refusal import NotTaken

_BODY_S = 30.0
_READ_ON_S = 5.0
_READ_ON_BYTES = 32_000_000
Message = MutableMapping[str, Any]


@dataclass(slots=True)
class Request:
    """One request, before its body; ``ended`` once nothing of it is to come."""

    method: str
    path: bytes
    query: bytes
    headers: list[tuple[str, str]] = field(repr=False)
    receive: Callable[[], Awaitable[Message]] = field(repr=False)
    ended: bool = False

    def all(self, name: str) -> list[str]:
        """Every header of this name (in small letters)."""
        return [value for each, value in self.headers if each == name]

    def one(self, name: str) -> str | None:
        """The only header of this name. Raises NotTaken where there are two."""
        values = self.all(name)
        if len(values) > 1:
            raise NotTaken(400, f"The header {name} stands in the request twice.")
        return values[0] if values else None

    def as_it_is(self) -> None:
        """Raises NotTaken where the body is packed."""
        if self.one("content-encoding") not in (None, "identity"):
            raise NotTaken(415, "The gate takes bodies as they are, not packed.")

    def as_json(self, what: str) -> None:
        """Raises NotTaken unless the body says that it is JSON; ``what`` is what it holds."""
        kind = (self.one("content-type") or "").replace(" ", "").lower()
        if kind not in ("application/json", "application/json;charset=utf-8"):
            raise NotTaken(415, f"{what} is given as application/json.")

    async def body(self, most: int) -> bytes:
        """All of it, within 30 s and so many bytes. Raises NotTaken."""
        if (length := self.one("content-length")) is not None and int(length) > most:
            raise NotTaken(413, "The body is too large.")
        pieces, size = [], 0
        try:
            async with asyncio.timeout(_BODY_S):
                while not self.ended:
                    pieces.append(await self._piece())
                    size += len(pieces[-1])
                    if size > most:
                        raise NotTaken(413, "The body is too large.")
        except TimeoutError:
            raise NotTaken(408, "The body took too long.") from None
        return b"".join(pieces)

    async def read_on(self) -> None:
        """Read what is left and keep none of it, for some seconds and bytes. Whoever still writes when the gate hangs
        up meets a broken connection in place of the answer."""
        left = _READ_ON_BYTES
        with suppress(TimeoutError, NotTaken):
            async with asyncio.timeout(_READ_ON_S):
                while not self.ended and left > 0:
                    left -= len(await self._piece())

    async def _piece(self) -> bytes:
        message = await self.receive()
        self.ended = not message.get("more_body", False)
        if message["type"] == "http.disconnect":
            raise NotTaken(400, "The body ended too soon.")
        return bytes(message.get("body", b""))
