"""``commune-tui gate list``, ``show``, and what a person decides: ``approve``, ``undo``, ``reject``, ``edit``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import only_word, opened, who
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import approvals, decisions, pauses, queue
from commune_tui.gate.arrival import ARRIVED
from commune_tui.gate.mail import Mail
from commune_tui.gate.queue import Held
from commune_tui.gate.states import WAY
from commune_tui.text import clean, cut, one_line

_ID = "the id of a mail, or how it begins"
_SHORT = 8
_MOST_TEXT = 10_000_000


def listing(arguments: argparse.Namespace) -> int:
    """A line for each mail."""
    if arguments.words:
        raise Stop("list takes no words.", USAGE)
    with opened(arguments) as db:
        found = queue.in_states(db.conn, tuple(WAY) if arguments.all else ("held",))
    for held in found:
        print(json.dumps(_facts(held)) if arguments.json else _line(held))
    if not found and not arguments.json:
        tell("Nothing waits for a decision.", sys.stderr)
    return OK


def _line(held: Held) -> str:
    mail = held.mail
    why = held.reason or (held.reasons[0] if held.reasons else "")
    age = clock.age(clock.from_ms(held.made_at))
    state = "" if held.state == "held" else f"{held.state}: "
    return (
        f"{held.id[:_SHORT]}  {age}  {held.agent} to {people(mail)}  “{one_line(cut(mail.subject, 60))}”  "
        f"{state}{one_line(why)}"
    )


def people(mail: Mail) -> str:
    """Whom a mail is to, in a few words."""
    if not mail.to:
        return "somebody who was erased"
    more = f" and {len(mail.recipients) - 2} more" if len(mail.recipients) > 2 else ""
    return one_line(", ".join(mail.recipients[:2]) + more)


def show(arguments: argparse.Namespace) -> int:
    """One mail whole."""
    with opened(arguments) as db:
        held = decisions.known(db.conn, only_word(arguments, _ID))
        people = approvals.of(db.conn, held.id, held.sealed)
    if arguments.json:
        print(json.dumps({**_facts(held), "approvals": people, "mail": held.mail.fields}))
    else:
        print("\n".join(_whole(held, people)))
    return OK


def _whole(held: Held, people: Sequence[str]) -> Iterator[str]:
    mail = held.mail
    yield f"Mail {held.id}, version {held.version}, {held.state}"
    yield f"Agent: {held.agent}, from {one_line(held.inbox)}"
    for name, value in (("To", mail.to), ("Cc", mail.cc), ("Bcc", mail.bcc)):
        if value:
            yield f"{name}: {one_line(', '.join(value))}"
    if mail.reply_to:
        yield f"Answers go to: {one_line(mail.reply_to)}"
    yield f"Subject: {one_line(mail.subject)}"
    if held.thread_id:
        yield f"In the conversation {one_line(held.thread_id)}{_stands(held)}"
        yield from held.sight.words
    for name, text in mail.headers:
        yield f"{name}: {one_line(text)}"
    for file in held.files:
        yield f"File: {one_line(file.name or file.id)}, {file.size:,} bytes, SHA-256 {file.sha256 or 'not known'}"
    for reason in (*held.reasons, *((held.reason,) if held.reason else ())):
        yield f"Why: {one_line(reason)}"
    for address, what in held.result.get(ARRIVED, {}).items():
        yield f"{what.capitalize()}: {one_line(address)}"
    if held.by:
        yield f"Decided by: {one_line(held.by)}"
    if held.approvers > 1:
        yield f"Wants {held.approvers} people to approve it: {one_line(', '.join(people)) or 'nobody'} did"
    if held.state == "decided" and held.leaves_at > clock.now_ms():
        yield f"Leaves at: {clock.local(clock.from_ms(held.leaves_at)):%d %b %H:%M:%S}, unless it is taken back"
    if held.state == "held":
        yield f"Waits until: {clock.local(clock.from_ms(held.expires_at)):%d %b %H:%M}, then it never leaves"
        yield f"Seal: {held.sealed or 'none yet; its conversation or a file could not be read'}"
    for title, words in (("Text", mail.text), ("HTML, which most programs show in place of the text", mail.html)):
        if words:
            yield f"\n{title}:"
            yield from (f"  {line}" for line in clean(words).splitlines())


def _stands(held: Held) -> str:
    if held.baseline is None:
        return ", which could not be read yet"
    whose = f", {held.baseline.assignee}'s" if held.baseline.assignee else ""
    return one_line(f": {held.baseline.status}{whose}")


def _facts(held: Held) -> dict[str, Any]:
    return {
        "id": held.id, "state": held.state, "version": held.version, "agent": held.agent, "inbox": held.inbox,
        "recipients": held.mail.recipients, "subject": held.mail.subject, "thread_id": held.thread_id,
        "reasons": held.reasons, "reason": held.reason, "rule": held.rule, "rules": held.rules, "by": held.by,
        "seal": held.sealed if held.state == "held" else held.seal, "result": held.result,
        "files": [{"id": each.id, "name": each.name, "size": each.size, "sha256": each.sha256} for each in held.files],
        "read": held.sight.packed(),
        "conversation": None if held.baseline is None else held.baseline.packed(),
        "approvers": held.approvers,
        "leaves_at": clock.iso(clock.from_ms(held.leaves_at)) if held.leaves_at else None,
        "made_at": clock.iso(clock.from_ms(held.made_at)), "expires_at": clock.iso(clock.from_ms(held.expires_at)),
    }  # fmt: skip


def approve(arguments: argparse.Namespace) -> int:
    """Let one leave."""
    name = only_word(arguments, _ID)
    if not arguments.seal:
        raise Stop("approve needs --seal, as show prints it: it says what you looked at.", USAGE)
    with opened(arguments) as db, db.write() as conn:
        held = decisions.approve(conn, name, arguments.seal, who(arguments), arguments.hold)
        stopped, people = pauses.why(conn, held), approvals.of(conn, held.id, held.sealed)
    if held.state == "held":
        wants = f"{held.approvers} people, and {one_line(', '.join(people))} approved it"
        tell(f"Approved, and mail {held.id[:_SHORT]} waits on: it wants {wants}.")
    elif stopped:
        tell(f"Approved. Mail {held.id[:_SHORT]} leaves once it is resumed; it is paused: {one_line(stopped)}.")
    else:
        hold = f" in {clock.span(arguments.hold)}" if arguments.hold else ""
        tell(f"Approved. Mail {held.id[:_SHORT]} leaves{hold} once the gate has looked at its conversation again.")
    return OK


def undo(arguments: argparse.Namespace) -> int:
    """Take an approval back."""
    with opened(arguments) as db, db.write() as conn:
        held = decisions.undo(conn, only_word(arguments, _ID), who(arguments))
    tell(f"Taken back. Mail {held.id[:_SHORT]} waits for a decision again.")
    return OK


def reject(arguments: argparse.Namespace) -> int:
    """End one."""
    with opened(arguments) as db, db.write() as conn:
        held = decisions.reject(conn, only_word(arguments, _ID), arguments.reason, who(arguments))
    tell(f"Rejected. The agent of mail {held.id[:_SHORT]} is told the reason.")
    return OK


def edit(arguments: argparse.Namespace) -> int:
    """Give one other words, and show what became different."""
    if arguments.text_file is None and arguments.subject is None:
        raise Stop("edit needs --text-file or --subject.", USAGE)
    text = _text(arguments.text_file) if arguments.text_file is not None else None
    with opened(arguments) as db, db.write() as conn:
        name = only_word(arguments, _ID)
        before = decisions.waiting(conn, name)
        after = decisions.edit(conn, name, text, arguments.subject, who(arguments))
    print("\n".join(clean(line) for line in decisions.difference(before.mail, after.mail)))
    tell(f"Version {after.version} waits for a decision. Seal: {after.sealed or 'none yet'}")
    return OK


def _text(place: str) -> str:
    try:
        return sys.stdin.read(_MOST_TEXT) if place == "-" else Path(place).read_text("utf-8")
    except UnicodeDecodeError:
        raise Stop("the new text is not UTF-8. Nothing was changed.", USAGE) from None
    except OSError as error:
        raise Stop(f"{place} cannot be read: {error.strerror}. Nothing was changed.") from None
