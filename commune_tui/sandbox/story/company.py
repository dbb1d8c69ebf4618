"""Marrowby, the demo company: its domains, inboxes, agents and people. Knows nothing of threads.

All names end in ``.example`` (RFC 2606), so no address in the story belongs to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commune_tui.sandbox.records import SeedInbox, SeedKey

NAME = "Marrowby"
SLUG = "marrowby"
SHOP = "marrowby.example"
PAY = "marrowbypay.example"
NEWS = f"news.{SHOP}"
#: Of the newest one two records were found so far: the others are still to be entered.
DOMAINS = {SHOP: "verified", PAY: "verified", NEWS: "pending:2"}

#: The person who sits at the terminal in a demo, as ``assigned_to`` and ``assignee:me`` name them.
OPERATOR = "alex"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A human who works at Marrowby: the name used for assignment, the full name and the address."""

    key: str
    name: str
    address: str


PEOPLE = (
    Colleague(OPERATOR, "Alex Moreau", f"alex@{SHOP}"),
    Colleague("noor", "Noor Haddad", f"noor@{SHOP}"),
    Colleague("tomasz", "Tomasz Zieliński", f"tomasz@{PAY}"),
    Colleague("grace", "Grace Okafor", f"grace@{SHOP}"),
)


def _schema(name: str, description: str, **properties: tuple[str, str]) -> dict[str, Any]:
    fields = {key: {"type": kind, "description": text} for key, (kind, text) in properties.items()}
    return {
        "name": name,
        "description": description,
        "schema": {"type": "object", "properties": fields},
        "enabled": True,
    }


SUPPORT_SCHEMA = _schema(
    "support_ticket",
    "What a customer of the shop software needs",
    order_id=("string", "Order number such as M-48213"),
    product=("string", "Product that the mail is about"),
    urgency=("string", "low, normal or high"),
)
BILLING_SCHEMA = _schema(
    "billing_case",
    "Figures of a billing question",
    invoice_number=("string", "Invoice number such as INV-2031"),
    amount=("number", "Amount in question"),
    currency=("string", "Three-letter currency"),
)

#: Local part → inbox. Every inbox has an agent of its own; the local part is the key in the story's texts.
INBOXES = {
    "support": SeedInbox(f"support@{SHOP}", "Marrowby Support", "wren", SUPPORT_SCHEMA),
    "billing": SeedInbox(f"billing@{PAY}", "Marrowby Billing", "tally", BILLING_SCHEMA),
    "sales": SeedInbox(f"sales@{SHOP}", "Marrowby Sales", "sable"),
    "hiring": SeedInbox(f"hiring@{SHOP}", "Working at Marrowby", "juno"),
    "ops": SeedInbox(f"ops@{PAY}", "Marrowby Operations", "beacon"),
    "legal": SeedInbox(f"legal@{SHOP}", "Marrowby Legal", "portia"),
    "hello": SeedInbox(f"hello@{SHOP}", "Marrowby Front Desk", "pip"),
}


def keys(now: datetime) -> list[SeedKey]:
    """The keys of others, beside the one that a sandbox prints: one has expired, and one was never used."""
    nouns = ("threads", "messages", "attachments")
    answers = ("inboxes:read", *(f"{noun}:{way}" for noun in nouns for way in ("read", "write")))
    old, young = now - timedelta(days=412), now - timedelta(days=33)
    march, lately = now - timedelta(days=61), now - timedelta(minutes=3)
    return [
        SeedKey("wren and tally, production", "comm_4e19b70", ("read", "write"), old, lately),
        SeedKey("sable answers sales", "comm_b02f6c8", answers, now - timedelta(days=96), now - timedelta(minutes=41)),
        SeedKey("wallboard", "comm_9d7715e", ("read",), young, None, young + timedelta(days=90)),
        SeedKey("audit", "comm_07ac2d3", ("read",), march, march + timedelta(days=27), march + timedelta(days=30)),
    ]
