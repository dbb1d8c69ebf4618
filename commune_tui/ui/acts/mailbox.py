"""What the acts on threads share: the list, the reader, the query in force, which threads are meant. No act itself."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from commune_tui.actions.lists import emptiness
from commune_tui.actions.splits import EVERYTHING, SPLITS, Split
from commune_tui.actions.views import SavedView, SavedViews
from commune_tui.mail.listing import Listing
from commune_tui.mail.session import Session
from commune_tui.query import ALL, Query, QueryError, joined
from commune_tui.store.rows import ThreadRow
from commune_tui.ui.asked import beside
from commune_tui.ui.inbox_line import entries
from commune_tui.ui.program import WRITING
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.split_row import split_row
from commune_tui.ui.widgets.sidebar import Sidebar
from commune_tui.ui.widgets.status_line import StatusLine
from commune_tui.ui.widgets.text_line import TextLine
from commune_tui.ui.widgets.thread_list import ThreadList
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.ui.widgets.reader import Reader

WIDE = 150
NARROW = 100
ALONE = 70

INBOXES_HAVE_KEYS = f"The inboxes have the keys: nothing was done. {do('list.reader')} goes to the threads."


class Mailbox(CommuneScreen):
    """``split``, ``scope``, ``filter`` and ``sort`` together are the query of the list."""

    def __init__(self) -> None:
        super().__init__()
        self.split: Split = SPLITS[0]
        self.scope = ""
        self.filter = ""
        self.sort = ""
        self.grouped = False
        self._counts: tuple[Query, Sequence[int]] = (ALL, [0] * len(SPLITS))
        """What the splits were counted for, and their numbers."""
        self._found_by_view: dict[str, int] = {}
        self._list, self._split_counts = beside(self, "listing"), beside(self, "counts")
        self._view_counts = beside(self, "views")
        self.selecting = beside(self, WRITING)  # keys wait for it: an act must not come before what it is about
        self.wanted = ""
        """A thread that the cursor goes to when the view is opened next; it may have to come into it first."""
        self._reader: Reader | None = None  # there after the first frame, and before the first key

    @property
    def session(self) -> Session:
        return self.program.session

    @property
    def saved(self) -> SavedViews:
        return SavedViews(self.session, self.program.settings.views)

    @property
    def threads(self) -> ThreadList:
        return self.query_one(ThreadList)

    @property
    def sidebar(self) -> Sidebar:
        return self.query_one(Sidebar)

    @property
    def reader(self) -> Reader:
        assert self._reader is not None
        return self._reader

    @property
    def in_reader(self) -> bool:
        """Whether the conversation has the keys."""
        return self._reader is not None and self.focused is self._reader

    # -- the list's view -------------------------------------------------------------------------------------------

    def list_query(self) -> Query:
        """The whole query of the list. Raises QueryError."""
        return joined(self.split.query, self.scope, self.sort, self.filter)

    def go_to(self, split: Split, words: str = "") -> None:
        """Show a split, narrowed by a filter or by none; the list has the keys then."""
        self.split, self.filter = split, words
        self.close_reader()
        if self.focused is self.sidebar:
            self.focus_pane(self.threads)
        self.open_view(stay=False)

    def show_view(self, view: SavedView) -> None:
        """Everything that a saved view finds, wherever it is, in its own order."""
        if objection := self.saved.not_readable(view):
            self.tell(objection)
            return
        self.scope = self.sort = ""
        self.go_to(EVERYTHING, view.query)

    def open_view(self, *, stay: bool) -> None:
        """Show what the query finds now; ``stay`` keeps the cursor on its thread."""
        try:
            listing = self.session.listing(self.list_query())
        except QueryError as error:
            self.tell(str(error))
            return
        self.threads.words = self.session.words_of(self.filter)
        self._list.overtake()
        if not stay:
            self.selecting.overtake()
            if self.threads.all_of is not None:  # of another query
                self.threads.select_none()
            self.threads.open_listing(listing, grouped=self.grouped, stay=False)
        if stay or not listing.settled:
            self._list.ask(listing.settle, lambda _: self._settled(listing))
        self.show_counts()

    def _settled(self, listing: Listing) -> None:
        """All places of a view are known: show it with the cursor where it was."""
        self.threads.open_listing(listing, grouped=self.grouped, stay=True)
        row = self.session.thread(self.wanted) if self.wanted else None
        if row is not None and (place := listing.place(row.seq)) is not None:
            self.threads.move_to(place)
        self.wanted = ""

    def show_counts(self) -> None:
        """The splits and the sidebar, with their numbers."""
        narrowed = joined(self.scope, self.filter)
        asked = [joined(split.query, self.scope, self.filter) for split in SPLITS]
        if self.filter:
            self._split_counts.ask(
                lambda: self.session.counts_beside(asked), lambda counts: self._counted(narrowed, counts)
            )
            if self._counts[0] == narrowed:  # another split of the same: these numbers stand until there are newer ones
                self.show_splits()
        else:
            self._split_counts.overtake()
            self._counted(narrowed, self.session.counts(asked))
        if self._show_inboxes():
            self._view_counts.follow(
                lambda: self.session.found_by(view.query for view in self.saved.all()), self._counted_views
            )

    def _show_inboxes(self) -> list[SavedView]:
        """The sidebar; the views that stand in it."""
        views = self.saved.all()
        self.sidebar.fill(entries(self.session.frame(), views, self._found_by_view), self.scope or self.filter)
        return views

    def _counted_views(self, found: dict[str, int]) -> None:
        if found != self._found_by_view:
            self._found_by_view = found
            self._show_inboxes()

    def _counted(self, narrowed: Query, counts: Sequence[int]) -> None:
        self._counts = narrowed, counts
        self.show_splits()

    def show_splits(self, width: int | None = None) -> None:
        """The row of splits, as it fits."""
        away = "" if self.split in SPLITS else self.split.label.lower()
        narrowed = " ".join(filter(None, (away, self.scope, self.filter, self.sort)))
        row = split_row(self._counts[1], self.split, narrowed, self.program.demo, width or self.size.width)
        self.query_one("#splits", TextLine).say(*row)
        self.show_emptiness(self._counts[1][-1])

    def show_emptiness(self, total: int) -> None:
        """What the list says when it is empty; ``total`` threads are here in all."""
        said = emptiness(
            self.split, total, me=self.session.me, fetching=self.session.fetching,
            filtered=bool(self.filter), scoped=bool(self.scope),
        )  # fmt: skip
        self.threads.say_when_empty(*map(self.program.worded, said))

    def look(self) -> None:
        """Tell the session what is on the screen."""
        self.session.look_at([row.id for row in self.threads.visible_items()], self.threads.selected)

    # -- what acts need --------------------------------------------------------------------------------------------

    def chosen(self) -> list[str]:
        """The threads that an act is about: none while the inboxes have the keys, where no thread is looked at."""
        if self.focused is self.sidebar:
            return []
        if self.in_reader and self.reader.thread_id:
            return [self.reader.thread_id]
        return self.threads.chosen()

    def chosen_or_told(self) -> list[str]:
        """As :meth:`chosen`; where there is none, the person is told why nothing was done."""
        ids = self.chosen()
        if not ids:
            self.tell(INBOXES_HAVE_KEYS if self.focused is self.sidebar else "There is no thread here.")
        return ids

    def chosen_rows(self) -> list[ThreadRow]:
        return [row for row in map(self.session.thread, self.chosen()) if row is not None]

    def wish(self, work: Coroutine[Any, Any, str | None], told: str | None) -> None:
        """Ask the session for something; say ``told`` once it is on disk, or why it could not be.

        What was selected in the list is dealt with then, but not by an act on the conversation that is open.
        """
        if self.threads.all_of is not None and self.threads.selected and not self.in_reader:
            self.program.attempt(self._wish_for_all(work, told, *self.threads.all_of), group=WRITING)
            return
        if not self.in_reader:
            self.threads.select_none()

        async def done() -> str | None:
            return await work or told

        wish = done()
        self.program.attempt(wish)

    async def _wish_for_all(
        self, work: Coroutine[Any, Any, str | None], told: str | None, query: Query, matched: frozenset[str]
    ) -> str | None:
        """As :meth:`wish`, for everything that a query matched: only if it matches just that still."""
        try:
            if (found := set(await self.session.matching(query))) == matched:
                self.threads.select_none()
                return await work or told
        finally:
            work.close()  # nothing, once it was done
        other = "" if len(found) != len(matched) else ", but not the same"
        return (
            f"Nothing was done: {len(matched):,} matched when you selected them, {len(found):,} match now{other}. "
            f"{do('select.query')} selects those."
        )

    # -- panes ---------------------------------------------------------------------------------------------------

    def fit_panes(self, width: int | None = None) -> None:
        """Which panes stand beside each other: three when wide, two, or the one that has the focus."""
        width = self.size.width if width is None else width
        reading, wanted = self._reader is not None and self._reader.is_open, self.focused is self.sidebar
        if self._reader is not None:
            self._reader.display = reading
        self.sidebar.display = wanted or (width >= NARROW and (not reading or width >= WIDE))
        self.threads.display = (not reading or width >= WIDE) and not (wanted and width < ALONE)
        beside = max(30, min(36, width * 2 // 7)) if width >= NARROW else 36
        self.sidebar.styles.width = "1fr" if width < ALONE else beside

    def focus_pane(self, pane: ThreadList | Sidebar | Reader) -> None:
        """Give a pane the keys, and show the keys that work there."""
        pane.display = True
        self.set_focus(pane)  # at once, so that the panes are laid out and drawn only once
        self.fit_panes()
        self.query_one(StatusLine).refresh_keys()

    def close_reader(self) -> None:
        """Back to the list, which stands where it stood."""
        if self.reader.is_open:
            self.reader.close()
            self.session.open_thread(None)
            self.focus_pane(self.threads)
