"""The review read out, and sending in two steps: what is to leave is heard first, then ``send`` sends it.

A change makes it something else, which is heard again before it leaves. What is sent waits in the hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from commune_tui.actions import sending, writing
from commune_tui.actions.commands import READER, REVIEW
from commune_tui.actions.moments import TIMES, no_moment, parse_moment
from commune_tui.actions.speech import INDENT, capital, number, quoted
from commune_tui.linear.mail_details import Faces
from commune_tui.linear.review_lines import parted, review_lines
from commune_tui.linear.speech import worded
from commune_tui.mail.compose import addresses, templates
from commune_tui.mail.compose.beside import Beside
from commune_tui.store.drafts import Draft
from commune_tui.text import clean, clean_line
from commune_tui.wording import do


class Review(Faces):
    """Part of the front. ``draft`` is what the review is about; ``read_review`` is how it was read out last."""

    draft: Draft | None = None
    notes: tuple[str, ...] = ()
    read_review: tuple[str, ...] = ()

    async def write(self, draft: Draft, notes: Sequence[str] = (), *, anew: bool = False) -> None:
        """Type the text of a draft."""
        raise TypeError("the front has it")

    def template(self, name: str) -> str | None:
        """The text of a template; says what there is where there is none of that name."""
        known = self.settings.templates
        if objection := writing.no_template(known, name):
            self.tell(objection)
            return None
        return known[name.strip()]

    # -- the review ----------------------------------------------------------------------------------------------------

    async def open_review(self, draft: Draft, notes: Sequence[str] = ()) -> None:
        """Keep a draft and read out what would leave."""
        self.draft, self.notes, self.place = draft, tuple(notes), REVIEW
        self.session.viewing.write_from(draft.inbox_id)
        self.session.drafts.keep(draft)
        self._read_review()

    def _beside(self) -> Beside:
        assert self.draft is not None
        return sending.look(self.session, self.draft, self.notes)

    def _leaving(self) -> tuple[str, ...]:
        """What must have been heard before it leaves: all but what is only worth knowing."""
        assert self.draft is not None
        known = self._beside()
        grave = [concern for concern in known.concerns if concern.weight != "know"]
        return tuple(review_lines(self.draft, replace(known, concerns=grave, notes=()), self.session.outbox.hold_s))

    def _read_review(self) -> None:
        assert self.draft is not None
        self.read_review, self.reading = self._leaving(), None
        self.tell(*review_lines(self.draft, self._beside(), self.session.outbox.hold_s))

    def do_listen_review(self, argument: str) -> None:
        self._read_review()

    def do_listen_quoted(self, argument: str) -> None:
        assert self.draft is not None
        rows = [f"{INDENT}{row}" for row in parted(clean(self.draft.body))[1].split("\n") if row.strip()]
        self.read_out(rows or ["Nothing stands below your text."], max(1, len(rows)), "line", each=self.page * 4)

    def _change(self, told: str, **fields: Any) -> None:
        """The draft with other fields: kept at once, and to be heard again before it can be sent."""
        assert self.draft is not None
        self.draft, self.notes = replace(self.draft, **fields), ()
        self.session.drafts.keep(self.draft)
        self.tell(told, "Type send to hear the changed review; a second send sends it.")

    # -- sending -------------------------------------------------------------------------------------------------------

    async def do_review_send(self, argument: str) -> None:
        await self._leave_it(None)

    async def do_review_later(self, argument: str) -> None:
        if not argument or (objection := no_moment(argument)):
            self.tell(f"{objection if argument else f'When? {TIMES}'} Nothing was sent.")
        else:
            await self._leave_it(parse_moment(argument))

    async def _leave_it(self, at: datetime | None) -> None:
        draft = self.draft
        assert draft is not None
        if self._leaving() != self.read_review:
            self.tell("This is not what was read out before, so it was not sent. Now it is:")
            self._read_review()
            return
        if stops := sending.kept_back(self.session.composer.concerns(draft), lambda heard: True):
            self.tell(f"Not sent. {stops[0].sentence}")
            return
        await sending.send(self.session, draft, at=at)
        hint = f" {do('app.undo')} takes it back." if at is None and self.session.outbox.hold_s else ""
        self.tell(worded(sending.left(self.session, at) + hint))
        self._end_review()

    def _end_review(self) -> None:
        self.draft, self.read_review = None, ()
        self.session.viewing.write_from(None)
        if self.thread_id and self.talk.thread is not None:
            self.place = READER
        else:
            self.to_list()

    # -- leaving -------------------------------------------------------------------------------------------------------

    async def do_review_keep(self, argument: str) -> None:
        assert self.draft is not None
        self.tell(worded(await sending.keep(self.session, self.draft)))
        self._end_review()

    async def do_review_leave(self, argument: str) -> None:
        await self.do_review_keep(argument)

    async def do_listen_discard(self, argument: str) -> None:
        assert self.draft is not None
        self.tell(worded(await sending.throw_away(self.session, self.draft)))
        self._end_review()

    # -- changing ------------------------------------------------------------------------------------------------------

    async def do_review_body(self, argument: str) -> None:
        assert self.draft is not None
        await self.write(self.draft)

    async def do_listen_rewrite(self, argument: str) -> None:
        assert self.draft is not None
        await self.write(self.draft, anew=True)

    def _people(self, name: str, argument: str) -> None:
        assert self.draft is not None
        if not argument:
            now = addresses.join(getattr(self.draft, name)) or "nobody"
            self.tell(f"{capital(name)}: {now}. Who instead? Say none for nobody.")
            self.ask(name, lambda line: self._people(name, line))
        elif argument.lower() == "none":
            self._change(f"{capital(name)}: nobody.", **{name: ()})
        elif objection := sending.no_people(self.session, argument):
            self.tell(f"{objection} It stays as it was.")
        else:
            people = sending.people(argument)
            self._change(f"{capital(name)}: {addresses.join(people)}.", **{name: people})

    def do_review_to(self, argument: str) -> None:
        self._people("to", argument)

    def do_review_cc(self, argument: str) -> None:
        self._people("cc", argument)

    def do_review_bcc(self, argument: str) -> None:
        self._people("bcc", argument)

    def do_review_subject(self, argument: str) -> None:
        if not argument:
            self.ask("subject", self.do_review_subject)
        else:
            self._change(f"Subject: {quoted(argument)}.", subject=argument)

    def do_review_inbox(self, argument: str) -> None:
        boxes = self.session.reads.inboxes()
        chosen = self.inbox_numbered(argument) or writing.inbox_of(self.session, argument)
        if chosen is None:
            self.tell("From which inbox? Say inbox and a number:")
            self.tell(*(f"{place}. {row.address or row.name}." for place, row in enumerate(boxes, 1)))
        else:
            self._change(f"It leaves from {chosen.address}.", inbox_id=chosen.id)

    def do_review_markdown(self, argument: str) -> None:
        assert self.draft is not None
        on, told = sending.turned(self.draft)
        self._change(told, markdown=on)

    def do_review_template(self, argument: str) -> None:
        assert self.draft is not None
        if (text := self.template(argument)) is not None:
            values = self.session.composer.template_values(self.draft)
            done = writing.filled(self.session, self.draft, text)
            inserted = clean_line(templates.fill(text, values).text, 100).text
            self._change(f"Inserted: {quoted(inserted)}.", body=done.body, filled=done.filled)

    async def do_review_attach(self, argument: str) -> None:
        assert self.draft is not None
        if not argument:
            self.ask("path of the file", self.do_review_attach)
            return
        file, told = await sending.attach(self.session, argument)
        self._change(told, attachments=(*self.draft.attachments, file))

    def do_review_detach(self, argument: str) -> None:
        assert self.draft is not None
        files = self.draft.attachments
        place = int(argument) if argument.isdecimal() and len(argument) < 5 else 1 if len(files) == 1 else 0
        if not files:
            self.tell(sending.NO_FILE)
        elif not 1 <= place <= len(files):
            self.tell(f"{capital(number(len(files), 'file'))} are attached. Say detach and the number of one.")
        else:
            left, told = sending.without(self.draft, place - 1)
            self._change(told, attachments=left)
