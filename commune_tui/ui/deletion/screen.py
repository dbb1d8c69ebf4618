"""Deleting data: what was asked for and how it stands, counted down, and what the server counts beside what is here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import deletion
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import DELETION
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Administered, Fact, ThreadsChanged
from commune_tui.sending.deletion import Request
from commune_tui.ui.administration import AdministrationCommands, AdministrationScreen
from commune_tui.ui.deletion import rows
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import HeadLine

_ERASE = ("customer.erase", "erase a customer")
_NONE = (("data.delete", "delete data"), _ERASE, ("app.leave", "back"), ("app.help", "help"))
_WAITS = (("data.confirm", "confirm"), ("data.drop", "let it expire"), ("app.leave", "back"), ("app.help", "help"))
_DONE = (
    ("data.certificate", "certificate"), ("data.delete", "delete data"), _ERASE, ("app.leave", "back"),
    ("app.help", "help"),
)  # fmt: skip
_TICK_S = 1.0


class DeletionScreen(AdministrationScreen):
    """There is one deletion at a time, and nothing here goes by one key."""

    key_context = DELETION
    parts: tuple[PagedCommands, AdministrationCommands]
    DEFAULT_CSS = """
    DeletionScreen #about { height: auto; max-height: 12; border-bottom: solid $faint; }
    DeletionScreen #columns { height: 1; }
    DeletionScreen #rows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows), AdministrationCommands(self, self._meant))

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield Page(id="about")
        yield TextLine(id="columns")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()
        self.set_interval(_TICK_S, self._tick)

    def look_back(self) -> None:
        super().look_back()
        self.program.attempt(self.program.session.deletion.look_back(), group="deletion")

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, Administered | ThreadsChanged) for fact in facts):
            self.show()

    def show(self) -> None:
        """Read how it stands, and draw it."""
        found, now, width = self._request(), clock.now(), (self.size.width or 80) - 1
        title = [Fragment(" Delete data ", "strong")]
        if found is not None:
            title.append(Fragment(deletion.plain(found.about, found.extent.scope), "dim"))
        stands = [Fragment(f"{deletion.heading(found, now)} ", rows.role(found))] if found is not None else []
        self.query_one("#where", TextLine).say(title, stands)
        lines = rows.about(found, deletion.refused(self.program.session), width, now, self.program.worded)
        about = self.query_one("#about", Page)
        about.styles.height = len(lines) + 1
        about.show(lines)
        self.query_one("#columns", TextLine).say(rows.heading(found) if found is not None else [])
        self._rows.fill(rows.rows(found))

    def _request(self) -> Request | None:
        return deletion.request(self.program.session)

    def _tick(self) -> None:
        """Count down, while there is a time to confirm it."""
        found = self._request()
        if self.is_current and found is not None and found.phase == "pending":
            self.show()

    def _meant(self, target: Target) -> str:
        found = self._request()
        return found.id if found is not None else ""

    def hints(self) -> Sequence[Hint]:
        found = self._request()
        hints = _NONE if found is None else _WAITS if found.waits(clock.now_ms()) else _DONE
        return self.program.keys.keymap.hints(hints)

    def do_list_open(self) -> None:
        found = self._request()
        self.tell(deletion.NONE if found is None else " ".join(deletion.told(found, clock.now())))

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()
