"""The mail that the words of ``commune-tui send`` mean: its text, its people, the thread that it answers, its inbox."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from commune_tui.actions import sending, writing
from commune_tui.actions.speech import door
from commune_tui.cli import copy
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import tell
from commune_tui.errors import NOT_FOUND, USAGE
from commune_tui.text import one_line
from commune_tui.wording import said

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.drafts import Draft

FRESH_S = 10.0
"""How long to wait at the most until the thread and the suppressed addresses are as the server has them."""


def typed() -> str:
    """The text of the mail. Raises Stop where there is none."""
    if sys.stdin.isatty():
        tell("Type the text of the mail; Ctrl-D ends it.", sys.stderr)
    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise Stop("standard input is no text in UTF-8. Nothing was sent.", USAGE) from None
    if not text.strip():
        raise Stop("standard input had no text. Nothing was sent.", USAGE)
    return text.replace("\r\n", "\n").rstrip("\n")


def plain(session: Session, arguments: argparse.Namespace, text: str, signature: str) -> Draft:
    """The mail without what has to be looked for: it can always be kept. Raises Stop for words that are no text."""
    return replace(writing.with_text(writing.new_mail(session, signature), text), **_fields(arguments))


async def addressed(session: Session, draft: Draft, arguments: argparse.Namespace, text: str, signature: str) -> Draft:
    """The mail as an answer, where one is meant, and from its inbox. Raises Stop for what is not in the local copy."""
    if arguments.reply_to:
        begun = await _answer(session, arguments.reply_to, signature)
        draft = replace(writing.with_text(begun, text), **_fields(arguments))
    there = ", ".join(each.address for each in session.reads.inboxes()) or "none"
    if not arguments.inbox:
        if draft.inbox_id is None:
            raise Stop(f"which inbox does it leave from? Say --inbox and one of these: {there}.", USAGE)
        return draft
    row = writing.inbox_of(session, copy.text([arguments.inbox]))
    if row is None:
        raise Stop(f"{one_line(arguments.inbox)!r} is no inbox of the local copy. There are: {there}.", NOT_FOUND)
    return replace(draft, inbox_id=row.id)


def _fields(arguments: argparse.Namespace) -> dict[str, Any]:
    people = {name: copy.text([", ".join(getattr(arguments, name))]) for name in ("to", "cc", "bcc")}
    fields: dict[str, Any] = {name: sending.people(line) for name, line in people.items() if line.strip()}
    subject = copy.text([arguments.subject]).strip()
    return {**fields, "subject": subject} if subject else fields


async def _answer(session: Session, thread_id: str, signature: str) -> Draft:
    """A reply to the newest mail of a thread, as it is begun on the screen. Raises Stop."""
    if session.reads.thread(copy.text([thread_id])) is None:
        raise Stop(f"{one_line(thread_id)!r} is no thread of the local copy.", NOT_FOUND)
    session.viewing.open_thread(thread_id)
    await session.viewing.fresh(FRESH_S)
    begun = await writing.answer_to(session, "reply", thread_id, signature)
    for note in begun.notes:
        told(note)
    return begun.draft


def told(sentence: str) -> None:
    """Say a sentence on standard error. Names of files and people come from others: nothing in them is a command."""
    tell(door(said(sentence, _way)), sys.stderr)


def _way(command_id: str) -> str:
    """How a person who reads these sentences does a command."""
    return "commune-tui" if command_id == "go.outbox" else ""
