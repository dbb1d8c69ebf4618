"""What will leave, and what to look at before it does. Only here a single key sends, and only once it could be read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import sending
from commune_tui.actions.action import Suggestion
from commune_tui.actions.commands import REVIEW
from commune_tui.actions.moments import moments, no_moment, parse_moment
from commune_tui.keys.hints import Hint
from commune_tui.mail.compose.findings import Concern
from commune_tui.mail.events import Administered, DeliveryChanged, DraftUnsaved, Fact, PlaceChanged, ThreadsChanged
from commune_tui.store.drafts import Draft
from commune_tui.ui.compose.review_fields import ReviewCommands
from commune_tui.ui.compose.review_lines import kind_of, review_lines, title_of
from commune_tui.ui.compose.review_looking import LookingCommands
from commune_tui.ui.compose.sides import Sides
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.wording import do

LOOK_FIRST_S = 0.3
_LEAVING = (
    ("k", "keep the draft", f"it waits under {do('go.outbox')}"),
    ("w", "go on writing", "back to the text"),
    ("d", "discard the draft", f"{do('go.outbox')} brings it back, for a day"),
)


_HINTS = (
    ("review.body", "text"), ("review.conversation", "conversation"), ("review.to", "to"), ("review.cc", "cc"),
    ("review.subject", "subject"), ("review.attach", "attach"), ("review.keep", "keep"), ("review.leave", "leave"),
    ("review.help", "help"),
)  # fmt: skip


class ReviewScreen(CommuneScreen):
    """Shows one draft; changes to it are on disk at once."""

    key_context = REVIEW
    parts: tuple[ReviewCommands, LookingCommands]

    def __init__(self, draft: Draft, *, notes: Sequence[str] = ()) -> None:
        super().__init__()
        self.draft = draft
        self.parts = (ReviewCommands(self), LookingCommands(self, self._look_anew))
        self._notes = tuple(notes)
        self._changed_at_s = clock.monotonic_s()
        self._page = Page(id="review")
        self._sides = Sides(draft.thread_id or "", draft.answers or "", self._page, whole=True)
        self._sending = False
        self._seen: tuple[str, ...] = ()
        self._objected: tuple[Concern, ...] = ()
        self._insists: tuple[Concern, ...] = ()

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="review-title")
        yield self._sides

    def on_mount(self) -> None:
        self._page.focus()
        self.program.session.viewing.write_from(self.draft.inbox_id)
        self.program.session.viewing.be_in(REVIEW)
        self.show()

    def on_unmount(self) -> None:
        self.program.session.viewing.write_from(None)
        self.program.session.viewing.be_in("")

    def on_resize(self) -> None:
        self._sides.fit(self.size.width)
        self.show()

    def on_screen_resume(self) -> None:
        self._look_anew()

    def _look_anew(self) -> None:
        self._changed_at_s = clock.monotonic_s()

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Read everything again and draw it; a key that sends must wait until it could be seen."""
        session, draft = self.program.session, self.draft
        around = sending.look(session, draft, self._notes)
        page = self._page
        before = page.words
        page.show(
            review_lines(
                draft,
                around,
                max(40, self._sides.room(self.size.width) - 1),
                ascii_only=self.program.settings.ascii,
                worded=self.program.worded,
            )
        )
        if page.words != before:
            self._changed_at_s = clock.monotonic_s()
        self._seen = tuple(message.id for message in session.reads.messages(draft.thread_id)) if draft.thread_id else ()
        thread = session.reads.thread(draft.thread_id) if draft.thread_id else None
        look = sum(concern.weight != "know" for concern in around.concerns)
        right = [Fragment(f" {look} to look at ", "warn")] if look else []
        what = f"Before it leaves: {kind_of(draft)}"
        self.query_one("#review-title", TextLine).say(
            [Fragment(f" {title_of(what, thread, self.size.width, right)}", "strong")], right
        )

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        self._sides.hear(facts)
        if any(isinstance(fact, (Administered, DeliveryChanged, PlaceChanged, ThreadsChanged)) for fact in facts):
            self.show()
        for fact in facts:
            if isinstance(fact, DraftUnsaved) and fact.draft_id == self.draft.id:
                self.tell(fact.sentence)

    def hints(self) -> Sequence[Hint]:
        hold, keymap = round(self.program.session.hold.length_s), self.program.keys.keymap
        send = [("review.send", f"send ({hold} s to take it back)" if hold else "send")]
        if not sending.no_close(self.program.settings, self.draft):
            send.append(("review.send_close", "and close"))
        return [*keymap.hints(send, "key"), *keymap.hints(_HINTS)]

    def change(self, *, notes: Sequence[str] = (), **fields: Any) -> None:
        """The draft with other fields, to disk and to the screen. ``notes`` say how that came about."""
        self._notes = tuple(notes)
        self.draft = replace(self.draft, **fields)
        self.program.session.drafts.keep(self.draft)
        self.program.session.viewing.write_from(self.draft.inbox_id)
        self.show()

    def _wish(self, work: Coroutine[Any, Any, str | None]) -> None:
        self.program.attempt(work, group=WRITING)

    # -- sending -------------------------------------------------------------------------------------------------------

    def clear_told(self) -> None:
        """Every key comes by here: what was objected to holds for the very next one only."""
        super().clear_told()
        self._insists, self._objected = self._objected, ()

    def do_review_send(self) -> None:
        self._leave_it(None)

    def do_review_send_close(self) -> None:
        if objection := sending.no_close(self.program.settings, self.draft):
            self.tell(objection)
        else:
            self._leave_it(None, "closed")

    def do_review_later(self, words: str = "") -> None:
        def check(line: str) -> str | None:
            return no_moment(line) or None

        def then(line: str) -> None:
            self._leave_it(parse_moment(line))

        self.ask(Question("send at", then, suggest=moments, check=check, take_first=True), words=words)

    def _leave_it(self, at: datetime | None, then: str = "") -> None:
        """Into the hold, unless something keeps the mail from being sent. ``then`` is the status that was asked for."""
        if self._sending:
            return
        again = do("review.send_close" if then else "review.send")
        if self._sides.covers:
            self.tell(f"The conversation covers the mail: {do('review.conversation')} goes back to it.")
            return
        if clock.monotonic_s() - self._changed_at_s < LOOK_FIRST_S:
            self.tell(f"This has just changed. Look at it, then press {again}.")
            return
        concerns = self.program.session.composer.concerns(self.draft)
        kept = sending.kept_back(concerns, lambda each: at is not None or each in self._insists)
        if kept:
            more = f" (and {len(kept) - 1} more)" if len(kept) > 1 else ""
            stops = kept[0].weight == "stop"
            self.tell(kept[0].sentence if stops else f"{again} again sends{more}: {kept[0].sentence}")
            self._objected = () if stops else tuple(each for each in concerns if each.weight == "look")
            return
        self._sending = True
        self._wish(self._send(at, then or sending.answered_status(self.program.settings, self.draft)))

    async def _send(self, at: datetime | None, then: str) -> str:
        session = self.program.session
        try:
            # What came meanwhile is on this screen: the mail answers it too, and is not held back for it.
            await sending.send(session, self.draft, self._seen, at, then)
        finally:
            self._sending = False
        self.program.pop_screen()
        return sending.left(session, at, then)

    # -- leaving -------------------------------------------------------------------------------------------------------

    def do_review_keep(self) -> None:
        self._wish(self._keep())

    async def _keep(self) -> str:
        told = await sending.keep(self.program.session, self.draft)
        self.program.pop_screen()
        return told

    def do_review_leave(self) -> None:
        letters = [letter for letter, _, _ in _LEAVING]
        acts: dict[str, Callable[[], object]] = dict(
            zip(letters, (self.do_review_keep, self.do_review_body, self._throw_away), strict=True)
        )

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(f"{letter}  {name}", about) for letter, name, about in _LEAVING]

        def check(line: str) -> str | None:
            return None if line.strip()[:1] in acts else "k, w or d; Esc goes back to this mail."

        def then(line: str) -> None:
            acts[line.strip()[:1]]()

        at_once = {letter: letter for letter in letters}
        self.ask(Question("leave this mail", then, suggest=suggest, check=check, take_first=True, at_once=at_once))

    def do_app_back(self) -> None:
        self.do_review_leave()

    def _throw_away(self) -> None:
        async def work() -> str:
            told = await sending.throw_away(self.program.session, self.draft)
            self.program.pop_screen()
            return told

        self._wish(work())

    def do_review_help(self) -> None:
        self.perform("app.help")

    def do_review_body(self) -> None:
        self.program.go.write_text(self.draft)
