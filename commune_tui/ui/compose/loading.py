"""While a mail is read so that it can be quoted: keys typed meanwhile wait for the form. Esc goes back."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen


class LoadingScreen(CommuneScreen):
    """Nothing is to be done here but to wait."""

    key_context = None  # type: ignore[assignment]
    only_waits = True

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="reading-first")

    def on_mount(self) -> None:
        self.query_one(TextLine).say([Fragment(" Reading the mail that is answered…", "dim")])

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "ctrl+c"):
            self.program.pop_screen()
        event.stop()
