"""What stands beside a draft before it leaves: who sends it, who is new to it, what came meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commune_tui.mail.compose.addresses import written
from commune_tui.mail.compose.concerns import news, strangers
from commune_tui.mail.compose.findings import Concern
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import InboxRow, MessageRow


@dataclass(frozen=True, slots=True)
class Beside:
    """The sending inbox in words (empty while none is chosen), people new to the conversation, mails that came since
    the draft was begun, what to look at, ``notes`` on how the draft came to be as it is, and what of the limits of
    sending is left; ``no_room`` says what of the mails that wait does not fit them."""

    sender: str
    strangers: frozenset[str]
    news: Sequence[MessageRow]
    concerns: Sequence[Concern]
    notes: Sequence[str] = ()
    limits: str = ""
    no_room: str = ""


def beside(
    draft: Draft,
    messages: Sequence[MessageRow],
    boxes: Sequence[InboxRow],
    concerns: Sequence[Concern],
    notes: Sequence[str] = (),
) -> Beside:
    """``messages`` is the thread, oldest first; ``boxes`` are all inboxes of the account."""
    sending = next((row for row in boxes if row.id == draft.inbox_id), None)
    sender = written(sending.name, sending.address) if sending is not None else ""
    own = [row.address for row in boxes]
    return Beside(sender, strangers(draft, messages, own), news(draft, messages), concerns, notes)


def knowing(draft: Draft, seen: Iterable[str]) -> Draft:
    """The draft of somebody who saw these messages of its thread too: it answers them, and is not held back."""
    return replace(draft, known=tuple(dict.fromkeys((*draft.known, *seen))) if draft.thread_id else ())
