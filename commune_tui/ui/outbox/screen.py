"""Drafts, the hold, what is on its way, in doubt, in conflict or refused: nothing of the person's is anywhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from textual import on
from textual.widget import Widget

from commune_tui.actions.commands import OUTBOX
from commune_tui.actions.outbox import ACTIONS, fits, opens
from commune_tui.actions.outbox_rows import Row, rows_of
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, SyncMoved
from commune_tui.text import cut
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.wording import do

_ROLES = {"conflict": "warn", "doubt": "warn", "vanished": "bad", "refused": "bad", "held": "accent"}


class OutboxList(LineList[Row]):
    """Two lines each: what it is, and what happened."""

    DEFAULT_CSS = "OutboxList { height: 1fr; }"

    def fragments(self, item: Row, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        head = [Fragment(f" {cut(item.title, width - 2)}", "strong" if item.is_mail else "plain")]
        return (head, [Fragment(f"   {cut(item.about, width - 4)}", _ROLES.get(item.kind, "dim"))])


class OutboxScreen(CommuneScreen):
    """Keys act on the row under the cursor; the bottom line names those that do."""

    key_context = OUTBOX
    parts: tuple[CursorCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = OutboxList(id="outbox")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._filter = ""
        self._groups: list[tuple[int, str]] = []

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="outbox-title")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.lines_per_item = 2
        self._rows.focus()
        self.show()

    def show(self) -> None:
        """Read everything again; the cursor stays on its row."""
        found = self._rows
        current = found.current
        made, groups = rows_of(self.program.session)
        made = [replace(row, about=self.program.worded(row.about)) for row in made]
        if self._filter:
            words = self._filter.lower()
            made, groups = [row for row in made if words in f"{row.title} {row.about}".lower()], []
        at = next((n for n, row in enumerate(made) if current is not None and row.key == current.key), found.cursor)
        self._groups = groups
        found.show(Rows(made), cursor=at, groups=groups, keep_row=current is not None)
        nothing = self.program.worded(f"   nothing waits; {do('app.compose')} writes a mail")
        title = [Fragment(" Drafts, hold and outbox", "strong")]
        title += [] if made else [Fragment(nothing, "dim")]
        title += [Fragment(f"   {self._filter}", "accent")] if self._filter else []
        self.query_one("#outbox-title", TextLine).say(title)
        self._keys()

    def draw_ages(self) -> None:
        self.show()

    def follow_status(self) -> None:
        super().follow_status()
        if self.is_mounted:
            self.show()

    def on_facts(self, facts: Sequence[Fact]) -> None:
        if all(isinstance(fact, SyncMoved) for fact in facts):
            super().follow_status()
        else:
            super().on_facts(facts)

    def on_screen_resume(self) -> None:
        self.show()

    @on(LineList.CursorMoved)
    def _moved(self, event: LineList.CursorMoved) -> None:
        self._keys()

    def _keys(self) -> None:
        from commune_tui.ui.kit.status_line import StatusLine

        self.query_one(StatusLine).refresh_keys()

    def hints(self) -> Sequence[Hint]:
        row, keymap = self._rows.current, self.program.keys.keymap
        return [*keymap.hints(row.does if row is not None else (), "key"), *keymap.hints([("app.leave", "back")])]

    # -- acts ----------------------------------------------------------------------------------------------------------

    def answer_to(self, command_id: str) -> Callable[[], None] | None:
        """What runs a command that acts on a row."""
        return partial(self._act, command_id) if command_id in ACTIONS else None

    def _act(self, command_id: str) -> None:
        row = self._rows.current
        if row is not None and fits(command_id, row):
            self._wish(ACTIONS[command_id](self.program.session, row))
        elif row is None:
            self.tell("Nothing waits here.")
        elif row.does:
            self.tell("Here: " + ", ".join(f"{do(command)} {what}" for command, what in row.does) + ".")
        else:
            self.tell("There is nothing to do about this one.")

    def _wish(self, work: Awaitable[str]) -> None:
        async def run() -> str:
            try:
                return await work
            finally:
                if self.is_attached:
                    self.show()

        self.program.attempt(run(), group=WRITING)

    def do_list_open(self) -> None:
        row = self._rows.current
        if row is None or not fits("list.open", row):
            self._act("list.open")
            return
        thread_id, draft, work = opens(self.program.session, row)
        if thread_id:
            self.program.go.open_thread(thread_id)
        elif draft is not None:
            self.program.go.open_draft(draft)
        elif work is not None:
            self._wish(work)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        self.do_list_open()

    # -- moving --------------------------------------------------------------------------------------------------------

    def do_app_filter(self) -> None:
        def changed(line: str) -> None:
            self._filter = line.strip()
            self.show()

        self.ask(
            Question("find in the outbox", changed, initial=self._filter, changed=changed, left=lambda: changed(""))
        )

    def do_list_next_tab(self) -> None:
        self._jump([start for start, _ in self._groups if start > self._rows.cursor])

    def do_list_previous_tab(self) -> None:
        self._jump([start for start, _ in reversed(self._groups) if start < self._rows.cursor])

    def _jump(self, places: Sequence[int]) -> None:
        if places:
            self._rows.move_to(places[0])
