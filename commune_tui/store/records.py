"""What the server said, on its way into the tables: plain data, not cleaned, every field but the id optional.

The synchroniser makes these from the wire; the nouns beside this file bind them. Times are aware datetimes. Any text
may hold anything that JSON can hold: the cells take care of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DomainRecord:
    """A sending domain (contract §4.1); ``records`` are its DNS records as the server wrote them."""

    id: str
    name: str = ""
    status: str = ""
    region: str = ""
    records: list[Any] = field(default_factory=list)
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """A mailbox (contract §4.2). The webhook's secret has no field here on purpose: it is not kept on disk."""

    id: str
    domain_id: str = ""
    address: str = ""
    name: str = ""
    agent_id: str = ""
    agent_name: str = ""
    status: str = ""
    webhook_url: str = ""
    webhook_events: tuple[str, ...] = ()
    extraction_schema: dict[str, Any] | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TriageRecord:
    """Triage state of a thread (contract §4.3 metadata) and when it changed on the server, if that is known."""

    status: str = "open"
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """An item of the thread list (contract §4.3); ``triage`` only where the list carries it."""

    id: str
    inbox_id: str = ""
    domain_id: str = ""
    subject: str = ""
    snippet: str = ""
    first_message_at: datetime | None = None
    last_message_at: datetime | None = None
    message_count: int = 0
    last_direction: str = ""
    has_attachments: bool = False
    triage: TriageRecord | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """``role`` is ``sender to cc bcc mentioned participant``; ``identity`` is the address, with or without a name."""

    role: str
    identity: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message (contract §4.4). ``author`` is ``agent`` or ``human`` for an outbound one, where that is known.

    ``raw`` is the item as the server sent it, for "view source". ``reading`` is what a person reads in a mail that has
    an HTML part only: it is searched, and its beginning shown in the list, where ``content`` is empty.
    """

    id: str
    thread_id: str
    inbox_id: str = ""
    direction: str = ""
    channel: str = "email"
    author: str = ""
    created_at: datetime | None = None
    participants: tuple[Participant, ...] = ()
    subject: str = ""
    content: str = ""
    content_html: str = ""
    reading: str = ""
    attachment_ids: tuple[str, ...] = ()
    smtp_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    extracted: dict[str, Any] = field(default_factory=dict)
    spam_checked: bool = False
    spam_score: float | None = None
    spam_action: str = ""
    spam_flagged: bool = False
    spam_reasons: tuple[str, ...] = ()
    injection_checked: bool = False
    injection_detected: bool = False
    injection_risk: str = ""
    injection_score: float | None = None
    injection_signals: str = ""
    delivery_status: str = ""
    delivery_data: dict[str, Any] = field(default_factory=dict)
    sent_as: str = ""
    """The id that the sending of it was answered with: a mail from here is recognised by it. It is not kept."""
    raw: Any = None


QUARANTINED = "quarantined: "
"""How the source of an attachment begins that the server hands to nobody; why follows."""


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """What the server knows of an attachment (contract §4.6)."""

    id: str
    name: str = ""
    mime_type: str = ""
    size: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A delivery event (contract §4.7); without an ``id`` its content is its identity."""

    message_id: str
    type: str
    at: datetime | None = None
    id: str = ""
    inbox_id: str = ""
    domain_id: str = ""
    recipient: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SuppressionRecord:
    """An address that may not be written to (contract §4.7)."""

    email: str
    inbox_id: str = ""
    domain_id: str = ""
    reason: str = ""
    type: str = ""
    source: str = ""
    created_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MetricsRecord:
    """Counts of a scope (``inbox:<id>`` or ``domain:<id>``) over a period (``24h 7d 30d``), contract §4.7."""

    scope: str
    period: str
    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    failed: int = 0
    suppressed: int = 0
