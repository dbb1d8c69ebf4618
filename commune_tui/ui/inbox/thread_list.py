"""The list of threads: draws rows and holds the selection. What a row says and what acts is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.mail.listing import Listing
from commune_tui.query import Query
from commune_tui.store.rows import ThreadRow
from commune_tui.ui.inbox.thread_line import Columns, thread_line
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.ui.kit.line_list import LineList


class ThreadList(LineList[ThreadRow]):
    """Remembers the selected thread by id, so that it stays selected whatever comes in."""

    def __init__(self) -> None:
        super().__init__(id="threads")
        self.glyphs: Glyphs = UNICODE
        self.me = ""
        self.density = 0
        """How many lines somebody chose for a thread; 0: as many as its width wants."""
        self.columns: Columns | None = None
        self.words: tuple[str, ...] = ()
        self.selected: set[str] = set()
        self.all_of: tuple[Query, frozenset[str]] | None = None
        """Where everything that a query matches was selected: the query, and what it matched then."""
        self.range_from: int | None = None
        self.listing: Listing | None = None

    def open_listing(self, listing: Listing, *, grouped: bool, stay: bool) -> None:
        """Show a view. ``stay`` keeps the cursor on its thread (or, if that is gone, on its place)."""
        current = self.current
        self.listing = listing
        groups = listing.day_starts() if grouped else ()
        at = 0
        if stay and current is not None:
            found = listing.place(current.seq)
            at = self.cursor if found is None else found
        self.show(listing, cursor=at, groups=groups, keep_row=stay)

    def fragments(self, item: ThreadRow, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return thread_line(
            item,
            width,
            glyphs=self.glyphs,
            now=clock.now(),
            lines=self.lines_per_item,
            me=self.me,
            columns=self.columns,
            words=self.words,
            why=self.listing is not None and self.listing.by_risk,
        )

    def is_marked(self, item: ThreadRow) -> bool:
        return item.id in self.selected

    def chosen(self) -> list[str]:
        """The threads that an action is about: the selected ones, else the one under the cursor."""
        if self.selected:
            return sorted(self.selected)
        return [self.current.id] if self.current is not None else []

    # -- selecting -------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Select or unselect the row under the cursor."""
        if (row := self.current) is not None:
            self.selected ^= {row.id}
            self.range_from = row.seq
            self.repaint(self.cursor)

    def select_range(self) -> int:
        """Select from the last selected row to this one; how many are selected now."""
        start = self.listing.place(self.range_from) if self.listing and self.range_from is not None else None
        first, last = sorted((self.cursor if start is None else start, self.cursor))
        for index in range(first, last + 1):
            if (row := self.item(index)) is not None:
                self.selected.add(row.id)
        if (row := self.current) is not None:
            self.range_from = row.seq
        self.repaint()
        return len(self.selected)

    def select_shown(self) -> int:
        """Select what is on the screen; how many are selected now."""
        self.selected |= {row.id for row in self.visible_items()}
        self.repaint()
        return len(self.selected)

    def select_all(self, query: Query, ids: Sequence[str]) -> None:
        """Select everything that a query matches."""
        self.selected, self.all_of = set(ids), (query, frozenset(ids))
        self.repaint()

    def invert(self) -> int:
        """Select what is on the screen and was not, and the other way round; how many are selected now."""
        self.selected ^= {row.id for row in self.visible_items()}
        self.repaint()
        return len(self.selected)

    def select_none(self) -> None:
        """Give up the selection."""
        self.all_of = None
        if self.selected:
            self.selected.clear()
            self.repaint()
