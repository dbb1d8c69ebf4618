"""How far a mail from here has come: sent, seen at the server, delivered, and of whom nothing is known. Pure.

Events of a server name those whom a mail was really handed on to; a recipient whom none of them names was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from commune_tui.mail.compose.addresses import bare
from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Operation
from commune_tui.store.rows import EventRow
from commune_tui.text import cut, one_line

Stage = Literal["sent", "seen", "delivered", "partly", "trouble", "vanished"]
LATE_MS = 120_000
_BAD = {
    "bounced": "bounced",
    "failed": "failed",
    "suppressed": "was not mailed, the address is suppressed",
    "complained": "reported it as spam",
}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """``sentence`` says how far the mail came and what to do where that is not far enough."""

    stage: Stage
    sentence: str


def fate(operation: Operation, events: Sequence[EventRow], now_ms: int) -> Fate:
    """What is known of a mail that the server took. ``events`` are those of its message, in any order."""
    if operation.code == VANISHED:
        return Fate("vanished", f"{operation.reason} Nobody gets it: check the address. The text is kept.")
    if operation.code == UNSEEN:
        return Fate("sent", "Sent. The server has not shown it yet; it is looked for.")
    people = recipients(operation)
    kinds = _kinds(events, people)
    arrived = [each for each in people if "delivered" in kinds.get(each, ())]
    trouble = [_trouble(each, kinds[each], events) for each in people if set(_BAD) & set(kinds.get(each, ()))]
    late = now_ms - (operation.settled_at or now_ms) > LATE_MS
    missing = [each for each in people if each not in kinds] if kinds and late else []
    told = [f"Delivered to {_listed(arrived)}."] if arrived else []
    told += trouble
    told += [f"Nothing is known of {_listed(missing)}: the server may have left out this address."] if missing else []
    if trouble:
        return Fate("trouble", " ".join(told))
    if missing:
        return Fate("partly", " ".join(told))
    if arrived and len(arrived) == len(people):
        return Fate("delivered", "Delivered." if len(people) == 1 else f"Delivered to all {len(people)}.")
    if arrived:
        return Fate("seen", " ".join(told))
    why = f" {one_line(operation.reason)}" if operation.reason else ""
    if operation.code != SEEN:  # nobody could look for it
        return Fate("sent", f"Sent.{why} Whether the server shows it is not known.")
    return Fate("seen", f"Sent, and seen at the server.{why} Whether it arrived is not known yet.")


def recipients(operation: Operation) -> tuple[str, ...]:
    """The bare addresses of everybody that a mail is for."""
    entries = [str(each) for name in ("to", "cc", "bcc") for each in operation.intent.get(name) or ()]
    return tuple(dict.fromkeys(filter(None, map(bare, entries))))


def _kinds(events: Iterable[EventRow], people: Sequence[str]) -> dict[str, set[str]]:
    """What happened to whom. An event that names nobody is about everybody."""
    found: dict[str, set[str]] = {}
    for event in events:
        for address in [bare(event.recipient)] if event.recipient else people:
            found.setdefault(address, set()).add(event.type.rpartition(".")[2])
    return found


def _trouble(address: str, kinds: set[str], events: Iterable[EventRow]) -> str:
    kind = next(name for name in _BAD if name in kinds)
    detail = next(
        (e.detail for e in events if e.type.endswith(kind) and bare(e.recipient) in ("", address) and e.detail), ""
    )
    why = cut(one_line(detail).rstrip("."), 120)
    return f"{address} {_BAD[kind]}{f': {why}' if why else ''}."


def _listed(addresses: Sequence[str]) -> str:
    more = len(addresses) - _MOST
    return ", ".join(addresses[:_MOST]) + (f" and {more} more" if more > 0 else "")
