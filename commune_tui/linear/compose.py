"""Beginning a mail: a new one, an answer, a forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partialmethod

from commune_tui.actions import sending, writing
from commune_tui.linear.draft_text import DraftText
from commune_tui.linear.review import Review
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList
from commune_tui.mail.compose.start import Kind
from commune_tui.store.drafts import Draft


class Compose:
    """Asks whom it is for, has its text written, and leads to the review."""

    def __init__(self, shared: Shared, threads: ThreadList, text: DraftText, review: Review) -> None:
        self._session, self._settings, self._dialogue, self._position = shared
        self._threads, self._text, self._review = threads, text, review

    async def do_thread_template(self, argument: str) -> None:
        ids, name = await self._position.chosen(argument)
        if ids and (text := self._review.template(name)) is not None:
            await self.begin("reply", ids[0], text)

    async def _answer(self, kind: Kind, argument: str) -> None:
        ids, _ = await self._position.chosen(argument)
        if len(ids) > 1:
            self._dialogue.tell("A reply is about one thread. Give one number.")
        elif ids:
            await self.begin(kind, ids[0], "")

    do_thread_reply = partialmethod(_answer, "reply")
    do_thread_reply_all = partialmethod(_answer, "reply_all")
    do_thread_forward = partialmethod(_answer, "forward")

    async def begin(self, kind: Kind, thread_id: str, template: str) -> None:
        """Begin an answer or a forward, with a template or lines to be typed, or go on with the one begun before."""
        session = self._session
        if (waiting := writing.begun_before(session, kind, thread_id)) is not None:
            await self._review.open(waiting.draft, waiting.notes)
            return
        begun = await writing.answer_to(session, kind, thread_id, self._settings.signature, template)
        if template:
            await self._review.open(*begun)
        elif kind == "forward":
            self._ask_to("Forward. To whom?", *begun)
        else:
            await self._write(*begun)

    async def do_app_compose(self, argument: str) -> None:
        thread_id = self._position.thread_id
        row = self._session.reads.thread(thread_id) if thread_id else None
        inbox_id = writing.inbox_here(self._session, self._threads.shows.scope, row)
        draft = writing.new_mail(self._session, self._settings.signature, inbox_id)
        if argument:
            await self._addressed(draft, argument, ())
        else:
            self._ask_to("New mail. To whom? An empty line leaves it.", draft)

    def _ask_to(self, told: str, draft: Draft, notes: Sequence[str] = ()) -> None:
        self._dialogue.tell(told)
        self._dialogue.ask("to", lambda line: self._addressed(draft, line, notes))

    async def _addressed(self, draft: Draft, line: str, notes: Sequence[str]) -> None:
        if objection := sending.no_people(self._session, line):
            self._ask_to(objection, draft, notes)
            return
        draft = replace(draft, to=sending.people(line))
        if draft.subject:
            await self._write(draft, notes)
        else:
            self._dialogue.ask("subject", lambda title: self._write(replace(draft, subject=title), notes))

    async def _write(self, draft: Draft, notes: Sequence[str]) -> None:
        await self._text.write(draft, notes, self._review.open, fresh=True)
