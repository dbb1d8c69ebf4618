"""The organisation: a line for each thing that is known of it, its plan, and with what this program calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import organisation
from commune_tui.actions.commands import ORGANISATION
from commune_tui.actions.organisation import Line
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact
from commune_tui.text import pad, wrapped
from commune_tui.ui.administration import AdministrationCommands, AdministrationScreen
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import HeadLine

_HINTS = (("organisation.name", "rename"), ("app.claim", "claim"), ("app.leave", "back"), ("app.help", "help"))
_LABEL = 13


def rows(lines: Sequence[Line], width: int) -> list[Row]:
    """Each line, its label at the left; what does not fit goes on below."""
    made = []
    for line in lines:
        for at, part in enumerate(wrapped(line.words, max(10, width - _LABEL - 1))):
            made.append(
                Row((Fragment(pad(f" {line.label if not at else ''}", _LABEL), "dim"), Fragment(part, line.role)))
            )
    return made


class OrganisationScreen(AdministrationScreen):
    """Drawn again whenever the server said something new, or something waits for an owner."""

    key_context = ORGANISATION
    parts: tuple[PagedCommands, AdministrationCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows), AdministrationCommands(self, lambda target: ""))

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()

    def place(self) -> str:
        return ORGANISATION

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        self.show()

    def show(self) -> None:
        """Read what is known, and draw it."""
        session, now, width = self.program.session, clock.now(), self.size.width or 80
        lines = organisation.lines(session, now)
        title = [Fragment(" Organisation ", "strong"), Fragment("who we are, and what we may", "dim")]
        self.query_one("#where", TextLine).say(
            title, [Fragment(f"{organisation.headline(organisation.told(session), now)} ", "dim")]
        )
        why = [] if lines else wrapped(self.program.worded(organisation.empty(session)), width - 2)
        worded = [line._replace(words=self.program.worded(line.words)) for line in lines]
        self._rows.fill(rows(worded, width) or [Row((Fragment(f" {each}", "dim"),)) for each in why])

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        """All that is known stands there."""
        session = self.program.session
        self.tell("" if organisation.told(session).read_at is not None else organisation.empty(session))

    def do_app_leave(self) -> None:
        self.program.go.back()
