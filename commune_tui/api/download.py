"""Fetches a file from an address that a server gave, without ever telling that address who is asking.

The address is not trusted: https only, public networks only (checked after name resolution, and the checked address is
the one connected to), at most three redirects, each checked again, no credential, no cookie, no Referer, and no more
bytes than allowed. Where the API itself is on this machine, or in a network of one's own, its files may be too; but
once a redirect leads elsewhere, none leads back in. ``data:`` addresses are unpacked.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from .address import is_loopback, is_private, is_public
from .caller import USER_AGENT
from .errors import AnswerTooLarge, CommuneError, DownloadRefused, NeverConnected, TimedOut
from .exchange import Flow, Outgoing, Timing
from .refusals import refused
from .transport import Transport

MOST_BYTES = 50_000_000
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def chunks(
    url: str, *, local: bool, home: str = "", most_bytes: int = MOST_BYTES, timing: Timing | None = None
) -> AsyncIterator[bytes]:
    """The content of ``url`` in pieces. ``local`` allows addresses of this machine (and http to them), ``home`` is a
    host that may be in a network of one's own.

    Raises :class:`DownloadRefused`, or the errors of any request. The deadline is ``timing.total_s`` for all of it.
    """
    if url[:5].lower() == "data:":
        yield _unpack(url, most_bytes)
        return
    timing = timing or Timing(total_s=300.0)
    transport = Transport(timing)
    try:
        async with asyncio.timeout(timing.total_s) as deadline:
            async for piece in _follow(transport, url, _Reach(local, home), most_bytes):
                yield piece
    except TimeoutError:
        if not deadline.expired():
            raise
        late = True
    except AnswerTooLarge:
        late = False
    else:
        return
    finally:
        await transport.aclose()
    if late:
        raise TimedOut(f"The file did not arrive within {timing.total_s:.0f} s.")
    raise DownloadRefused(f"The file is larger than {most_bytes / 1e6:.0f} MB.")


@dataclass(slots=True)
class _Reach:
    """What is allowed beyond the public networks, as long as no address left it."""

    local: bool
    home: str

    def allows(self, host: str, address: str) -> bool:
        """Whether ``address``, which ``host`` was resolved to, may be connected to."""
        if self.local and is_loopback(host):
            return is_loopback(address)
        return is_public(address) or (host == self.home and is_private(address))

    def narrow(self, host: str) -> None:
        """``host`` is asked: what it answers may lead to this machine only from this machine, home only from home."""
        self.local = self.local and is_loopback(host)
        self.home = self.home if host == self.home else ""


async def _follow(transport: Transport, url: str, reach: _Reach, most_bytes: int) -> AsyncIterator[bytes]:
    for _ in range(_MOST_REDIRECTS + 1):
        failure: CommuneError | None = None
        addresses = await _resolve(url, reach)
        reach.narrow(_parts(url)[0])
        for address in addresses:
            try:
                async with transport.open(_request(url, address), most_bytes=most_bytes) as flow:
                    if flow.status in _REDIRECTS:
                        url = _next(url, flow)
                        break
                    await _require_success(flow)
                    async for piece in flow.pieces:
                        yield piece
                    return
            except NeverConnected as error:
                failure = error
        else:
            raise failure or NeverConnected("The file's server could not be reached.")
    raise DownloadRefused("The file's address leads from one redirect to the next.")


async def _require_success(flow: Flow) -> None:
    if not 200 <= flow.status < 300:
        raise refused(flow.status, flow.headers, None)


def _next(url: str, flow: Flow) -> str:
    location = flow.headers.get("location")
    if not location:
        raise DownloadRefused("The file's address redirects to nowhere.")
    return urljoin(url, location)


async def _resolve(url: str, reach: _Reach) -> list[str]:
    """Every address behind the host of ``url``, all of them allowed; :class:`DownloadRefused` if one is not."""
    host, port, scheme = _parts(url)
    if scheme != "https" and not (reach.local and is_loopback(host)):
        raise DownloadRefused("The file's address does not use https.")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise NeverConnected("The file's server could not be found.")
    if not all(reach.allows(host, address) for address in addresses):
        raise DownloadRefused("The file's address points into a private network.")
    return addresses[:4]


def _parts(url: str) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or "\\" in url or not url.isprintable() or " " in url or "@" in parts.netloc:
        raise DownloadRefused("The file's address is not a proper web address.")
    if parts.scheme not in ("https", "http"):
        raise DownloadRefused("The file's address does not use https.")
    return host, port or (443 if parts.scheme == "https" else 80), parts.scheme


def _request(url: str, address: str) -> Outgoing:
    """Connect to the address that was checked, and still ask for (and verify the certificate of) the host."""
    parts = urlsplit(url)
    literal = f"[{address}]" if ":" in address else address
    netloc = literal if parts.port is None else f"{literal}:{parts.port}"
    pinned = parts._replace(netloc=netloc, fragment="").geturl()
    headers = {"Host": parts.netloc, "User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    return Outgoing("GET", pinned, headers, extensions={"sni_hostname": parts.hostname or ""})


def _unpack(url: str, most_bytes: int) -> bytes:
    """The bytes of a ``data:`` address (some servers give these, contract §4.6)."""
    head, comma, data = url[5:].partition(",")
    if not comma:
        raise DownloadRefused("The file's data address is damaged.")
    if len(data) > most_bytes * 4 + 1024:
        raise DownloadRefused(f"The file is larger than {most_bytes / 1e6:.0f} MB.")
    raw: bytes | None = unquote_to_bytes(data)
    if raw is not None and head.lower().endswith(";base64"):
        compact = raw.translate(None, b" \t\r\n").replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
        try:
            raw = base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
        except (ValueError, binascii.Error):
            raw = None
    if raw is None:
        raise DownloadRefused("The file's data address is damaged.")
    if len(raw) > most_bytes:
        raise DownloadRefused(f"The file is larger than {most_bytes / 1e6:.0f} MB.")
    return raw
