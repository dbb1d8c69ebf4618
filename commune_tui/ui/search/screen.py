"""Search: by words over the local copy as one types, by meaning on the server after a short pause; one list."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from commune_tui.actions import search
from commune_tui.actions.commands import SEARCH
from commune_tui.keys.hints import Hint
from commune_tui.mail.search import Found, counted, likely
from commune_tui.text import wrapped
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.lines import Lines
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.ui.search.found_list import FoundList

PAUSE_S = 0.35

_HINTS = (
    ("list.open", "open"), ("list.next_tab", "another scope"), ("app.filter", "to the line"), ("app.leave", "back"),
    ("app.help", "help"),
)  # fmt: skip


class SearchScreen(CommuneScreen):
    """Type, look, Enter opens. Tab goes from all to each domain and inbox."""

    key_context = SEARCH
    parts: tuple[CursorCommands]

    def __init__(self, scope: str = "", text: str = "") -> None:
        """``scope`` is the filter of the list that one comes from (``in:address``), or empty."""
        super().__init__()
        self._rows = FoundList()
        self.parts = (CursorCommands(lambda: self._rows),)
        self._scopes = [search.EVERYWHERE]
        self._at = 0
        self._wanted, self._initial = scope, text
        self._answers = beside(self, "search")
        self._typing_over = asyncio.Event()
        self._found: Sequence[Found] = ()
        self._sentence = ""

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="scope")
        line = Input(placeholder="words, or what it is about", id="query", select_on_focus=False)
        line.cursor_blink = False
        yield line
        yield Lines(id="said")
        yield self._rows

    def on_mount(self) -> None:
        session = self.program.session
        self._scopes = search.scopes(session)
        self._at = self._scopes.index(search.scope_here(session, self._wanted))
        self._rows.glyphs = self.program.glyphs
        self._head()
        self._say("")
        self.query_one(Input).focus()
        if self._initial:
            self.query_one(Input).value = self._initial

    def on_resize(self) -> None:
        self._say(self._sentence)

    def draw_ages(self) -> None:
        self._rows.repaint()

    def _head(self, going_on: str = "") -> None:
        where, found = self._scopes[self._at].name, self._found
        said = "".join(f"   {each}" for each in (counted(found), going_on) if each)
        left = [Fragment(" Search ", "strong"), Fragment(f"{where}", "accent"), Fragment(said, "dim")]
        self.query_one("#scope", TextLine).say(left)

    def _say(self, sentence: str) -> None:
        """Explain, between the line and what was found; it stays as long as it is true."""
        self._sentence = sentence
        rows = wrapped(sentence, max(10, self.size.width - 2)) if sentence else []
        said = self.query_one("#said", Lines)
        said.say([[Fragment(f" {row}", "warn")] for row in rows])
        said.display = bool(rows)

    # -- searching ---------------------------------------------------------------------------------------------------

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value)

    def _search(self, text: str) -> None:
        self._typing_over.clear()
        session, scope = self.program.session, self._scopes[self._at]
        self._answers.each(lambda: search.find(session, text, scope, self._pause), self._show)

    async def _pause(self) -> None:
        """Until nothing was typed for a moment, or Enter says that the question is whole."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._typing_over.wait(), PAUSE_S)

    def _show(self, answer: search.Answer) -> None:
        if answer.found is not None:
            self._put_rows(answer.found)
        else:
            self._say(answer.sentence)
        self._head(answer.going_on)

    def _put_rows(self, found: Sequence[Found]) -> None:
        """The cursor stays on its thread where that was found again."""
        rows, worth = self._rows, likely(found)
        here = rows.current.thread_id if rows.current is not None else None
        at = next((i for i, each in enumerate(found) if each.thread_id == here), 0)
        self._found = found
        rows.show(
            Rows(found), cursor=at, groups=[(worth, search.LESS_LIKELY)] if worth < len(found) else (), keep_row=at > 0
        )  # fmt: skip

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        if self.focused is not self.query_one(Input):
            return
        if event.key in ("enter", "down"):
            self._typing_over.set()
            self._rows.focus()
        elif event.key == "escape":
            self.program.go.back()
        elif event.key == "tab":
            self.do_list_next_tab()
        elif event.key == "shift+tab":
            self.do_list_previous_tab()
        else:
            return
        event.stop()
        event.prevent_default()

    def do_app_filter(self) -> None:
        self.query_one(Input).focus()

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self._at = (self._at + step) % len(self._scopes)
        self._head()
        self._search(self.query_one(Input).value)

    def do_list_up(self) -> None:
        if self._rows.cursor == 0:
            self.query_one(Input).focus()
        else:
            self._rows.move_by(-1)

    def do_find_next(self) -> None:
        self._rows.move_by(1)

    def do_find_previous(self) -> None:
        self._rows.move_by(-1)

    def do_list_open(self) -> None:
        found = self._rows.current
        if found is None:
            self.tell(search.NONE_YET)
            return
        self.program.go.open_thread(found.thread_id)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_copy_text(self) -> None:
        found = self._rows.current
        self.program.copies.copy(found.subject if found is not None else "", "the subject")

    def do_copy_id(self) -> None:
        found = self._rows.current
        self.program.copies.copy(found.thread_id if found is not None else "", "the id")

    def do_copy_address(self) -> None:
        found = self._rows.current
        sender = found.row.sender if found is not None and found.row is not None else ""
        self.program.copies.copy(sender, "the address")

    def do_copy_file(self) -> None:
        self.program.copies.write()

    def on_descendant_focus(self) -> None:
        for line in self.query(StatusLine):
            line.refresh_keys()

    def hints(self) -> Sequence[Hint]:
        if isinstance(self.focused, Input):
            return [Hint("Enter", "to the results"), Hint("Tab", "another scope"), Hint("Esc", "back")]
        return self.program.keys.keymap.hints(_HINTS)
