"""What the list shows: a split, narrowed by a scope and a filter, in an order; its threads and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions.lists import ListQuery, emptiness
from commune_tui.actions.splits import EVERYTHING, SPLITS
from commune_tui.actions.views import SavedView, SavedViews
from commune_tui.mail.listing import Listing
from commune_tui.mail.session import Session
from commune_tui.query import ALL, Query, QueryError, words_in
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.sidebar_line import entries
from commune_tui.ui.inbox.split_row import split_row
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen, HeadLine


class View:
    """``shows`` says which threads the list has, and in which order."""

    def __init__(self, screen: CommuneScreen, panes: Panes) -> None:
        self._screen, self._panes = screen, panes
        self.splits = HeadLine(id="splits")
        self.shows = ListQuery()
        self.grouped = False
        self._counts: tuple[Query, Sequence[int]] = (ALL, [0] * len(SPLITS))
        """What the splits were counted for, and their numbers."""
        self._why = "", ""
        """A filter that finds nothing anywhere, and which of its words do so by themselves."""
        self._found_by_view: dict[str, int] = {}
        self._list, self._split_counts = beside(screen, "listing"), beside(screen, "counts")
        self._view_counts = beside(screen, "views")
        self.selecting = beside(screen, WRITING)  # keys wait for it: an act must not come before what it is about
        self.wanted = ""
        """A thread that the cursor goes to when the view is opened next; it may have to come into it first."""

    @property
    def _session(self) -> Session:
        return self._screen.program.session

    @property
    def saved(self) -> SavedViews:
        """The views that have a name."""
        return SavedViews(self._session, self._screen.program.settings.views)

    @property
    def has_any(self) -> bool:
        """Whether any split had a thread when they were counted last."""
        return any(self._counts[1])

    def go_to(self, shows: ListQuery) -> None:
        """Show this from its first thread on; the list has the keys then."""
        self.shows = shows
        self._panes.close_reader()
        if self._panes.in_inboxes:
            self._panes.focus(self._panes.threads)
        self.open(stay=False)

    def show_saved(self, view: SavedView) -> None:
        """Everything that a saved view finds, wherever it is, in its own order."""
        if objection := self.saved.not_readable(view):
            self._screen.tell(objection)
            return
        self.go_to(ListQuery(EVERYTHING, filter=view.query))

    def open(self, *, stay: bool) -> None:
        """Show what the query finds now; ``stay`` keeps the cursor on its thread."""
        threads = self._panes.threads
        try:
            listing = self._session.reads.listing(self.shows.query())
        except QueryError as error:
            self._screen.tell(str(error))
            return
        threads.words = words_in(self.shows.filter)
        self._list.overtake()
        if not stay:
            self.selecting.overtake()
            if threads.all_of is not None:  # of another query
                threads.select_none()
            threads.open_listing(listing, grouped=self.grouped, stay=False)
            self._panes.follow()
        if stay or not listing.settled:
            self._list.ask(listing.settle, lambda stands: self._settled(listing, stands))
        self.show_counts()

    def _settled(self, listing: Listing, stands: bool) -> None:
        """All places of a view are known: show it with the cursor where it was, if it is not shown so already."""
        if not (stands and listing is self._panes.threads.listing) or self.grouped:
            self._panes.threads.open_listing(listing, grouped=self.grouped, stay=True)
        row = self._session.reads.thread(self.wanted) if self.wanted else None
        if row is not None and (place := listing.place(row.seq)) is not None:
            self._panes.threads.move_to(place)
        self.wanted = ""
        self._panes.agree()
        self._panes.follow()

    # -- its numbers -----------------------------------------------------------------------------------------------

    def show_counts(self) -> None:
        """The splits and the sidebar, with their numbers."""
        session = self._session
        narrowed = self.shows.narrowing()
        asked = [self.shows.narrowing(split) for split in SPLITS]
        if self.shows.filter:
            self._split_counts.ask(
                lambda: session.reads.counts_beside(asked), lambda counts: self._counted(narrowed, counts)
            )
            if self._counts[0] == narrowed:  # another split of the same: these numbers stand until there are newer ones
                self.show_splits()
        else:
            self._split_counts.overtake()
            self._counted(narrowed, session.reads.counts(asked))
        if self._show_inboxes():
            self._view_counts.follow(
                lambda: session.reads.found_by(view.query for view in self.saved.all()), self._counted_views
            )

    def _show_inboxes(self) -> list[SavedView]:
        """The sidebar; the views that stand in it."""
        views = self.saved.all()
        shown = entries(self._session.reads.frame(), views, self._found_by_view)
        self._panes.sidebar.fill(shown, self.shows.scope or self.shows.filter)
        return views

    def _counted_views(self, found: dict[str, int]) -> None:
        if found != self._found_by_view:
            self._found_by_view = found
            self._show_inboxes()

    def _counted(self, narrowed: Query, counts: Sequence[int]) -> None:
        self._counts = narrowed, counts
        self._why = "", ""
        if self.shows.filter and not counts[-1]:
            from commune_tui.actions.unmatched import unmatched

            self._why = self.shows.filter, unmatched(self._session, self.shows.filter, texts=False)
        self.show_splits()

    def show_splits(self, width: int | None = None) -> None:
        """The row of splits, as it fits."""
        split, *words = self.shows
        away = "" if split in SPLITS else split.label.lower()
        narrowed = " ".join(filter(None, (away, *words)))
        width = (width or self._screen.size.width) - self.splits.taken
        self.splits.say(*split_row(self._counts[1], split, narrowed, self._screen.program.demo, width))
        self.show_emptiness(self._counts[1][-1])

    def show_emptiness(self, total: int) -> None:
        """What the list says when it is empty; ``total`` threads are here in all."""
        session = self._session
        why = self._why[1] if self._why[0] == self.shows.filter else ""
        said = emptiness(self.shows, total, me=session.me, fetching=session.status.fetching, why=why)
        self._panes.threads.say_when_empty(*map(self._screen.program.worded, said))
