"""Passing a delivery on to the one address that the person named, and bringing its answer back.

Passed on: the body byte for byte, :data:`~.kept.PASSED` of the headers, and nothing else. Passed back: the status, the
type and the body of the answer. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from commune_tui import clock
from commune_tui.api.address import is_loopback
from commune_tui.api.errors import CommuneError, Misused
from commune_tui.api.exchange import Outgoing, Timing
from commune_tui.api.transport import Transport
from commune_tui.listen.kept import PASSED

MOST_ANSWER = 256_000
LONGEST_S = 9.0
"""The API waits ten seconds for the first attempt (contract §5.3), so the answer has to be back before."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What the app answered; ``error`` is a sentence where no answer came, and ``status`` is then that of a gateway."""

    status: int
    latency_ms: int
    body: bytes = field(default=b"", repr=False)
    type: str = ""
    error: str = ""


def checked(address: str) -> str:
    """The address when deliveries may go there. Raises Misused.

    A delivery is a whole mail: over http it goes to this machine only.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Misused("The address to forward to is none.") from None
    if not (address.isascii() and address.isprintable()) or "\\" in address or " " in address:
        raise Misused("The address to forward to contains characters that do not belong in one.")
    if parts.scheme not in ("http", "https") or not host:
        raise Misused("The address to forward to must begin with http:// or https:// and name a host.")
    if "@" in parts.netloc or "#" in address:
        raise Misused("The address to forward to must not contain a name, a password or a #.")
    if parts.scheme == "http" and not is_loopback(host):
        raise Misused("The address to forward to must use https: over http anyone on the way could read the mail.")
    return address


def port_here(address: str) -> int | None:
    """The port of an address of this machine; ``None`` for one elsewhere."""
    parts = urlsplit(address)
    return (parts.port or (443 if parts.scheme == "https" else 80)) if is_loopback(parts.hostname) else None


class Forwarding:
    """Goes to ``address`` and nowhere else."""

    def __init__(self, address: str) -> None:
        self.address = checked(address)
        timing = Timing(connect_s=3.0, read_s=LONGEST_S, total_s=LONGEST_S)
        self._transport = Transport(timing, tls=address.startswith("https:"))

    @property
    def host(self) -> str:
        """The host and port, for reading."""
        return urlsplit(self.address).netloc

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def pass_on(self, headers: Mapping[str, str], body: bytes) -> Passed:
        """Never raises: that nobody answered is an answer."""
        passed = {name: headers[name] for name in PASSED if headers.get(name, "").isprintable() and name in headers}
        outgoing = Outgoing("POST", self.address, {name: each for name, each in passed.items() if each.isascii()}, body)
        began = clock.monotonic_s()
        status, error = 502, ""
        try:
            async with asyncio.timeout(LONGEST_S):
                flow, answer = await self._transport.exchange(outgoing, most_bytes=MOST_ANSWER)
            kind = flow.headers.get("content-type", "")
            return Passed(flow.status, _ms(began), answer, kind if kind.isascii() and kind.isprintable() else "")
        except TimeoutError:
            status, error = 504, f"The app did not answer within {LONGEST_S:.0f} s."
        except CommuneError as failure:
            error = failure.sentence.replace("The server", "The app")
        return Passed(status, _ms(began), error=error)


def _ms(began: float) -> int:
    return round((clock.monotonic_s() - began) * 1000)
