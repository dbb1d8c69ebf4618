"""What the person does, as a change to be written to disk: triage, send, settle a conflict.

Pure: given what the desk holds, returns the change. It counts only once it is saved; if the desk has moved on in the
meantime, the caller reads it again and asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from commune_tui.sending import recognition, transitions, triage
from commune_tui.sending.operation import Change, Json, Operation, Step
from commune_tui.sending.policy import Hand
from commune_tui.waits.rule import DONE

Choice = Literal["mine", "theirs"]


def step(hand: Hand, label: str, kind: Literal["do", "undo", "redo"] = "do", target: str | None = None) -> Step:
    """A new step of the person at this process."""
    return Step(hand.new_id(), label, kind, hand.owner, hand.moment().ms, target)


def operation(hand: Hand, made: Step, kind: str, lane: str, intent: Json, **fields: Any) -> Operation:
    """A new operation, ready to leave at once."""
    now = hand.moment().ms
    return Operation(
        hand.new_id(), made.id, kind, lane, intent, "ready", hand.owner, now, now, who=hand.who, **fields
    )  # fmt: skip


def triaged(
    hand: Hand,
    label: str,
    kind: str,
    intent: Json,
    threads: Mapping[str, Json | None],
    lanes: Sequence[Operation],
    asked: Mapping[str, tuple[int, bool]] = MappingProxyType({}),
) -> Change:
    """The same triage write for many threads as one step. ``threads`` maps ids to triage as the person sees it now.

    A thread that already is as wanted gets no operation, unless somebody wrote into it again: ``asked`` says of each
    thread when the newest unanswered mail came, and whether it waits. ``lanes`` are the open operations: an earlier
    write of the same kind that waits in conflict is settled by this one, because the person saw the other version and
    acted on it; so is one that waits for its mail.
    """
    made = step(hand, label)
    operations = []
    stopped = [
        o for o in lanes if (o.state == "conflict" or o.behind_mail) and o.kind == kind and o.thread_id in threads
    ]
    over = [transitions.settled(hand, o, "cancelled", "resolved", reason="Replaced by a later act.") for o in stopped]
    for thread_id, seen in threads.items():
        newest, waits = asked.get(thread_id, (0, False))
        again = waits and intent.get("status") in DONE
        if again or seen is None or triage.applied(kind, intent, seen) != seen:
            covers = newest if kind == "status" else None
            new = operation(hand, made, kind, thread_id, intent, thread_id=thread_id, before=seen, covers=covers)
            operations.append(new)
    entries = [entry for change in over for entry in change.entries]
    entries += [transitions.entry(hand, new, "made", new.intent) for new in operations]
    settled = (o for change in over for o in change.operations)
    steps = (made,) if operations else ()
    return Change((*settled, *operations), steps=steps, entries=tuple(entries))


def joined(first: Change, then: Change) -> Change:
    """Two acts as one step, undone and redone together."""
    if not first.steps or not then.steps:
        steps, moved = first.steps or then.steps, then.operations
    else:
        steps, name = first.steps, first.steps[0].id
        moved = tuple(replace(o, step_id=name) if o.seq == 0 else o for o in then.operations)
    entries = (*first.entries, *then.entries)
    return replace(first, operations=(*first.operations, *moved), steps=steps, entries=entries)


def queued(
    hand: Hand, label: str, draft_id: str, mail: Json, files: Iterable[Json], hold_s: float, **where: str | None
) -> Change:
    """A checked draft becomes a held mail, behind the uploads of its files. ``where``: thread_id and inbox_id.

    Whoever saves it second finds the draft's place taken: one pending attempt per draft, in all processes.
    """
    made = step(hand, label)
    lane = where.get("thread_id") or f"draft:{draft_id}"
    uploads = [
        operation(hand, made, "upload", f"draft:{draft_id}", dict(file), draft_id=draft_id) for file in files
    ]  # fmt: skip
    intent = {**mail, "files": [upload.intent["digest"] for upload in uploads]}
    digest = recognition.digest_of(intent)
    new = operation(hand, made, "send", lane, intent, draft_id=draft_id, digest=digest, **where)
    held = transitions.wait(hand, new, "held", hold_s)
    entry = transitions.entry(hand, held, "made", _noted(held))
    return Change((*uploads, held), steps=(made,), drafts=((draft_id, "queued"),), entries=(entry,))


def _noted(operation: Operation) -> Json:
    """What the journal keeps of a wish: of a mail whom it is to and the digest of its contents, never these."""
    intent = operation.intent
    return {"to": intent["to"], "digest": operation.digest} if operation.kind == "send" else intent


def resolved(hand: Hand, old: Operation, choice: Choice, lane: Sequence[Operation]) -> Change:
    """The person decided a conflict: ``mine`` goes out on top of theirs, ``theirs`` stays (a mail is a draft again)."""
    theirs = old.theirs or {}
    if choice == "theirs":
        change = transitions.settled(hand, old, "cancelled", "resolved", reason="You kept the other version.")
        value = theirs.get(triage.FIELDS.get(old.kind, ""))
        moved = triage.rebased(lane, old, value)
        return Change((*change.operations, *moved), drafts=change.drafts, entries=change.entries)
    if old.kind == "send":
        read = [*(old.intent.get("read") or ()), *theirs.get("messages", ())]
        again = transitions.wait(hand, old, "ready", 0.0, intent={**old.intent, "read": read}, theirs=None)
    else:
        again = transitions.wait(hand, old, "ready", 0.0, before=theirs, theirs=None, effect=None, attempts=0)
    again = again.to("ready", reason="", code="", owner=hand.owner)
    return Change((again,), entries=(transitions.entry(hand, again, "resolved", _noted(again), "You kept yours."),))


def withdrawn(hand: Hand, pair: tuple[Operation, Operation]) -> Change:
    """A write met a conflict after its undo was asked for: neither happens."""
    both = [transitions.settled(hand, one, "cancelled", "cancelled", reason="Taken back.") for one in pair]
    return Change(tuple(o for c in both for o in c.operations), entries=tuple(e for c in both for e in c.entries))


def told(hand: Hand, old: Operation, sent: bool) -> Change:
    """The person knows what the program could not find out about an unknown outcome."""
    if sent:
        return transitions.settled(hand, old, "confirmed", "resolved", reason="You said that it was sent.")
    return transitions.settled(hand, old, "cancelled", "resolved", reason="You said that it was not sent.")
