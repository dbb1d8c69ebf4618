"""The way of a mail that went out, step by step, and whether it arrived. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from commune_tui import clock
from commune_tui.store.rows import EventRow, MessageRow

Role = Literal["plain", "dim", "good", "warn", "bad"]
"""What a word plays on the screen."""

_EVENTS: dict[str, tuple[str, Role]] = {
    "queued": ("queued", "dim"),
    "sent": ("sent", "dim"),
    "delivered": ("delivered", "good"),
    "opened": ("opened", "good"),
    "clicked": ("clicked", "good"),
    "delivery_delayed": ("delayed", "warn"),
    "bounced": ("bounced", "bad"),
    "failed": ("failed", "bad"),
    "complained": ("reported as spam", "bad"),
    "suppressed": ("not sent: address suppressed", "bad"),
    "blocked": ("blocked", "bad"),
    "credit_limit": ("not sent: no credit left", "bad"),
}
_ORDER = tuple(_EVENTS)
_TIMES = ("_at", "last_attempt")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an outbound mail on its way. ``detail`` is what the other server said."""

    word: str
    role: Role
    at: datetime | None
    recipient: str = ""
    detail: str = ""


def timeline(message: MessageRow, events: Iterable[EventRow]) -> tuple[Step, ...]:
    """The way of an outbound mail, oldest step first; without events, what its last known state says."""
    known = sorted(events, key=lambda event: (event.at is None, event.at, _rank(event.type)))
    if known:
        return tuple(_step(event) for event in known)
    if message.direction != "outbound" or not message.delivery_status:
        return ()
    word, role = _EVENTS.get(message.delivery_status, (message.delivery_status.replace("_", " "), "dim"))
    times = {name: at for name, value in message.delivery if name.endswith(_TIMES) and (at := clock.parse_iso(value))}
    said = [f"{name.replace('_', ' ')}: {value}" for name, value in message.delivery if name not in times]
    return (Step(word, role, max(times.values(), default=None), "", "; ".join(said)),)


def _step(event: EventRow) -> Step:
    name = event.type.rpartition(".")[2]
    word, role = _EVENTS.get(name, (name.replace("_", " "), "dim"))
    parts = [part for part in event.detail.split("; ") if not part.startswith("recipient:") and part != "detail:"]
    return Step(word, role, event.at, event.recipient, "; ".join(parts).removeprefix("detail: "))


def _rank(kind: str) -> int:
    name = kind.rpartition(".")[2]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def trouble(message: MessageRow) -> str:
    """The word for a mail that did not arrive, or empty."""
    word, role = _EVENTS.get(message.delivery_status, ("", "dim"))
    return word if role == "bad" else ""
