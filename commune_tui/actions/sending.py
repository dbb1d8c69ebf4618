"""How a mail leaves, for every front: who gets it and what goes along, what is found, what keeps it back, the hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui.actions.speech import capital, moment, seconds
from commune_tui.mail.compose import addresses
from commune_tui.mail.compose.beside import Beside, beside, knowing
from commune_tui.mail.compose.findings import Concern
from commune_tui.mail.thread_state import WORDS
from commune_tui.sending import budget
from commune_tui.store.drafts import Draft, File, attachment_of
from commune_tui.text import one_line
from commune_tui.text.size import size
from commune_tui.wording import do

if TYPE_CHECKING:
    from datetime import datetime

    from commune_tui.config import Settings
    from commune_tui.mail.session import Session
    from commune_tui.sending.operation import Operation


NO_FILE = "Nothing is attached."
NO_CONCERN = "Nothing to object to."
STRANGER = "new in this conversation"
_RETURNED = "Taken back: this mail has not left."
MARKDOWN = "HTML made of the text, read as Markdown, goes along."


def returned(session: Session, draft_id: str) -> tuple[Draft, Sequence[str]] | None:
    """The draft of a mail that was taken back, with what to say of it, so that it is shown as it would leave; ``None``
    where it is none any more.
    """
    draft = session.drafts.get(draft_id)
    return (draft, (_RETURNED,)) if draft is not None and draft.state == "open" else None


def people(line: str) -> tuple[str, ...]:
    """Whom a line names, each once. What is wrong with the line is said by :func:`no_people`."""
    return addresses.without_doubles(addresses.split(line))


async def attach(session: Session, words: str) -> tuple[File, str]:
    """The file at a path as a person writes it, kept beside the store, and what to say. Raises NotAttached."""
    file = await session.files.attach(_path(words))
    return file, f"Attached: {one_line(file.filename)}, {size(file.size)}."


def size_of(file: File) -> str:
    """How large a file is, and where it comes from when it is not here."""
    if not attachment_of(file.digest):
        return size(file.size)
    return f"{size(file.size) if file.size else 'size not known'}, from the mail"


def without(draft: Draft, place: int) -> tuple[tuple[File, ...], str]:
    """The files of a draft without the one at this place, from 0, and what to say."""
    files = list(draft.attachments)
    gone = files.pop(place)
    return tuple(files), f"Not attached any more: {one_line(gone.filename)}."


def turned(draft: Draft) -> tuple[bool, str]:
    """Whether HTML goes along from now on, where it did not, and what to say."""
    on = not draft.markdown
    return on, MARKDOWN if on else "Text only."


def no_people(session: Session, line: str) -> str:
    """Why a line names nobody who can get a mail, and who was probably meant; empty where it does."""
    if not (objection := addresses.objections(line)):
        return ""
    known = session.reads.people(line.strip(), 1)
    return f"{objection} Perhaps {known[0].address}?" if known else objection


def _path(words: str) -> Path:
    return Path(words.strip()).expanduser()


def look(session: Session, draft: Draft, notes: Sequence[str] = ()) -> Beside:
    """What is to be seen beside a draft before it leaves: its sender, strangers, news, and everything found."""
    messages = session.reads.messages(draft.thread_id) if draft.thread_id else []
    around = beside(draft, messages, session.reads.inboxes(), session.composer.concerns(draft), notes)
    told = "; ".join(map(budget.said, session.status.send_windows()))
    return replace(around, limits=told, no_room=_no_room(session, 1))


def _no_room(session: Session, more: int) -> str:
    """What the server takes for now of the mails that wait and of ``more``; empty where it takes all of them."""
    waiting = sum(each.kind == "send" and each.state in ("held", "ready") for each in session.outbox.waiting())
    return budget.no_room(session.status.send_windows(), waiting + more)


def kept_back(concerns: Iterable[Concern], insisted: Callable[[Concern], bool]) -> tuple[Concern, ...]:
    """What keeps a mail from leaving, the gravest first: all that stops it, and what to look at unless it is
    ``insisted`` on.
    """
    return tuple(each for each in concerns if each.weight == "stop" or (each.weight == "look" and not insisted(each)))


def answered_status(settings: Settings, draft: Draft) -> str:
    """The status that the conversation of an answer gets by itself once the answer is seen; empty for none."""
    return "waiting" if draft.thread_id and settings.after_answer == "waiting" else ""


def no_close(settings: Settings, draft: Draft) -> str:
    """Why sending this mail cannot close its conversation; empty where it can."""
    if not draft.thread_id:
        return f"Not sent: this mail begins a conversation, so there is none to close. {do('review.send')} sends it."
    if settings.after_answer == "unchanged":
        return f'Not sent: the settings say after_answer = "unchanged". {do("review.send")} sends it.'
    return ""


async def send(
    session: Session, draft: Draft, seen: Iterable[str] | None = None, at: datetime | None = None, then: str = ""
) -> Operation:
    """Put a draft into the hold, until ``at`` where that is given. It answers the messages of its thread that were
    ``seen`` too, all that are here unless they are named. ``then`` is the status of the thread once the mail is seen at
    the server, empty for the one that it has. Raises NotOnDisk, or Refused.
    """
    if seen is None:
        seen = [message.id for message in session.reads.messages(draft.thread_id)] if draft.thread_id else []
    return await session.composer.send(knowing(draft, seen), at, then)


def left(session: Session, at: datetime | None, then: str = "") -> str:
    """What to say of a mail that was just sent, ``at`` a time or now, and of the status that its thread gets."""
    follows = f" Once it is seen, the conversation is {WORDS[then]}." if then else ""
    if at is not None:
        where = f"{do('go.outbox')} shows it, {do('app.undo')} takes it back"
        return f"In the hold until {moment(at)}, while the program runs then.{follows} {where}."
    hold_s, no_room = session.hold.length_s, _no_room(session, 0)
    held = f"In the hold for {seconds(hold_s)}" if hold_s else ""
    if no_room:
        return f"{f'{held}. Then {no_room}' if held else capital(no_room)}.{follows}"
    return f"{f'{held}, then it leaves.' if held else 'On its way.'}{follows}"


async def keep(session: Session, draft: Draft) -> str:
    """Save a draft that does not leave now; what to say of it."""
    if await session.drafts.save(draft):
        return f"Kept as a draft: {do('go.outbox')} shows it."
    return "The disk does not take it: the draft is kept in memory."


async def keep_once(session: Session, draft: Draft) -> str:
    """Keep a draft for a program that may try the same again: the draft that it kept then stands for this one too. Its
    id; empty where the disk does not take it.
    """
    twin = session.drafts.get(_name(draft))
    if twin is None:
        draft = replace(draft, id=_name(draft))
    elif twin.state == "open" and _name(twin) == twin.id:
        return twin.id
    return draft.id if await session.drafts.save(draft) else ""


async def forget_kept(session: Session, draft: Draft) -> None:
    """This mail is on its way: the draft that an earlier try of it kept goes, unless somebody changed it."""
    twin = session.drafts.get(_name(draft))
    if twin is not None and twin.id != draft.id and twin.state == "open" and _name(twin) == twin.id:
        await session.drafts.throw_away(twin.id)


def _name(draft: Draft) -> str:
    """An id that drafts with the same contents have."""
    files = [[file.filename, file.digest] for file in draft.attachments]
    told = [draft.inbox_id, draft.thread_id, draft.to, draft.cc, draft.bcc, draft.subject, draft.body, files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


async def throw_away(session: Session, draft: Draft) -> str:
    """Discard a draft as it stands; what to say of it."""
    session.drafts.keep(draft)
    await session.drafts.throw_away(draft.id)
    return f"Thrown away. {do('go.outbox')} brings it back, for a day."
