"""Where a mail is on its way through the gate, and which way it may go from there. Pure.

::

    received → held → decided → sending → accepted → seen
"""

from __future__ import annotations

from typing import Final

WAY: Final[dict[str, frozenset[str]]] = {
    "received": frozenset({"held", "decided", "refused"}),
    "held": frozenset({"decided", "rejected", "refused", "expired", "withdrawn"}),
    "decided": frozenset({"sending", "held", "seen", "failed", "expired", "withdrawn"}),
    "sending": frozenset({"accepted", "seen", "decided", "held", "failed"}),
    "accepted": frozenset({"seen", "vanished"}),
    "seen": frozenset(),
    "refused": frozenset(),
    "rejected": frozenset(),
    "expired": frozenset(),
    "failed": frozenset(),
    "vanished": frozenset(),
    "withdrawn": frozenset(),
}
"""From each state to those that may follow. A mail goes back to ``held`` only while it is surely not sent."""
ENDS: Final = frozenset(state for state, following in WAY.items() if not following)
SAID: Final = {
    "received": "queued", "held": "held", "decided": "approved", "sending": "approved", "accepted": "sent",
    "seen": "sent", "refused": "refused", "rejected": "rejected", "expired": "expired", "failed": "failed",
    "vanished": "lost", "withdrawn": "withdrawn",
}  # fmt: skip
"""What the agent is told of each."""


class NoWay(Exception):
    """A step that no mail makes."""


def step(state: str, following: str) -> str:
    """``following``, when a mail may go there. Raises NoWay."""
    if following not in WAY[state]:
        raise NoWay(f"{state} → {following}")
    return following


def of_operation(state: str, code: str) -> str:
    """The state of a mail whose operation (:mod:`commune_tui.sending.operation`) is in this one."""
    if state == "confirmed":
        return {"seen": "seen", "vanished": "vanished"}.get(code, "accepted")
    return {"ready": "decided", "sending": "sending", "unknown": "sending", "refused": "failed"}.get(state, "held")
