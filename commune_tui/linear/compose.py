"""Beginning a mail, and its text: typed in lines up to a single dot, or in the editor outside.

Every line that was typed is on disk within a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commune_tui.actions import sending, writing
from commune_tui.linear.asking import Outside
from commune_tui.linear.review import Review
from commune_tui.linear.review_lines import capital_title, parted
from commune_tui.linear.speech import worded
from commune_tui.mail.compose.start import Kind, below
from commune_tui.store.drafts import Draft


class Composing(Review):
    """Part of the front."""

    # -- beginning -----------------------------------------------------------------------------------------------------

    async def do_thread_reply(self, argument: str) -> None:
        await self._answer("reply", argument)

    async def do_thread_reply_all(self, argument: str) -> None:
        await self._answer("reply_all", argument)

    async def do_thread_forward(self, argument: str) -> None:
        await self._answer("forward", argument)

    async def do_thread_template(self, argument: str) -> None:
        ids, name = await self.chosen(argument)
        if ids and (text := self.template(name)) is not None:
            await self._begin("reply", ids, text)

    async def _answer(self, kind: Kind, argument: str) -> None:
        ids, _ = await self.chosen(argument)
        if len(ids) > 1:
            self.tell("A reply is about one thread. Give one number.")
        elif ids:
            await self._begin(kind, ids, "")

    async def _begin(self, kind: Kind, ids: Sequence[str], template: str) -> None:
        session = self.session
        if (waiting := writing.begun_before(session, kind, ids[0])) is not None:
            await self.open_review(waiting.draft, [worded(note) for note in waiting.notes])
            return
        begun = await writing.answer_to(session, kind, ids[0], self.settings.signature, template)
        draft, notes = begun.draft, [worded(note) for note in begun.notes]
        if template:
            await self.open_review(draft, notes)
        elif kind == "forward":
            self.tell("Forward. To whom?")
            self.ask("to", lambda line: self._addressed(draft, line, notes))
        else:
            await self.write(draft, notes)

    async def do_app_compose(self, argument: str) -> None:
        row = self.session.reads.thread(self.thread_id) if self.thread_id else None
        inbox_id = writing.inbox_here(self.session, self.scope, row)
        draft = writing.new_mail(self.session, self.settings.signature, inbox_id)
        if argument:
            await self._addressed(draft, argument, ())
            return
        self.tell("New mail. To whom? An empty line leaves it.")
        self.ask("to", lambda line: self._addressed(draft, line, ()))

    async def _addressed(self, draft: Draft, line: str, notes: Sequence[str]) -> None:
        if objection := sending.no_people(self.session, line):
            self.tell(objection)
            self.ask("to", lambda again: self._addressed(draft, again, notes))
            return
        draft = replace(draft, to=sending.people(line))
        if draft.subject:
            await self.write(draft, notes)
            return
        self.ask("subject", lambda title: self.write(replace(draft, subject=title), notes))

    # -- the text ------------------------------------------------------------------------------------------------------

    async def write(self, draft: Draft, notes: Sequence[str] = (), *, anew: bool = False) -> None:
        """Type lines, or the editor outside. ``anew`` drops what the person wrote before."""
        own, rest = parted(draft.body)
        before = "" if anew else own
        if self.editor:
            await self._edit(replace(draft, body=below("", rest) if anew else draft.body), notes)
            return

        def body(text: str) -> str:
            return below("\n".join(filter(None, (before, text))), rest)

        def kept(text: str) -> None:
            self.session.drafts.keep(replace(draft, body=body(text)))

        async def then(text: str) -> None:
            if draft.thread_id and not text.strip() and not before and self.draft is None:
                self.tell(writing.NOTHING_KEPT)
                await self.session.drafts.discard(draft.id)
                return
            await self.open_review(replace(draft, body=body(text)), notes)

        self.tell(*notes)
        added = "Type lines to add below your text" if before else "Type your lines"
        self.tell(f"{capital_title(draft)}. {added}; a line with a single dot ends, Ctrl-C keeps it as a draft.")
        self.ask_text("reply" if draft.thread_id else "mail", then, kept)

    async def _edit(self, draft: Draft, notes: Sequence[str]) -> None:
        await self.session.drafts.save(draft)
        path = await self.session.editing.begin(draft)

        async def back(trouble: str) -> None:
            done = await writing.after_editor(self.session, draft, path, trouble, fresh=self.draft is None)
            if done is None:
                self.tell(writing.NOTHING_KEPT)
            else:
                await self.open_review(done.draft, [*notes, *done.notes])

        self.tell(f"{capital_title(draft)}. The editor opens; the review is read when it ends.")
        self.outside = Outside(self.editor, path, back)
