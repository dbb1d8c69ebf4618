"""The wire: one HTTP exchange, bounded in time and size. The only file that imports the HTTP library.

Knows no API: it turns a request into status, headers and bytes, or into an :class:`~.errors.Unreachable`. Redirects
are not followed, nothing is taken from the environment (a proxy and an authority are handed in), cookies are not kept,
and TLS is always verified (``ca_file`` adds an authority; nothing removes the check).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from commune_tui.network import Network

from . import errors
from .auth import Credential, Nobody
from .departure import Departure
from .exchange import Flow, Outgoing, Patience, Timing
from .inflate import ACCEPTED, Inflater
from .tls import tls_context, tls_failure, tls_sentence

if TYPE_CHECKING:
    from collections.abc import Generator

for _name in ("httpx", "httpcore", "hpack", "h2"):  # at DEBUG these write headers, and so keys, into logs
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

AT_ONCE = 8  # more connections than this make the HTTP/1.1 pool of httpx 0.28 slower, not faster
AT_ONCE_HTTP2 = 32
KEPT_S = 3.5
"""How long a connection that is not used is kept. Many servers (Node and uvicorn are two) hang up after five seconds:
who asks at that very moment finds the connection broken, and after a write nobody knows whether it was done.
"""
MOST_BYTES = 20_000_000
MOST_ERROR_BYTES = 200_000
DIRECT = Network()
_LOCATION = "location"
_UNWRITABLE = re.compile(r"^[ \t]|[ \t]$|[\x00-\x08\x0a-\x1f\x7f]")


class _Sign(httpx.Auth):
    """Adds the credential at the last moment, so that no variable on the way holds it."""

    def __init__(self, credential: Credential, body: bytes) -> None:
        self._credential = credential
        self._body = body

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.update(self._credential.headers(self._body))
        if any(map(_UNWRITABLE.search, request.headers.values())):
            raise errors.Misused("The request could not be written down: a header is not valid.")
        yield request


async def _keep_here(response: httpx.Response) -> None:
    """Takes the new address out of a redirect: the library would read it, and fail on it, without following it."""
    response.extensions[_LOCATION] = response.headers.pop(_LOCATION, None)


class Transport:
    """A pool of connections. At most 8 requests are in flight, 32 once the server has answered over HTTP/2."""

    def __init__(self, timing: Timing, *, tls: bool = True, network: Network = DIRECT) -> None:
        self.timing = timing
        self._client = httpx.AsyncClient(
            verify=tls_context(tls, network.ca_file),
            proxy=_proxy(network) if tls else None,
            http2=True,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            event_hooks={"response": [_keep_here]},
            timeout=httpx.Timeout(timing.read_s, connect=timing.connect_s, pool=None),
            limits=httpx.Limits(
                max_connections=AT_ONCE + 2, max_keepalive_connections=AT_ONCE, keepalive_expiry=KEPT_S
            ),
        )
        self._client.headers.clear()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._wide = False

    async def aclose(self) -> None:
        await self._client.aclose()

    async def exchange(
        self,
        outgoing: Outgoing,
        credential: Credential | None = None,
        *,
        most_bytes: int = MOST_BYTES,
        patience: Patience | None = None,
    ) -> tuple[Flow, bytes]:
        """Send, and read the whole answer, with its body. Raises :class:`errors.Unreachable` or
        :class:`errors.Unreadable`.
        """
        failure: errors.CommuneError
        patience = patience or Patience(self.timing.total_s)
        departure = Departure(outgoing.method)
        loop = asyncio.get_running_loop()
        async with self._room:
            begun = loop.time()
            try:
                async with asyncio.timeout(patience.left_s):
                    flow, body = await self._read(outgoing, credential or Nobody(), most_bytes, departure)
                    self._widen(flow.http2)
                    return flow, body
            except TimeoutError:
                failure = _late(f"No complete answer within {self.timing.total_s:.0f} s.", departure)
            except errors.CommuneError as error:
                failure = error
            finally:
                patience.left_s -= loop.time() - begun
        raise failure  # outside of the except clauses, so that no library exception (it holds the request) hangs on it

    async def _read(
        self, outgoing: Outgoing, credential: Credential, most_bytes: int, departure: Departure
    ) -> tuple[Flow, bytes]:
        async with self.open(outgoing, credential, most_bytes=most_bytes, departure=departure) as flow:
            pieces: list[bytes] = []
            try:
                async for piece in flow.pieces:
                    pieces.append(piece)
            except errors.AnswerTooLarge:
                if flow.status < 300:
                    raise
            return flow, b"".join(pieces)

    def _widen(self, http2: bool) -> None:
        if http2 and not self._wide:
            self._wide = True
            for _ in range(AT_ONCE_HTTP2 - AT_ONCE):
                self._room.release()

    @asynccontextmanager
    async def open(
        self,
        outgoing: Outgoing,
        credential: Credential | None = None,
        *,
        most_bytes: int,
        read_s: float | None = None,
        departure: Departure | None = None,
    ) -> AsyncIterator[Flow]:
        """Send, and hand out the answer as it arrives. For streams: it takes no place among the 8, has no deadline.

        ``read_s`` is the longest silence. At most ``most_bytes`` decoded bytes come out (of an error, fewer).
        """
        failure: errors.CommuneError | None = None
        departure = departure or Departure(outgoing.method)
        timeout = httpx.Timeout(read_s or self.timing.read_s, connect=self.timing.connect_s, pool=None)
        try:
            request = self._client.build_request(
                outgoing.method,
                outgoing.url,
                headers={"Accept-Encoding": ACCEPTED, **outgoing.headers},
                content=outgoing.body or None,
                timeout=timeout,
                extensions={**outgoing.extensions, "trace": departure.step},
            )
            response = await self._client.send(
                request, stream=True, auth=_Sign(credential or Nobody(), outgoing.body), follow_redirects=False
            )
        except Exception as error:  # the library lets exceptions of its parts (h2, anyio, ssl) through
            failure = _translate(error, departure)
        if failure is not None:
            raise failure
        flow = _flow(response)
        flow.pieces = pieces = _pieces(response, flow, most_bytes, departure)
        try:
            yield flow
        finally:
            await pieces.aclose()
            await _close(response)


def _flow(response: httpx.Response) -> Flow:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if (elsewhere := response.extensions.get(_LOCATION)) is not None:
        headers[_LOCATION] = elsewhere
    return Flow(response.status_code, headers, response.http_version == "HTTP/2")


async def _pieces(response: httpx.Response, flow: Flow, most_bytes: int, departure: Departure) -> AsyncGenerator[bytes]:
    room = most_bytes if flow.status < 300 else min(most_bytes, MOST_ERROR_BYTES)
    inflater = Inflater(flow.headers.get("content-encoding", ""), room)
    failure: errors.CommuneError | None = None
    async with aclosing(_raw(response)) as raw:
        while failure is None:
            try:
                chunk = await anext(raw)
            except StopAsyncIteration:
                break
            except Exception as error:  # as above
                failure = _translate(error, departure)
                continue
            flow.bytes_in += len(chunk)
            for piece in inflater.feed(chunk):
                yield piece
    if failure is not None:
        raise failure
    inflater.finish()


async def _raw(response: httpx.Response) -> AsyncGenerator[bytes]:
    async for chunk in response.aiter_raw():
        yield chunk


async def _close(response: httpx.Response) -> None:
    with suppress(Exception):  # a connection that fails while being given back is simply gone
        await response.aclose()


def _translate(error: Exception, departure: Departure) -> errors.CommuneError:
    """What a failure means: by how far the request had come, and only then by what the library calls it."""
    if isinstance(error, errors.CommuneError):
        return error
    if isinstance(error, httpx.ProxyError):  # it answers before anything of ours is written
        return errors.NeverConnected("The proxy that the settings name did not let us through.")
    if isinstance(error, httpx.TimeoutException):
        return _late("The server stopped answering.", departure)
    if departure.begun:
        return errors.Interrupted("The connection broke before the answer was complete.")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | UnicodeError):
        return errors.Misused("The request could not be written down: its address or a header is not valid.")
    if (untrusted := tls_failure(error)) is not None:
        return errors.NeverConnected(tls_sentence(untrusted), certificate=True)
    return errors.NeverConnected("The server could not be reached.")


def _late(sentence: str, departure: Departure) -> errors.CommuneError:
    """Time was up: after the request began to leave, the server may have acted all the same."""
    if departure.begun:
        return errors.TimedOut(sentence)
    return errors.NeverConnected("The server could not be reached in time.")


def _proxy(network: Network) -> httpx.Proxy | None:
    """The proxy for https addresses; a server on this machine is never asked through one."""
    if not network.proxy:
        return None
    secure = network.proxy.startswith("https:")
    return httpx.Proxy(network.proxy, ssl_context=tls_context(True, network.ca_file) if secure else None)
