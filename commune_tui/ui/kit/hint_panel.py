"""What the keys typed so far can become: a few columns above the bottom line, only while a sequence is pending."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.keys.keymap import Pending
from commune_tui.keys.names import pressed
from commune_tui.text import cells, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter

_COLUMN = 38


class HintPanel(Widget):
    """Takes no room while nothing is pending."""

    DEFAULT_CSS = "HintPanel { height: auto; display: none; background: $surface; } HintPanel.-open { display: block; }"

    def __init__(self) -> None:
        super().__init__(id="hints")
        self.painter = Painter(self)
        self._options: Sequence[tuple[str, str]] = ()
        self._typed = ""

    def show(self, pending: Pending | None) -> None:
        """Show the options of a pending sequence; ``None`` takes the panel away."""
        self._options = pending.options if pending else ()
        self._typed = " ".join(pending.typed) if pending else ""
        columns = max(1, self.app.size.width // _COLUMN)
        self.styles.height = -(-len(self._options) // columns)
        self.set_class(pending is not None, "-open")
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The key of an option is pressed."""
        event.stop()
        rows = self.size.height
        column = self._options[event.y :: rows][event.x // _COLUMN :][:1] if rows else ()
        for name, _ in column:
            if (key := pressed(name)) is not None:
                self.app.post_message(events.Key(*key))

    def render_line(self, y: int) -> Strip:
        columns = max(1, self.size.width // _COLUMN)
        rows = -(-len(self._options) // columns)
        fragments: list[Fragment] = []
        for key, label in self._options[y::rows] if rows else ():
            lead = f" {self._typed} {key} "
            fragments += [Fragment(lead, "key"), Fragment(pad(label, max(0, _COLUMN - cells(lead))), "plain")]
        return self.painter.strip(fragments, self.size.width, self.visual_style.rich_style)
