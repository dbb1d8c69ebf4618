"""How a mail is begun and written, for every front: new, as an answer, with a template, in an editor outside."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions.views import inbox_in
from commune_tui.errors import NOT_FOUND, Explained
from commune_tui.mail.compose import start
from commune_tui.store.drafts import Draft
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.mail.compose.start import Kind
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import InboxRow, MessageRow, ThreadRow

NOTHING_KEPT = "Nothing was written, and nothing is kept."
GONE = "This conversation is not here any more."


class NotHere(Explained):
    """The mails that are to be answered did not come here yet."""


class Gone(NotHere):
    """The conversation that is to be answered is not here any more."""

    exit_status = NOT_FOUND


class Begun(NamedTuple):
    """A draft, and sentences that its writer must read first."""

    draft: Draft
    notes: tuple[str, ...] = ()


# -- beginning ---------------------------------------------------------------------------------------------------------


def inbox_of(session: Session, words: str) -> InboxRow | None:
    """The inbox that is meant by its address, in any case, or by its id."""
    wanted = words.strip()
    return next((row for row in session.reads.inboxes() if wanted and wanted in (row.id, row.address)), None) or next(
        (row for row in session.reads.inboxes() if wanted and row.address.lower() == wanted.lower()), None
    )


def inbox_here(session: Session, scope: str, row: ThreadRow | None) -> str | None:
    """The inbox from which one writes in a list that ``scope`` filters, or beside the thread of ``row``."""
    found = inbox_in(scope, session.reads.inboxes())
    return found.id if found is not None else row.inbox_id if row is not None else None


def new_mail(session: Session, signature: str, inbox_id: str | None = None, to: Sequence[str] = ()) -> Draft:
    """An empty mail with the signature, from that inbox or the only one there is."""
    return session.drafts.new(**start.new(session.composer.identity(signature), inbox_id, to).fields)


def begun_before(session: Session, kind: Kind, thread_id: str) -> Begun | None:
    """The answer that was begun in this thread: it is gone on with, a second one is not begun."""
    draft = session.drafts.in_thread(thread_id) if kind != "forward" else None
    if draft is None:
        return None
    return Begun(draft, (f"Going on with the draft that was begun here. {do('review.body')} writes on.",))


def answer(
    session: Session, kind: Kind, message: MessageRow, body: Body, signature: str, template: str = ""
) -> Begun | None:
    """An answer to ``message``, whose text reads as ``body``, or a forward of it; ``None``: the thread is gone."""
    started = session.composer.start_of(kind, message, body, session.composer.identity(signature))
    if started is None:
        return None
    draft, notes = session.drafts.new(**started.fields), list(started.notes)
    if kind != "forward" and session.outbox.answers_waiting(message.thread_id):
        notes.append(f"A mail of yours to this conversation has not left yet: {do('go.outbox')} shows it.")
    return Begun(filled(session, draft, template) if template else draft, tuple(notes))


async def answer_to(session: Session, kind: Kind, thread_id: str, signature: str, template: str = "") -> Begun:
    """An answer to the newest mail of a thread, as soon as its body was read, or a forward. Raises NotHere."""
    message = session.composer.answered(thread_id)
    if message is None:
        raise NotHere(session.status.why_not_here())
    begun = answer(session, kind, message, await session.bodies.whole(message), signature, template)
    if begun is None:
        raise Gone(GONE)
    return begun


# -- writing -----------------------------------------------------------------------------------------------------------


def filled(session: Session, draft: Draft, template: str) -> Draft:
    """The draft with the text of a template above its own, and its variables filled in."""
    return start.with_template(draft, template, session.composer.template_values(draft))


def with_text(draft: Draft, text: str) -> Draft:
    """A draft that was just begun, with a text above its signature and what it quotes."""
    return replace(draft, body=start.below(text, draft.body.strip("\n")))


async def after_editor(session: Session, draft: Draft, path: Path, trouble: str, *, fresh: bool) -> Begun | None:
    """What an editor outside made of a draft; ``trouble`` is how it failed. ``None``: a ``fresh`` one in which nothing
    was written, so nothing is kept.
    """
    empty = _empty(path)
    done = replace(await session.editing.finish(draft.id) or draft, editor_path=None)
    if trouble:
        return Begun(done, (f"{trouble} The draft is kept, with what the editor had saved.",))
    if empty and draft.body.strip():
        return Begun(done, ("The editor gave back an empty file, so the draft is as it was.",))
    if fresh and done.body == draft.body:
        await session.drafts.discard(draft.id)
        return None
    return Begun(done)


def editor_not_started(command: Sequence[str], error: OSError) -> str:
    """That an editor outside could not be run."""
    return f"{Path(command[0]).name} could not be started: {error.strerror}."


def editor_trouble(command: Sequence[str], status: int) -> str:
    """How an editor ended that did not end well, by its status, below zero a signal; empty where it did."""
    if status < 0:
        return f"{Path(command[0]).name} was ended by {signal.Signals(-status).name}."
    return f"{Path(command[0]).name} ended with status {status}." if status else ""


def _empty(path: Path) -> bool:
    return not path.exists() or not path.read_bytes().strip()
