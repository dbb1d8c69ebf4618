"""``client.messages``: send and list mail (contract §4.4)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from . import envelope
from .address import path
from .errors import Misused, Unreadable
from .models import Message, SendResult
from .noun import Noun
from .page import Page, Query
from .threads import Order
from .timeline import Timeline


class Messages(Noun):
    """Scopes ``messages:read`` and ``messages:write``."""

    async def send(
        self,
        *,
        to: str | Sequence[str],
        subject: str,
        idempotency_key: str,
        text: str | None = None,
        html: str | None = None,
        inbox_id: str | None = None,
        domain_id: str | None = None,
        from_address: str | None = None,
        cc: str | Sequence[str] | None = None,
        bcc: str | Sequence[str] | None = None,
        reply_to: str | None = None,
        thread_id: str | None = None,
        attachments: Sequence[str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> SendResult:
        """Hand a mail to the server. Accepted is not delivered.

        ``idempotency_key`` is the caller's name for this mail (:func:`new_key`): repeat it and the server answers with
        its first result for 24 hours instead of sending twice (contract §3.4). When the error says ``may_have_acted``,
        repeat with the same key; never with a new one. The sender is ``from_address``, else the inbox, else the domain.
        """
        body: dict[str, Any] = {"to": _addresses(to), "subject": subject}
        given = {
            "text": text,
            "html": html,
            "from": from_address,
            "inboxId": inbox_id,  # camelCase: older servers drop the other spelling without a word (discrepancies §30)
            "domainId": domain_id,
            "cc": _addresses(cc),
            "bcc": _addresses(bcc),
            "reply_to": reply_to,
            "thread_id": thread_id,
            "attachments": None if attachments is None else list(attachments),
            "headers": None if headers is None else dict(headers),
        }
        body |= {name: value for name, value in given.items() if value is not None}
        return await self.send_raw(body, idempotency_key=idempotency_key)

    async def send_raw(self, body: Mapping[str, Any] | bytes, *, idempotency_key: str) -> SendResult:
        """The same with the fields of contract §4.4 as they will be written; bytes leave as they are."""
        reply = await self._caller.call("POST", path("messages", "send"), body=body, idempotency_key=idempotency_key)
        if not isinstance(reply.json, dict):
            raise Unreadable("The server took the mail and its answer could not be read.")
        found = reply.json if reply.json.get("data", {}) is None else envelope.record(reply.json, "message")
        result = SendResult.read(
            {
                **found,
                "validation": found.get("validation") or reply.json.get("validation"),
                "replayed": reply.headers.get("idempotency-replayed", "false"),
            }
        )
        if result is None:
            raise Unreadable("The server took the mail and its answer could not be read.")
        return result

    def list(
        self,
        *,
        inbox_id: str | None = None,
        domain_id: str | None = None,
        sender: str | None = None,
        limit: int = 50,
        order: Order = "desc",
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> Timeline:
        """Messages of an inbox, of a domain, or from a sender: one of the three, servers do not combine them.

        ``after`` and ``before`` (aware) are both exclusive, to the millisecond. ``limit`` 1-1000 per page.
        """
        filters = {"inbox_id": inbox_id, "domain_id": domain_id, "sender": sender}
        if sum(value is not None for value in filters.values()) != 1:
            raise Misused("Messages are listed by exactly one of inbox_id, domain_id and sender.")
        if any(moment is not None and moment.tzinfo is None for moment in (after, before)):
            raise Misused("The bounds of a list of messages need a time zone.")
        query: Query = {**filters, "limit": min(max(limit, 1), 1000), "order": order}

        async def fetch(asked: Query) -> Page[Message]:
            return await self._page(Message, path("messages"), asked, "messages")

        return Timeline(fetch, query, since=after, until=before)


def new_key() -> str:
    """A fresh idempotency key: 32 random hexadecimal digits."""
    return uuid.uuid4().hex


def _addresses(value: str | Sequence[str] | None) -> list[str] | None:
    if value is None:
        return None
    return [value] if isinstance(value, str) else list(value)
