"""What a triage write changes when somebody else may have changed the same thread: three versions, one answer.

Pure. Tags are sets and merge; a status or an assignee that changed since the person saw it is for the person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commune_tui.sending.effects import Write
from commune_tui.sending.operation import Json, Operation

FIELDS = {"status": "status", "assign": "assigned_to"}
"""Which field of the triage state a kind of operation sets; ``tags`` is a set and stands apart."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody changed it since the person saw it; ``reason`` is a sentence."""

    reason: str


def applied(kind: str, intent: Json, triage: Json) -> Json:
    """The triage state after a write, as the person is shown it at once."""
    if kind == "tags":
        tags = (set(triage["tags"]) | set(intent["add"])) - set(intent["remove"])
        return {**triage, "tags": sorted(tags)}
    name = FIELDS[kind]
    return {**triage, name: intent[name]}


def inverse(operation: Operation) -> Json | None:
    """The intent that takes back what ``operation`` really changed; ``None`` when it changed nothing."""
    effect = operation.effect
    if not effect:
        return None
    if operation.kind == "tags":
        if not effect["add"] and not effect["remove"]:
            return None
        return {"add": effect["remove"], "remove": effect["add"]}
    name = FIELDS[operation.kind]
    return {name: effect["from"]} if "from" in effect else None


def intended_inverse(operation: Operation) -> Json | None:
    """The intent that would take back all of ``operation``, judged by what the person saw before it."""
    if operation.kind != "tags" or operation.before is None:
        return inverse(operation)
    old, intent = set(operation.before["tags"]), operation.intent
    return {"add": sorted(set(intent["remove"]) & old), "remove": sorted(set(intent["add"]) - old)}


def plan(
    operation: Operation, server: Json, earlier: Iterable[Operation] = ()
) -> tuple[tuple[Write, ...], Json] | Clash:
    """Compare what is wanted and what the person saw with what the server has now: what to send, and what will really
    change, which is the only thing that an undo takes back.

    Where the person saw nothing of it (``unseen``), somebody who has the thread keeps it until they decide; whom our
    own ``earlier`` operations of the same kind gave it to is no news.
    """
    if operation.kind == "tags":
        return _plan_tags(operation, server)
    name = FIELDS[operation.kind]
    want, have, old = operation.intent[name], server[name], operation.effect or {}
    if have == want:
        return (), old
    if operation.before is not None and have != operation.before[name]:
        return Clash(f"Somebody set it to {have or 'nobody'} in the meantime.")
    if unseen(operation) and have and have not in {each.intent[name] for each in earlier if each.kind == "assign"}:
        return Clash(f"{have} has it already, which was not known here when this was done.")
    if operation.attempts and old and old.get("read_at") != server["updated_at"]:
        return Clash("It may have been changed while the outcome of an earlier attempt was unknown.")
    effect = {"from": have, "read_at": server["updated_at"]}
    return (Write(operation.kind, operation.thread_id or "", want),), effect


def unseen(operation: Operation) -> bool:
    """Whether it gives a thread to somebody of which nobody here knew who has it."""
    return operation.kind == "assign" and operation.before is None and operation.inverse_of is None


def _plan_tags(operation: Operation, server: Json) -> tuple[tuple[Write, ...], Json]:
    have = set(server["tags"])
    add = sorted(set(operation.intent["add"]) - have)
    remove = sorted(set(operation.intent["remove"]) & have)
    old = operation.effect or {"add": [], "remove": []}  # an earlier attempt may have got part of it through
    effect = {"add": sorted({*old["add"], *add}), "remove": sorted({*old["remove"], *remove})}
    thread = operation.thread_id or ""
    writes = [Write(verb, thread, tuple(tags)) for verb, tags in (("add", add), ("remove", remove)) if tags]
    return tuple(writes), effect


def partly(old: Json | None, done: Iterable[Write]) -> Json | None:
    """The effect so far, when of an attempt only what is in ``done`` got through."""
    parts = (
        {"add": set(), "remove": set()} if not old or "add" not in old else {n: set(old[n]) for n in ("add", "remove")}
    )
    for write in done:
        if isinstance(write.value, tuple):
            parts[write.verb].update(write.value)
    return {name: sorted(tags) for name, tags in parts.items()} if any(parts.values()) else None


def rebased(operations: Iterable[Operation], gone: Operation, value: str | None) -> tuple[Operation, ...]:
    """Later operations that were made on top of ``gone``, which will not happen: they stand on ``value`` now."""
    if gone.kind not in FIELDS:
        return ()
    name = FIELDS[gone.kind]
    for later in operations:
        if later.lane == gone.lane and later.seq > gone.seq and later.kind == gone.kind and later.open:
            if later.before is None or later.before[name] != gone.intent[name]:
                return ()
            return (later.to(later.state, before={**later.before, name: value}),)
    return ()
