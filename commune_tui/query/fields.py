"""The fields that a query may name: their values, their other names, their help. The one table of the grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from commune_tui import clock

Kind = Literal["choice", "name", "text", "age", "span", "value"]


@dataclass(frozen=True, slots=True)
class Field:
    """``choice`` takes one of ``choices`` only; ``name`` takes any name, of which ``choices`` mean something special.

    ``text`` is searched for in messages, ``age`` is a time span or a date, ``span`` is longer or shorter than a time
    span, ``value`` is what an extraction found.
    """

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


_DELIVERY = (
    "queued", "sent", "opened", "clicked", "delivered", "delivery_delayed", "credit_limit", "blocked", "suppressed",
    "failed", "bounced", "complained",
)  # fmt: skip

_ALL: Final = (
    Field("status", "choice", "triage status", ("open", "needs_reply", "waiting", "closed", "unknown")),
    Field("assignee", "name", "who looks after it", ("me", "nobody", "someone"), ("assigned", "owner")),
    Field("tag", "name", "a tag; a,b means either", (), ("tags", "label")),
    Field("in", "name", "an inbox: its address, the part before the @, or its id", (), ("inbox",)),
    Field("domain", "name", "a domain: its name or id"),
    Field("from", "text", "name or address of a sender", (), ("sender",)),
    Field("to", "text", "name or address of a recipient", (), ("recipient",)),
    Field("with", "text", "name or address of anybody in a mail"),
    Field("subject", "text", "words of the subject"),
    Field("body", "text", "words of the text"),
    Field("file", "text", "name of an attachment", (), ("filename",)),
    Field(
        "is",
        "choice",
        "a mark",
        ("unanswered", "unread", "read", "pending", "snoozed", "spam", "risky", "trouble", "assigned"),
    ),
    Field("unanswered", "span", "how long somebody has waited for an answer", (">1h", ">1d", ">1w", "<1h")),
    Field("has", "choice", "something it has", ("attachment", "tag", "extracted", "draft", "note")),
    Field("risk", "choice", "injection risk of this level or worse", ("none", "low", "medium", "high", "critical")),
    Field("delivery", "choice", "how mail that went out fared", (*_DELIVERY, "trouble")),
    Field("direction", "choice", "who wrote last", ("inbound", "outbound"), ("last",)),
    Field("older", "age", "last message before: 3d, 2w, 2026-01-31", (), ("before",)),
    Field("newer", "age", "last message since: 12h, 3d, 2026-01-31", (), ("after", "since")),
    Field("answered", "choice", "who wrote the last answer", ("agent", "human", "nobody")),
    Field("id", "name", "the id of a thread", (), ("thread",)),
)
FIELDS: Final = {field.name: field for field in _ALL}
ALIASES: Final = {alias: field.name for field in _ALL for alias in field.aliases}
EXTRACTED: Final = "extracted."
EXTRACTED_FIELD: Final = Field(EXTRACTED, "value", "an extracted value: extracted.order_id:4521, also >10, <10, *")

SORTS: Final = {
    "newest": "the newest mail first",
    "oldest": "the oldest mail first",
    "waiting": "who has waited longest for an answer first",
    "subject": "subject, A to Z",
    "sender": "sender, A to Z",
    "status": "status",
    "assignee": "assignee, A to Z",
    "inbox": "inbox",
    "messages": "most messages first",
    "risk": "highest injection risk first",
    "unread": "unread first",
}

_SPAN: Final = re.compile(r"([0-9]{1,5})(m|h|d|w|mo|y)")
_COMPARED: Final = re.compile(r"(>=|<=|>|<|)(.*)", re.DOTALL)
_HOURS: Final = {"m": 1 / 60, "h": 1, "d": 24, "w": 24 * 7, "mo": 24 * 30.4375, "y": 24 * 365.25}


def field_of(name: str) -> Field | None:
    """The field of this name or alias; ``extracted.…`` is a family of its own."""
    if name.lower().startswith(EXTRACTED) and len(name) > len(EXTRACTED):
        return EXTRACTED_FIELD
    return FIELDS.get(ALIASES.get(name.lower(), name.lower()))


def is_age(value: str) -> bool:
    """Whether ``value`` is a time span (``30m 12h 3d 2w 6mo 1y``) or an ISO date."""
    return bool(_SPAN.fullmatch(value.lower())) or (value[:4].isdigit() and clock.parse_iso(value) is not None)


def is_span(value: str) -> bool:
    """Whether ``value`` is a time span, longer (``>1d``, as is ``1d``) or shorter (``<2h``)."""
    return _SPAN.fullmatch(compared(value.lower())[1]) is not None


def compared(value: str) -> tuple[str, str]:
    """How a span is compared, ``>`` where that is not said, and the span."""
    found = _COMPARED.fullmatch(value)
    return (found[1] or ">", found[2]) if found else (">", "")


def cutoff(value: str, now: datetime) -> datetime:
    """The moment that a time span before ``now``, or a date, means. Spans that reach too far end at year 1970."""
    span = _SPAN.fullmatch(value.lower())
    if not span:
        return clock.parse_iso(value) or now
    try:
        return now - timedelta(hours=int(span[1]) * _HOURS[span[2]])
    except OverflowError:
        return datetime(1970, 1, 1, tzinfo=now.tzinfo)
