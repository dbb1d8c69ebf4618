"""API keys: the list above or at the left, beside it all that is known of the key under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import apikeys
from commune_tui.actions.commands import APIKEYS
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, PlaceChanged
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.text import wrapped
from commune_tui.ui.apikeys import rows
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_HINTS = (("app.sync", "ask again"), ("app.leave", "back"), ("app.help", "help"))
_BESIDE = 116
_ABOUT = 40
_TICK_S = 1.0


class ApikeysScreen(CommuneScreen):
    """Ours first. A key whose time is over soon is counted down."""

    key_context = APIKEYS
    parts: tuple[PagedCommands]
    DEFAULT_CSS = f"""
    ApikeysScreen #both {{ height: 1fr; layout: vertical; }}
    ApikeysScreen #list {{ height: 1fr; }}
    ApikeysScreen #columns {{ height: 1; }}
    ApikeysScreen #rows {{ height: 1fr; }}
    ApikeysScreen #about {{ height: 1fr; border-top: solid $faint; }}
    ApikeysScreen.-beside #both {{ layout: horizontal; }}
    ApikeysScreen.-beside #list {{ width: 1fr; }}
    ApikeysScreen.-beside #about {{ width: {_ABOUT}; border-top: none; border-left: solid $faint; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows),)
        self._found: Sequence[ApiKeyRow] = ()
        self._known = False

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        with Container(id="both"):
            with Container(id="list"):
                yield TextLine(id="columns")
                yield self._rows
            yield Page(id="about")

    def on_mount(self) -> None:
        self._rows.focus()
        self.set_interval(_TICK_S, self._tick)

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self.program.session.viewing.be_in(APIKEYS)
        self.show()

    def on_screen_suspend(self) -> None:
        super().on_screen_suspend()
        if not isinstance(self.program.screen, ApikeysScreen):
            self.program.session.viewing.be_in("")

    def on_resize(self) -> None:
        self.set_class(self._beside, "-beside")
        self.call_after_refresh(self.show)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if not self._known or any(isinstance(fact, PlaceChanged) and fact.place == APIKEYS for fact in facts):
            self.show()  # while nothing is known, what is in the way of it is shown

    @property
    def _beside(self) -> bool:
        return self.size.width >= _BESIDE

    @property
    def current(self) -> ApiKeyRow | None:
        """The key under the cursor."""
        row = self._rows.current
        return row.about if row is not None and isinstance(row.about, ApiKeyRow) else None

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Read the list and draw it; the cursor stays on the key that it was on."""
        session, now, at = self.program.session, clock.now(), self.current
        found = apikeys.keys(session)
        self._known, self._found = found.read_at is not None, found.rows
        title = [Fragment(" API keys ", "strong"), Fragment("who may call", "dim")]
        count = [Fragment(f"{apikeys.headline(found, now)} ", "dim")] if self._known else []
        self.query_one("#where", TextLine).say(title, count)
        self.query_one("#columns", TextLine).say(rows.heading(self._room) if found.rows else [])
        self._draw()
        ids = [each.id for each in self._found]
        if at is not None and at.id in ids:
            self._rows.move_to(ids.index(at.id))

    @property
    def _room(self) -> int:
        width = self.size.width or 80
        return width - _ABOUT - 1 if self._beside else width - 1

    def _draw(self) -> None:
        """The rows as they read now."""
        session = self.program.session
        sentence = wrapped(self.program.worded(apikeys.empty(session, apikeys.keys(session))), self._room - 2)
        empty = [Row((Fragment(f" {each}", "dim"),)) for each in sentence]
        self._rows.fill(rows.rows(self._found, self._room, clock.now()) or empty)
        self._tell_more()

    def _tick(self) -> None:
        """Count down, where a time is over soon."""
        now = clock.now()
        if any(apikeys.soon(row, now) for row in self._found) and self.is_current:
            self._draw()

    @on(LineList.CursorMoved)
    def _tell_more(self) -> None:
        width = _ABOUT - 2 if self._beside else (self.size.width or 80) - 1
        self.query_one("#about", Page).show(rows.about(self.current, width, clock.now()))

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        """What is known stands there; of a list that is empty it is said why."""
        session = self.program.session
        self.tell(apikeys.empty(session, apikeys.keys(session)) if self.current is None else "")

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()
