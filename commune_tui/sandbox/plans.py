"""Plans of an organisation and the ladder of a new domain, as numbers (contract §3.2, §8). Knows no world.

The published figures disagree with each other; these are the ones of the contract. The plan ``sandbox`` has no limit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan allows; ``None`` and 0 mean no limit. ``full`` plans have search, extraction and own domains."""

    inboxes: int | None = None
    per_hour: int = 0
    per_day: int = 0
    full: bool = True


PLANS = {
    "sandbox": Plan(),
    "free": Plan(2, 10, 50, full=False),
    "agent_pro": Plan(25, 200, 1000),
    "business": Plan(100, 1000, 5000),
    "enterprise": Plan(),
}
WARM_UP = (50, 100, 250, 500, 1000, 2500, 5000)
"""Sends per day of a new domain; each step lasts two days, after the last there is no limit."""
WARM_UP_DAYS = 2
"""Days on one step of :data:`WARM_UP`."""


def warm_up_limit(age_days: int) -> int | None:
    """Sends that a domain of this age may make on one day; ``None``: as many as it likes."""
    step = age_days // WARM_UP_DAYS
    return WARM_UP[step] if step < len(WARM_UP) else None
