"""What there is to look at in a mail besides its text, and what is said where there is nothing. For every front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Conversation, Entry
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import ThreadRow

FACES = {
    "mail": "",
    "text": "its text part",
    "headers": "its headers",
    "raw": "its raw source, control characters by name",
    "json": "as the server sent it",
    "hidden": "what is hidden in it",
    "agent": "what the agent saw",
    "file": "a file that came with it",
}
"""The faces of a mail, and what each is called."""
_BACK = {"file": "reader.open_file"}
"""Commands that show a face and leave it again, where they are not called as it is."""
NO_ATTACHMENT = "This mail has no attachment."
UNNAMED = "a file, its name is not known yet"
"""An attachment of which the server has told no more than that it is there."""
NO_LINK = "There is no link in this mail."
NO_OTHER_PART = "This conversation has no other part here."
NOT_QUOTED = "Nothing is quoted in this mail."
ALL_DELIVERY = "All that is known of its delivery is shown."
NOT_EXTRACTED = "Nothing was extracted from this mail."


def not_in(face: str, what: str) -> str:
    """Why a part of a mail's text cannot be shown or hidden while it has another face; empty where it can."""
    if face in ("mail", "text"):
        return ""
    return f"{what} only in the mail itself: {do(_BACK.get(face, f'reader.{face}'))} goes back to it."


async def read(session: Session, thread: ThreadRow | None) -> None:
    """A conversation that is open is not unread any more."""
    if thread is not None and thread.unread:
        await session.triage.mark_unread([thread.id], False)


def no_more_mails(step: int) -> str:
    """That there is no newer mail in a conversation (1), or none before it (-1)."""
    return "That is the newest mail." if step > 0 else "That is the oldest mail."


def other_part(talk: Conversation) -> str:
    """The thread that is the other part of a conversation; empty where there is none here."""
    return talk.halves[0][0] if talk.halves else ""


def no_delivery(session: Session, entry: Entry | None) -> str:
    """Why the way of a mail cannot be told; empty where it can."""
    from commune_tui.mail.conversation import Mail

    if not isinstance(entry, Mail) or entry.message.direction != "outbound":
        return "Only mail that went out has a delivery."
    return "" if session.reads.timeline(entry.message) else "Nothing is known of its delivery yet."
