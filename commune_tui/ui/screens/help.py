"""Every key that works on the screen one came from, searchable, with the signs explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from commune_tui.text import cells, pad
from commune_tui.ui.acts.moving import Moving
from commune_tui.ui.commands import COMMANDS, EVERYWHERE, LIST, Command, applies
from commune_tui.ui.pieces import Piece
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.signs import INBOX_LEGEND, LEGEND
from commune_tui.ui.widgets.line_list import LineList
from commune_tui.ui.widgets.source import Rows
from commune_tui.ui.widgets.text_line import TextLine

Row = tuple[str, str, str]
"""Keys, what they do, more about it; a heading has only the second, the rest of a row only the third."""
KEYS, WHAT = 18, 33


class HelpList(LineList[Row]):
    """One key a line."""

    def pieces(self, item: Row, index: int, width: int) -> Sequence[Sequence[Piece]]:
        keys, what, more = item
        if not keys:
            return ([Piece(f" {what}", "group")] if what else [Piece(f"{'':{KEYS + 4}}{more}", "dim")],)
        rest = [Piece(pad(what, WHAT)), Piece(f" {more}", "dim")] if more else [Piece(what)]
        return ([Piece(f" {pad(keys, KEYS)} ", "key"), *rest],)


def _rank(command: Command) -> int:
    """What is done to what one sees comes first, then how to see it, then what works everywhere."""
    order = ("Triage", "Review", "Outbox", "Read", "Look", "Move")
    return order.index(command.group) if command.group in order else len(order) + (EVERYWHERE in command.contexts)


class HelpScreen(Moving, CommuneScreen):
    """Type / to search; Esc or q goes back."""

    key_context = LIST

    def __init__(self, about: str) -> None:
        super().__init__()
        self._about, self._sought, self._room = about, "", 0

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="title")
        yield HelpList(id="help")

    def on_mount(self) -> None:
        self.query_one("#title", TextLine).say(
            [
                Piece(f" Keys of this screen ({self._about})", "strong"),
                Piece("   / searches, End has the signs, q back", "dim"),
            ]
        )
        self.query_one(HelpList).focus()
        self._show("")

    def on_resize(self) -> None:
        if self._room != self.program.size.width:
            self._show(self._sought)

    def moving_list(self) -> LineList[Row]:
        return self.query_one(HelpList)

    def _show(self, words: str) -> None:
        self._sought, self._room = words, self.program.size.width
        keymap, rows, group = self.program.keys.keymap, [], ""
        for command in sorted(COMMANDS, key=_rank):
            if not applies(command, self._about) or (self.program.guest and not command.guest):
                continue
            keys = ", ".join(keymap.keys_of(command.id)) or f":{command.id}"
            if words.lower() not in f"{keys} {command.label} {command.help} {command.id}".lower():
                continue
            if command.group != group:
                group = command.group
                rows.append(("", group, ""))
            more = command.help or f":{command.id} {command.takes}"
            fits = cells(more) <= self._room - KEYS - WHAT - 4
            rows += [(keys, command.label, more)] if fits else [(keys, command.label, ""), ("", "", more)]
        signs = self.program.signs._asdict()
        legend = [(signs[name], meaning, "") for name, meaning in LEGEND if words.lower() in meaning]
        if legend:
            rows += [("", "Signs", ""), *legend]
        beside = [(text.format(**signs), meaning, "") for text, meaning in INBOX_LEGEND if words.lower() in meaning]
        if beside:
            rows += [("", "Beside an inbox", ""), *beside]
        self.query_one(HelpList).show(Rows(rows))

    def do_app_filter(self) -> None:
        from commune_tui.ui.question import Question

        def left() -> None:
            self._show("")

        self.ask(Question("search the keys", self._show, changed=self._show, left=left))

    def do_list_open(self) -> None:
        self.do_app_back()

    def do_app_help(self) -> None:
        self.do_app_back()
