"""Approvals: what agents ask to send, the riskiest first; below it, why the mail under the cursor waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import approvals
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import APPROVALS
from commune_tui.actions.operate.gate_pause import AGENT
from commune_tui.keys.hints import Hint
from commune_tui.mail.approvals.rows import HeldRow
from commune_tui.mail.events import Fact, PlaceChanged, ThreadsChanged
from commune_tui.text import wrapped
from commune_tui.ui.administration import AdministrationCommands
from commune_tui.ui.approvals import rows
from commune_tui.ui.approvals.taking import TakingCommands
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_HINTS = (
    ("list.open", "look"), ("approval.reject", "reject"), ("approval.take_back", "take back"),
    ("thread.take", "take it"), ("approval.pause", "pause the agent"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_TICK_S = 1.0
_MOST_STOPS = 4


class ApprovalsScreen(CommuneScreen):
    """Enter looks at a mail whole: only there it is approved."""

    key_context = APPROVALS
    parts: tuple[PagedCommands, TakingCommands, AdministrationCommands]
    DEFAULT_CSS = """
    ApprovalsScreen #stops { height: auto; }
    ApprovalsScreen #columns { height: 1; }
    ApprovalsScreen #rows { height: 1fr; }
    ApprovalsScreen #about { height: 1fr; border-top: solid $faint; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (
            PagedCommands(lambda: self._rows),
            TakingCommands(self, lambda: self.current),
            AdministrationCommands(self, self._meant),
        )
        self._asked: set[tuple[str, int]] = set()

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield Page(id="stops")
        yield TextLine(id="columns")
        yield self._rows
        yield Page(id="about")

    def on_mount(self) -> None:
        self._rows.focus()
        self.set_interval(_TICK_S, self._tick)

    def on_screen_resume(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def draw_ages(self) -> None:
        self.show()

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, ThreadsChanged) or fact == PlaceChanged(APPROVALS) for fact in facts):
            self.show()

    def _tick(self) -> None:
        """Count down, while something leaves or is being read."""
        found = approvals.listing(self.program.session).rows
        if self.is_current and any(row.leaves_at is not None or row.claimed_by for row in found):
            self.show()

    @property
    def current(self) -> HeldRow | None:
        """The mail under the cursor."""
        row = self._rows.current
        return row.about if row is not None and isinstance(row.about, HeldRow) else None

    def _meant(self, target: Target) -> str:
        row = self.current
        return "" if row is None else row.agent if target is AGENT else row.id

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Draw what the gate has."""
        session, now, width = self.program.session, clock.now(), self.size.width or 80
        found = approvals.listing(session)
        title = [Fragment(" Approvals ", "strong"), Fragment("what agents ask to send", "dim")]
        count = [Fragment(f"{approvals.headline(found, now)} ", "dim")] if found.read_at is not None else []
        self.query_one("#where", TextLine).say(title, count)
        said = [*approvals.stops(found)[:_MOST_STOPS], *([found.why] if found.why and found.rows else [])]
        stops = self.query_one("#stops", Page)
        shown = rows.stops(said, width)
        stops.styles.height = len(shown)
        stops.show(shown)
        self.query_one("#columns", TextLine).say(rows.heading(width - 1) if found.rows else [])
        empty = [Row((Fragment(f" {each}", "dim"),)) for each in wrapped(approvals.empty(found), width - 4)]
        self._rows.fill(rows.rows(found.rows, width - 1, found.me, now) or empty)
        self._tell_more()

    @on(LineList.CursorMoved)
    def _tell_more(self) -> None:
        row, width, session = self.current, (self.size.width or 80) - 1, self.program.session
        about = self.query_one("#about", Page)
        about.display = row is not None
        whole = session.approvals.whole(row.id) if row is not None else None
        if row is not None and (whole is None or whole.held.version != row.version):
            self._ask(row)
        if whole is not None:
            look = approvals.look(session, whole, clock.now())
            about.show(rows.preview(look, width, self.program.glyphs, self.program.worded))
        else:
            about.show([[Fragment(" asking the gate", "dim")]])

    def _ask(self, row: HeldRow) -> None:
        """Ask the gate for all of it, once for each version."""
        if (row.id, row.version) not in self._asked:
            self._asked.add((row.id, row.version))
            self.program.attempt(self.program.session.approvals.learn(row.id), group="approvals")

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        if (row := self.current) is None:
            self.tell(approvals.empty(approvals.listing(self.program.session)))
            return
        from commune_tui.ui.approvals.mail import ApprovalScreen

        self.program.push_screen(ApprovalScreen(row))

    def do_approval_approve(self, words: str = "") -> None:
        """What was not looked at whole is not approved: it is shown first."""
        self.do_list_open()

    do_approval_edit = do_approval_approve

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()
