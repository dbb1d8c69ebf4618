"""What a change that is on disk means to those who watch. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commune_tui.mail import events
from commune_tui.sending.operation import NO_OWNER, SENDING_PAUSED, TRIAGE, Change, Operation


def facts(change: Change, changed_threads: Iterable[str]) -> Iterator[events.Fact]:
    """The facts of one change, in the order of its operations; then the rows that look different now."""
    told = {entry.operation: entry.what for entry in change.entries}
    for operation in change.operations:
        yield from _of(operation, told.get(operation.id, ""))
    changed = frozenset(changed_threads)
    if changed:
        yield events.ThreadsChanged(changed)


def _of(operation: Operation, what: str) -> Iterator[events.Fact]:
    """``what`` is the journal's word for the change: a mail that is looked for once more is no news."""
    draft_id = operation.draft_id or ""
    match operation.kind, operation.state:
        case "send", "held":
            yield events.MailHeld(operation.id, draft_id, operation.next_at)
        case "send", "ready" if operation.code in (NO_OWNER, SENDING_PAUSED) and operation.attempts == 1:
            yield events.ServerSaid(operation.reason)
        case "send", "confirmed" if what == "vanished":
            yield events.MailVanished(operation.id, thread_of(operation))
        case "send", "confirmed" if what == "seen":
            yield events.MailSeen(operation.id, thread_of(operation), operation.inbox_id)
        case "send", "confirmed" if what:
            yield events.MailSent(operation.id, thread_of(operation))
        case "send", "unknown":
            yield events.SendUnknown(operation.id, draft_id)
        case _, "confirmed" if operation.kind in TRIAGE:
            yield events.WriteConfirmed(operation.id, operation.thread_id)
        case _, "refused":
            yield events.WriteRefused(operation.id, operation.thread_id, operation.reason)
        case _, "conflict":
            yield events.ConflictFound(operation.id, operation.thread_id or "")


def thread_of(operation: Operation) -> str | None:
    """The conversation that a write belongs to, or that it began."""
    return operation.thread_id or (operation.result or {}).get("thread_id")
