"""Sections below each other under lines that never scroll: place, scrolling and drawing, for sections of any kind.

Holds the place as (section, row), so that what changes above it moves nothing on the screen. Knows no mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual.strip import Strip

from commune_tui.ui.kit.flow import Flow, Place, Tall
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter
from commune_tui.ui.kit.scrolled import Scrolled
from commune_tui.ui.thread.rows import Fragments


class Drawn(Tall, Protocol):
    """A section that has rows to draw."""

    def line(self, row: int) -> Fragments:
        """One row; its first cell is a blank."""


class Pane(Scrolled, can_focus=True):
    """``head`` never scrolls; ``current`` is the section that the mark at the left points at."""

    DEFAULT_CSS = "Pane { scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.painter = Painter(self)
        self.current = -1
        self.head: list[Fragments] = []
        self._drawn: Sequence[Drawn] = ()
        self._flow = Flow(self._drawn)
        self._place: Place = (0, 0)
        self._moving = False

    def show_sections(self, sections: Sequence[Drawn]) -> None:
        """Draw these from now on; the place stays as it is until it is set."""
        self._drawn = sections
        self._flow = Flow(sections)

    def touched(self) -> None:
        """The person moved."""

    @property
    def room(self) -> int:
        """Cells of a row."""
        return max(20, self.scrollable_content_region.width or self.size.width or 80)

    @property
    def page(self) -> int:
        """Rows of the conversation that show at once."""
        return max(1, self.size.height - len(self.head))

    def measure(self) -> None:
        """The head or the height of a section is another: tell the scroll bar, and draw."""
        self._flow.measure()
        self.hold(self._flow.height + len(self.head))
        self.refresh()

    def go(self, place: Place) -> None:
        """Put a place at the top of the conversation, or as near to the top as its end allows."""
        place = self._flow.fitted(place, self.page)
        self._flow.settle(place, self.page)
        self._place = place
        self.hold(self._flow.height + len(self.head))
        self._moving = True
        self.scroll_to(y=self._flow.line_of(place), animate=False, immediate=True, force=True)
        self._moving = False
        if self._flow.line_of(self._place) + self.page >= self._flow.height:
            self.reached_end()
        self.refresh()

    def reached_end(self) -> None:
        """The last row is in sight."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._moving and self._drawn:  # the wheel or the bar
            self.touched()
            self._place = self._flow.place_at(round(new_value))
            self._flow.settle(self._place, self.page)
            self._follow()

    def scroll_rows(self, rows: int) -> bool:
        """Scroll by rows; whether anything moved. The current message follows what is in sight."""
        self.touched()
        before = self._flow.line_of(self._place)
        self.go(self._flow.moved(self._place, rows))
        self._follow()
        return self._flow.line_of(self._place) != before

    def _follow(self) -> None:
        """The current message is one that shows: of those, the nearest to the one before."""
        first = self._place[0]
        last = self._flow.place_at(self._flow.line_of(self._place) + self.page - 1)[0]
        current = max(first, min(self.current, last))
        if current != self.current:
            self.current = current
            self.refresh()

    @property
    def words(self) -> str:
        """What is in sight as text, for tests and for reading aloud."""
        lines = [line.text for line in map(self.render_line, range(self.size.height))]
        return "\n".join(line.rstrip() for line in lines)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, base = self.scrollable_content_region.width, self.visual_style.rich_style
        if y < len(self.head):
            return self.painter.strip(self.head[y], width, base + self.painter.style("bar"))
        line = y - len(self.head) + self.scroll_offset.y
        if line >= self._flow.height or not self._drawn:
            return Strip.blank(width, base)
        index, row = self._flow.place_at(line)
        fragments: Sequence[Fragment] = self._drawn[index].line(row)
        if index == self.current and row == 0 and fragments:
            fragments = [
                Fragment(self.painter.row_sign(current=True), "accent"),
                Fragment(fragments[0].text[1:], fragments[0].role),
                *fragments[1:],
            ]
        return self.painter.strip(fragments, width, base)
