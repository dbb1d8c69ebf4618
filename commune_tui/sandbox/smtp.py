"""An SMTP door to the sandbox: any mail program or agent on this machine can write to its inboxes.

Loopback only, no login, no relaying: a recipient that is no inbox here is refused with 550. Needs the extra ``smtp``.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from commune_tui import clock
from commune_tui.sandbox.mailfile import LARGEST
from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.rfc5322 import parse_mail

MISSING = "The SMTP listener needs the package aiosmtpd: pip install 'commune-tui[smtp]'."


class SmtpUnavailable(Exception):
    """Why the listener cannot start, in a sentence."""


Receive = Callable[[Mail, tuple[str, ...]], object]
"""Takes a mail and the addresses of its envelope, as ``World.receive`` does."""


def read_address(text: str) -> tuple[str, int]:
    """``HOST:PORT`` or ``PORT`` as the command line gives it. Only loopback hosts; raises :class:`SmtpUnavailable`."""
    host, colon, port = text.strip().rpartition(":")
    host = host.strip("[]") if colon else "127.0.0.1"
    if not port.isdecimal() or int(port) > 65535:
        raise SmtpUnavailable(f"{text!r} is no HOST:PORT for --smtp; write 127.0.0.1:2525, or :0 for a free port.")
    host = "127.0.0.1" if host in ("", "localhost") else host
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SmtpUnavailable(f"The SMTP listener has no login, so it only opens on this machine, not on {host}.")
    return host, int(port)


class _Handler:
    """aiosmtpd's hooks: who is here, and what came in."""

    def __init__(self, knows: Callable[[str], bool], receive: Receive) -> None:
        self._knows, self._receive = knows, receive

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]) -> str:
        if not self._knows(address):
            return "550 5.1.1 There is no such inbox in this sandbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw = envelope.original_content if envelope.original_content is not None else envelope.content
        mail = parse_mail(bytes(raw), received_at=clock.now())
        if not mail.sender and envelope.mail_from:
            mail = replace(mail, sender=envelope.mail_from)
        kept = self._receive(replace(mail, dated=True), tuple(envelope.rcpt_tos))
        return "250 2.0.0 OK, message accepted" if kept else "554 5.7.1 Refused as spam by the sandbox's rules"


async def listen(
    knows: Callable[[str], bool], receive: Receive, host: str = "127.0.0.1", port: int = 0
) -> asyncio.Server:
    """Open the listener in the running loop; the caller closes it. ``port`` 0 takes a free one.

    ``knows`` says whether an address is an inbox; both functions run in the loop. Raises :class:`SmtpUnavailable`.
    """
    try:
        from aiosmtpd.smtp import SMTP
    except ImportError:
        raise SmtpUnavailable(MISSING) from None
    handler = _Handler(knows, receive)

    def protocol() -> asyncio.BaseProtocol:
        smtp: asyncio.BaseProtocol = SMTP(
            handler,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST,
            hostname="sandbox.localhost",
            ident="Commune sandbox",
        )
        return smtp

    try:
        return await asyncio.get_running_loop().create_server(protocol, host, port)
    except OSError as error:
        raise SmtpUnavailable(f"The SMTP listener cannot open {host}:{port}: {error.strerror}.") from error
