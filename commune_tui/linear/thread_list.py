"""The list of threads: split, inbox, filter, order; read out as lines whose numbers stay until the next list."""

from __future__ import annotations

from collections.abc import Iterator

from commune_tui import clock
from commune_tui.actions import lists
from commune_tui.actions.commands import LIST
from commune_tui.actions.speech import capital, number, quoted
from commune_tui.actions.splits import BY_COMMAND, EVERY, EVERYTHING, counted
from commune_tui.actions.views import SavedView, inbox_in, inbox_meant, no_order, order, ordered, scope_of
from commune_tui.linear import thread_line
from commune_tui.linear.position import NumberedView
from commune_tui.linear.shared import Shared
from commune_tui.mail.listing import Listing
from commune_tui.mail.thread_state import WORDS
from commune_tui.query import joined, unreadable
from commune_tui.store.rows import ThreadRow
from commune_tui.wording import did_you_mean


class ThreadList:
    """``shows`` says which threads the list has, ``view_name`` under which name they were asked for."""

    acts = BY_COMMAND

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared
        self.shows, self.view_name = lists.ListQuery(), ""
        self.brief = False

    # -- what is shown -------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """What the list is, in words."""
        split, scope, words, sort = self.shows
        parts = [self.view_name or split.label]
        parts += [f"in {self._where()}"] if scope else []
        parts += [f"filtered by {words}"] if words and not self.view_name else []
        parts += [ordered(sort)] if sort else []
        return ", ".join(parts)

    def _where(self) -> str:
        inbox = inbox_in(self.shows.scope, self._session.reads.inboxes())
        return (inbox.address or inbox.name) if inbox is not None else "an inbox that is here no more"

    async def look_up(self) -> Listing:
        """Read the view anew, and number its threads."""
        query = self.shows.query()
        listing = self._session.reads.listing(query)
        if not listing.settled:
            await listing.settle()
        self._position.numbered = self._position.listed = NumberedView(self._session, listing, query)
        return listing

    async def show(self, start: int = 1) -> None:
        """Read the view anew and say it from a number on."""
        listing = await self.look_up()
        self._position.go(LIST)
        count, title, tell = listing.count(), capital(self.title()), self._dialogue.tell
        if not count:
            tell(f"{title}: no threads.", *lists.empty_lines(self._session, self.shows))
        elif start > count:
            tell(f"{title} has {number(count, 'thread')}, so there is no number {start}.")
        else:
            tell(f"{title}: {number(count, 'thread')}.")
            self._dialogue.read_out(self._lines(listing, start), count - start + 1, "thread")

    async def widen(self) -> None:
        """Show what is one step back."""
        if (wider := self.shows.wider()) is None:
            self._dialogue.tell(lists.FIRST_LIST)
        else:
            await self.go_to(wider)

    async def go_to(self, shows: lists.ListQuery, view_name: str = "") -> None:
        """Show something else."""
        self.shows, self.view_name = shows, view_name
        await self.show()

    async def show_view(self, view: SavedView) -> None:
        """Everything that a saved view finds, in its own order."""
        await self.go_to(lists.ListQuery(EVERYTHING, filter=view.query), view.name)

    def _lines(self, listing: Listing, start: int) -> Iterator[str]:
        looked: list[str] = []
        for place in range(start, listing.count() + 1):
            row = next(iter(listing.fetch(place - 1, 1)), None)
            if row is not None:
                looked = [*looked[-self._dialogue.page :], row.id]
                self._session.viewing.look_at(looked)
            yield self.line(row, place)

    def line(self, row: ThreadRow | None, place: int) -> str:
        """A thread of the list, without what the list as a whole has said already."""
        if row is None:
            return f"{place}. This thread is not here any more."
        known = self.shows.split.key if self.shows.split.key in WORDS and self._position.place == LIST else ""
        several = not self.shows.scope and len(self._session.reads.inboxes()) > 1
        now, me = clock.now(), self._session.me
        return thread_line.thread_line(row, place, now, me=me, known=known, show_inbox=several, brief=self.brief)

    async def do_listen_list(self, argument: str) -> None:
        if argument and not argument.isdecimal():
            self._dialogue.tell(
                f"list takes a number to begin from, not {quoted(argument)}. To narrow it: filter {argument}"
            )
            return
        await self.show(max(1, int(argument[:9] or 1)))

    async def do_listen_more(self, argument: str) -> None:
        position = self._position
        if self._dialogue.reading is None and position.place == LIST and position.numbered is None:
            await self.show()
        else:
            self._dialogue.read_on()

    def do_listen_page(self, argument: str) -> None:
        now, tell = self._dialogue.page, self._dialogue.tell
        if not argument.isdecimal() or not 1 <= int(argument[:9]) <= 500:
            tell(f"page takes a number from 1 to 500. Now it is {now}; of a mail four times as many lines.")
            return
        self._dialogue.page = now = int(argument)
        tell(f"{number(now, 'item')} are read at once, and {now * 4} lines of a mail.")

    def do_listen_brief(self, argument: str) -> None:
        self.brief = not self.brief
        self._dialogue.tell("Lists are brief: marks, sender, subject, age." if self.brief else "Lists say everything.")

    # -- splits and inboxes --------------------------------------------------------------------------------------------

    async def act(self, command_id: str, argument: str) -> None:
        """What the command of a split does."""
        await self.go_to(self.shows.going_to(BY_COMMAND[command_id]))

    def do_listen_splits(self, argument: str) -> None:
        counts = self._session.reads.counts([joined(split.query, self.shows.scope) for split in EVERY])
        where = f" in {self._where()}" if self.shows.scope else ""
        self._dialogue.tell(f"Say one of these to go there{where}:")
        for split, count in zip(EVERY, counts, strict=True):
            self._dialogue.tell(f"{split.key.replace('_', ' ')}: {number(count, 'thread')}.")

    def do_listen_counts(self, argument: str) -> None:
        frame = self._session.reads.frame()
        self._dialogue.tell(
            thread_line.counts_line(frame.total, counted(self._session.reads.counts), len(frame.inboxes)),
            f"{capital(self._session.status.words()[0])}.",
        )

    def do_listen_inboxes(self, argument: str) -> None:
        frame = self._session.reads.frame()
        count = len(frame.inboxes)
        if not count:
            self._dialogue.tell("There is no inbox here yet.")
            return
        self._dialogue.tell(f"{capital(number(count, 'inbox', 'inboxes'))}. inbox and a number narrows to one.")
        self._dialogue.read_out(thread_line.inbox_lines(frame, clock.now()), count, "inbox", "inboxes")

    async def do_listen_inbox(self, argument: str) -> None:
        chosen = inbox_meant(self._session.reads.inboxes(), argument)
        if chosen is None and argument.strip().lower() != "all":
            hint = did_you_mean(argument, [row.address for row in self._session.reads.inboxes()])
            self._dialogue.tell(f"Which inbox? Say a number from the word inboxes, an address, or all.{hint}")
            return
        scope = scope_of(chosen) if chosen is not None else ""
        await self.go_to(self.shows._replace(scope=scope), self.view_name)

    # -- filter and order ----------------------------------------------------------------------------------------------

    async def do_app_filter(self, argument: str) -> None:
        if not argument:
            self._dialogue.tell("No filter. To set one: filter status:waiting tag:vip. help filter tells more.")
        elif why := unreadable(argument):
            self._dialogue.tell(f"{why} The filter stays as it was.")
            return
        await self.go_to(self.shows._replace(filter=argument))

    async def do_list_sort(self, argument: str) -> None:
        if objection := no_order(argument):
            self._dialogue.tell(objection)
            return
        await self.go_to(self.shows._replace(sort=order(argument)), self.view_name)
