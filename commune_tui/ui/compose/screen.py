"""Writing a mail inside: who it goes to, its subject, its text. On disk within a second; Esc goes on to the review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import events, on
from textual.widget import Widget
from textual.widgets import TextArea

from commune_tui.actions import sending, writing
from commune_tui.keys.hints import Hint
from commune_tui.keys.names import key_name
from commune_tui.mail.compose import addresses
from commune_tui.mail.compose.concerns import news
from commune_tui.mail.events import DraftSaved, DraftUnsaved, Fact, ThreadsChanged
from commune_tui.store.drafts import Draft
from commune_tui.text import one_line, wrapped
from commune_tui.ui.compose.completion import inbox_offers, people_offers
from commune_tui.ui.compose.files_line import FilesLine
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.compose.review_lines import kind_of, title_of
from commune_tui.ui.compose.sides import BESIDE, Sides
from commune_tui.ui.kit.field import Field, Typed
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.rule_line import RuleLine
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.wording import do


class ComposeScreen(CommuneScreen):
    """``notes`` are sentences to read before writing. ``fresh``: nothing of this draft is worth keeping yet. Letters
    are never commands here."""

    key_context = None  # type: ignore[assignment]

    def __init__(self, draft: Draft, *, notes: Sequence[str] = (), fresh: bool = False, focus: str = "") -> None:
        super().__init__()
        self.draft = draft
        self._notes, self._as_begun = tuple(notes), draft if fresh else None
        self._focus = focus
        self._trouble = self._from = ""
        """Why it is not on disk; and what From said first: as long as it does, the inbox stays, also one that is not in
        the copy yet, as after a kill with the copy gone."""

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="compose-title")
        yield Sides(self.draft.thread_id or "", self.draft.answers or "", *self._form())

    def _form(self) -> Iterable[Widget]:
        session = self.program.session
        people, boxes = people_offers(session), inbox_offers(session)
        self._from = self._sender()
        yield Field("From", self._from, id="from", suggest=boxes, check=self._no_inbox, complete=self._is_inbox)
        for name, entries in (("To", self.draft.to), ("Cc", self.draft.cc), ("Bcc", self.draft.bcc)):
            yield Field(
                name, addresses.join(entries), id=name.lower(), suggest=people, check=addresses.objections,
                complete=lambda line: not addresses.objections(line), glue=", ",
            )  # fmt: skip
        yield Field("Subject", one_line(self.draft.subject), id="subject")
        for _ in self._note_lines():
            yield TextLine(classes="note")
        yield RuleLine(self.program.glyphs, id="compose-rule")
        yield MailText(self.draft.body, id="text")
        yield FilesLine(id="files")

    def on_mount(self) -> None:
        self._title()
        self._show_files()
        wanted = self._focus or ("text" if self.draft.to and self.draft.subject else "to")
        self._take_focus(wanted)
        for line, note in zip(self.query(".note").results(TextLine), self._note_lines(), strict=False):
            line.say([Fragment(f" {note}", "warn")])

    def _show_files(self) -> None:
        files = [(one_line(file.filename), sending.size_of(file)) for file in self.draft.attachments]
        self.query_one(FilesLine).show(files)

    @on(FilesLine.Removed)
    def _take_off(self, event: FilesLine.Removed) -> None:
        files, told = sending.without(self.draft, event.place)
        self.draft = replace(self._gathered(), attachments=files)
        self.program.session.drafts.keep(self.draft)
        self._show_files()
        if not files:
            self.set_focus(self.query_one(MailText))
        self._title()
        self.tell(told)

    def _note_lines(self) -> list[str]:
        width = self.program.size.width
        room = max(30, (width // 2 if self.draft.thread_id and width >= BESIDE else width) - 4)
        return [
            f"{'! ' if place == 0 else '  '}{line}"
            for note in self._notes
            for place, line in enumerate(wrapped(note, room))
        ]

    def _take_focus(self, name: str) -> None:
        """At once, so that no letter is lost."""
        line = self.query_one(MailText) if name == "text" else self.query_one(f"#{name}", Field).line
        if isinstance(line, Typed):
            line.cursor_position = len(line.value)
        self.set_focus(line)

    # -- the draft -----------------------------------------------------------------------------------------------------

    def _sender(self) -> str:
        found = (row.address for row in self.program.session.reads.inboxes() if row.id == self.draft.inbox_id)
        return next(found, "")

    def _inbox_id(self, line: str) -> str | None:
        row = writing.inbox_of(self.program.session, line)
        return row.id if row is not None else None

    def _is_inbox(self, line: str) -> bool:
        return self._inbox_id(line) is not None

    def _no_inbox(self, line: str) -> str:
        return "" if self._is_inbox(line) else "Choose one of your inboxes; Tab completes."

    def _gathered(self) -> Draft:
        line = {name: self.query_one(f"#{name}", Field).value for name in ("from", "to", "cc", "bcc", "subject")}
        return replace(
            self.draft,
            inbox_id=self._inbox_id(line["from"]) if line["from"] != self._from else self.draft.inbox_id,
            to=addresses.split(line["to"]),
            cc=addresses.split(line["cc"]),
            bcc=addresses.split(line["bcc"]),
            subject=line["subject"],
            body=self.query_one(MailText).text,
        )

    @on(Field.Edited)
    @on(TextArea.Changed)
    def _edited(self) -> None:
        now = self._gathered()
        if now != self.draft:
            self.draft = now
            self.program.session.drafts.keep(now)
            self._title()

    @property
    def _unsaved(self) -> bool:
        return any(each.id == self.draft.id for each in self.program.session.drafts.unsaved())

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        self.query_one(Sides).hear(facts)
        for fact in facts:
            if isinstance(fact, DraftUnsaved) and fact.draft_id == self.draft.id:
                self._trouble = fact.sentence
                self.tell(fact.sentence)
            elif isinstance(fact, DraftSaved) and fact.draft_id == self.draft.id:
                self._trouble = ""
        if any(isinstance(fact, (DraftSaved, DraftUnsaved, ThreadsChanged)) for fact in facts):
            self._title()

    def _title(self) -> None:
        draft = self.draft
        thread = self.program.session.reads.thread(draft.thread_id) if draft.thread_id else None
        arrived = news(draft, self.program.session.reads.messages(draft.thread_id)) if draft.thread_id else []
        came = [Fragment(f" ! {len(arrived)} came meanwhile ", "warn")] if arrived else []
        if self._trouble:
            state = Fragment(" NOT ON DISK ", "bad")
        elif self._as_begun == draft:
            state = Fragment(" draft ", "dim")
        else:
            state = Fragment(" draft … " if self._unsaved else " draft saved ", "dim")
        right = [*came, state]
        what = title_of(kind_of(draft).capitalize(), thread, self.size.width, right)
        for title in self.query("#compose-title").results(TextLine):  # none yet when the size is told before the mount
            title.say([Fragment(f" {what}", "strong")], right)

    # -- going on ------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        sides = self.query_one(Sides)
        if sides.answers and (self._flips(event) or (sides.reading and event.key == "escape")):
            sides.flip()
        elif sides.reading and not sides.take(event.key):
            self.tell(f"The conversation has the keys: {do('app.next_pane')} or Esc goes back to the mail.")
        elif event.key == "escape":
            self.do_app_back()
        elif event.key in ("tab", "shift+tab"):  # from the text, which has no line to go on to by itself
            (self.focus_next if event.key == "tab" else self.focus_previous)()
        elif not sides.reading:
            return
        event.stop()
        event.prevent_default()
        self.query_one(StatusLine).refresh_keys()

    def _flips(self, event: events.Key) -> bool:
        """Whether this key goes to the next pane, and is no letter."""
        keys = self.program.keys.keymap.keys_of("app.next_pane")
        return not event.is_printable and key_name(event.key, None) in keys

    def do_app_back(self) -> None:
        """On to the review; a mail in which nothing was written goes without a word."""
        self.draft = self._gathered()
        if self._as_begun == self.draft or _blank(self.draft):
            self.program.attempt(self._leave(), group=WRITING)
            return
        self.program.session.drafts.keep(self.draft)
        self.program.go.open_draft(self.draft, instead=True)

    async def _leave(self) -> str:
        if self._as_begun != self.draft:
            await self.program.session.drafts.discard(self.draft.id)
        self.program.pop_screen()
        return writing.NOTHING_KEPT

    def hints(self) -> Sequence[Hint]:
        sides, keymap = self.query_one(Sides), self.program.keys.keymap
        if sides.reading:
            return [Hint("j, k", "scroll"), Hint("Space", "page"), Hint("Esc", "back to the mail")]
        flip = keymap.hints([("app.next_pane", "conversation")]) if sides.answers else []
        return [Hint("Tab", "next field"), Hint("", "every letter is kept"), *flip, Hint("Esc", "check and send")]

    def on_resize(self) -> None:
        for sides in self.query(Sides):
            sides.fit(self.size.width)
        self._title()


def _blank(draft: Draft) -> bool:
    return not (draft.to or draft.cc or draft.bcc or draft.subject.strip() or draft.body.strip() or draft.attachments)
