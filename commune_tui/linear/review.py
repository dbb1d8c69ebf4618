"""The review read out, and sending in two steps: what is to leave is heard first, then ``send`` sends it.

A change makes it something else, which is heard again before it leaves. What is sent waits in the hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partialmethod
from typing import Any

from commune_tui.actions import sending, writing
from commune_tui.actions import templates as actions_templates
from commune_tui.actions.moments import TIMES, no_moment, parse_moment
from commune_tui.actions.speech import INDENT, capital, number, quoted
from commune_tui.actions.views import inbox_meant
from commune_tui.linear.draft_text import DraftText
from commune_tui.linear.review_lines import parted, review_lines
from commune_tui.linear.shared import Shared
from commune_tui.mail.compose import addresses, templates
from commune_tui.mail.compose.beside import Beside
from commune_tui.store.drafts import Draft
from commune_tui.text import clean, one_line
from commune_tui.wording import do


class Review:
    """``draft`` is what the review is about; ``_heard`` is how it was read out last. ``returned`` gives, once, the
    id of a draft that was taken back.
    """

    def __init__(self, shared: Shared, text: DraftText, returned: Callable[[], str]) -> None:
        self._session, self._settings, self._dialogue, self._position = shared
        self._text, self._returned = text, returned
        self.draft: Draft | None = None
        self._notes: tuple[str, ...] = ()
        self._heard: tuple[str, ...] = ()

    def template(self, name: str) -> str | None:
        """The text of a template; says what there is where there is none of that name."""
        known = actions_templates.known(self._session, self._settings)
        if (found := actions_templates.meant(known, name)) is None:
            self._dialogue.tell(actions_templates.no_template(known, name))
        return found.text if found is not None else None

    # -- the review ----------------------------------------------------------------------------------------------------

    async def open(self, draft: Draft, notes: Sequence[str] = ()) -> None:
        """Keep a draft and read out what would leave."""
        self.draft, self._notes = draft, tuple(notes)
        self._position.review()
        self._session.viewing.write_from(draft.inbox_id)
        self._session.drafts.keep(draft)
        self._read()

    async def open_returned(self) -> None:
        """A mail that was taken back is read out as it would leave."""
        if (back := sending.returned(self._session, self._returned())) is not None:
            await self.open(*back)

    def _beside(self) -> Beside:
        assert self.draft is not None
        return sending.look(self._session, self.draft, self._notes)

    def _leaving(self) -> tuple[str, ...]:
        """What must have been heard before it leaves: all but what is only worth knowing."""
        assert self.draft is not None
        known = self._beside()
        grave = [concern for concern in known.concerns if concern.weight != "know"]
        return tuple(review_lines(self.draft, replace(known, concerns=grave, notes=()), self._session.hold.length_s))

    def _read(self) -> None:
        assert self.draft is not None
        self._heard, self._dialogue.reading = self._leaving(), None
        self._dialogue.tell(*review_lines(self.draft, self._beside(), self._session.hold.length_s))

    def do_listen_review(self, argument: str) -> None:
        self._read()

    def do_listen_quoted(self, argument: str) -> None:
        assert self.draft is not None
        rows = [f"{INDENT}{row}" for row in parted(clean(self.draft.body))[1].split("\n") if row.strip()]
        self._dialogue.read_text(rows or ["Nothing stands below your text."])

    def _change(self, told: str, **fields: Any) -> None:
        """The draft with other fields: kept at once, and to be heard again before it can be sent."""
        assert self.draft is not None
        self.draft, self._notes = replace(self.draft, **fields), ()
        self._session.drafts.keep(self.draft)
        self._dialogue.tell(told, "Type send to hear the changed review; a second send sends it.")

    # -- sending -------------------------------------------------------------------------------------------------------

    async def do_review_send(self, argument: str) -> None:
        await self._leave_it(None)

    async def do_review_send_close(self, argument: str) -> None:
        assert self.draft is not None
        if objection := sending.no_close(self._settings, self.draft):
            self._dialogue.tell(objection)
        else:
            await self._leave_it(None, "closed")

    async def do_review_later(self, argument: str) -> None:
        if not argument or (objection := no_moment(argument)):
            self._dialogue.tell(f"{objection if argument else f'When? {TIMES}'} Nothing was sent.")
        else:
            await self._leave_it(parse_moment(argument))

    async def _leave_it(self, at: datetime | None, then: str = "") -> None:
        draft = self.draft
        assert draft is not None
        if self._leaving() != self._heard:
            self._dialogue.tell("This is not what was read out before, so it was not sent. Now it is:")
            self._read()
            return
        if stops := sending.kept_back(self._session.composer.concerns(draft), lambda heard: True):
            self._dialogue.tell(f"Not sent. {stops[0].sentence}")
            return
        then = then or sending.answered_status(self._settings, draft)
        await sending.send(self._session, draft, at=at, then=then)
        hint = f" {do('app.undo')} takes it back." if at is None and self._session.hold.length_s else ""
        self._dialogue.tell(sending.left(self._session, at, then) + hint)
        self._end()

    def _end(self) -> None:
        self.draft, self._heard = None, ()
        self._session.viewing.write_from(None)
        self._position.leave_review()

    # -- leaving -------------------------------------------------------------------------------------------------------

    async def do_review_keep(self, argument: str) -> None:
        assert self.draft is not None
        self._dialogue.tell(await sending.keep(self._session, self.draft))
        self._end()

    do_review_leave = do_review_keep

    async def do_listen_discard(self, argument: str) -> None:
        assert self.draft is not None
        self._dialogue.tell(await sending.throw_away(self._session, self.draft))
        self._end()

    # -- changing ------------------------------------------------------------------------------------------------------

    async def do_review_body(self, argument: str) -> None:
        assert self.draft is not None
        await self._text.write(self.draft, (), self.open)

    async def do_listen_rewrite(self, argument: str) -> None:
        assert self.draft is not None
        await self._text.write(self.draft, (), self.open, anew=True)

    def _people(self, name: str, argument: str) -> None:
        assert self.draft is not None
        if not argument:
            now = addresses.join(getattr(self.draft, name)) or "nobody"
            self._dialogue.tell(f"{capital(name)}: {now}. Who instead? Say none for nobody.")
            self._dialogue.ask(name, lambda line: self._people(name, line))
        elif argument.lower() == "none":
            self._change(f"{capital(name)}: nobody.", **{name: ()})
        elif objection := sending.no_people(self._session, argument):
            self._dialogue.tell(f"{objection} It stays as it was.")
        else:
            people = sending.people(argument)
            self._change(f"{capital(name)}: {addresses.join(people)}.", **{name: people})

    do_review_to = partialmethod(_people, "to")
    do_review_cc = partialmethod(_people, "cc")
    do_review_bcc = partialmethod(_people, "bcc")

    def do_review_subject(self, argument: str) -> None:
        if not argument:
            self._dialogue.ask("subject", self.do_review_subject)
        else:
            self._change(f"Subject: {quoted(argument)}.", subject=argument)

    def do_review_inbox(self, argument: str) -> None:
        boxes = self._session.reads.inboxes()
        chosen = inbox_meant(boxes, argument)
        if chosen is None:
            self._dialogue.tell("From which inbox? Say inbox and a number:")
            self._dialogue.tell(*(f"{place}. {row.address or row.name}." for place, row in enumerate(boxes, 1)))
        else:
            self._change(f"It leaves from {chosen.address}.", inbox_id=chosen.id)

    def do_review_markdown(self, argument: str) -> None:
        assert self.draft is not None
        on, told = sending.turned(self.draft)
        self._change(told, markdown=on)

    def do_review_template(self, argument: str) -> None:
        assert self.draft is not None
        if (text := self.template(argument)) is not None:
            values = self._session.composer.template_values(self.draft)
            done = writing.filled(self._session, self.draft, text)
            inserted = one_line(templates.fill(text, values).text, 100)
            self._change(f"Inserted: {quoted(inserted)}.", body=done.body, filled=done.filled)

    async def do_review_attach(self, argument: str) -> None:
        assert self.draft is not None
        if not argument:
            self._dialogue.ask("path of the file", self.do_review_attach)
            return
        file, told = await sending.attach(self._session, argument)
        self._change(told, attachments=(*self.draft.attachments, file))

    def do_review_detach(self, argument: str) -> None:
        assert self.draft is not None
        files = self.draft.attachments
        place = int(argument) if argument.isdecimal() and len(argument) < 5 else 1 if len(files) == 1 else 0
        if not files:
            self._dialogue.tell(sending.NO_FILE)
        elif not 1 <= place <= len(files):
            count = capital(number(len(files), "file"))
            self._dialogue.tell(f"{count} are attached. Say detach and the number of one.")
        else:
            left, told = sending.without(self.draft, place - 1)
            self._change(told, attachments=left)
