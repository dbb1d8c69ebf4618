"""Whether the same customer is active in two inboxes at once: what counts as one person, and as active. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

DAYS: Final = 14
"""A conversation is active that is not over and in which mail went either way in so many days."""
NEWEST: Final = 50
"""Of one sender so many conversations are looked at: who has more in these days is no person."""

_MACHINES: Final = (
    "noreply",
    "donotreply",
    "neverreply",
    "nichtantworten",
    "nepasrepondre",
    "mailerdaemon",
    "postmaster",
)
_ROBOTS: Final = frozenset((
    "alert", "alerts", "auto", "automated", "bot", "bounce", "bounces", "calendar", "cron", "daemon", "mailer",
    "monitor", "monitoring", "nagios", "newsletter", "newsletters", "nobody", "notification", "notifications",
    "notify", "robot", "root", "system",
))  # fmt: skip
_SHARED: Final = frozenset((
    "accounting", "accounts", "admin", "all", "billing", "booking", "bookings", "bureau", "buero", "contact",
    "customer", "customerservice", "desk", "editor", "editorial", "enquiries", "everyone", "finance", "hallo",
    "hello", "help", "helpdesk", "hi", "hiring", "hr", "info", "inquiries", "invoices", "jobs", "kasse", "kontakt",
    "letters", "legal", "list", "mail", "mailbox", "marketing", "news", "office", "operations", "ops", "order",
    "orders", "post", "press", "privacy", "product", "purchasing", "receipts", "reception", "redaktion", "rechnung",
    "sales", "security", "service", "services", "shop", "staff", "store", "support", "survey", "team", "tickets",
    "verkauf", "vertrieb", "web", "webmaster", "welcome",
))  # fmt: skip
_BETWEEN: Final = re.compile(r"[.+_-]+")


def one_person(address: str | None) -> bool:
    """Whether an address is one person's, as far as its name tells: no machine's, none that several share."""
    local, _, host = (address or "").strip().lower().rpartition("@")
    words = [word for word in _BETWEEN.split(local) if word]
    if not words or not host:
        return False
    whole = "".join(words)
    if whole in _SHARED or words[0] in _SHARED or any(each in whole for each in _MACHINES):
        return False
    return not any(word in _ROBOTS for word in words)


def since(now: datetime) -> datetime:
    """Mail from before this makes no conversation active."""
    return now - timedelta(days=DAYS)


def active(over: bool, last_at: datetime | None, now: datetime) -> bool:
    """Whether a conversation with somebody is active, by when the newest mail went."""
    return not over and last_at is not None and last_at >= since(now)
