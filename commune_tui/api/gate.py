"""``Gate``: the operators' side of a gate (docs/gate.md): what agents ask to send, and what people decide.

A gate is another server than the API and has keys of its own, so it has a client of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from commune_tui.network import Network

from .address import clean_base_url, is_loopback
from .auth import ApiKey, Secret
from .caller import Caller
from .errors import Misused
from .exchange import Timing
from .models.gate import Pause, Waiting, WholeHeldMail
from .noun import Noun, read_one, read_page
from .retry import RetryPolicy
from .transport import DIRECT, Transport

_TIMING = Timing(connect_s=5.0, read_s=75.0, total_s=80.0)
"""A gate keeps the answer to a look back for up to 60 s while nothing happens."""
_LONGEST_ID = 100


class Gate(Noun):
    """One operator of one gate. Nothing is repeated by itself. Use it as an async context manager, or call
    :meth:`aclose`. Raises :class:`Misused` for an address or a key that cannot be used."""

    def __init__(self, key: Secret, base_url: str, network: Network = DIRECT) -> None:
        base = clean_base_url(base_url)
        if is_loopback(urlsplit(base).hostname):
            network = replace(network, proxy="")
        self._transport = Transport(_TIMING, tls=base.startswith("https:"), network=network)
        super().__init__(Caller(base, ApiKey(key), self._transport, RetryPolicy(attempts=1)))

    def __repr__(self) -> str:
        return f"Gate({self._caller.base_url!r})"

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    # -- looking -------------------------------------------------------------------------------------------------------

    async def waiting(self, since: int | None = None, wait_s: int = 0) -> Waiting:
        """All that waits. With ``since`` the gate answers once something moved after that, or after ``wait_s`` (at most
        60)."""
        params = {} if since is None else {"since": since, "wait": wait_s}
        return read_one(Waiting, await self._caller.call("GET", "/gate/v1/approvals", params=params))

    async def get(self, mail_id: str) -> WholeHeldMail:
        """One mail whole, whatever became of it."""
        return await self._one(WholeHeldMail, "GET", _where(mail_id), under=("data",))

    # -- deciding ------------------------------------------------------------------------------------------------------

    async def approve(self, mail_id: str, seal: str, hold_s: int) -> WholeHeldMail:
        """Let it leave after ``hold_s`` (at most 3,600), if it still is what ``seal`` was shown for; else
        :class:`~.errors.Conflict`. The same again does nothing."""
        return await self._decide(mail_id, "approve", {"seal": seal, "hold_s": hold_s})

    async def undo(self, mail_id: str) -> WholeHeldMail:
        """Take an approval back; :class:`~.errors.Conflict` once it has begun to leave."""
        return await self._decide(mail_id, "undo", {})

    async def reject(self, mail_id: str, reason: str) -> WholeHeldMail:
        """End it; the agent is told ``reason``. The same again does nothing."""
        return await self._decide(mail_id, "reject", {"reason": reason})

    async def edit(self, mail_id: str, seal: str, text: str | None = None, subject: str | None = None) -> WholeHeldMail:
        """Give it other words: a new version, which waits as the old one did. With a new text its HTML goes."""
        said = {"seal": seal, "text": text, "subject": subject}
        return await self._decide(mail_id, "edit", {name: value for name, value in said.items() if value is not None})

    async def claim(self, mail_id: str) -> WholeHeldMail:
        """Say for 60 s that one is reading it; :class:`~.errors.Conflict` where somebody else does."""
        return await self._decide(mail_id, "claim", {})

    async def unclaim(self, mail_id: str) -> WholeHeldMail:
        """Say that one is through with it."""
        return await self._decide(mail_id, "unclaim", {})

    async def _decide(self, mail_id: str, what: str, body: Mapping[str, Any]) -> WholeHeldMail:
        return await self._one(WholeHeldMail, "POST", f"{_where(mail_id)}/{what}", body=body, under=("data",))

    # -- pausing -------------------------------------------------------------------------------------------------------

    async def pause(self, *, agent: str = "", inbox: str = "", thread: str = "", depth: str, reason: str) -> None:
        """Let nothing of it leave. ``depth``: ``hold``, or ``refuse`` or ``silence``, which want the role
        ``administer``."""
        await self._stop("/gate/v1/pauses", agent, inbox, thread, {"depth": depth, "reason": reason})

    async def resume(self, *, agent: str = "", inbox: str = "", thread: str = "") -> None:
        """Take a pause of exactly this back; :class:`~.errors.NotFound` where there is none."""
        await self._stop("/gate/v1/pauses/end", agent, inbox, thread, {})

    async def _stop(self, where: str, agent: str, inbox: str, thread: str, more: Mapping[str, str]) -> None:
        body = {"agent": agent, "inbox": inbox, "thread": thread, **more}
        read_page(Pause, await self._caller.call("POST", where, body=body))


def _where(mail_id: str) -> str:
    if not (mail_id.isascii() and mail_id.isalnum() and len(mail_id) <= _LONGEST_ID):
        raise Misused("That is no id of a mail of the gate.")
    return f"/gate/v1/approvals/{mail_id}"
