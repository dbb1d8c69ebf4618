"""A list that does not know how many rows it has: it holds a count and a cursor, and asks for the rows it draws.

Built on the Line API: moving the cursor repaints two rows, an idle list repaints nothing, and 100,000 rows cost what
100 cost. A row is *fragments*: text with the role it plays; roles become colours here and nowhere else. Subclasses say
how an item reads (:meth:`LineList.fragments`); this class knows nothing of mail.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from commune_tui.text import wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter
from commune_tui.ui.kit.scrolled import Scrolled
from commune_tui.ui.kit.source import Item, Rows, Source

_CACHED_ITEMS = 2_000
_PAGE = 64
_MATCH = Style(bold=True, underline=True)
"""How a match stands out in the row of the cursor, which has one style otherwise."""


class LineList(Scrolled, Generic[Item], can_focus=True):
    """A focusable, virtual list. The cursor is an index into the source; group headings never take it."""

    DEFAULT_CSS = (
        "LineList { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; background: $background; }"
    )

    class CursorMoved(Message):
        """The cursor stands on another row (also because rows came or went)."""

        def __init__(self, sender: LineList[Any], index: int) -> None:
            self.list, self.index = sender, index
            super().__init__()

        @property
        def control(self) -> LineList[Any]:
            return self.list

    class Opened(CursorMoved):
        """A row was opened by the mouse: it was clicked while the cursor stood on it, or clicked twice.

        Where ``one_click`` is set, the first click opens already.
        """

    one_click = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.painter = Painter(self)
        self._source: Source[Item] = Rows()
        self._count = 0
        self._cursor = 0
        self._cursor_shown = True
        self._groups: tuple[tuple[int, str], ...] = ()
        self._group_starts: list[int] = []
        self._items: OrderedDict[int, Item | None] = OrderedDict()
        self.lines_per_item = 1
        self._nothing: tuple[str, ...] = ()

    # -- what subclasses say -------------------------------------------------------------------------------------

    def fragments(self, item: Item, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        """How an item reads: ``lines_per_item`` lines of fragments, each at most ``width`` cells.

        One cell at the left is not theirs: there stand the cursor and the mark of a selection.
        """
        raise TypeError(f"{type(self).__name__} does not say how its rows read")

    def is_marked(self, item: Item) -> bool:
        """Whether the item belongs to a selection and is drawn so."""
        return False

    # -- contents ------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        return self._count

    @property
    def cursor(self) -> int:
        return self._cursor

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.item(self._cursor) if 0 <= self._cursor < self._count else None

    def show(
        self, source: Source[Item], *, cursor: int = 0, groups: Sequence[tuple[int, str]] = (), keep_row: bool = False
    ) -> None:
        """Show a source. ``groups`` are (index of the first item, heading), ascending.

        ``keep_row`` holds the cursor on its present line of the screen: rows that came in above it scroll past, so
        nothing jumps under the reader's eyes.
        """
        row_on_screen = self._line_of(self._cursor) - self.scroll_offset.y
        self._source, self._count = source, source.count()
        self._groups = tuple(groups)
        self._group_starts = [start for start, _ in self._groups]
        self._items.clear()
        moved = cursor != self._cursor
        self._cursor = max(0, min(cursor, self._count - 1))
        self._measure()
        if keep_row:
            self.scroll_to(y=self._line_of(self._cursor) - row_on_screen, animate=False, immediate=True)
        self._follow()
        self.refresh()
        if moved:
            self.post_message(self.CursorMoved(self, self._cursor))

    def set_lines(self, lines: int) -> None:
        """So many lines for an item from now on; the cursor stays in sight."""
        if lines != self.lines_per_item:
            self.lines_per_item = lines
            self._measure()
            self._follow()
            self.refresh()

    def say_when_empty(self, *sentences: str) -> None:
        """What to read, a sentence a line, where there would be rows. Sentences of the program, never foreign text."""
        if sentences != self._nothing:
            self._nothing = sentences
            if not self._count:
                self.refresh()

    def item(self, index: int) -> Item | None:
        """One item, from the rows at hand or the source."""
        if index not in self._items and 0 <= index < self._count:
            start = max(0, index - index % _PAGE)
            for offset, found in enumerate(self._source.fetch(start, _PAGE)):
                self._items[start + offset] = found
            while len(self._items) > _CACHED_ITEMS:
                self._items.popitem(last=False)
        return self._items.get(index)

    def visible_items(self) -> Iterable[Item]:
        """The items whose rows are on the screen, for whoever wants to know what is being looked at."""
        first = self._index_at(self.scroll_offset.y)
        last = self._index_at(self.scroll_offset.y + max(self.size.height, 1) - 1)
        for index in range(first, min(last, self._count - 1) + 1):
            if (found := self.item(index)) is not None:
                yield found

    def show_cursor(self, *, shown: bool) -> None:
        """Whether a row is drawn as the current one: none is while what is looked at is not in the list."""
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            self._refresh_items(self._cursor)

    def repaint(self, index: int | None = None) -> None:
        """Draw one item again because what it shows changed, or all of them."""
        if index is None:
            self.refresh()
            return
        self._refresh_items(index)

    # -- geometry ------------------------------------------------------------------------------------------------

    def _headings_before(self, index: int) -> int:
        return bisect_right(self._group_starts, index)

    def _line_of(self, index: int) -> int:
        return index * self.lines_per_item + self._headings_before(index)

    def _index_at(self, line: int) -> int:
        """The item drawn on a line of the whole list; for a heading, the first item below it."""
        if not self._groups:
            return line // self.lines_per_item
        low, high = 0, self._count
        while low < high:  # the first item whose last line is at or below `line`
            middle = (low + high) // 2
            if self._line_of(middle) + self.lines_per_item - 1 < line:
                low = middle + 1
            else:
                high = middle
        return low

    def _measure(self) -> None:
        self.hold(self._count * self.lines_per_item + len(self._groups))

    def _refresh_items(self, *indexes: int) -> None:
        lines = [self._line_of(index) - self.scroll_offset.y for index in indexes]
        seen = [line for line in lines if -self.lines_per_item < line < self.size.height]
        if seen:
            self.refresh(*(Region(0, line, self.size.width, self.lines_per_item) for line in seen))

    def on_resize(self) -> None:
        self._measure()
        self._follow()

    # -- moving --------------------------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on an item; out-of-range goes to the nearest."""
        index = max(0, min(index, self._count - 1))
        if index == self._cursor or not self._count:
            return
        before, self._cursor = self._cursor, index
        scrolled = self._follow()
        if not scrolled:
            self._refresh_items(before, index)
        self.post_message(self.CursorMoved(self, index))

    def move_by(self, rows: int) -> None:
        """Move the cursor by rows, stopping at the ends."""
        self.move_to(self._cursor + rows)

    @property
    def page(self) -> int:
        """How many items fit on the screen, less one that stays in sight when paging."""
        return max(1, self.size.height // self.lines_per_item - 1)

    def _follow(self) -> bool:
        """Scroll so that the cursor is on the screen; whether that moved anything."""
        top = self._line_of(self._cursor)
        bottom = top + self.lines_per_item - 1
        if top in self._group_starts_lines():
            top -= 1
        first, height = self.scroll_offset.y, self.size.height
        if height <= 0:
            return False
        target = first
        if top < first:
            target = top
        elif bottom >= first + height:
            target = bottom - height + 1
        if target == first:
            return False
        self.scroll_to(y=target, animate=False, immediate=True)
        return self.scroll_offset.y != first

    def _group_starts_lines(self) -> set[int]:
        index = bisect_right(self._group_starts, self._cursor) - 1
        return {self._line_of(self._cursor)} if index >= 0 and self._group_starts[index] == self._cursor else set()

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        index = self._index_at(line)
        if index >= self._count:
            return
        again = index == self._cursor
        self.move_to(index)
        if self._cursor == index and (again or self.one_click or event.chain > 1):
            self.post_message(self.Opened(self, index))

    # -- drawing -------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        line, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.visual_style.rich_style
        if not self._count:
            said = [
                part for sentence in self._nothing for part in wrapped(self.painter.spoken(sentence), max(8, width - 4))
            ]
            words = said[y - 1] if 1 <= y <= len(said) else ""
            return self.painter.strip([Fragment(f"   {words}", "dim")], width, base)
        index = self._index_at(line)
        if index >= self._count:
            return Strip.blank(width, base)
        offset = line - self._line_of(index)
        if offset < 0:
            heading = self._groups[bisect_right(self._group_starts, index) - 1][1]
            return self.painter.strip([Fragment(" " + heading, "group")], width, base)
        item = self.item(index)
        if item is None:
            return Strip.blank(width, base)
        lines = self.fragments(item, index, width - 1)
        fragments = lines[offset] if offset < len(lines) else ()
        marked = self.is_marked(item)
        if index == self._cursor and self._cursor_shown:
            # One style for the whole row: legible on any theme, and a move costs few bytes on a slow line.
            strong = any(fragment.role == "strong" for fragment in fragments)
            style = (
                base + self.painter.style("cursor" if self.has_focus else "cursor-away") + Style(bold=strong or None)
            )
            shown = [Segment(self.painter.row_sign(current=True, marked=marked), style)]
            for fragment in fragments:
                shown.append(
                    Segment(self.painter.spoken(fragment.text), style + _MATCH if fragment.role == "match" else style)
                )
            return Strip(shown).simplify().adjust_cell_length(width, style)
        if marked:
            base += self.painter.style("marked")
        return self.painter.strip(
            [Fragment(self.painter.row_sign(current=False, marked=marked), "accent"), *fragments], width, base
        )
