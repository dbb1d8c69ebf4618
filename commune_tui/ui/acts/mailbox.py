"""What the acts on threads share: the list, the reader, the query in force, which threads are meant. No act itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from commune_tui.mail.listing import Listing
from commune_tui.mail.session import Session
from commune_tui.query import QueryError, joined
from commune_tui.store.rows import ThreadRow
from commune_tui.ui.emptiness import emptiness
from commune_tui.ui.inbox_line import entries
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.split_row import split_row
from commune_tui.ui.splits import BY_KEY, SPLITS, Split
from commune_tui.ui.widgets.sidebar import Sidebar
from commune_tui.ui.widgets.status_line import StatusLine
from commune_tui.ui.widgets.text_line import TextLine
from commune_tui.ui.widgets.thread_list import ThreadList

if TYPE_CHECKING:
    from commune_tui.ui.widgets.reader import Reader

WIDE = 150
NARROW = 100
ALONE = 70

INBOXES_HAVE_KEYS = "The inboxes have the keys: nothing was done. l goes to the threads."


class Mailbox(CommuneScreen):
    """``split``, ``scope``, ``filter`` and ``sort`` together are the query of the list."""

    def __init__(self) -> None:
        super().__init__()
        self.split: Split = SPLITS[0]
        self.scope = ""
        self.filter = ""
        self.sort = ""
        self.grouped = False
        self._counts: tuple[str, Sequence[int]] = ("", [0] * len(SPLITS))
        """What the splits were counted for, and their numbers."""
        self._found_by_view: dict[str, int] = {}
        self._counting_views = self._views_stale = False
        self.wanted = ""
        """A thread that the cursor goes to when the view is opened next; it may have to come into it first."""
        self._reader: Reader | None = None  # there after the first frame, and before the first key

    @property
    def session(self) -> Session:
        return self.program.session

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

    def query_text(self) -> str:
        """The whole query of the list, as the filter line would write it."""
        return joined(self.split.query, self.scope, self.sort, self.filter)

    def go_to(self, split: str, words: str = "") -> None:
        """Show a split, narrowed by a filter or by none; the list has the keys then."""
        self.split, self.filter = BY_KEY[split], words
        self.close_reader()
        if self.focused is self.sidebar:
            self.focus_pane(self.threads)
        self.open_view(stay=False)

    def show_view(self, query: str) -> None:
        """Everything that a saved view finds, wherever it is."""
        if objection := self.session.query_objection(query):
            self.tell(f"This view cannot be read: {objection}")
            return
        self.scope = ""
        self.go_to("all", query)

    def open_view(self, *, stay: bool) -> None:
        """Show what the query finds now; ``stay`` keeps the cursor on its thread."""
        try:
            listing = self.session.listing(self.query_text())
        except QueryError as error:
            self.tell(str(error))
            return
        self.threads.words = self.session.words_of(self.filter)
        if not stay:
            self.threads.open_listing(listing, grouped=self.grouped, stay=False)
        if stay or not listing.settled:
            settle: Callable[[], Awaitable[None]] = partial(self._settle, listing, stay=stay)
            self.run_worker(settle, group="listing", exclusive=True, exit_on_error=False)
        self.show_counts()

    async def _settle(self, listing: Listing, *, stay: bool) -> None:
        """Learn all places of a view beside the screen, then show it with the cursor where it was."""
        await listing.settle()
        if self.is_attached:
            self.threads.open_listing(listing, grouped=self.grouped, stay=True)
            row = self.session.thread(self.wanted) if self.wanted else None
            if row is not None and (place := listing.place(row.seq)) is not None:
                self.threads.move_to(place)
            self.wanted = ""

    def show_counts(self) -> None:
        """The splits and the sidebar, with their numbers."""
        words = joined(self.scope, self.filter)
        asked = [joined(split.query, words) for split in SPLITS]
        if self.filter:
            count: Callable[[], Awaitable[None]] = partial(self._count_beside, words, asked)
            self.run_worker(count, group="counts", exclusive=True, exit_on_error=False)
            if self._counts[0] == words:  # another split of the same: these numbers stand until there are newer ones
                self.show_splits()
        else:
            self._counts = words, self.session.counts(asked)
            self.show_splits()
        views = self._show_inboxes()
        self._views_stale = True
        if views and not self._counting_views:
            self._counting_views = True
            count_views: Callable[[], Awaitable[None]] = self._count_views
            self.run_worker(count_views, group="views", exit_on_error=False)

    def _show_inboxes(self) -> list[tuple[str, str]]:
        """The sidebar; the views that stand in it."""
        views = self.views()
        self.sidebar.fill(entries(self.session.frame(), views, self._found_by_view), self.scope or self.filter)
        return views

    async def _count_views(self) -> None:
        """Beside the screen, since words have to be looked for; once more when something changed meanwhile."""
        try:
            while self._views_stale:
                self._views_stale = False
                found = await self.session.found_by(query for _, query in self.views())
                if self.is_attached and found != self._found_by_view:
                    self._found_by_view = found
                    self._show_inboxes()
        finally:
            self._counting_views = False

    def views(self) -> list[tuple[str, str]]:
        """(name, query) of the saved views, then of those in the settings."""
        return [*((row.name, row.query) for row in self.session.views()), *self.program.settings.views.items()]

    async def _count_beside(self, words: str, asked: Sequence[str]) -> None:
        """How much of every split the filter leaves: beside the screen, since words have to be looked for."""
        counts = await self.session.counts_beside(asked)
        if self.is_attached and words == joined(self.scope, self.filter):
            self._counts = words, counts
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
            filtered=bool(self.filter), scoped=bool(self.scope), press=self.program.keys.keymap.press,
        )  # fmt: skip
        self.threads.say_when_empty(*said)

    def look(self) -> None:
        """Tell the session what is on the screen."""
        self.session.look_at([row.id for row in self.threads.visible_items()])

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
        """Ask the session for something; say ``told`` at once, and why if it could not be.

        What was selected in the list is dealt with then, but not by an act on the conversation that is open.
        """
        if told:
            self.tell(told)
        if not self.in_reader:
            self.threads.select_none()
        self.program.bridge.attempt(work)

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
