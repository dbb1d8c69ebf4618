"""``client.events``: the live stream, server-sent events (contract §4.13). A hint to look, never the news itself.

Beyond the published documents. Some servers have no stream, and some acknowledge it and then never send: the stream
then ends or stays silent, and nobody is told off; whoever listens must also ask from time to time.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commune_tui import clock

from . import jsontext
from .address import path
from .auth import Secret
from .caller import Caller, read_body
from .errors import CommuneError, NotAllowed, NotAuthenticated, RateLimited, Refused, ServerFailed, Unreadable
from .exchange import Flow
from .moment import from_wire
from .refusals import refused
from .transport import MOST_ERROR_BYTES

_LONGEST_LINE = 1_000_000
_MOST_BYTES = 10**12  # a stream has no end; single events are capped


@dataclass(frozen=True, slots=True)
class StreamPolicy:
    """How long to listen to silence (the server's heartbeat is 30 s), and how often to try again in vain."""

    silence_s: float = 75.0
    first_s: float = 1.0
    most_s: float = 30.0
    attempts: int = 6
    settled_s: float = 60.0


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """Something happened: ``email.received``, ``email.sent``, or another word; ``connection.ack`` opens each stream.

    ``data`` is what the server said about it, unverified: fetch the object instead of believing it.
    """

    type: str
    inbox_id: str | None = None
    thread_id: str | None = None
    message_id: str | None = None
    created_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict, repr=False)


class Events:
    """``async for event in client.events.stream(): …``"""

    def __init__(self, caller: Caller, policy: StreamPolicy) -> None:
        self._caller = caller
        self._policy = policy

    async def stream(
        self, *, types: Sequence[str] = ("email.received", "email.sent"), inbox_id: str | None = None
    ) -> AsyncGenerator[LiveEvent]:
        """Events as they happen, over as many connections as it takes.

        Ends quietly where the server has no stream or after some attempts in vain. Raises only
        :class:`NotAuthenticated` and :class:`NotAllowed`: a key that may not listen is worth knowing.
        """
        policy, futile = self._policy, 0
        while futile < policy.attempts:
            started = clock.monotonic_s()
            wait_s = policy.first_s
            try:
                async with aclosing(self._once(types, inbox_id)) as events:
                    async for event in events:
                        if event.type != "connection.ack":
                            futile = 0
                        yield event
            except (NotAuthenticated, NotAllowed):
                raise
            except (RateLimited, ServerFailed) as error:
                wait_s = min(error.retry_after_s or wait_s, 60.0)
            except (Refused, Unreadable):
                return
            except CommuneError:
                pass
            futile = 1 if clock.monotonic_s() - started >= policy.settled_s else futile + 1
            if futile < policy.attempts:
                back_off = min(policy.first_s * 2.0 ** (futile - 1), policy.most_s) * (0.5 + random.random() / 2)
                await asyncio.sleep(max(back_off, wait_s if wait_s > policy.first_s else 0.0))

    async def _once(self, types: Sequence[str], inbox_id: str | None) -> AsyncGenerator[LiveEvent]:
        params = {"events": ",".join(types) or None, "inbox_id": inbox_id}
        caller = self._caller
        where = path("events", "stream")
        outgoing = caller.outgoing("GET", where, params=params, accept="text/event-stream")
        open_flow = caller.transport.open(
            outgoing, caller.credential, most_bytes=_MOST_BYTES, read_s=self._policy.silence_s
        )
        async with open_flow as flow:
            try:
                await _require_stream(flow, caller.credential.secrets())
                async with aclosing(_events(flow.pieces)) as events:
                    async for event in events:
                        yield event
            finally:
                if caller.on_exchange is not None:
                    caller.on_exchange("GET", where, flow.status, flow.bytes_in, 0)


async def _require_stream(flow: Flow, private: tuple[Secret, ...]) -> None:
    kind = flow.headers.get("content-type", "").partition(";")[0].strip().lower()
    if flow.status == 200 and kind == "text/event-stream":
        return
    if 200 <= flow.status < 300:
        raise Unreadable("The server has no live stream.")
    body = b""
    async for piece in flow.pieces:
        body += piece
        if len(body) > MOST_ERROR_BYTES:
            break
    raise refused(flow.status, flow.headers, read_body(body), private=private)


async def _events(pieces: AsyncIterator[bytes]) -> AsyncGenerator[LiveEvent]:
    """The event-stream format: blocks of ``event:`` and ``data:`` lines, ended by an empty line; ``:`` is a comment."""
    data: list[str] = []
    name, size = "", 0
    async for line in _lines(pieces):
        size += len(line)
        if size > _LONGEST_LINE:
            raise Unreadable("The live stream sent an event that is too large.")
        if line:
            key, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if key == "event":
                name = value
            elif key == "data":
                data.append(value)
            continue
        if data or name:
            yield _event(name, "\n".join(data))
        name, size = "", 0
        data.clear()


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[str]:
    rest = b""
    async for piece in pieces:
        rest += piece
        if len(rest) > _LONGEST_LINE:
            raise Unreadable("The live stream sent a line that is too long.")
        *lines, rest = rest.replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").rstrip("\r")


def _event(name: str, text: str) -> LiveEvent:
    try:
        value = jsontext.loads(text) if text.strip() else {}
    except Unreadable:
        value = {}
    said: dict[str, Any] = value if isinstance(value, dict) else {}
    inner = said["data"] if isinstance(said.get("data"), dict) else {}

    def text_of(*keys: str) -> str | None:
        return next((v for source in (said, inner) for k in keys if isinstance(v := source.get(k), str) and v), None)

    return LiveEvent(
        type=name or text_of("type", "event") or "message",
        inbox_id=text_of("inbox_id", "inboxId"),
        thread_id=text_of("thread_id", "threadId"),
        message_id=text_of("message_id", "messageId"),
        created_at=from_wire(said.get("created_at") or inner.get("created_at")),
        data=said,
    )
