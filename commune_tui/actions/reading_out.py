"""Conversations, their mails and notes read out in full, for every front that has lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.actions import fields, mail_lines, plain
from commune_tui.actions.targets import NoSuchThread
from commune_tui.mail import conversation
from commune_tui.mail.conversation import Conversation, Mail
from commune_tui.wording import nowhere, said

if TYPE_CHECKING:
    from commune_tui.mail.bodies import Read
    from commune_tui.mail.session import Session


async def whole(session: Session, thread_id: str) -> tuple[list[str], dict[str, Any]]:
    """A conversation with all of its mails and notes, the oldest first: as lines, and as plain values. There is nothing
    to type a command into, so none is named. Raises NoSuchThread.
    """
    talk = session.reads.conversation(thread_id)
    if talk.thread is None:
        raise NoSuchThread(thread_id)
    lines = mail_lines.head_lines(talk, 0, session.me, clock.now())
    found: dict[str, Any] = {**fields.plain_rows(session, [talk.thread])[0], "mails": [], "notes": []}
    for place, entry in enumerate(talk.entries, 1):
        own, read = await entry_lines(session, talk, place, whole=True)
        if not isinstance(entry, Mail):
            found["notes"].append(plain.note(entry))
        elif read is not None:
            found["mails"].append(plain.mail(entry, read))
        lines += own
    return [said(line, nowhere) for line in lines], found


async def entry_lines(
    session: Session, talk: Conversation, place: int, attached: str = "", *, whole: bool = False
) -> tuple[list[str], Read | None]:
    """The lines of an entry by its number, from 1, and what was read of its mail. ``attached`` as in
    :func:`~commune_tui.actions.mail_lines.file_lines`; ``whole``: also a long mail to its end, and its links.
    """
    entry, total, now = talk.entries[place - 1], len(talk.entries), clock.now()
    if not isinstance(entry, Mail):
        return mail_lines.memo_lines(entry, place, total, now), None
    answers_to = ""
    if entry.message.direction != "outbound":
        answers_to = conversation.reply_to(session.reads.source(entry.message.seq))
    read = await session.bodies.read(entry.message, whole=whole)
    steps = session.reads.timeline(entry.message)
    lines = mail_lines.whole_mail(entry, read, steps, place, total, now, answers_to, attached)
    lines[-1:] = [*(mail_lines.link_lines(read.body) if whole else ()), lines[-1]]
    return lines, read
