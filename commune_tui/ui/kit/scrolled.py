"""What is drawn line by line and scrolls: its bar shows whenever there is more than fits, and stands where that is.

Textual 8.2.8 gives a bar its place only while it shows, so that one that comes back stands where it stood; and it takes
contents as large as the widget for no change, so that a bar which is not needed any more stays and keeps its column.
"""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


class Scrolled(ScrollView):
    """A base for widgets that draw single lines. Nothing of them is wider than the widget."""

    def hold(self, lines: int) -> None:
        """So many lines are in it from now on."""
        self.virtual_size = Size(0, lines)  # no widget is so narrow, and every other size may be that of the widget

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        if shown:
            self.vertical_scrollbar.position = self.scroll_y
