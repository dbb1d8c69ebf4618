"""One HTTP POST over asyncio streams: what came back, or why nothing did. Follows no redirect, keeps no connection."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from commune_tui import clock

REFUSED = "not contacted: the sandbox only posts to this machine; start it with --expose to let it reach others"
_LONGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Outcome:
    """``error`` is ``None`` for any 2xx; ``status`` is ``None`` when no answer came."""

    status: int | None
    error: str | None
    latency_ms: int


async def post(url: str, headers: dict[str, str], body: bytes, timeout_s: float, exposed: bool = False) -> Outcome:
    """Post ``body``. Never raises. Unless ``exposed``, only a loopback host is contacted and no name is looked up."""
    began = clock.monotonic_s()
    status: int | None = None
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            error: str | None = "the endpoint is no http or https address"
        elif not exposed and not is_loopback(parts.hostname):
            error = REFUSED
        else:
            async with asyncio.timeout(timeout_s):
                status = await _exchange(parts, headers, body)
            error = None if 200 <= status < 300 else f"HTTP {status}"
    except TimeoutError:
        error = f"no answer within {timeout_s:g} s"
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as problem:
        reason = getattr(problem, "strerror", None)
        error = f"connection failed: {reason or type(problem).__name__}"
    return Outcome(status, error, round((clock.monotonic_s() - began) * 1000))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: a literal loopback address or ``localhost``."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _exchange(parts: SplitResult, headers: dict[str, str], body: bytes) -> int:
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    host = parts.hostname or ""
    # The name localhost is not looked up: what it stands for is up to the machine's hosts file.
    where = "127.0.0.1" if host.lower() == "localhost" else host
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(where, port, ssl=secure, limit=_LONGEST_HEAD)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fixed = {"host": parts.netloc.rpartition("@")[2], "content-length": str(len(body)), "connection": "close"}
        lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in {**fixed, **headers}.items())]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line break in the address")
        writer.write("\r\n".join([*lines, "", ""]).encode("utf-8") + body)
        await writer.drain()
        first = await reader.readuntil(b"\r\n")
        while first.startswith(b"HTTP/1.1 100"):
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            first = await reader.readuntil(b"\r\n")
        version, _, rest = first.decode("latin-1").partition(" ")
        if not version.startswith("HTTP/") or not rest[:3].isdecimal():
            raise ValueError("the answer is not HTTP")
        return int(rest[:3])
    finally:
        writer.close()
