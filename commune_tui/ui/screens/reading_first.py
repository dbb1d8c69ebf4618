"""While a mail is read so that it can be quoted: letters typed meanwhile are text, never commands. Esc goes back."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from commune_tui.ui.pieces import Piece
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.widgets.text_line import TextLine


class ReadingFirst(CommuneScreen):
    """``typed`` is what the person has begun to write."""

    key_context = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.typed = ""

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="reading-first")

    def on_mount(self) -> None:
        self.query_one(TextLine).say([Piece(" Reading the mail that is answered…", "dim")])

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            self.program.pop_screen()
        elif event.is_printable and event.character:
            self.typed += event.character
        event.stop()
