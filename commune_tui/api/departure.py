"""Whether a request has begun to leave this machine: what no failure before that moment can have changed anywhere.

The HTTP library tells each step of an exchange before it takes it. Only the steps that come before a request are known
here by name; every other one counts as the request leaving, so a step that nobody thought of is never taken for safe.
"""

from __future__ import annotations

from typing import Any

from .errors import Interrupted

_BEFORE = ("connection.", "proxy.", "socks", "http2.send_connection_init.")
_ABOUT_TO = ".started"
_AFTERWARDS = ".response_closed."
_SAFE = frozenset({"GET", "HEAD"})


class Departure:
    """One request on its way. ``begun`` is true from the moment on at which its first byte may have left."""

    def __init__(self, method: str) -> None:
        self._method = method
        self.begun = False

    async def step(self, name: str, info: dict[str, Any]) -> None:
        """Told before and after each step. Stops the library from sending a write a second time by itself."""
        if not name.endswith(_ABOUT_TO) or name.startswith(_BEFORE) or _AFTERWARDS in name or _opens_a_tunnel(info):
            return
        if self.begun and name.endswith(".send_request_headers.started") and self._method not in _SAFE:
            raise Interrupted("The server closed the connection while the request was on its way.")
        self.begun = True


def _opens_a_tunnel(info: dict[str, Any]) -> bool:
    """Whether a step belongs to the way through a proxy and not to the request."""
    return getattr(info.get("request"), "method", b"") == b"CONNECT"
