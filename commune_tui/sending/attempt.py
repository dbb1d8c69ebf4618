"""One attempt at one operation, as the steps it takes: read, save, write, save.

Runs nothing itself (see effects). Whatever step the process dies in, the next attempt finds on disk what it must know.
"""

from __future__ import annotations

from typing import Any

from commune_tui.sending import recognition, sight, transitions, triage
from commune_tui.sending.effects import (
    Attempt,
    Failure,
    Other,
    ReadMessages,
    ReadTriage,
    Save,
    Send,
    Siblings,
    Upload,
    Uploaded,
    Write,
)
from commune_tui.sending.operation import SEEN, TRIAGE, Change, Json, Operation
from commune_tui.sending.policy import Hand

LONG_AGO = "1970-01-01T00:00:00.000Z"


def attempt(hand: Hand, operation: Operation) -> Attempt:
    """The steps for ``operation``, by its kind and state."""
    if operation.state == "confirmed":
        return sight.look(hand, operation)
    if operation.state == "sending":
        return _take_over(hand, operation)
    if operation.kind in TRIAGE:
        return _triage(hand, operation)
    if operation.kind == "send":
        return _send(hand, operation)
    if operation.kind == "upload":
        return _upload(hand, operation)
    return _other(hand, operation)


def leased(hand: Hand, operation: Operation, **changes: Any) -> Operation:
    """``operation`` as it stands on disk before its first byte leaves."""
    first = operation.first_try_at or hand.moment().ms
    return operation.to(
        "sending", lease=hand.owner, attempts=operation.attempts + 1, first_try_at=first, reason="", code="", **changes
    )


def saved(operation: Operation) -> Operation:
    """``operation`` as the store holds it after it took the change: one version on."""
    return operation.to(operation.state, version=operation.version + 1)


def _take_over(hand: Hand, operation: Operation) -> Attempt:
    """Whoever had it on the wire is gone: from here on nobody knows whether it arrived."""
    yield Save(transitions.doubted(hand, operation, "The program stopped while this was on its way.", "interrupted"))


def _triage(hand: Hand, operation: Operation) -> Attempt:
    thread_id = operation.thread_id or ""
    if operation.inverse_of is not None:
        target = next((o for o in (yield Siblings(operation)) if o.id == operation.inverse_of), None)
        if target is not None and not target.open:
            back = triage.inverse(target) if target.state == "confirmed" else None
            if back is None:
                yield Save(
                    transitions.settled(hand, operation, "cancelled", "cancelled", reason="Nothing to take back.")
                )
                return
            operation = operation.to(operation.state, intent=back)
    server = yield ReadTriage(thread_id)
    if isinstance(server, Failure):
        yield Save(transitions.unread(hand, operation, server))
        return
    plan = triage.plan(operation, server, (yield Siblings(operation)) if triage.unseen(operation) else ())
    if isinstance(plan, triage.Clash):
        yield Save(transitions.clash(hand, operation, server, plan.reason))
        return
    writes, effect = plan
    if not writes:
        change = transitions.settled(hand, operation, "confirmed", "confirmed", effect=effect)
        yield Save(_with_triage(change, thread_id, server))
        return
    old, done = operation.effect, list[Write]()
    operation = leased(hand, operation, effect=effect)
    started = hand.moment().mono
    if not (yield Save(Change((operation,)))) or hand.moment().mono - started > hand.policy.fresh_s:
        return
    operation = saved(operation)
    for write in writes:
        answer: Json | Failure = yield write
        if isinstance(answer, Failure):
            if answer.kind != "unknown":  # what was not done must not be taken back later
                operation = operation.to("sending", effect=triage.partly(old, done))
            yield Save(transitions.failed(hand, operation, answer))
            return
        done.append(write)
        server = answer
    yield Save(_with_triage(transitions.settled(hand, operation, "confirmed", "confirmed"), thread_id, server))


def _with_triage(change: Change, thread_id: str, server: Json) -> Change:
    return Change(change.operations, drafts=change.drafts, entries=change.entries, triage=((thread_id, server),))


def _send(hand: Hand, operation: Operation) -> Attempt:
    tried = operation.first_try_at is not None
    since = (operation.effect or {}).get("since")
    reading = yield ReadMessages(operation.thread_id, operation.inbox_id, since if tried else None)
    if isinstance(reading, Failure):
        yield Save(transitions.unread(hand, operation, reading))
        return
    if tried and (message := recognition.found(operation, reading)) is not None:
        result = {
            "message_id": message.ids[0],
            "seen_id": message.ids[0],
            "thread_id": message.thread_id,
            "found": True,
        }
        yield Save(transitions.settled(hand, operation, "confirmed", "found", result=result, reason="", code=SEEN))
        return
    if tried:  # it is not there, and nothing of it can be on its way any more: this is a first attempt again
        operation = operation.to(operation.state, first_try_at=None, known=(), effect=None)
    own = yield Siblings(operation)
    news = recognition.arrived(operation, reading, own)
    if news:
        theirs = {"messages": [m.ids[0] for m in news], "senders": sorted({m.sender for m in news if m.sender})}
        yield Save(transitions.clash(hand, operation, theirs, "The conversation went on since you wrote this."))
        return
    waits = (operation.effect or {}).get("waits", 0)
    if waits < hand.policy.twin_waits and recognition.hidden_twin(operation, reading, own):
        yield Save(
            Change((transitions.wait(hand, operation, "ready", hand.policy.doubt_s, effect={"waits": waits + 1}),))
        )
        return
    fence = max((m.created_at for m in reading if m.created_at), default=LONG_AGO)
    operation = operation.to(operation.state, known=recognition.alike(operation, reading), effect={"since": fence})
    payload = yield from _payload(hand, operation)
    if payload is not None:
        sent = sum(o.digest == operation.digest and o.state == "confirmed" for o in own)
        yield from _post(hand, operation, payload, (operation.digest or "", operation.id, sent))


def _payload(hand: Hand, operation: Operation) -> Any:
    """The mail with the ids of its files, or ``None`` when it goes back to the person instead."""
    payload = {name: value for name, value in operation.intent.items() if name not in ("files", "read")}
    files = operation.intent.get("files") or []
    if files:
        ids = yield Uploaded(tuple(files))
        if any(digest not in ids for digest in files):
            reason = "A file could not be attached, so the mail is back among the drafts."
            yield Save(transitions.settled(hand, operation, "refused", "refused", reason=reason, code="attachment"))
            return None
        payload["attachments"] = [ids[digest] for digest in files]
    return payload


def _post(hand: Hand, operation: Operation, payload: Json, alone: tuple[str, str, int]) -> Attempt:
    """``alone``: a mail with the same words that left since the look could be taken for this one."""
    operation = leased(hand, operation, key=operation.key or hand.new_id())
    started = hand.moment().mono
    if not (yield Save(Change((operation,), alone=alone))) or hand.moment().mono - started > hand.policy.fresh_s:
        return
    operation = saved(operation)
    answer = yield Send(payload, operation.key or "")
    if isinstance(answer, Failure):
        if answer.kind != "unknown":  # surely not sent: the next attempt is a first one again, under the same key
            operation = operation.to("sending", first_try_at=None, known=(), effect=None)
        yield Save(transitions.failed(hand, operation, answer))
        return
    yield Save(sight.taken(hand, operation, answer))


def _upload(hand: Hand, operation: Operation) -> Attempt:
    """A file sent twice harms nobody, so a lost answer is simply tried again; what the server has is remembered."""
    digest = operation.intent["digest"]
    have = yield Uploaded((digest,))
    if digest in have:
        yield Save(
            transitions.settled(hand, operation, "confirmed", "confirmed", result={"attachment_id": have[digest]})
        )
        return
    operation = leased(hand, operation)
    if not (yield Save(Change((operation,)))):
        return
    operation = saved(operation)
    answer = yield Upload(operation)
    if isinstance(answer, Failure):
        known = Failure("later", answer.reason, answer.code, answer.after_s) if answer.kind == "unknown" else answer
        yield Save(transitions.failed(hand, operation, known))
        return
    change = transitions.settled(hand, operation, "confirmed", "confirmed", result={"attachment_id": answer})
    file = (digest, str(operation.intent["filename"]), str(operation.intent["mime_type"]), str(answer))
    yield Save(Change(change.operations, uploads=(file,), entries=change.entries))


def _other(hand: Hand, operation: Operation) -> Attempt:
    if operation.first_try_at is not None:
        done = yield Other(operation, ask=True)
        if isinstance(done, Failure):
            yield Save(transitions.unread(hand, operation, done))
            return
        if done:
            yield Save(transitions.settled(hand, operation, "confirmed", "found"))
            return
    operation = leased(hand, operation)
    if not (yield Save(Change((operation,)))):
        return
    operation = saved(operation)
    answer = yield Other(operation)
    if isinstance(answer, Failure):
        yield Save(transitions.failed(hand, operation, answer))
        return
    yield Save(transitions.settled(hand, operation, "confirmed", "confirmed", result=answer))
