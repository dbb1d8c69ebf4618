"""The next state of an operation, by what came back. Pure: each function returns what to write to disk."""

from __future__ import annotations

from typing import Any

from commune_tui.sending.effects import Failure
from commune_tui.sending.operation import Change, Entry, Json, Operation, State
from commune_tui.sending.policy import Hand


def entry(hand: Hand, operation: Operation, what: str, after: Json | None = None, note: str = "") -> Entry:
    """A line of the journal about ``operation``. Bodies of mails stay out of it."""
    return Entry(
        hand.moment().ms, operation.who, what, operation.kind, operation.id, operation.thread_id, operation.before,
        after, note,
    )  # fmt: skip


def wait(hand: Hand, operation: Operation, state: State, wait_s: float, **changes: Any) -> Operation:
    """``operation`` in ``state``, not to be touched for ``wait_s``."""
    return operation.to(state, next_at=hand.moment().ms + int(wait_s * 1000), wait_s=wait_s, lease=None, **changes)


def settled(hand: Hand, operation: Operation, state: State, what: str, **changes: Any) -> Change:
    """The operation is over: ``confirmed``, ``refused`` or ``cancelled``; the draft of a mail goes along."""
    done = operation.to(state, lease=None, settled_at=hand.moment().ms, **changes)
    drafts: tuple[tuple[str, str], ...] = ()
    if operation.kind == "send" and operation.draft_id:
        drafts = ((operation.draft_id, "sent" if state == "confirmed" else "open"),)
    after = done.result if operation.kind == "send" else done.effect or operation.intent
    return Change((done,), drafts=drafts, entries=(entry(hand, done, what, after, done.reason),))


def clash(hand: Hand, operation: Operation, theirs: Json, reason: str) -> Change:
    """Stop and wait for the person, who gets both versions."""
    stopped = operation.to("conflict", lease=None, theirs=theirs, reason=reason, code="conflict")
    return Change((stopped,), entries=(entry(hand, stopped, "conflict", theirs, reason),))


def doubted(hand: Hand, operation: Operation, reason: str, code: str = "unknown") -> Change:
    """Nobody knows whether it was done; nothing is done until everything on the wire has landed."""
    unknown = wait(hand, operation, "unknown", hand.policy.doubt_s, reason=reason, code=code)
    return Change((unknown,), entries=(entry(hand, unknown, "unknown", None, reason),))


def failed(hand: Hand, operation: Operation, failure: Failure) -> Change:
    """A write that did not get through, or perhaps did."""
    if failure.kind == "refused":
        return settled(hand, operation, "refused", "refused", reason=failure.reason, code=failure.code)
    if failure.kind == "unknown":
        return doubted(hand, operation, failure.reason, failure.code or "unknown")
    return Change((wait(hand, operation, "ready", pause(hand, operation, failure), **_said(failure)),))


def unread(hand: Hand, operation: Operation, failure: Failure) -> Change:
    """A look at the server before the write failed: nothing was changed, and nothing is known that was not before."""
    if failure.kind == "refused" and operation.state != "unknown":
        return settled(hand, operation, "refused", "refused", reason=failure.reason, code=failure.code)
    state: State = "unknown" if operation.state == "unknown" else "ready"
    misses = operation.attempts + 1
    return Change((wait(hand, operation, state, pause(hand, operation, failure, misses), **_said(failure)),))


def pause(hand: Hand, operation: Operation, failure: Failure, attempts: int | None = None) -> float:
    """How long to leave it alone, in seconds."""
    if failure.after_s is not None:
        return failure.after_s
    if failure.kind == "paused":
        return hand.policy.paused_s
    return hand.policy.backoff(operation.attempts if attempts is None else attempts)


def _said(failure: Failure) -> dict[str, str]:
    return {"reason": failure.reason, "code": failure.code or failure.kind}
