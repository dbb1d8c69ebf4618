"""A mail or a note of a conversation read out in full, for every front that has lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions import mail_lines
from commune_tui.mail import conversation
from commune_tui.mail.conversation import Conversation, Mail, Step

if TYPE_CHECKING:
    from commune_tui.mail.bodies import Read
    from commune_tui.mail.session import Session


async def entry_lines(
    session: Session, talk: Conversation, place: int, attached: str = "", *, whole: bool = False
) -> tuple[list[str], Read | None]:
    """The lines of an entry by its number, from 1, and what was read of its mail. ``attached`` as in
    :func:`~commune_tui.actions.mail_lines.file_lines`; ``whole``: also a long mail to its end.
    """
    entry, total, now = talk.entries[place - 1], len(talk.entries), clock.now()
    if not isinstance(entry, Mail):
        return mail_lines.memo_lines(entry, place, total, now), None
    answers_to = ""
    if entry.message.direction != "outbound":
        answers_to = conversation.reply_to(session.reads.source(entry.message.seq))
    read = await session.bodies.read(entry.message, whole=whole)
    way = steps(session, entry)
    return mail_lines.whole_mail(entry, read, way, place, total, now, answers_to, attached), read


def steps(session: Session, mail: Mail) -> Sequence[Step]:
    """The way of a mail that went out."""
    if mail.message.direction != "outbound":
        return ()
    return conversation.timeline(mail.message, session.reads.events(message_id=mail.message.id))
