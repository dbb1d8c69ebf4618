"""The board of agents: one row for each inbox, what needs somebody first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.actions.agents import Agent
from commune_tui.actions.commands import AGENTS
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, InboxesChanged, PlaceChanged, ThreadsChanged
from commune_tui.ui.agents import rows
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.lines import Lines
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen

_HINTS = (("list.open", "to its threads"), ("app.leave", "back"), ("app.help", "help"))


class AgentsScreen(CommuneScreen):
    """Enter goes to the threads of an agent: to those of what is gravest."""

    key_context = AGENTS
    parts: tuple[CursorCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._agents: Sequence[Agent] = ()
        self._figures = beside(self, "figures")

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="where")
        yield TextLine(id="columns")
        yield self._rows
        yield Lines(id="about")

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self._agents = agents.board(self.program.session, clock.now())
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, (ThreadsChanged, InboxesChanged, PlaceChanged)) for fact in facts):
            self._look()

    def draw_ages(self) -> None:
        self._look()

    def _look(self) -> None:
        """Read the figures anew, beside the screen: mail may come faster than they are put together."""

        def show(found: Sequence[Agent]) -> None:
            self._agents = found
            self._show()

        self._figures.follow(lambda: agents.board_soon(self.program.session), show)

    def _show(self) -> None:
        now, width, plain = clock.now(), self.size.width or 80, self.program.settings.ascii
        count = Fragment(f"{agents.headline(self._agents)} ", "warn" if agents.needing(self._agents) else "dim")
        title = [Fragment(" Agents ", "strong"), Fragment("who needs you, and why", "dim")]
        self.query_one("#where", TextLine).say(title, [count] if self._agents else [])
        shown = rows.layout(self._agents, width - 1, now)
        self.query_one("#columns", TextLine).say([Fragment(" "), *rows.heading(shown)])
        made = [rows.line(each, shown, now, ascii_only=plain) for each in self._agents]
        self._rows.fill(made or [Row((Fragment(f" {agents.NONE}", "dim"),))])
        self._tell_more()

    @on(LineList.CursorMoved)
    def _tell_more(self) -> None:
        """All that is known of the agent under the cursor: on the board its words are cut, and figures have no room."""
        row = self._rows.current
        agent = row.about if row is not None and isinstance(row.about, Agent) else None
        (width, height), now = self.size or (80, 24), clock.now()
        room = rows.room(self._agents, width, height, now)
        self.query_one("#about", Lines).say(rows.about(agent, width, room, now) if agent is not None else [])

    def do_list_open(self) -> None:
        row = self._rows.current
        if row is not None and isinstance(row.about, Agent):
            self.program.go.show_list(row.about.threads)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_list_next_tab(self) -> None:
        self._rows.move_by(self._rows.page)

    def do_list_previous_tab(self) -> None:
        self._rows.move_by(-self._rows.page)

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)
