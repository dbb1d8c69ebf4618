"""What an act is called, from what it changes: the name of a step says no more than its operations do. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from commune_tui.sending import triage
from commune_tui.sending.operation import Json, Operation


def named(operations: Iterable[Operation]) -> str:
    """``send to anna@shop.example``, ``set to closed, 3 threads``; empty for what has no name of its own."""
    made = list(operations)
    mail = next((each for each in made if each.kind == "send"), None)
    if mail is not None:
        return f"send to {(mail.intent.get('to') or ['somebody'])[0]}"
    words = _words(made)
    threads = {each.thread_id for each in made}
    return f"{words}, {len(threads)} threads" if words and len(threads) > 1 else words


def _words(made: list[Operation]) -> str:
    tags = [each.intent for each in made if each.kind == "tags"]
    add, remove = (sorted({tag for intent in tags for tag in intent[verb]}) for verb in ("add", "remove"))
    statuses = dict.fromkeys(str(each.intent["status"]) for each in made if each.kind == "status")
    if (add, remove, list(statuses)) == (["spam"], [], ["closed"]):
        return "spam"
    people = dict.fromkeys(each.intent["assigned_to"] for each in made if each.kind == "assign")
    words = [" ".join(["tag", *(f"+{tag}" for tag in add), *(f"-{tag}" for tag in remove)])] if add or remove else []
    words += [f"set to {status}" for status in statuses]
    return ", ".join([*words, *(f"assign to {who}" if who else "unassign" for who in people)])


def really(old: Operation, back: Json | None) -> Operation:
    """The operation, wishing only what it changed: what ``back`` takes back of it, where that says less."""
    if old.kind != "tags" or back is None:
        return old
    return replace(old, intent={"add": back["remove"], "remove": back["add"]})


def changing(new: Operation) -> Operation:
    """The same of one that has not left: what it would change of what the person saw."""
    return really(new, triage.intended_inverse(new) if new.kind == "tags" else None)
