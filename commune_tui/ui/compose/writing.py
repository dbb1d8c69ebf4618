"""Writing, from the first key to the review: inside or in the person's own editor. Imported when somebody writes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from commune_tui.actions import sending, writing
from commune_tui.mail import editing
from commune_tui.mail.compose import addresses
from commune_tui.store.drafts import Draft
from commune_tui.ui.compose import external_editor
from commune_tui.ui.compose.completion import people_offers
from commune_tui.ui.kit.question import Question
from commune_tui.ui.program import WRITING, Program
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.mail.compose.start import Kind
    from commune_tui.store.rows import MessageRow


def editor_words(program: Program) -> list[str]:
    """The editor outside that this person uses; empty for the one inside."""
    return editing.words(program.settings.editor, os.environ, guest=program.guest)


def write_text(
    program: Program,
    draft: Draft,
    *,
    notes: Sequence[str] = (),
    fresh: bool = False,
    on_review: bool = False,
) -> None:
    """Write the text of a draft, inside or outside. ``on_review``: the review is the screen in front."""
    from commune_tui.ui.compose.screen import ComposeScreen

    if command := editor_words(program):
        if program.hurried():  # the rest of a paste would be typed into the editor
            program.tell("Those keys came faster than anybody types, so no editor was started.")
            return
        program.attempt(_outside(program, draft, command, notes, fresh=fresh, on_review=on_review), group=WRITING)
        return
    screen = ComposeScreen(draft, notes=notes, fresh=fresh, focus="text" if on_review else "")
    if on_review:
        program.switch_screen(screen)
    else:
        program.push_screen(screen)


async def _outside(
    program: Program, draft: Draft, command: Sequence[str], notes: Sequence[str], *, fresh: bool, on_review: bool
) -> str | None:
    """The draft goes to disk, then into the editor; what comes back is on disk before the editor's file goes."""
    from commune_tui.ui.compose.review import ReviewScreen

    session = program.session
    await session.drafts.save(draft)
    path = await session.editing.begin(draft)
    trouble = await external_editor.run(program, command, path)
    program.key_queue.drop()  # what was typed on the way was for the editor
    done = await writing.after_editor(session, draft, path, trouble, fresh=fresh)
    if done is None:
        return writing.NOTHING_KEPT
    front = program.screen
    if on_review and isinstance(front, ReviewScreen):
        front.change(body=done.draft.body, notes=done.notes)
        return None
    program.go.open_draft(done.draft, [*notes, *done.notes] if not on_review else done.notes)
    return None


def compose_new(program: Program, inbox_id: str | None = None, to: Sequence[str] = ()) -> None:
    """A new mail. With an editor outside, To and Subject are asked first."""
    session = program.session
    draft = writing.new_mail(session, program.settings.signature, inbox_id, to)
    screen = program.screen
    if not editor_words(program) or not isinstance(screen, CommuneScreen):
        write_text(program, draft, fresh=True)
        return

    named = draft

    def subject(line: str) -> None:
        write_text(program, replace(named, subject=line.strip()), fresh=False)

    def people(line: str) -> None:
        nonlocal named
        named = replace(draft, to=sending.people(line))
        screen.ask(Question("Subject", subject))

    screen.ask(
        Question(
            "To", people, suggest=people_offers(session), check=lambda line: sending.no_people(session, line) or None,
            initial=addresses.join(draft.to),
        )
    )  # fmt: skip


def begin(program: Program, kind: Kind, thread_id: str, message_id: str, template: str) -> None:
    """Start an answer or a forward, or go on with the answer that was begun; keys typed from now on wait for it."""
    from commune_tui.ui.compose.loading import LoadingScreen

    if (waiting := writing.begun_before(program.session, kind, thread_id)) is not None:
        program.go.open_draft(waiting.draft, waiting.notes)
        return
    message = program.session.composer.answered(thread_id, message_id)
    if message is None:
        program.tell(program.session.status.why_not_here())
        return
    if (body := program.session.bodies.at_hand(message)) is not None:
        _begun(program, kind, message, body, template)
        return
    screen = LoadingScreen()
    program.push_screen(screen)

    async def read() -> None:
        body = await program.session.bodies.whole(message)
        if program.screen is screen:
            program.pop_screen()
            _begun(program, kind, message, body, template)

    program.attempt(read(), group=WRITING)


def _begun(program: Program, kind: Kind, message: MessageRow, body: Body, template: str) -> None:
    begun = writing.answer(program.session, kind, message, body, program.settings.signature, template)
    if begun is None:
        program.tell(writing.GONE)
    else:
        write_text(program, begun.draft, notes=begun.notes, fresh=not template)
