"""The files of a mail while it is written, in one line: Left and Right choose, Delete takes one off. Knows no mail."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.text import cells, cut_middle
from commune_tui.ui.kit.field import LABEL
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter

_LONGEST_NAME = 30
_HINT = "   Del takes it off"


class FilesLine(Widget, can_focus=True):
    """``files`` are (name, how large), clean. Takes no room while there is none."""

    DEFAULT_CSS = "FilesLine { height: 1; width: 1fr; display: none; } FilesLine.-some { display: block; }"

    class Removed(Message):
        """The person takes off the file in this place."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.painter = Painter(self)
        self._files: Sequence[tuple[str, str]] = ()
        self._at = 0

    def show(self, files: Sequence[tuple[str, str]]) -> None:
        """Show these files."""
        self._files, self._at = files, max(0, min(self._at, len(files) - 1))
        self.set_class(bool(files), "-some")
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        match event.key:
            case "left":
                self._at = max(0, self._at - 1)
            case "right":
                self._at = min(len(self._files) - 1, self._at + 1)
            case "delete" | "backspace" if self._files:
                self.post_message(self.Removed(self._at))
            case "tab" | "down" | "enter":
                self.screen.focus_next()
            case "shift+tab" | "up":
                self.screen.focus_previous()
            case _:
                return
        self.refresh()
        event.stop()
        event.prevent_default()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    @property
    def words(self) -> str:
        """The line as text, for tests and for reading aloud."""
        return "".join(fragment.text for fragment in self._pieces(self.size.width))

    def _pieces(self, width: int) -> list[Fragment]:
        """From the chosen file on when all do not fit; its brackets say which it is."""
        shown = [f"{cut_middle(name, _LONGEST_NAME)} {large}" for name, large in self._files]
        room = width - LABEL - (cells(_HINT) if self.has_focus else 0)
        first = 0
        while first < self._at and sum(cells(text) + 3 for text in shown[first:]) > room:
            first += 1
        fragments = [Fragment(" Files".ljust(LABEL - 1), "dim")]
        for place, text in enumerate(shown[first:], first):
            chosen = self.has_focus and place == self._at
            fragments.append(Fragment(f"[{text}] " if chosen else f" {text}  ", "accent" if chosen else "plain"))
        return [*fragments, Fragment(_HINT, "dim")] if self.has_focus else fragments

    def render_line(self, y: int) -> Strip:
        return self.painter.strip(self._pieces(self.size.width), self.size.width, self.visual_style.rich_style)
