"""One call to the API: the request is written, sent, perhaps repeated, and its answer read or refused.

Joins transport, credential, retry and refusals; knows no endpoint.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commune_tui import __version__, clock

from . import errors, jsontext
from .address import query
from .auth import Credential, Secret
from .exchange import Flow, Outgoing, Patience
from .owner import Owner
from .rate import NO_LIMITS, RateLimits, rate_limits
from .refusals import refused
from .retry import Attempt, Failure, RetryPolicy, pause_s
from .room import room
from .transport import Transport

USER_AGENT = f"commune-tui/{__version__}"
Exchanged = Callable[[str, str, int, int, int], None]
Params = Mapping[str, str | int | None]
_PRIVATE = ("subject", "text", "html", "content", "confirmation_token", "agentSignupToken", "signature")
_LONGEST_KEY = 200
WHOSE = "/v1/agent/org"
LARGE = 64_000
"""Bytes of an answer above which it is read beside the event loop, so that a screen can go on drawing."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A 2xx answer: its JSON (``None`` for an empty one), lower-case headers, stated rate limits, bytes of its body."""

    status: int
    json: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    limits: RateLimits = NO_LIMITS
    size: int = 0


class Caller:
    """Speaks to one server as one caller. ``rate_limits`` is what the latest answer that stated limits said.

    ``ahead`` is how far the server's clock was ahead of this machine's at the latest answer that was dated.
    """

    def __init__(
        self,
        base_url: str,
        credential: Credential,
        transport: Transport,
        retry: RetryPolicy,
        on_exchange: Exchanged | None = None,
    ) -> None:
        self.base_url = base_url
        self.credential = credential
        self.transport = transport
        self.retry = retry
        self.on_exchange = on_exchange
        self.owner: Owner | None = None
        self.rate_limits = NO_LIMITS
        self.ahead = timedelta(0)

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Any = None,
        idempotency_key: str | None = None,
    ) -> Reply:
        """Make a call until it is answered, there is no point in trying again, or its time is up.

        Raises the tree of :mod:`.errors`. ``idempotency_key`` goes into the header of that name and makes a write
        repeatable. A ``body`` of bytes is JSON already and leaves as it is.
        """
        outgoing = self.outgoing(method, path, params=params, body=body, idempotency_key=idempotency_key)
        if self.owner is not None and path != WHOSE:
            await self.owner.sure()
        private = (*self.credential.secrets(), *_private(body))
        number, patience = 0, Patience(self.transport.timing.total_s)
        while True:
            number += 1
            failure, attempt = await self._try(outgoing, path, private, number, idempotency_key is not None, patience)
            if isinstance(failure, Reply):
                return failure
            wait_s = pause_s(attempt, self.retry, random.random())
            if wait_s is not None and attempt.retry_after_s is None:
                patience.left_s -= wait_s
            if wait_s is None or patience.left_s <= 0:
                raise failure
            await asyncio.sleep(wait_s)

    def outgoing(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Any = None,
        idempotency_key: str | None = None,
        accept: str = "application/json",
    ) -> Outgoing:
        """The request as it will be sent, without the credential."""
        headers = {"Accept": accept, "User-Agent": USER_AGENT}
        raw = b""
        if body is not None:
            raw = body if isinstance(body, bytes) else jsontext.dumps(body)
            headers["Content-Type"] = "application/json"
        if idempotency_key is not None:
            if not 0 < len(idempotency_key) <= _LONGEST_KEY or not (
                idempotency_key.isascii() and idempotency_key.isprintable()
            ):
                raise errors.Misused("An idempotency key is 1 to 200 printable ASCII characters.")
            headers["Idempotency-Key"] = idempotency_key
        return Outgoing(method, self.base_url + path + query(params or {}), headers, raw)

    async def _try(
        self,
        outgoing: Outgoing,
        path: str,
        private: tuple[Secret, ...],
        number: int,
        has_key: bool,
        patience: Patience,
    ) -> tuple[Reply | errors.CommuneError, Attempt]:
        failure: errors.CommuneError
        begun = clock.now()
        try:
            most = room(outgoing.method, path)
            flow, answer = await self.transport.exchange(outgoing, self.credential, most_bytes=most, patience=patience)
        except errors.Unreachable as error:
            failure = error
            if self.owner is not None:
                self.owner.lost()
            self._count(outgoing, path, 0, 0)
        except errors.Unreadable as error:
            self._count(outgoing, path, 0, 0)
            return error, Attempt(outgoing.method, number, "status")
        else:
            self._count(outgoing, path, flow.status, flow.bytes_in)
            self._note_clock(flow.headers, begun)
            if len(answer) < LARGE:
                return self._judge(outgoing.method, flow, answer, private, number, has_key)
            return await asyncio.to_thread(self._judge, outgoing.method, flow, answer, private, number, has_key)
        kind: Failure = "never_connected" if isinstance(failure, errors.NeverConnected) else "interrupted"
        certificate = isinstance(failure, errors.NeverConnected) and failure.certificate
        return failure, Attempt(outgoing.method, number, kind, has_key=has_key, certificate=certificate)

    def _judge(
        self, method: str, flow: Flow, body: bytes, private: tuple[Secret, ...], number: int, has_key: bool
    ) -> tuple[Reply | errors.CommuneError, Attempt]:
        if 200 <= flow.status < 300:
            attempt = Attempt(method, number, "status", flow.status)
            try:
                return self._accept(flow, body), attempt
            except errors.Unreadable as error:
                return error, attempt
        refusal = refused(flow.status, flow.headers, read_body(body), private=private)
        self._note(refusal.limits)
        attempt = Attempt(method, number, "status", flow.status, has_key, refusal.retry_after_s)
        return refusal, attempt

    def _accept(self, flow: Flow, body: bytes) -> Reply:
        value = jsontext.loads(body) if body.strip() else None
        limits = rate_limits(flow.headers, value, clock.now())
        self._note(limits)
        return Reply(flow.status, value, flow.headers, limits, len(body))

    def _note_clock(self, headers: Mapping[str, str], begun: datetime) -> None:
        """The least that the clocks can differ: an answer is dated in whole seconds, somewhere between the beginning of
        its request and now."""
        if (said := clock.from_header(headers.get("date", ""))) is not None:
            least, most = said - clock.now(), said + timedelta(seconds=1) - begun
            self.ahead = max(least, min(most, timedelta(0)))

    def _note(self, limits: RateLimits) -> None:
        if limits != NO_LIMITS:
            self.rate_limits = limits

    def _count(self, outgoing: Outgoing, path: str, status: int, bytes_in: int) -> None:
        if self.on_exchange is not None:
            self.on_exchange(outgoing.method, path, status, bytes_in, len(outgoing.body))


def read_body(body: bytes) -> Any:
    """The JSON of an error body, or its text: errors come in every form (contract §3.1)."""
    try:
        return jsontext.loads(body)
    except errors.Unreadable:
        return body.decode("utf-8", "replace")


def _private(body: Any) -> tuple[Secret, ...]:
    if isinstance(body, bytes):
        body = jsontext.loads(body)
    if not isinstance(body, dict):
        return ()
    return tuple(Secret(value) for name in _PRIVATE if isinstance(value := body.get(name), str) and value)
