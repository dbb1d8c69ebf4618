"""What a write that has not left waits for, in a sentence that is true: another write, a decision, a time. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.sending.operation import SENDING_PAUSED, Operation
from commune_tui.text import one_line

_BEFORE = {
    "conflict": "It waits until you decide about {what}.",
    "unknown": "It waits until it is known whether {what} was done.",
    "sending": "It waits until {what} is through.",
    "ready": "It waits for {what}.{why}",
    "held": "It waits for {what}.",
}


def waits_for(operation: Operation, waiting: Sequence[Operation], now_ms: int) -> str:
    """Why this write has not left; empty when nothing here holds it. ``waiting`` are all open ones, in any order."""
    if operation.behind_mail:
        return "It waits until its mail is seen at the server; without that, the status stays as it is."
    before = [
        other for other in waiting if other.seq < operation.seq and not other.behind_mail and _holds(other, operation)
    ]
    if before:
        first = min(before, key=lambda other: other.seq)
        why = f" {one_line(first.reason)}" if first.reason else ""
        return _BEFORE[first.state].format(what=_what(first, operation), why=why)
    if operation.reason:
        return one_line(operation.reason)
    if operation.kind == "send":
        paused = next((o for o in waiting if o.code == SENDING_PAUSED and o.next_at > now_ms), None)
        if paused is not None:
            return one_line(paused.reason)
    return ""


def again_at(operation: Operation, now_ms: int) -> str:
    """When it is tried again, where that is known and not soon: ``at 14:37``."""
    if operation.next_at - now_ms < 60_000:
        return ""
    at = clock.local(clock.from_ms(operation.next_at))
    return f"at {at:%H:%M}" if operation.next_at - now_ms < 80_000_000 else f"on {at:%d %b at %H:%M}"


def _holds(other: Operation, operation: Operation) -> bool:
    """Whether an earlier write keeps a later one back, as :mod:`.decide` has it."""
    if operation.kind == "send":
        if other.kind == "upload":
            return other.draft_id == operation.draft_id
        return other.kind == "send" and (other.lane == operation.lane or other.digest == operation.digest)
    return other.kind not in ("send", "upload") and other.lane == operation.lane


def _what(other: Operation, operation: Operation) -> str:
    if other.kind == "upload":
        return f"its file {one_line(str(other.intent.get('filename', '')))}".strip()
    if other.kind == "send":
        return "the mail before it" if other.lane == operation.lane else "a mail with the same words"
    return "the change before it"
