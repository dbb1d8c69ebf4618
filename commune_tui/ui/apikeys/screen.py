"""API keys: the list above or at the left, beside it all that is known of the key under the cursor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from textual import on
from textual.containers import Container
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import apikeys, key_file
from commune_tui.actions.administration import Came, Target
from commune_tui.actions.commands import APIKEYS
from commune_tui.actions.key_file import Text
from commune_tui.actions.operate.key import NOT_SHOWN, OWN
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, PlaceChanged
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.text import wrapped
from commune_tui.ui.administration import AdministrationCommands, AdministrationScreen
from commune_tui.ui.apikeys import rows
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.question import Question, some_words
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import HeadLine
from commune_tui.ui.terminal.clipboard import takes_copies
from commune_tui.wording import do

_HINTS = (
    ("key.create", "new"), ("key.guest", "guest key"), ("key.rotate", "other text"), ("key.revoke", "revoke"),
    ("key.replace", "replace ours"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_ONCE = (("apikeys.copy", "copy it"), ("apikeys.write", "into a file"), ("apikeys.hide", "hide it for good"))
_BESIDE = 140
_ABOUT = 40
_TICK_S = 1.0


class ApikeysScreen(AdministrationScreen):
    """Ours first. A key whose time is over soon is counted down."""

    key_context = APIKEYS
    parts: tuple[PagedCommands, AdministrationCommands]
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
        acts = AdministrationCommands(self, self._meant, self._came)
        self.parts = (PagedCommands(lambda: self._rows), acts)
        self._once: Text | None = None
        self._taken = False
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

    def place(self) -> str:
        return APIKEYS

    def on_resize(self) -> None:
        self.set_class(self._beside, "-beside")

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
        """Read the list and draw it."""
        session, now = self.program.session, clock.now()
        found = apikeys.keys(session)
        self._known, self._found = found.read_at is not None, found.rows
        title = [Fragment(" API keys ", "strong"), Fragment("who may call", "dim")]
        count = [Fragment(f"{apikeys.headline(found, now)} ", "dim")] if self._known else []
        self.query_one("#where", TextLine).say(title, count)
        self.query_one("#columns", TextLine).say(rows.heading(self._room) if found.rows else [])
        self._draw()

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
        once, worded = self._once, self.program.worded
        shown = rows.once(once, width, worded) if once else rows.about(self.current, width, clock.now())
        self.query_one("#about", Page).show(shown)

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_ONCE if self._once else _HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        """What is known stands there; of a list that is empty it is said why."""
        session = self.program.session
        self.tell(apikeys.empty(session, apikeys.keys(session)) if self.current is None else "")

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def _meant(self, target: Target) -> str:
        """The key that an act is about: ours, or that under the cursor."""
        row = apikeys.keys(self.program.session).ours if target is OWN else self.current
        return row.id if row is not None else ""

    # -- the text of a new key, while it is shown ----------------------------------------------------------------------

    def _came(self, came: Came) -> None:
        if isinstance(came.once, Text):
            self._once, self._taken = came.once, False
            self._tell_more()

    def do_apikeys_copy(self) -> None:
        if self._once is None:
            self.tell(NOT_SHOWN)
        elif takes_copies(os.environ, len(self._once.reveal())):
            self.program.copy_to_clipboard(self._once.reveal())
            self._taken = True
            self.tell(f"Asked the terminal to copy it. If it did not: {do('apikeys.write')} puts it into a file.")
        else:
            self.tell(f"This terminal takes no copies: {do('apikeys.write')} puts it into a file.")

    def do_apikeys_write(self, words: str = "") -> None:
        if (key := self._once) is None:
            self.tell(NOT_SHOWN)
            return

        def then(line: str) -> None:
            said = key_file.put(line, key)
            self._taken = self._taken or self._once is key
            self.tell(said)

        def check(line: str) -> str | None:
            return some_words(line) or key_file.objection(line) or None

        self.ask(Question("new file for the key", then, check=check, enter="write it"), words=words)

    def do_apikeys_hide(self) -> None:
        """Asks first where it was neither copied nor put into a file."""
        if self._once is None:
            self.tell(NOT_SHOWN)
            return

        def then(line: str) -> None:
            self._once = None
            self._tell_more()
            self.tell(f"It is not shown any more. Whoever has it not gets another by {do('key.rotate')}.")

        def check(line: str) -> str | None:
            return None if line.strip() == "y" else "It is still shown."

        if self._taken:
            then("y")
            return
        self.ask(Question("kept? it is hidden for good", then, check=check, at_once={"y": "y"}, enter="hide"))

    def do_app_back(self) -> None:
        """A key that is shown is hidden first."""
        if self._once is not None:
            self.do_apikeys_hide()
        else:
            self.program.go.back()

    do_app_leave = do_app_back
