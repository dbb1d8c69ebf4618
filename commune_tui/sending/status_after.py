"""The status that a conversation gets once a mail to it is seen: it waits on disk beside the mail. Pure.

It is an operation of the mail's own step, in the state ``held``, in which no other write but a mail is. Nothing shows
it and nothing waits behind it until the mail stands in the server's list; a mail that is taken back, refused or never
appears takes it along. So the old status is never given up too early, and a kill at any point loses neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from commune_tui.sending import act, transitions
from commune_tui.sending.operation import UNSEEN, VANISHED, Change, Json, Operation
from commune_tui.sending.policy import Hand

NOT_SEEN = "Its mail did not arrive at the server, so the status stays."


def queued(
    hand: Hand, sent: Change, thread_id: str, status: str, seen: Json | None, newest: int, waiting: Iterable[Operation]
) -> Change:
    """``sent``, which puts a mail into the hold, and the status of its thread behind it.

    ``seen`` is triage as the person sees it, ``newest`` when the newest mail came that is unanswered. ``waiting`` are
    statuses that wait for a mail: one of the same thread is replaced.
    """
    then = act.triaged(
        hand, "", "status", {"status": status}, {thread_id: seen}, tuple(waiting), {thread_id: (newest, False)}
    )
    held = tuple(each if each.seq else each.to("held") for each in then.operations)
    return act.joined(sent, replace(then, operations=held))


def due(hand: Hand, operation: Operation, mail: Operation | None) -> Change | None:
    """What becomes of a status that waits, as its ``mail`` stands now; ``None`` while that has not come to an end."""
    if mail is not None and (mail.open or mail.code == UNSEEN):
        return None
    # A mail without a code was taken, and this key may not look for it: nobody can say that it is there.
    if mail is not None and mail.state == "confirmed" and mail.code not in ("", VANISHED):
        return Change((transitions.wait(hand, operation, "ready", 0.0),))
    return transitions.settled(hand, operation, "cancelled", "cancelled", reason=NOT_SEEN)
