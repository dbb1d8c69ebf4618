"""One mail of an agent, whole, as it would leave; beside it the conversation that it answers. Only here it is approved,
and only once it could be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import approvals
from commune_tui.actions.administration import Came, Target
from commune_tui.actions.commands import APPROVAL, APPROVALS
from commune_tui.actions.operate.gate_pause import AGENT
from commune_tui.keys.hints import Hint
from commune_tui.mail.approvals.rows import HeldRow, WholeRow
from commune_tui.mail.bodies import Read
from commune_tui.mail.events import Fact, PlaceChanged
from commune_tui.ui.administration import AdministrationCommands
from commune_tui.ui.approvals import rows
from commune_tui.ui.approvals.rewriting import Rewriting
from commune_tui.ui.approvals.taking import TakingCommands
from commune_tui.ui.compose.review import LOOK_FIRST_S
from commune_tui.ui.compose.review_looking import LookingCommands
from commune_tui.ui.compose.sides import Sides
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.wording import do

_HINTS = (
    ("approval.approve", "approve"), ("approval.reject", "reject"), ("approval.edit", "rewrite"),
    ("approval.conversation", "conversation"), ("thread.take", "take it"), ("approval.pause", "pause the agent"),
    ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_TICK_S, _CLAIM_S = 1.0, 30.0


class ApprovalScreen(CommuneScreen):
    """Says to the others that it is being read here, as long as it is in front."""

    key_context = APPROVAL
    parts: tuple[Rewriting, TakingCommands, LookingCommands, AdministrationCommands]

    def __init__(self, row: HeldRow) -> None:
        super().__init__()
        self._row = row
        self._page = Page(id="mail")
        self._sides = Sides(row.thread_id, "", self._page, whole=True)
        self._acts = AdministrationCommands(self, self._meant, self._came)
        self._looking = LookingCommands(self, self._look_anew)
        self.parts = (
            Rewriting(self, self._seen, self._acts), TakingCommands(self, lambda: self._row), self._looking, self._acts,
        )  # fmt: skip
        self._asked = beside(self, "words")
        self._read: tuple[tuple[str, str], Read] | None = None
        self._reading: tuple[str, str] | None = None
        self._changed_at_s = clock.monotonic_s()
        self._diff = False

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield self._sides

    def on_mount(self) -> None:
        self._page.focus()
        self.set_interval(_TICK_S, self._tick)
        self.set_interval(_CLAIM_S, self._claim)
        self._claim()
        self.program.attempt(self.program.session.approvals.learn(self._row.id), group="approvals")

    def on_unmount(self) -> None:
        self.program.attempt(self.program.session.approvals.unclaim(self._row.id), group="approvals")

    def _claim(self) -> None:
        session = self.program.session
        if self.is_current and session.approvals.may("decide") and self._row.waits:
            self.program.attempt(session.approvals.claim(self._row.id), group="approvals")

    def on_screen_resume(self) -> None:
        self._look_anew()
        self.show()

    def on_resize(self) -> None:
        self._sides.fit(self.size.width)
        self.show()

    def draw_ages(self) -> None:
        self.show()

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        self._sides.hear(facts)
        if any(fact == PlaceChanged(APPROVALS) for fact in facts):
            self.show()

    def _tick(self) -> None:
        if self.is_current and (self._row.leaves_at is not None or self._row.claimed_by):
            self.show()

    def _look_anew(self) -> None:
        self._changed_at_s = clock.monotonic_s()

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Draw the mail as the gate has it; a key that approves must wait until it could be seen."""
        session, now = self.program.session, clock.now()
        self._row = session.approvals.row(self._row.id) or self._row
        whole, row = session.approvals.whole(self._row.id), self._row
        stands = approvals.standing(row, now).short
        right = [Fragment(f" {stands} ", "good" if row.state == "approved" else "dim")]
        self.query_one("#where", TextLine).say(
            [Fragment(f" {row.agent} asks to send ", "strong"), Fragment(f"“{row.subject or '(no subject)'}”")], right
        )
        before = self._page.words
        if whole is None:
            self._page.show([[Fragment(f" {approvals.listing(session).why or 'asking the gate'}", "dim")]])
        else:
            self._page.show(self._lines(whole))
        if self._page.words != before:
            self._look_anew()
        if whole is not None and self._seen() is not None:
            session.approvals.shown(whole)

    def _lines(self, whole: WholeRow) -> list[list[Fragment]]:
        session, width = self.program.session, max(40, self._sides.room(self.size.width) - 1)
        if self._diff and whole.earlier:
            return rows.changed(whole.earlier, width)
        look, read = approvals.look(session, whole, clock.now()), self._known(whole)
        odd = approvals.checks(read) if read is not None else []
        return rows.whole(look, odd, read, width, self.program.glyphs, self.program.worded)

    def _known(self, whole: WholeRow) -> Read | None:
        """The words of it, as they read; ``None`` while they are being read."""
        wanted = (whole.html, whole.text)
        if self._read is not None and self._read[0] == wanted:
            return self._read[1]
        if self._reading != wanted:
            self._reading = wanted
            self._asked.ask(partial(self.program.session.bodies.read_apart, *wanted), partial(self._came_words, wanted))
        return None

    def _came_words(self, wanted: tuple[str, str], read: Read) -> None:
        self._read = wanted, read
        self.show()

    def _seen(self) -> WholeRow | None:
        """The mail, where it is shown whole now; ``None`` while it is not."""
        whole = self.program.session.approvals.whole(self._row.id)
        if whole is None or self._diff or self._read is None or self._read[0] != (whole.html, whole.text):
            return None
        return whole

    def hints(self) -> Sequence[Hint]:
        hints: Sequence[tuple[str, str]] = _HINTS
        if self._row.state == "approved":
            hints = (("approval.take_back", "take the approval back"), *_HINTS[3:])
        elif (whole := self.program.session.approvals.whole(self._row.id)) is not None and whole.earlier:
            hints = (*_HINTS[:3], ("approval.diff", "the mail" if self._diff else "what was changed"), *_HINTS[3:])
        return self.program.keys.keymap.hints(hints)

    # -- deciding ------------------------------------------------------------------------------------------------------

    def _meant(self, target: Target) -> str:
        return self._row.agent if target is AGENT else self._row.id

    def do_approval_approve(self) -> None:
        self.show()  # what the gate said a moment ago is on the screen before it is approved
        if self._sides.covers:
            self.tell(f"The conversation covers the mail: {do('approval.conversation')} goes back to it.")
        elif self._row.waits and self._seen() is None:
            self.tell("It is not shown whole yet.")
        elif self._row.waits and clock.monotonic_s() - self._changed_at_s < LOOK_FIRST_S:
            self.tell(f"This has just changed. Look at it, then press {do('approval.approve')}.")
        else:
            act = self._acts.answer_to("approval.approve")
            assert act is not None
            act()

    def do_approval_conversation(self) -> None:
        self._looking.do_review_conversation()

    do_app_next_pane = do_approval_conversation

    def do_approval_diff(self) -> None:
        whole = self.program.session.approvals.whole(self._row.id)
        if whole is None or not whole.earlier:
            self.tell("Nobody changed it: it is as its agent wrote it.")
            return
        self._diff = not self._diff
        self.show()
        self.status_line.refresh_keys()

    def _came(self, came: Came) -> None:
        """What was decided is done with; what was rewritten is shown as it reads now."""
        row = self.program.session.approvals.row(self._row.id)
        if came.happened and row is not None and not row.waits and self.is_current:
            self.program.go.back()
        else:
            self.show()
