"""Whether a mail that the server took has appeared: the server's yes is a promise, its list of messages is the fact.

A server may answer 202 and drop the mail without a word. So every mail is looked for after it was taken: soon, then
ever more seldom, until it shows or a time is over. Pure; the steps of one look, as :mod:`.attempt` has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from commune_tui.sending import recognition, transitions
from commune_tui.sending.effects import Attempt, Failure, ReadMessages, Save, Siblings
from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Change, Json, Operation
from commune_tui.sending.policy import Hand
from commune_tui.sending.recognition import Seen

_LONGEST_S = 30.0


def taken(hand: Hand, operation: Operation, answer: Json) -> Change:
    """The server took the mail: it was sent, and is looked for from now on."""
    change = transitions.settled(hand, operation, "confirmed", "sent", result=answer, reason="", code=UNSEEN)
    [done] = change.operations
    return Change((_later(hand, done),), drafts=change.drafts, entries=change.entries)


def seen(hand: Hand, operation: Operation, message_id: str, thread_id: str | None) -> Change:
    """The mail stands in the server's list under this id."""
    result = {**(operation.result or {}), "seen_id": message_id, "seen_at": hand.moment().ms}
    if thread_id and not result.get("thread_id"):
        result["thread_id"] = thread_id
    shown = operation.to("confirmed", code=SEEN, reason="", result=result)
    return Change((shown,), entries=(transitions.entry(hand, shown, "seen", {"message_id": message_id}),))


def look(hand: Hand, operation: Operation) -> Attempt:
    """One look for a mail that was taken. It is called vanished only by a look that was answered."""
    thread_id = operation.thread_id or (operation.result or {}).get("thread_id")
    reading = yield ReadMessages(thread_id, operation.inbox_id, gone_is_empty=True)
    if isinstance(reading, Failure) and reading.kind == "refused":
        reason = f"It could not be looked for: {reading.reason}"
        yield Save(Change((operation.to("confirmed", code="", reason=reason),)))
        return
    if isinstance(reading, Failure):
        wait_s = max(hand.policy.sight_first_s, reading.after_s or 0.0)
        yield Save(Change((transitions.wait(hand, operation, "confirmed", wait_s),)))
        return
    own = yield Siblings(operation)
    message = recognised(operation, reading, own)
    if message is not None:
        yield Save(seen(hand, operation, message.ids[0], message.thread_id))
    elif _waited_s(operation) >= hand.policy.sight_s:
        reason = "The server took it and it never appeared."
        gone = operation.to("confirmed", code=VANISHED, reason=reason)
        yield Save(Change((gone,), entries=(transitions.entry(hand, gone, "vanished", None, reason),)))
    else:
        yield Save(Change((_later(hand, operation),)))


def recognised(operation: Operation, reading: Iterable[Seen], own: Sequence[Operation]) -> Seen | None:
    """The message that this mail became: by an id that the server gave, else by its words, if no other mail is it.

    A message that carries another id of a sending is another mail; but an answer that gave no id forbids none.
    """
    names = recognition.names(operation)
    messages = [message for message in reading if message.outbound]
    if (found := next((m for m in messages if not names.isdisjoint(m.ids)), None)) is not None:
        return found
    taken_by_others = {name for other in own for name in recognition.names(other)} | set(operation.known)
    alike = (m for m in messages if m.digest == operation.digest and not (names and m.named_by_sender))
    return next((m for m in alike if taken_by_others.isdisjoint(m.ids)), None)


def _waited_s(operation: Operation) -> float:
    """For how long it has been looked for, by the waits between the looks: a wall clock that jumps changes nothing."""
    return float((operation.effect or {}).get("waited_s", 0.0))


def _later(hand: Hand, operation: Operation) -> Operation:
    """Look again after twice the time since the first look, and once the time is over."""
    policy, waited_s = hand.policy, _waited_s(operation)
    wait_s = min(max(waited_s, policy.sight_first_s), _LONGEST_S, policy.sight_s - waited_s)
    return transitions.wait(
        hand, operation, "confirmed", wait_s, effect={**(operation.effect or {}), "waited_s": waited_s + wait_s}
    )


def told(hand: Hand, operation: Operation, *, sent: bool) -> Change:
    """The person knows what became of a mail that never appeared: it arrived, or it becomes a draft again."""
    if sent:
        arrived: dict[str, Any] = {"code": SEEN, "reason": "You said that it was sent."}
        known = operation.to("confirmed", **arrived)
        return Change((known,), entries=(transitions.entry(hand, known, "resolved", None, known.reason),))
    return transitions.settled(
        hand, operation, "cancelled", "resolved", code="", reason="You said that it was not sent."
    )
