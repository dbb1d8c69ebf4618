"""An organisation with domains and inboxes but no mail: where a test begins."""

from __future__ import annotations

from commune_tui.sandbox.records import Organisation, SeedInbox

DOMAINS = {"northwind.example": "verified", "labs.example": "pending"}
INBOXES = ("support", "billing", "sales")


def organisation() -> Organisation:
    """Two domains, three inboxes on the first and one on the second."""
    inboxes = [SeedInbox(f"{name}@northwind.example", name.title(), f"agent-{name}") for name in INBOXES]
    inboxes.append(SeedInbox("ops@labs.example", "Ops", "agent-ops"))
    return Organisation("Northwind", "northwind", DOMAINS, inboxes, ())
