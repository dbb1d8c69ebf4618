"""Writing, from the first key to the review: inside or in the person's own editor. Imported when somebody writes."""

from __future__ import annotations

import os
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from commune_tui.mail import editing
from commune_tui.mail.compose import addresses
from commune_tui.mail.compose.start import new, with_template
from commune_tui.store.drafts import Draft
from commune_tui.ui import editor
from commune_tui.ui.acts.completing import people_offers
from commune_tui.ui.bridge import WRITING
from commune_tui.ui.question import Question
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.body.lines import Body
    from commune_tui.mail.compose.start import Kind
    from commune_tui.store.rows import MessageRow
    from commune_tui.ui.app import CommuneApp


def editor_words(program: CommuneApp) -> list[str]:
    """The editor outside that this person uses; empty for the one inside."""
    return editing.words(program.settings.editor, os.environ, guest=program.guest)


def open_draft(program: CommuneApp, draft: Draft, notes: Sequence[str] = ()) -> None:
    """Show a draft as it would leave, on top of the screen in front."""
    from commune_tui.ui.screens.review import ReviewScreen

    program.push_screen(ReviewScreen(draft, notes=notes))


def write_text(
    program: CommuneApp,
    draft: Draft,
    *,
    notes: Sequence[str] = (),
    fresh: bool = False,
    on_review: bool = False,
) -> None:
    """Write the text of a draft, inside or outside. ``on_review``: the review is the screen in front."""
    from commune_tui.ui.screens.compose import ComposeScreen

    if command := editor_words(program):
        if program.hurried():  # the rest of a paste would be typed into the editor
            program.tell("Those keys came faster than anybody types, so no editor was started.")
            return
        attempt(program, _outside(program, draft, command, notes, fresh=fresh, on_review=on_review))
        return
    screen = ComposeScreen(draft, notes=notes, fresh=fresh, focus="text" if on_review else "")
    if on_review:
        program.switch_screen(screen)
    else:
        program.push_screen(screen)


def attempt(program: CommuneApp, work: Coroutine[None, None, str | None]) -> None:
    program.bridge.attempt(work, group=WRITING)


async def _outside(
    program: CommuneApp, draft: Draft, command: Sequence[str], notes: Sequence[str], *, fresh: bool, on_review: bool
) -> str | None:
    """The draft goes to disk, then into the editor; what comes back is on disk before the editor's file goes."""
    from commune_tui.ui.screens.review import ReviewScreen

    session = program.session
    await session.desk.save(draft)
    path = await session.editing.begin(draft)
    trouble = await editor.run(program, command, path)
    program.turns.drop()  # what was typed on the way was for the editor
    empty = not path.exists() or not path.read_bytes().strip()
    done = await session.editing.finish(draft.id) or draft
    done = replace(done, editor_path=None)
    told = list(notes) if not on_review else []
    if trouble:
        told.append(f"{trouble} The draft is kept, with what the editor had saved.")
    elif empty and draft.body.strip():
        told.append("The editor gave back an empty file, so the draft is as it was.")
    elif fresh and done.body == draft.body:
        await session.desk.discard(draft.id)
        return "Nothing was written, and nothing is kept."
    front = program.screen
    if on_review and isinstance(front, ReviewScreen):
        front.change(body=done.body, notes=told)
        return None
    open_draft(program, done, told)
    return None


def compose_new(program: CommuneApp, inbox_id: str | None = None, to: Sequence[str] = ()) -> None:
    """A new mail. With an editor outside, To and Subject are asked first."""
    session = program.session
    started = new(session.desk_with(program.settings.signature), inbox_id, to)
    draft = session.new_draft(started.fields)
    screen = program.screen
    if not editor_words(program) or not isinstance(screen, CommuneScreen):
        write_text(program, draft, fresh=True)
        return

    named = draft

    def subject(line: str) -> None:
        write_text(program, replace(named, subject=line.strip()), fresh=False)

    def people(line: str) -> None:
        nonlocal named
        named = replace(draft, to=addresses.without_doubles(addresses.split(line)))
        screen.ask(Question("Subject", subject))

    screen.ask(
        Question(
            "To", people, suggest=people_offers(session), check=lambda line: addresses.objections(line) or None,
            initial=addresses.join(draft.to),
        )
    )  # fmt: skip


def begin(program: CommuneApp, kind: Kind, thread_id: str, message_id: str, template: str) -> None:
    """Start an answer or a forward; keys that are typed from now on wait for it."""
    from commune_tui.ui.screens.reading_first import ReadingFirst

    message = program.session.answered(thread_id, message_id)
    if message is None:
        program.tell(program.session.why_not_here())
        return
    if (body := program.session.body_at_hand(message)) is not None:
        _begun(program, kind, message, body, template)
        return
    waiting = ReadingFirst()
    program.push_screen(waiting)

    async def read() -> None:
        body = await program.session.read_body(message)
        if program.screen is waiting:
            program.pop_screen()
            _begun(program, kind, message, body, template)

    attempt(program, read())


def _begun(program: CommuneApp, kind: Kind, message: MessageRow, body: Body, template: str) -> None:
    session = program.session
    started = session.start_of(kind, message, body, session.desk_with(program.settings.signature))
    if started is None:
        program.tell("This conversation is not here any more.")
        return
    draft = session.new_draft(started.fields)
    if template:
        draft = with_template(draft, template, session.template_values(draft))
    notes = list(started.notes)
    if kind != "forward" and session.answers_waiting(message.thread_id):
        notes.append(f"A mail of yours to this conversation has not left yet: {do('go.outbox')} shows it.")
    write_text(program, draft, notes=notes, fresh=not template)
