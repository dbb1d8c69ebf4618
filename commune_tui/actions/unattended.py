"""Sending for a program, with nobody there to ask: what its words mean, what keeps a mail back unless it was accepted
before, and what became of it. What does not leave is kept as a draft, once for all tries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from commune_tui.actions import sending, sent, writing
from commune_tui.actions.speech import seconds
from commune_tui.errors import FAILED, KEPT_BACK, NOT_FOUND, OK, QUEUED, UNSEEN, USAGE, Explained
from commune_tui.text import one_line
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.compose.findings import Concern
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Operation
    from commune_tui.store.drafts import Draft

Tell = Callable[[str], None]
FRESH_S = 10.0
"""How long to wait at the most until the thread and the suppressed addresses are as the server has them."""
MEANWHILE = "came-meanwhile"
"""The finding of a mail that came into the conversation while the answer was in the hold."""
_STATUS: dict[str, int] = {
    "seen": OK, "taken": UNSEEN, "queued": QUEUED, "doubt": QUEUED, "overtaken": KEPT_BACK, "kept_back": KEPT_BACK,
}  # fmt: skip
_ENDED = (asyncio.CancelledError, SystemExit, KeyboardInterrupt)
"""How a signal that ends the program arrives, in a wait or between two."""


class Letter(NamedTuple):
    """A mail as a program says it."""

    text: str
    people: Mapping[str, str]
    """Lines of addresses of ``to``, ``cc`` and ``bcc``."""
    subject: str
    reply_to: str
    """The id of the thread whose newest mail is answered; empty for a new mail."""
    inbox: str
    """The address or the id of the inbox that it leaves from."""
    files: Sequence[str]
    """Paths, as a person writes them."""
    accepted: Collection[str]
    """Names of findings that do not keep it back."""
    signature: str
    then: str = ""
    """The status of the answered thread once the mail is seen; empty for the one that it has."""


class NotSent(Explained):
    """It could not be sent, and where it is now."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.exit_status = status


class Ended(NamedTuple):
    """What became of it; the ids of message and thread are the server's. ``findings`` are what kept it back."""

    state: sent.State | Literal["kept_back"]
    sentence: str
    draft_id: str
    message_id: str = ""
    thread_id: str = ""
    findings: tuple[Concern, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether something was found that nobody can accept."""
        return any(each.weight == "stop" for each in self.findings)

    @property
    def exit_status(self) -> int:
        """How a command ends with it."""
        return USAGE if self.stopped else _STATUS.get(self.state, FAILED)


async def send(session: Session, letter: Letter, tell: Tell, heed: Callable[[], asyncio.Event], wait_s: float) -> Ended:
    """Send it, wait until the server shows it, ``wait_s`` after its hold at the most, and ``tell`` what happens by the
    way. ``heed`` is called when it is about to leave: what it returns is set when the mail is to be taken back. Raises
    NotSent.
    """
    draft = replace(writing.with_text(writing.new_mail(session, letter.signature), letter.text), **_fields(letter))
    try:
        await session.start()
        draft = await _addressed(session, draft, letter, tell)
        for path in letter.files:
            file, _ = await sending.attach(session, path)
            draft = replace(draft, attachments=(*draft.attachments, file))
        session.viewing.write_from(draft.inbox_id)
        await session.viewing.fresh(FRESH_S)
        found = session.composer.concerns(draft)
        if kept := sending.kept_back(found, lambda each: each.name in letter.accepted):
            draft_id = await sending.keep_once(session, draft)
            return Ended("kept_back", _where(draft_id), draft_id, findings=kept)
        asked = heed()
        operation = await sending.send(session, draft, then=letter.then)
    except (Exception, *_ENDED) as error:
        where = _where(await sending.keep_once(session, draft))
        if isinstance(error, Explained):
            raise NotSent(f"{error.sentence} {where}", error.exit_status) from None
        tell(where)
        raise
    try:
        await sending.forget_kept(session, draft)
        for each in found:
            tell(f"{each.name}: {each.sentence}")
        if session.hold.length_s:
            tell(f"In the hold for {seconds(session.hold.length_s)}; {do('app.cancel')} takes it back.")
        return await _ended(session, letter, operation, asked, wait_s)
    except _ENDED:
        tell("Stopped. The mail is in the outbox, and leaves when commune-tui runs next.")
        raise


# -- what the words mean -----------------------------------------------------------------------------------------------


def _fields(letter: Letter) -> dict[str, Any]:
    fields: dict[str, Any] = {name: sending.people(line) for name, line in letter.people.items() if line.strip()}
    return {**fields, "subject": letter.subject.strip()} if letter.subject.strip() else fields


async def _addressed(session: Session, draft: Draft, letter: Letter, tell: Tell) -> Draft:
    """The mail as an answer, where one is meant, and from its inbox. Raises NotSent for what is not in the copy."""
    if letter.reply_to:
        draft = replace(writing.with_text(await _answer(session, letter, tell), letter.text), **_fields(letter))
    there = ", ".join(each.address for each in session.reads.inboxes()) or "none"
    if not letter.inbox:
        if draft.inbox_id is None:
            raise NotSent(f"which inbox does it leave from? Say --inbox and one of these: {there}.", USAGE)
        return draft
    row = writing.inbox_of(session, letter.inbox)
    if row is None:
        raise NotSent(f"{one_line(letter.inbox)!r} is no inbox of the local copy. There are: {there}.", NOT_FOUND)
    return replace(draft, inbox_id=row.id)


async def _answer(session: Session, letter: Letter, tell: Tell) -> Draft:
    """A reply to the newest mail of the thread, as it is begun on the screen."""
    if session.reads.thread(letter.reply_to) is None:
        raise NotSent(f"{one_line(letter.reply_to)!r} is no thread of the local copy.", NOT_FOUND)
    session.viewing.open_thread(letter.reply_to)
    await session.viewing.fresh(FRESH_S)
    begun = await writing.answer_to(session, "reply", letter.reply_to, letter.signature)
    for note in begun.notes:
        tell(note)
    return begun.draft


# -- what becomes of it ------------------------------------------------------------------------------------------------


def _where(draft_id: str) -> str:
    if not draft_id:
        return "Nothing was sent, and the disk does not take the mail: it is not kept."
    return f"Nothing was sent. The mail is kept: {do('go.outbox')} shows it among the drafts."


async def _ended(session: Session, letter: Letter, mail: Operation, asked: asyncio.Event, wait_s: float) -> Ended:
    draft_id, settled = mail.draft_id or "", await _settled(session, mail.id, asked, wait_s)
    if settled.state == "conflict" and MEANWHILE in letter.accepted:
        await session.outbox.resolve(mail.id, mine=True)
        settled = await _settled(session, mail.id, asked, wait_s)
    came = sent.came(session, settled)
    if came.state == "overtaken":
        await session.outbox.resolve(mail.id, mine=False)
        return Ended("overtaken", f"{came.sentence} {_where(draft_id)}", draft_id, came.message_id, came.thread_id)
    return Ended(came.state, came.sentence, draft_id, came.message_id, came.thread_id)


async def _settled(session: Session, operation_id: str, asked: asyncio.Event, wait_s: float) -> Operation:
    """The mail when there is nothing more to wait for. Who asks for it takes it back, as long as it has not left."""
    mail = await session.outbox.mail_settled(operation_id, wait_s, asked.is_set)
    if asked.is_set():
        with suppress(Explained):
            await session.outbox.take_back(operation_id)
        mail = session.outbox.get(operation_id) or mail
    return mail
