"""Every key that works on the screen one came from, searchable, with the signs explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from textual import on
from textual.widget import Widget

from commune_tui.actions.administration import lacking
from commune_tui.actions.commands import COMMANDS, LIST, Command, applies, rank
from commune_tui.keys.hints import Hint
from commune_tui.text import cells, pad
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import INBOX_LEGEND, LEGEND
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.source import Rows
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine
from commune_tui.wording import do

KEYS, WHAT = 18, 33


class HelpRow(NamedTuple):
    """One line. A heading has only ``what``, the rest of a row only ``more``; ``command`` is what Enter does there."""

    keys: str = ""
    what: str = ""
    more: str = ""
    command: Command | None = None


class HelpList(LineList[HelpRow]):
    """One key a line."""

    def fragments(self, item: HelpRow, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        keys, what, more, _ = item
        if not keys:
            return ([Fragment(f" {what}", "group")] if what else [Fragment(f"{'':{KEYS + 4}}{more}", "dim")],)
        rest = [Fragment(pad(what, WHAT)), Fragment(f" {more}", "dim")] if more else [Fragment(what)]
        return ([Fragment(f" {pad(keys, KEYS)} ", "key"), *rest],)


class HelpScreen(CommuneScreen):
    """Type / to search; Enter goes back and does what the line says; Esc or q goes back."""

    key_context = LIST
    parts: tuple[CursorCommands]

    def __init__(self, about: str) -> None:
        super().__init__()
        self._rows = HelpList(id="help")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._about, self._sought, self._room = about, "", 0

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="title")
        yield self._rows

    def on_mount(self) -> None:
        self.query_one("#title", TextLine).say([Fragment(f" Keys of this screen ({self._about})", "strong")])
        rows = self._rows
        again = f"{do('app.filter')} searches for other words, {do('app.back')} shows all."
        rows.say_when_empty("No key and no command says that.", self.program.worded(again))
        rows.focus()
        self._show("")

    def on_resize(self) -> None:
        if self._room != self.program.size.width:
            self._show(self._sought)

    def hints(self) -> Sequence[Hint]:
        named = (("list.open", "does it"), ("app.filter", "search"), ("list.bottom", "signs"), ("app.leave", "back"))
        return self.program.keys.keymap.hints(named)

    def _show(self, words: str) -> None:
        self._sought, self._room = words, self.program.size.width
        sought, rows = words.strip().lower(), list[HelpRow]()
        for group, commands in groupby(self._commands(), key=lambda command: command.group):
            if found := [row for command in commands for row in self._row(command, sought)]:
                rows += [HelpRow(what=group), *found]
        glyphs = self.program.glyphs._asdict()
        known = (
            ("Signs", [HelpRow(glyphs.get(name, name), meaning) for name, meaning in LEGEND]),
            ("Beside an inbox", [HelpRow(text.format(**glyphs), meaning) for text, meaning in INBOX_LEGEND]),
        )
        for heading, legend in known:
            if found := [row for row in legend if sought in row.what]:
                rows += [HelpRow(what=heading), *found]
        self._rows.show(Rows(rows), cursor=1 if sought else 0)

    def _commands(self) -> Iterable[Command]:
        """What works on the screen that this is about."""
        known = (each for each in COMMANDS if applies(each, self._about) and (each.guest or not self.program.guest))
        return sorted(known, key=rank)

    def _row(self, command: Command, sought: str) -> Sequence[HelpRow]:
        """A command, on two lines where one is too short; none where it is not what is sought."""
        keys = ", ".join(self.program.keys.keymap.keys_of(command.id)) or f":{command.id}"
        if sought not in f"{keys} {command.label} {command.help} {command.id}".lower():
            return ()
        if scope := lacking(self.program.session, command):
            return (HelpRow(more=f"{keys}  {command.label}: the key in use lacks {scope}", command=command),)
        more = command.help or f":{command.id} {command.takes}"
        if cells(more) <= self._room - KEYS - WHAT - 4:
            return (HelpRow(keys, command.label, more, command),)
        below = (HelpRow(more=more),) if command.help or command.takes else ()
        return (HelpRow(keys, command.label, "", command), *below)

    def do_app_filter(self) -> None:
        from commune_tui.ui.kit.question import Question

        def left() -> None:
            self._show("")

        self.ask(Question("search the keys", self._show, changed=self._show, left=left))

    def do_list_open(self) -> None:
        """Go back and do what the line under the cursor says."""
        row = self._rows.current
        if row is None or row.command is None:
            self.tell("This line only explains. Enter on a key does what it says.")
        elif not self.program.keys.refuses(row.command):
            self.program.go.back()
            self.program.call_later(self.program.keys.perform, row.command)

    @on(LineList.Opened)
    def _clicked(self) -> None:
        self.do_list_open()

    def do_app_help(self) -> None:
        self.program.go.back()
