"""What a mail is before the world has given it ids, and what a ready-made organisation consists of.

The story, the mbox import and the SMTP listener make these; :mod:`commune_tui.sandbox.world` takes them in. Plain
data: no behaviour, no database, no HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: ``content`` in bytes, its name as the sender wrote it (not cleaned)."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail on the wire. Addresses are bare (``a@b``); ids are RFC 5322 ids with their angle brackets."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime
    sender_name: str = ""
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    html: str | None = None
    message_id: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    dated: bool = False  # ``sent_at`` is what the sender's program wrote, not when it came


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an outbound mail: ``type`` is an event type of contract §4.7; ``detail`` is free text."""

    type: str
    recipient: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SeedMessage:
    """A message that already happened: ``inbound`` or ``outbound``, with the delivery events of an outbound one."""

    direction: str
    mail: Mail
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedThread:
    """A conversation as it stands: oldest message first, and its triage state."""

    inbox: str
    messages: tuple[SeedMessage, ...]
    status: str = "open"
    tags: tuple[str, ...] = ()
    assigned_to: str | None = None
    triaged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeedInbox:
    """A mailbox and the agent that runs it; ``schema`` is an extraction schema body of contract §4.2."""

    address: str
    name: str
    agent: str = ""
    schema: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SeedSuppression:
    """An address that an inbox may not write to: ``reason`` and ``type`` as in contract §4.7."""

    inbox: str
    email: str
    reason: str
    type: str
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeedKey:
    """An API key of somebody else, of contract §4.9: nobody here has its text, only its ``prefix`` is told."""

    name: str
    prefix: str
    permissions: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(slots=True)
class Organisation:
    """A whole world to load. ``threads`` may be a generator, so that 100,000 of them need not fit in memory."""

    name: str
    slug: str
    domains: dict[str, str]  # domain name → status of contract §4.1
    inboxes: list[SeedInbox]
    threads: Iterable[SeedThread]
    suppressions: list[SeedSuppression] = field(default_factory=list)
    keys: list[SeedKey] = field(default_factory=list)
