"""Which threads: views, inboxes, filters, search; read out as numbered lines whose numbers stay until the next list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from commune_tui import clock
from commune_tui.actions.commands import LIST, Command
from commune_tui.actions.lists import FIRST_LIST, empty_lines, wider
from commune_tui.actions.speech import capital, number, quoted
from commune_tui.actions.splits import BY_COMMAND, EVERY, EVERYTHING, Split, counted
from commune_tui.actions.views import SavedViews, inbox_in, no_order, order, scope_of
from commune_tui.linear import thread_line
from commune_tui.linear.position import FromListing, Numbers
from commune_tui.linear.speech import worded
from commune_tui.mail.listing import Listing
from commune_tui.query import SORTS, Query, QueryError, joined, parse, write
from commune_tui.wording import did_you_mean


class Lists(Numbers):
    """Part of the front. The split, the inbox, the filter and the order together are the list."""

    view_name = ""
    filter = ""
    sort = ""

    # -- what is shown -------------------------------------------------------------------------------------------------

    def list_query(self) -> Query:
        """The whole query of the list. Raises QueryError."""
        return joined(self.split.query, self.scope, self.sort, self.filter)

    def title(self) -> str:
        """What the list is, in words."""
        parts = [self.view_name or self.split.label]
        parts += [f"in {self._where()}"] if self.scope else []
        parts += [f"filtered by {self.filter}"] if self.filter and not self.view_name else []
        parts += [SORTS[self.sort.removeprefix("sort:")]] if self.sort else []
        return ", ".join(parts)

    def _where(self) -> str:
        inbox = inbox_in(self.scope, self.session.reads.inboxes())
        return (inbox.address or inbox.name) if inbox is not None else "an inbox that is here no more"

    async def look_up(self) -> Listing:
        """Read the view anew, and number its threads."""
        query = self.list_query()
        listing = self.session.reads.listing(query)
        if not listing.settled:
            await listing.settle()
        self.numbered = self.listed = FromListing(listing, self.session, query)
        return listing

    async def show(self, start: int = 1) -> None:
        """Read the view anew and say it from a number on."""
        listing = await self.look_up()
        self.go(LIST)
        count, title = listing.count(), capital(self.title())
        if not count:
            said = empty_lines(self.session, self.split, self.scope, self.filter)
            self.tell(f"{title}: no threads.", *map(worded, said))
        elif start > count:
            self.tell(f"{title} has {number(count, 'thread')}, so there is no number {start}.")
        else:
            self.tell(f"{title}: {number(count, 'thread')}.")
            self.read_out(self._lines(listing, start), count - start + 1, "thread")

    async def widen(self) -> None:
        """One step back, to a list that holds more."""
        if (list_ := wider(self.split, self.scope, self.filter)) is None:
            self.tell(worded(FIRST_LIST))
            return
        (self.split, self.scope, self.filter), self.view_name = list_, ""
        await self.show()

    def _lines(self, listing: Listing, start: int) -> Iterator[str]:
        looked: list[str] = []
        for place in range(start, listing.count() + 1):
            row = next(iter(listing.fetch(place - 1, 1)), None)
            if row is None:
                yield f"{place}. This thread is not here any more."
                continue
            looked = [*looked[-self.page :], row.id]
            self.session.viewing.look_at(looked)
            yield self.row_line(row, place)

    async def do_listen_list(self, argument: str) -> None:
        if argument and not argument.isdecimal():
            self.tell(f"list takes a number to begin from, not {quoted(argument)}. To narrow it: filter {argument}")
            return
        await self.show(max(1, int(argument[:9] or 1)))

    async def do_listen_more(self, argument: str) -> None:
        if self.reading is None and self.place == LIST and self.numbered is None:
            await self.show()
        else:
            self.read_on()

    def do_listen_page(self, argument: str) -> None:
        if not argument.isdecimal() or not 1 <= int(argument[:9]) <= 500:
            self.tell(f"page takes a number from 1 to 500. Now it is {self.page}; of a mail four times as many lines.")
            return
        self.page = int(argument)
        self.tell(f"{number(self.page, 'item')} are read at once, and {self.page * 4} lines of a mail.")

    def do_listen_brief(self, argument: str) -> None:
        self.brief = not self.brief
        self.tell("Lists are brief: marks, sender, subject, age." if self.brief else "Lists say everything.")

    # -- views ---------------------------------------------------------------------------------------------------------

    @classmethod
    def answered(cls) -> set[str]:
        return super().answered() | set(BY_COMMAND)

    def _method(self, command: Command) -> Callable[[str], Any]:
        split = BY_COMMAND.get(command.id)
        return partial(self._go, split) if split is not None else super()._method(command)

    async def _go(self, split: Split, argument: str) -> None:
        """What the command of a split does."""
        self.split, self.filter, self.view_name = split, "", ""
        if split is EVERYTHING:
            self.scope = ""
        await self.show()

    def do_listen_splits(self, argument: str) -> None:
        counts = self.session.reads.counts([joined(split.query, self.scope) for split in EVERY])
        where = f" in {self._where()}" if self.scope else ""
        self.tell(f"Say one of these to go there{where}:")
        for split, count in zip(EVERY, counts, strict=True):
            self.tell(f"{split.key.replace('_', ' ')}: {number(count, 'thread')}.")

    def do_listen_counts(self, argument: str) -> None:
        frame = self.session.reads.frame()
        self.tell(
            thread_line.counts_line(frame.total, counted(self.session.reads.counts), len(frame.inboxes)),
            f"{capital(worded(self.session.status.words()[0]))}.",
        )

    # -- inboxes -------------------------------------------------------------------------------------------------------

    def do_listen_inboxes(self, argument: str) -> None:
        frame = self.session.reads.frame()
        if not frame.inboxes:
            self.tell("There is no inbox here yet.")
            return
        self.tell(f"{capital(number(len(frame.inboxes), 'inbox', 'inboxes'))}. inbox and a number narrows to one.")
        self.read_out(thread_line.inbox_lines(frame, clock.now()), len(frame.inboxes), "inbox", "inboxes")

    async def do_listen_inbox(self, argument: str) -> None:
        known = self.session.reads.inboxes()
        word = argument.strip().lower()
        if word == "all":
            self.scope = ""
            await self.show()
            return
        chosen = self.inbox_numbered(word) or next(
            (row for row in known if word and word in (row.address.lower(), row.name.lower())), None
        )
        fitting = [row for row in known if word and row.address.lower().startswith(word)]
        chosen = chosen or (fitting[0] if len(fitting) == 1 else None)
        if chosen is None:
            hint = did_you_mean(word, [row.address for row in known])
            self.tell(f"Which inbox? Say a number from the word inboxes, an address, or all.{hint}")
            return
        self.scope = scope_of(chosen)
        await self.show()

    # -- filters and saved views ---------------------------------------------------------------------------------------

    async def do_app_filter(self, argument: str) -> None:
        if not argument:
            self.filter = self.view_name = ""
            self.tell("No filter. To set one: filter status:waiting tag:vip. help filter tells more.")
            await self.show()
            return
        if objection := self.session.reads.query_objection(argument):
            self.tell(f"{objection} The filter stays as it was.")
            return
        self.filter, self.view_name = argument, ""
        await self.show()

    async def do_list_sort(self, argument: str) -> None:
        if objection := no_order(argument):
            self.tell(objection)
            return
        self.sort = order(argument)
        await self.show()

    @property
    def saved(self) -> SavedViews:
        return SavedViews(self.session, self.settings.views)

    def do_listen_views(self, argument: str) -> None:
        known = self.saved.all()
        if not known:
            self.tell(worded(self.saved.unknown("")))
        for place, (name, query, _) in enumerate(known, 1):
            try:
                count = number(self.session.reads.counts([parse(query)])[0], "thread")
            except QueryError as error:
                count = f"its filter cannot be read: {error}"
            self.tell(f"{place}. {name}, {query}: {count}.")

    async def do_listen_view(self, argument: str) -> None:
        view = self.saved.named(argument)
        if view is None:
            self.tell(worded(f"{self.saved.unknown(argument)} The word views lists them."))
            return
        if objection := self.saved.not_readable(view):
            self.tell(objection)
            return
        self.split, self.scope, self.filter, self.view_name, self.sort = EVERYTHING, "", view.query, view.name, ""
        await self.show()

    async def do_view_save(self, argument: str) -> None:
        query = write(self.list_query())
        if objection := self.saved.not_saved(argument, query):
            self.tell(worded(objection))
        elif argument.strip():
            self.tell(await self.saved.save(argument, query))
        else:
            self.tell("Say a name: view save NAME.")

    async def do_view_delete(self, argument: str) -> None:
        if not argument.strip() and self.saved.all():
            self.tell("Which one? The word views lists them.")
        elif objection := self.saved.not_deleted(argument):
            self.tell(worded(objection))
        else:
            self.tell(await self.saved.delete(argument))
