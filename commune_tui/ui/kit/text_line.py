"""One line of pieces that is drawn again only when it says something else: headings, splits, hints."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.text import cells, cut
from commune_tui.ui.kit.fragments import Painter, Piece


class TextLine(Widget):
    """A single line: pieces from the left, and pieces that stand at the right edge as long as there is room."""

    DEFAULT_CSS = "TextLine { height: 1; width: 1fr; }"

    class Clicked(Message):
        """The piece with this number, from the left, was clicked."""

        def __init__(self, sender: TextLine, index: int) -> None:
            super().__init__()
            self.line, self.index = sender, index

        @property
        def control(self) -> TextLine:
            return self.line

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.painter = Painter(self)
        self._left: tuple[Piece, ...] = ()
        self._right: tuple[Piece, ...] = ()

    def say(self, left: Iterable[Piece], right: Iterable[Piece] | None = None) -> None:
        """Show these pieces; ``right=None`` keeps what stands at the right."""
        new_left = tuple(left)
        new_right = self._right if right is None else tuple(right)
        if (new_left, new_right) != (self._left, self._right):
            self._left, self._right = new_left, new_right
            self.refresh()

    @property
    def words(self) -> str:
        """The line as text, for tests and for reading aloud."""
        return "".join(piece.text for piece in (*self._left, *self._right))

    def on_click(self, event: events.Click) -> None:
        end = 0
        for index, piece in enumerate(self._left):
            end += cells(piece.text)
            if event.x < end:
                self.post_message(self.Clicked(self, index))
                return

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        right = Strip.join([self.painter.strip([piece], cell_len(piece.text), base) for piece in self._right])
        if right.cell_length > width // 2 and self._left:
            right = right.crop(0, width // 2)
        room = width - right.cell_length
        return Strip.join([self.painter.strip(self.fitted(room), room, base), right])

    def fitted(self, room: int) -> list[Piece]:
        """What is shown at the left in so many cells."""
        return fitting(self._left, room)


def fitting(pieces: Iterable[Piece], width: int) -> list[Piece]:
    """The pieces as far as they fit; where something does not, the last cell says so."""
    fit: list[Piece] = []
    for piece in pieces:
        room = width - sum(cells(each.text) for each in fit)
        if cells(piece.text.rstrip()) > room:
            return [*fit, Piece(cut(piece.text, room), piece.role)]
        fit.append(piece)
    return fit
