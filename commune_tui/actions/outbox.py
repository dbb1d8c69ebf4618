"""What each command does to a row of the outbox, for every front. Which of them fit a row, the row says itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions import administration
from commune_tui.actions.conflicts import decide
from commune_tui.mail.thread_state import WORDS
from commune_tui.sending.operation import SEEN
from commune_tui.text import cut
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.actions.outbox_rows import Row
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Operation
    from commune_tui.sending.undoing import Undone
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
    approved = session.approvals.undoable()
    if approved is not None and approved[0] > max(session.outbox.undoable_at(), (administered or (0,))[0]):
        from commune_tui.actions.operate.approval import undo_newest

        return await undo_newest(session)
    if administered is not None and administered[0] > session.outbox.undoable_at():
        return await administration.undo(session)
    if (done := await session.outbox.undo()) is None:
        return "Nothing to undo."
    step, undone = done
    if undone.mails:
        return f"Undone: {undone.label}. It is a draft again."
    if not undone.taken:
        return _nothing_taken(step.label, undone)
    mail = next((each for each in undone.too_late if each.kind == "send"), None)
    if mail is not None:
        return _mail_stays(session, mail, undone)
    again = f"{do('app.redo')} does it again."
    return f"Undone: {undone.label}{_named(session, undone.thread_ids)}{_rest(undone)}. {again}"


def _nothing_taken(label: str, undone: Undone) -> str:
    """Of an act of which nothing could be taken back, why."""
    if not undone.too_late:
        refused = any(each.state == "refused" for each in undone.idle)
        return f"Nothing to undo of: {label}. {'The server had refused it' if refused else 'It had changed nothing'}."
    mail = next((each for each in undone.too_late if each.kind == "send"), None)
    return f"Too late to undo: {label}.{f' {_stays(mail)}.' if mail is not None else ''}"


def _stays(mail: Operation) -> str:
    return "The mail stays sent" if mail.state == "confirmed" else "The mail is on its way, and stays so"


def _mail_stays(session: Session, mail: Operation, undone: Undone) -> str:
    """Of a mail that had left, with what was taken back of the act: the status of its conversation."""
    named = _named(session, undone.thread_ids).removeprefix(", ") or "the conversation"
    [asked] = undone.taken
    before = undone.inverted[0].intent if undone.inverted else asked.before or {}
    was = WORDS.get(before.get("status", ""), "as it was")
    again = f" {do('app.redo')} sets it to {WORDS[asked.intent['status']]} again." if mail.code == SEEN else ""
    return f"{_stays(mail)}; {named} {'stays' if asked.behind_mail else 'is again'}: {was}.{again}"


def _rest(undone: Undone) -> str:
    """How many threads of an act on several stay as they are, and why."""
    back = {each.thread_id for each in undone.taken}
    refused = {each.thread_id for each in undone.idle if each.state == "refused"} - back
    idle = {each.thread_id for each in undone.idle} - back - refused
    left = {each.thread_id for each in undone.too_late} - back
    parts = [
        f"{len(refused)} had been refused" if refused else "",
        f"{len(idle)} had not changed" if idle else "",
        f"{len(left)} cannot be taken back any more" if left else "",
    ]
    said = ", ".join(filter(None, parts))
    return f"; {said}" if said else ""


def _named(session: Session, thread_ids: Collection[str]) -> str:
    """The subject of a single thread, to be put behind what was done to it."""
    subject = session.reads.subject_of(next(iter(thread_ids))) if len(thread_ids) == 1 else ""
    return subject and f", “{cut(subject, 40)}”"


async def redo(session: Session) -> str:
    """Do again what was undone last."""
    if (done := await session.outbox.redo()) is None:
        return "Nothing to redo."
    again = done.change.operations
    if again:
        threads = {each.thread_id for each in again if each.thread_id}
        return f"Done again: {done.change.steps[0].label}{_named(session, threads)}."
    if done.mail is None:
        return f"Nothing to do again: {done.undone} is so already."
    if done.mail.state == "confirmed":
        return "Nothing to do again: the mail stays sent."
    return "Nothing to do again: the mail is among the drafts, and is sent from there."


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
