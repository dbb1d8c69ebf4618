"""What decides a write to which somebody else was quicker: yours goes out, or theirs stays. For every front."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Clash
    from commune_tui.mail.session import Session

WAYS = f"{do('reader.keep_mine')} sends yours, {do('reader.keep_theirs')} leaves theirs"
"""How it is decided where its conversation is read."""


def to_decide(clash: Clash) -> str:
    """What two people wanted, and how it is decided."""
    return f"To decide: {clash.sentence} {WAYS}."


async def decide(session: Session, operation_id: str, *, mine: bool, is_mail: bool) -> str:
    """Settle one; what came of it. Raises Refused where it is settled already."""
    await session.outbox.resolve(operation_id, mine=mine)
    if mine:
        return "Yours goes out."
    return "Your text is a draft again; what came is in the conversation." if is_mail else "Theirs stays."


async def decide_here(session: Session, thread_id: str, seen: Iterable[Clash], *, mine: bool) -> str:
    """Settle the first one of a conversation, if it is among those that the person has ``seen`` of it; otherwise only
    tell what it is.
    """
    first = next(iter(session.reads.conversation(thread_id).clashes), None)
    if first is None:
        return "There is nothing to decide here."
    if first not in seen:
        return f"Nothing was decided yet. {to_decide(first)}"
    return await decide(session, first.operation_id, mine=mine, is_mail=first.is_mail)
