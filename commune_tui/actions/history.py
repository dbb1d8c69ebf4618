"""What was done in a conversation and what became of its mails, by whom and when, in words. For every front.

Known are the acts of this machine and what the server says of mail that went out; it keeps no list of what others did.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import journal
from commune_tui.actions.speech import capital
from commune_tui.mail.conversation import Mail, Memo

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Conversation
    from commune_tui.mail.session import Session

NOTHING = "Nothing was done in this conversation from here, and nothing is known of mail that went out."


def happened(session: Session, talk: Conversation) -> list[Memo]:
    """All of it, oldest first, each a sentence."""
    thread_id = talk.thread.id if talk.thread is not None else ""
    found = [_act(act) for act in journal.acts(session, thread_id)] if thread_id else []
    for entry in talk.entries:
        if isinstance(entry, Mail) and entry.message.direction == "outbound":
            found += _way(session, entry)
    return sorted(found, key=lambda memo: memo.made_at)


def among(talk: Conversation, memos: list[Memo]) -> Conversation:
    """The conversation with what happened between its mails."""
    start = datetime.min.replace(tzinfo=UTC)
    entries = sorted((*talk.entries, *memos), key=lambda entry: entry.at or start)
    return replace(talk, entries=tuple(entries))


def _act(act: journal.Act) -> Memo:
    first, word = act.first, journal.stands(act)[0]
    said = f"{journal.kind(first)} {journal.summary(act, ', now ')}".strip().removesuffix(".")
    return Memo(
        act.id, f"{said}. {capital(journal.phrase(word).plain)}.", journal.who(first), clock.from_ms(first.at), "act"
    )


def _way(session: Session, mail: Mail) -> list[Memo]:
    """Each step of a mail on its way of which the time is known."""
    made = []
    for number, step in enumerate(session.reads.timeline(mail.message)):
        if step.at is not None:
            to = f" for {step.recipient}" if step.recipient else ""
            detail = f": {step.detail}" if step.detail else ""
            made.append(Memo(f"{mail.key}:{number}", f"Mail {step.word}{to}{detail}.", "", step.at, "act"))
    return made
