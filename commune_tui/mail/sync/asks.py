"""What can be asked of the server, one request each: small values that a planner makes and compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``scope`` is the API scope that it needs."""

    scope = ""

    @property
    def kind(self) -> str:
        """What it is like: a plan, or a server without this, refuses all of a kind."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class AskDomains(Ask):
    scope = "domains:read"


@dataclass(frozen=True, slots=True)
class AskInboxes(Ask):
    scope = "inboxes:read"


@dataclass(frozen=True, slots=True)
class AskNewMail(Ask):
    """Messages of an inbox from ``after`` on, oldest first."""

    inbox_id: str
    after: datetime
    scope = "messages:read"


@dataclass(frozen=True, slots=True)
class AskOldMail(Ask):
    """Messages of an inbox before ``before`` (``None``: from the newest), newest first."""

    inbox_id: str
    before: datetime | None
    scope = "messages:read"


@dataclass(frozen=True, slots=True)
class AskThreadList(Ask):
    """One page of an inbox's thread list: the server's counts, and triage where the list carries it."""

    inbox_id: str
    cursor: str | None
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskHead(Ask):
    """The newest page of an inbox's thread list, in place of a poll: new mail shows there, and so does triage."""

    inbox_id: str
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskDomainHead(Ask):
    """The newest page of a domain's thread list: what happened in any of its inboxes, and in none of them."""

    domain_id: str
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskStrays(Ask):
    """One page of a domain's thread list, for the threads that are in no inbox that the server lists."""

    domain_id: str
    cursor: str | None
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskThread(Ask):
    """All messages of one thread: it is open on the screen, or its count differs from the server's."""

    thread_id: str
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskTriage(Ask):
    """How one thread is triaged."""

    thread_id: str
    scope = "threads:read"


@dataclass(frozen=True, slots=True)
class AskDelivery(Ask):
    """Delivery of an inbox: ``what`` is ``events``, ``suppressions``, or a period of metrics (``24h 7d 30d``)."""

    inbox_id: str
    what: str
    scope = "messages:read"

    @property
    def kind(self) -> str:
        return f"AskDelivery {self.what if self.what in ('events', 'suppressions') else 'metrics'}"


@dataclass(frozen=True, slots=True)
class AskMessageEvents(Ask):
    """The delivery events of one message."""

    message_id: str
    scope = "messages:read"


@dataclass(frozen=True, slots=True)
class AskAttachment(Ask):
    """Name, type and size of one attachment."""

    attachment_id: str
    scope = "attachments:read"
