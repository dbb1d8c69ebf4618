"""What each command does to a row of the outbox, for every front. Which of them fit a row, the row says itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions import administration
from commune_tui.actions.conflicts import decide
from commune_tui.text import cut
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.actions.outbox_rows import Row
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Operation
    from commune_tui.store.drafts import Draft


def to_decide(waiting: Iterable[Operation]) -> int:
    """How many of those that wait do so for a decision of the person: somebody was quicker, or no answer came."""
    return sum(each.state in ("conflict", "unknown") for each in waiting)


def unsent(waiting: Iterable[Operation]) -> int:
    """How many of those that wait leave as soon as the server takes them; those in the hold are none of them."""
    return sum(each.state in ("ready", "sending") for each in waiting)


def fits(command_id: str, row: Row) -> bool:
    """Whether the command does something with this row."""
    return any(command_id == fitting for fitting, _ in row.does)


async def _take_back(session: Session, row: Row) -> str:
    await session.outbox.take_back(row.key)
    return "Taken back: it has not left, and is a draft again."


async def _send_now(session: Session, row: Row) -> str:
    await session.outbox.send_now(row.key)
    return "It leaves now."


async def _mine(session: Session, row: Row) -> str:
    return await decide(session, row.key, mine=True, is_mail=row.is_mail)


async def _theirs(session: Session, row: Row) -> str:
    return await decide(session, row.key, mine=False, is_mail=row.is_mail)


async def _settle(session: Session, row: Row, *, sent: bool) -> str:
    await session.outbox.settle(row.key, sent=sent)
    return "Noted: it was sent." if sent else "Noted: it was not sent, and is a draft again."


async def _discard(session: Session, row: Row) -> str:
    await session.drafts.throw_away(row.draft_id)
    return f"Thrown away. {do('list.open')} on it, in the outbox, brings it back, for a day."


async def undo(session: Session) -> str:
    """Take back the newest act, whatever it was."""
    administered = session.administration.undoable()
    if administered is not None and administered[0] > session.outbox.undoable_at():
        return await administration.undo(session)
    if (done := await session.outbox.undo()) is None:
        return "Nothing to undo."
    step, undone = done
    if undone.mails:
        return f"Undone: {step.label}. It is a draft again."
    if undone.came_too_late:
        return f"Too late to undo: {step.label}."
    left = "the mail" if any(each.kind == "send" for each in undone.too_late) else str(len(undone.too_late))
    part = f", but {left} had left" if undone.too_late else ""
    return f"Undone: {step.label}{_named(session, undone.thread_ids)}{part}. {do('app.redo')} does it again."


def _named(session: Session, thread_ids: Collection[str]) -> str:
    """The subject of a single thread, to be put behind what was done to it."""
    subject = session.reads.subject_of(next(iter(thread_ids))) if len(thread_ids) == 1 else ""
    return subject and f", “{cut(subject, 40)}”"


async def redo(session: Session) -> str:
    """Do again what was undone last."""
    step = await session.outbox.redo()
    return "Nothing to redo." if step is None else f"Done again: {step.label.removeprefix('undo ')}."


class Opens(NamedTuple):
    """What opening a row leads to: a conversation, a draft as it would leave, or work that says what was done."""

    thread_id: str = ""
    draft: Draft | None = None
    work: Awaitable[str] | None = None


def opens(session: Session, row: Row) -> Opens:
    """What a row that ``list.open`` fits leads to; nothing where its draft went meanwhile."""
    if row.thread_id:
        return Opens(row.thread_id)
    if row.kind == "thrown":
        return Opens(work=_bring_back(session, row))
    return Opens(draft=session.drafts.get(row.draft_id))


async def _bring_back(session: Session, row: Row) -> str:
    """A draft that was thrown away is one again."""
    await session.drafts.restore(row.draft_id)
    return "It is among the drafts again."


ACTIONS: dict[str, Callable[[Session, Row], Awaitable[str]]] = {
    "outbox.take_back": _take_back,
    "outbox.send_now": _send_now,
    "outbox.mine": _mine,
    "outbox.theirs": _theirs,
    "outbox.was_sent": partial(_settle, sent=True),
    "outbox.not_sent": partial(_settle, sent=False),
    "outbox.discard": _discard,
}
"""By the id of the command; each says in a sentence what was done. Raises Explained where it is too late."""
