"""Undo and redo: whole steps, newest first, each one an act of its own that is written down. Pure.

What has not left is cancelled; what may have left gets its inverse queued behind it; a mail that left cannot be undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from commune_tui.sending import transitions, triage
from commune_tui.sending.act import operation, step
from commune_tui.sending.naming import changing, named, really
from commune_tui.sending.operation import SEEN, TRIAGE, Change, Json, Operation, Step
from commune_tui.sending.policy import Hand
from commune_tui.waits.rule import DONE


def undoable(steps: Sequence[Step], owner: str) -> Step | None:
    """The step that undo takes back next: the newest of this process that still stands."""
    return next((s for s in reversed(steps) if s.owner == owner and s.kind != "undo" and not s.undone), None)


def redoable(steps: Sequence[Step], owner: str) -> Step | None:
    """The undo that redo takes back next: the newest, unless something new was done since."""
    for one in reversed(steps):
        if one.owner == owner and one.kind == "do":
            return None
        if one.owner == owner and one.kind == "undo" and not one.undone:
            return one
    return None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo will do, and what it cannot: ``too_late`` are operations that cannot be taken back, ``idle`` those
    that never changed anything. ``taken`` are those that it takes back, wishing only what they changed."""

    change: Change
    cancelled: tuple[Operation, ...] = ()
    inverted: tuple[Operation, ...] = ()
    too_late: tuple[Operation, ...] = ()
    idle: tuple[Operation, ...] = ()
    taken: tuple[Operation, ...] = ()

    @property
    def label(self) -> str:
        """What is really taken back, in the words of an act."""
        return named(self.taken)

    @property
    def mails(self) -> list[Operation]:
        """Those that were cancelled and are drafts again."""
        return [each for each in self.cancelled if each.kind == "send" and each.draft_id]

    @property
    def came_too_late(self) -> bool:
        """Whether none of it can be taken back any more."""
        return bool(self.too_late) and not (self.cancelled or self.inverted)

    @property
    def thread_ids(self) -> frozenset[str]:
        """The threads that look different then."""
        return frozenset(each.thread_id for each in (*self.cancelled, *self.inverted) if each.thread_id)


def undone(hand: Hand, target: Step, operations: Sequence[Operation], lane: Sequence[Operation] = ()) -> Undone:
    """Take back a whole step: what has not left is cancelled, the rest gets its inverse queued behind it.

    ``lane`` are all open operations, for those that were made on top of a cancelled one.
    """
    made = step(hand, "", "undo", target.id)
    cancelled, inverted, taken = [], [], []
    late: list[Operation] = []
    idle: list[Operation] = []
    rebased: list[Operation] = []
    lanes: dict[str, list[Operation]] = {}
    for one in lane:
        lanes.setdefault(one.lane, []).append(one)
    for old in reversed(operations):
        if _untouched(old):
            cancelled.append(old)
            taken.append(changing(old))
            if not old.behind_mail:  # nobody saw it, so nothing was made on top of it
                rebased.extend(triage.rebased(lanes.get(old.lane, ()), old, _value(old)))
        elif (back := _back(old)) is not None:
            seen = triage.applied(old.kind, old.intent, old.before) if old.before else None
            inverted.append(
                operation(hand, made, old.kind, old.lane, back, thread_id=old.thread_id, before=seen,
                          inverse_of=old.id, covers=0)
            )  # fmt: skip
            taken.append(really(old, back))
        elif old.kind != "upload":
            gone = old.open or (old.state == "confirmed" and old.kind not in TRIAGE)
            (late if gone else idle).append(old)
    made = replace(made, label=f"undo {named(taken) or target.label}")
    change = _undoing(hand, made, cancelled, inverted, rebased)
    return Undone(change, tuple(cancelled), tuple(inverted), tuple(late), tuple(idle), tuple(taken))


def _undoing(
    hand: Hand, made: Step, cancelled: list[Operation], inverted: list[Operation], rebased: list[Operation]
) -> Change:
    changes = [transitions.settled(hand, old, "cancelled", "cancelled") for old in cancelled]
    ids = {old.id for old in cancelled}
    entries = [entry for change in changes for entry in change.entries]
    entries += [transitions.entry(hand, new, "made", new.intent, made.label) for new in inverted]
    return Change(
        (*(o for c in changes for o in c.operations), *(o for o in rebased if o.id not in ids), *inverted),
        steps=(made,),
        undone=(made.target or "",),
        drafts=tuple(pair for c in changes for pair in c.drafts),
        entries=tuple(entries),
    )


def _back(old: Operation) -> Json | None:
    """What takes back what the server took of it, or may take; ``None`` where it changed nothing."""
    if old.kind not in TRIAGE or old.state in ("refused", "cancelled"):
        return None
    return triage.inverse(old) if old.state != "ready" else triage.intended_inverse(old)


def taken_back(hand: Hand, mail: Operation, operations: Sequence[Operation]) -> Change:
    """A mail that has not left becomes a draft again, with the text that it had; the step it was is undone, with the
    status behind the mail. ``operations`` are those of its step."""
    behind = (each for each in operations if each.behind_mail)
    changes = [transitions.settled(hand, each, "cancelled", "cancelled") for each in (mail, *behind)]
    return Change(
        tuple(o for c in changes for o in c.operations),
        undone=(mail.step_id,),
        drafts=changes[0].drafts,
        entries=tuple(e for c in changes for e in c.entries),
    )


def _untouched(old: Operation) -> bool:
    """Whether nothing of it can have reached the server: one half of a change of tags may have."""
    half = old.kind == "tags" and bool(old.effect)
    return old.state in ("held", "ready", "conflict") and not half


def _value(old: Operation) -> str | None:
    """What a field was before ``old`` was to set it."""
    name = triage.FIELDS.get(old.kind)
    return old.before[name] if name and old.before else None


def redone(hand: Hand, undo: Step, operations: Sequence[Operation], seen: Mapping[str, Json | None]) -> Change:
    """Do again what ``undo`` took back, on top of triage as it is seen now. ``operations`` are those of its target.

    A mail is not sent again this way: it is among the drafts. What was to follow it follows only if it is seen. Where
    nothing is left to do again, there is no step.
    """
    made = step(hand, "", "redo", undo.id)
    again: list[Operation] = []
    unsent = any(old.kind == "send" and old.code != SEEN for old in operations)
    for old in operations:
        if old.kind in TRIAGE and old.thread_id is not None and not unsent:
            now = seen.get(old.thread_id)
            dealt = old.intent.get("status") in DONE  # also says that nothing is owed for the mails it covers
            if dealt or now is None or triage.applied(old.kind, old.intent, now) != now:
                again.append(
                    operation(hand, made, old.kind, old.lane, old.intent, thread_id=old.thread_id, before=now,
                              covers=old.covers)
                )  # fmt: skip
    entries = tuple(transitions.entry(hand, new, "made", new.intent, "redo") for new in again)
    steps = (replace(made, label=named(map(changing, again))),) if again else ()
    return Change(tuple(again), steps=steps, undone=(undo.id,), entries=entries)
