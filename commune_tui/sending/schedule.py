"""Which operations may move now, and when to look again. Pure, but for what a process remembers of its own clock.

Waits are measured by the clock that only grows, from when this process first saw an operation in its present version:
the wall clock can make a wait shorter only where that is harmless, never the wait after a lost outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commune_tui.sending.operation import SENDING_PAUSED, Operation
from commune_tui.sending.policy import Hand, Moment

NEVER_S = 3600.0


class Watch:
    """When this process first saw each operation in the version it has now."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, Moment]] = {}
        self._hurried: set[str] = set()

    def first(self, operation: Operation, now: Moment) -> Moment:
        """The moment of the first look; ``now`` when this is it."""
        known = self._seen.get(operation.id)
        if known is None or known[0] != operation.version:
            known = self._seen[operation.id] = (operation.version, now)
        return known[1]

    def hurry(self, operations: Iterable[Operation]) -> None:
        """Let the waits of these operations be over until their next attempt: the reason for them has gone. An attempt
        that is under way began before that, so the wait which it ends in is over as well."""
        self._hurried |= {operation.id for operation in operations}

    def hurried(self, operation: Operation) -> bool:
        """Whether its wait was ended, and no attempt has begun since."""
        return operation.id in self._hurried

    def begun(self, operation: Operation) -> None:
        """An attempt begins."""
        self._hurried.discard(operation.id)

    def keep(self, operations: Iterable[Operation]) -> None:
        """Forget all others."""
        ids = {operation.id for operation in operations}
        if len(self._seen) > 2 * len(ids) + 100:
            self._seen = {name: seen for name, seen in self._seen.items() if name in ids}
            self._hurried &= ids


@dataclass(frozen=True, slots=True)
class Decision:
    """What to attempt now, pairs to withdraw (a write in conflict, and its undo), and seconds until the next look."""

    start: tuple[Operation, ...]
    withdraw: tuple[tuple[Operation, Operation], ...]
    wake_s: float


def decide(
    operations: Sequence[Operation],
    hand: Hand,
    watch: Watch,
    busy: frozenset[str],
    gone: Callable[[str], bool],
    room: int | None = None,
) -> Decision:
    """Choose among all open operations, in the order of ``seq``.

    ``busy`` are ids with an attempt running in this process; ``gone`` tells of another process whether it has ended;
    ``room`` is how many attempts may run at once, where that is fewer than the policy allows.
    Within a lane, and among mails with the same content, only the oldest may move; a mail waits for its files.
    Mail waits for mail only. What waits for a mail to be seen is none of these yet, see :mod:`.status_after`.
    """
    now, left_over = hand.moment(), (hand.policy.room if room is None else room) - len(busy)
    blocked: set[str] = set()
    start, wake = [], NEVER_S
    wire = {name for o in operations if o.state in ("sending", "unknown") for name in _names(o)}
    for operation in operations:
        if operation.behind_mail:
            continue
        names = _names(operation)
        started = operation.state in ("sending", "unknown")  # must come to an end before anything else may begin
        free = started or (blocked.isdisjoint(names) and wire.isdisjoint(names))
        if operation.state == "held" and operation.wait_s > hand.policy.schedule_s:
            left = left_s(operation, hand, watch, now, gone)
            if left > 0:  # a mail for later does not hold up what is done to its thread today
                wake = min(wake, left)
                continue
        blocked.update(names if operation.state != "conflict" else {_lane(operation)})
        if not free or operation.id in busy or operation.state == "conflict":
            continue
        left = left_s(operation, hand, watch, now, gone)
        if left > 0:
            wake = min(wake, left)
        elif left_over > 0:
            start.append(operation)
            left_over -= 1
    watch.keep(operations)
    return Decision(tuple(start), tuple(_withdrawn(operations)), wake)


def looks(
    unseen: Sequence[Operation], hand: Hand, watch: Watch, busy: frozenset[str], gone: Callable[[str], bool]
) -> tuple[list[Operation], float]:
    """Which of the mails that were taken to look for now, a few at a time; and seconds until the next look."""
    now = hand.moment()
    waits = [(left_s(each, hand, watch, now, gone), each) for each in unseen if each.id not in busy]
    due = [each for left, each in waits if left <= 0]
    return due[: hand.policy.looks], min((left for left, _ in waits if left > 0), default=NEVER_S)


def _names(operation: Operation) -> set[str]:
    """What only one operation may hold at a time: its lane, the content of its mail, the files of its draft."""
    if operation.digest:
        return {_lane(operation), operation.digest, f"draft:{operation.draft_id}"}
    return {_lane(operation)}


def _lane(operation: Operation) -> str:
    """A mail to a conversation and what is done to its state are in order each for itself: neither waits for the
    other, least of all for one that a person has yet to decide."""
    return f"mail:{operation.lane}" if operation.kind == "send" else operation.lane


def left_s(operation: Operation, hand: Hand, watch: Watch, now: Moment, gone: Callable[[str], bool]) -> float:
    """How long this operation must still be left alone by this process, in seconds."""
    first = watch.first(operation, now)
    passed = now.mono - first.mono
    if operation.state == "sending":
        mine = operation.lease == hand.owner
        return 0.0 if mine or gone(operation.lease or "") else hand.policy.lease_s - passed
    if operation.state in ("unknown", "confirmed"):
        return operation.wait_s - passed
    if operation.state == "ready" and watch.hurried(operation) and operation.code != SENDING_PAUSED:
        return 0.0
    wait = max(0.0, min(operation.wait_s, operation.next_at / 1000 - first.ms / 1000))
    if operation.owner != hand.owner and not gone(operation.owner):
        wait += hand.policy.foreign_s
    return wait - passed


def _withdrawn(operations: Sequence[Operation]) -> Iterable[tuple[Operation, Operation]]:
    undone = {o.inverse_of: o for o in operations if o.inverse_of is not None and o.state in ("held", "ready")}
    for operation in operations:
        if operation.state == "conflict" and (back := undone.get(operation.id)) is not None:
            yield operation, back
