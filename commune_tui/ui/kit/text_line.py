"""One line of fragments that is drawn again only when it says something else: headings, splits, hints."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.text import cells
from commune_tui.ui.kit.fragments import Fragment, fitting
from commune_tui.ui.kit.painter import Painter


class TextLine(Widget):
    """A single line: fragments from the left, and fragments that stand at the right edge as long as there is room."""

    DEFAULT_CSS = "TextLine { height: 1; width: 1fr; }"

    class Clicked(Message):
        """The fragment with this number, from the left, was clicked."""

        def __init__(self, sender: TextLine, index: int) -> None:
            super().__init__()
            self.line, self.index = sender, index

        @property
        def control(self) -> TextLine:
            return self.line

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.painter = Painter(self)
        self._left: tuple[Fragment, ...] = ()
        self._right: tuple[Fragment, ...] = ()

    def say(self, left: Iterable[Fragment], right: Iterable[Fragment] | None = None) -> None:
        """Show these fragments; ``right=None`` keeps what stands at the right."""
        new_left = tuple(left)
        new_right = self._right if right is None else tuple(right)
        if (new_left, new_right) != (self._left, self._right):
            self._left, self._right = new_left, new_right
            self.refresh()

    @property
    def right(self) -> tuple[Fragment, ...]:
        """What stands at the right edge."""
        return self._right

    @property
    def words(self) -> str:
        """The line as text, for tests and for reading aloud."""
        return "".join(fragment.text for fragment in (*self._left, *self.right))

    def on_click(self, event: events.Click) -> None:
        end = 0
        for index, fragment in enumerate(self._left):
            end += cells(fragment.text)
            if event.x < end:
                self.post_message(self.Clicked(self, index))
                return

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.visual_style.rich_style
        right = Strip.join([self.painter.strip([fragment], cell_len(fragment.text), base) for fragment in self.right])
        most = max(width // 2, width - sum(cells(fragment.text) for fragment in self._left))
        if (over := right.cell_length - most) > 0:  # its end is what every screen says
            right = Strip.join([self.painter.strip([Fragment("…", "dim")], 1, base), right.crop(over + 1)])
        room = width - right.cell_length
        gap = int(bool(right.text.strip()) and not right.text.startswith(" "))
        return Strip.join([self.painter.strip(self.fitted(room - gap), room, base), right])

    def fitted(self, room: int) -> list[Fragment]:
        """What is shown at the left in so many cells."""
        return fitting(self._left, room)
