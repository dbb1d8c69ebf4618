"""What the screen reads: frozen rows, every foreign text in them cleaned. The door for text out of the store.

Times are aware datetimes. The tables keep the originals; only "view source" shows those, escaped.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from commune_tui import text
from commune_tui.store import cells

if TYPE_CHECKING:
    from commune_tui.risk.score import Reason
    from commune_tui.risk.terms import Finding

RISKS: Final = ("none", "low", "medium", "high", "critical")
# Worst last. A thread's trouble is the worst of its mails; the bits stand in threads.delivery.
DELIVERY: Final = (
    "queued", "sent", "opened", "clicked", "delivered", "delivery_delayed",
    "credit_limit", "blocked", "suppressed", "failed", "bounced", "complained",
)  # fmt: skip
TROUBLE: Final = DELIVERY[6:]
UNKNOWN: Final = "unknown"
"""The status of a thread whose triage was never read, until something is done about it here."""
OTHER_DELIVERY: Final = 1 << len(DELIVERY)


@lru_cache(maxsize=16384)
def line(value: str) -> str:
    """``value`` fit for one line of a screen. Remembered, since a list asks for the same few words again and again."""
    return text.one_line(value)


def lines(values: str) -> tuple[str, ...]:
    """The cleaned texts of a stored list."""
    return tuple(line(value) for value in cells.unpacked_list(values))


class DnsRecord(NamedTuple):
    """What the owner of a domain puts into its DNS; ``priority`` is -1 where it has none."""

    purpose: str
    type: str
    name: str
    value: str
    status: str
    priority: int
    ttl: str


class DomainRow(NamedTuple):
    """A sending domain, with the records that it needs."""

    id: str
    name: str
    status: str
    region: str
    records: tuple[DnsRecord, ...]
    created_at: datetime | None
    read_at: datetime | None


class InboxRow(NamedTuple):
    """A mailbox and the agent that answers in it. ``seq`` is its number in this file, which counts go by."""

    seq: int
    id: str
    domain_id: str
    domain_name: str
    address: str
    name: str
    agent_id: str
    agent_name: str
    status: str
    webhook_url: str
    webhook_events: tuple[str, ...]
    has_extraction_schema: bool
    created_at: datetime | None
    last_outbound_at: datetime | None
    read_at: datetime | None


class ThreadRow(NamedTuple):
    """Everything that one line of the thread list shows.

    ``sender`` wrote the newest inbound mail (the newest of all, when none came in); ``recipients`` are of the newest
    mail. ``pending`` counts writes that the server has not confirmed; ``sending``: one is a mail that leaves now and is
    not seen at the server yet. ``trouble`` is the worst delivery state of the
    thread or empty. ``waits_since_at`` and ``assumed`` as in
    :class:`commune_tui.waits.rule.Wait`; ``due_at`` is when their answer is due, where the inbox has a target.
    ``reasons`` say why it needs a human, strongest first, ``score`` how much; ``loop`` is how many mails went round,
    negative where a person ended that. ``elsewhere`` are the other inboxes in which the same customer is active.
    """

    seq: int
    id: str
    inbox_id: str
    inbox_address: str
    inbox_name: str
    subject: str
    snippet: str
    sender: str
    sender_name: str
    recipients: str
    status: str
    assignee: str | None
    tags: tuple[str, ...]
    message_count: int
    has_attachment: bool
    direction: str
    last_message_at: datetime | None
    last_inbound_at: datetime | None
    unread: bool
    snoozed_until_at: datetime | None
    risk: str
    spam: bool
    trouble: str
    pending: int
    triage_read_at: datetime | None
    last_outbound_at: datetime | None = None
    waits_since_at: datetime | None = None
    assumed: bool = False
    due_at: datetime | None = None
    sending: bool = False
    score: int = 0
    reasons: tuple[Reason, ...] = ()
    loop: int = 0
    elsewhere: tuple[str, ...] = ()


class Person(NamedTuple):
    """Somebody in a mail: ``role`` as in contract §4.4."""

    role: str
    address: str
    name: str


class AttachmentRow(NamedTuple):
    """An attachment; name, type and size are empty until the server was asked for them."""

    id: str
    name: str
    mime_type: str
    size: int | None
    read_at: datetime | None
    held: str = ""
    """Why the server hands it to nobody; empty where it does."""


class MessageRow(NamedTuple):
    """One message of a conversation. ``content`` and ``content_html`` are not cleaned: the body reader does that.

    ``extracted`` is (dotted name, value) pairs, ``delivery`` (name, value) pairs of what the server knows of its way.
    ``automatic`` is ``auto_reply`` or ``bounce`` where a machine wrote it, else empty. ``findings`` speak for a human.
    """

    seq: int
    id: str
    thread_id: str
    inbox_id: str
    direction: str
    author: str
    created_at: datetime | None
    sender: str
    sender_name: str
    people: tuple[Person, ...]
    subject: str
    content: str
    content_html: str
    attachments: tuple[AttachmentRow, ...]
    smtp_id: str
    in_reply_to: str
    references: tuple[str, ...]
    extracted: tuple[tuple[str, str], ...]
    spam: bool
    spam_checked: bool
    spam_score: float | None
    spam_action: str
    spam_reasons: tuple[str, ...]
    risk: str
    injection_checked: bool
    injection_detected: bool
    injection_score: float | None
    injection_signals: str
    delivery_status: str
    delivery: tuple[tuple[str, str], ...]
    automatic: str = ""
    findings: tuple[Finding, ...] = ()


class EventRow(NamedTuple):
    """One step of an outbound mail on its way; ``thread_id`` is empty while the mail is not here."""

    id: str
    message_id: str
    thread_id: str
    inbox_id: str
    type: str
    recipient: str
    detail: str
    at: datetime | None


class SuppressionRow(NamedTuple):
    """An address that may not be written to, for an inbox, a domain or everywhere."""

    email: str
    inbox_id: str
    domain_id: str
    reason: str
    type: str
    source: str
    created_at: datetime | None
    expires_at: datetime | None


class MetricsRow(NamedTuple):
    """What the server counted for a scope and a period, and when it was asked."""

    scope: str
    period: str
    sent: int
    delivered: int
    bounced: int
    complained: int
    failed: int
    suppressed: int
    read_at: datetime | None


class PersonRow(NamedTuple):
    """Somebody seen in mail here, for completing recipients."""

    address: str
    name: str
    seen_count: int
    last_seen_at: datetime | None


class ViewRow(NamedTuple):
    """A saved view: a name for a line of the query grammar."""

    id: str
    name: str
    query: str
    position: int
