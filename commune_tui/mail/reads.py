"""What the screen may ask of an account without waiting: rows and counts from the store, on the calling thread.

Every answer is microseconds to a few milliseconds. Knows no network.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from commune_tui import clock, query
from commune_tui.mail.listing import Listing
from commune_tui.query import Query, QueryError
from commune_tui.store import (
    choices,
    conversation,
    counts,
    delivery,
    domains,
    drafts,
    inboxes,
    journal,
    notes,
    people,
    threads,
    views,
)
from commune_tui.store import outbox as table
from commune_tui.store.counts import Tally
from commune_tui.store.select import Asking
from commune_tui.store.windows import Window

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Conversation
    from commune_tui.sending.operation import Entry, Operation
    from commune_tui.store.database import Database
    from commune_tui.store.drafts import Draft
    from commune_tui.store.rows import (
        DomainRow,
        EventRow,
        InboxRow,
        MessageRow,
        MetricsRow,
        PersonRow,
        SuppressionRow,
        ThreadRow,
        ViewRow,
    )

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands beside the list: the inboxes with their counts, and the sum of all."""

    total: Tally
    inboxes: tuple[tuple[InboxRow, Tally], ...]


class Reading:
    """Mixed into the session."""

    database: Database
    me: str

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self.database.read_now(work)

    def asking(self) -> Asking:
        """Who asks, now."""
        return Asking(clock.now(), (self.me,) if self.me else ())

    # -- queries -----------------------------------------------------------------------------------------------------

    def query_objection(self, text: str) -> str | None:
        """Why a filter line cannot be used, pointing at the place; ``None`` when it can."""
        try:
            query.parse(text)
        except QueryError as error:
            return f"{error} (at {error.start + 1})"
        return None

    def words_of(self, text: str) -> tuple[str, ...]:
        """The free words of a filter line, for marking them in what it found."""
        try:
            parts = query.flat(query.parse(text).node)
        except QueryError:
            return ()
        return tuple(part.text for part in parts if isinstance(part, query.Words))

    def complete_query(self, text: str) -> Sequence[tuple[str, str]]:
        """(line as it would be, what it means) for what may follow at the end of a filter line."""
        from commune_tui.query.complete import complete

        known = self._read(
            lambda conn: {
                "tag": [tag for tag, _ in counts.tags(conn)],
                "assignee": [name for name, _ in counts.assignees(conn)],
                "in": [row.address for row in inboxes.rows(conn)],
                "domain": [row.name for row in domains.rows(conn)],
                "extracted": counts.extracted_names(conn),
            }
        )
        found = complete(text, len(text), known)
        return [(text[: item.start] + item.text + text[item.end :], item.help) for item in found]

    def listing(self, wanted: Query) -> Listing:
        """A view."""
        return Listing(Window(self.database, wanted, self.asking()))

    async def matching(self, wanted: Query) -> list[str]:
        """The ids of everything that a query finds now."""
        return await self.listing(wanted).ids()

    def counts(self, wanted: Sequence[Query]) -> list[int]:
        """How many threads each of these queries finds, exactly, in one reading."""
        asking = self.asking()
        return self._read(lambda conn: counts.each(conn, wanted, asking))

    async def counts_beside(self, wanted: Sequence[Query]) -> list[int]:
        """As :meth:`counts`, beside what the screen reads: words have to be looked for."""
        asking = self.asking()
        return await self.database.search_whole(lambda conn: [counts.count(conn, each, asking) for each in wanted])

    async def found_by(self, texts: Iterable[str]) -> dict[str, int]:
        """How many threads each of these finds, beside what the screen reads; 0 for what cannot be read as a query."""
        found = {}
        for text in texts:
            try:
                [found[text]] = await self.counts_beside([query.parse(text)])
            except QueryError:  # written by another version of the program, or by hand
                found[text] = 0
        return found

    # -- rows --------------------------------------------------------------------------------------------------------

    def frame(self) -> Frame:
        def read(conn: sqlite3.Connection) -> Frame:
            total, by_inbox = counts.tallies(conn)
            return Frame(total, tuple((row, by_inbox.get(row.id, Tally())) for row in inboxes.rows(conn)))

        return self._read(read)

    def inboxes(self) -> list[InboxRow]:
        return self._read(inboxes.rows)

    def domains(self) -> list[DomainRow]:
        return self._read(domains.rows)

    def thread(self, thread_id: str) -> ThreadRow | None:
        return self._read(lambda conn: threads.get(conn, thread_id))

    def subject_of(self, thread_id: str) -> str:
        """The subject of a thread; empty when it is not here."""
        row = self.thread(thread_id)
        return row.subject if row is not None else ""

    def messages(self, thread_id: str) -> list[MessageRow]:
        """The conversation, oldest first."""
        return self._read(lambda conn: conversation.of_thread(conn, thread_id))

    def stamps(self, thread_id: str) -> list[tuple[str, int]]:
        """The mails of a conversation, oldest first: id, and a number that is another when its text is."""
        return self._read(lambda conn: conversation.stamps(conn, thread_id))

    def source(self, seq: int) -> Any:
        """A message as the server sent it; not cleaned."""
        return self._read(lambda conn: conversation.source(conn, seq))

    def conversation(self, thread_id: str) -> Conversation:
        """A thread with its mails, notes and undecided writes, in one reading."""
        from commune_tui.mail.conversation import join
        from commune_tui.store.halves import other_halves

        def read(conn: sqlite3.Connection) -> Conversation:
            messages = conversation.of_thread(conn, thread_id)
            talk = join(
                threads.get(conn, thread_id),
                messages,
                notes.of_thread(conn, thread_id),
                table.of_thread(conn, thread_id),
                inboxes.rows(conn),
            )
            return replace(talk, halves=tuple(other_halves(conn, thread_id, messages)))

        return self._read(read)

    def events(self, *, message_id: str = "", inbox_id: str = "", kind: str = "", limit: int = 200) -> list[EventRow]:
        """Delivery events, newest first."""
        return self._read(
            lambda conn: delivery.events(conn, message_id=message_id, inbox_id=inbox_id, kind=kind, limit=limit)
        )

    def events_of(self, inbox_ids: Iterable[str], *, kind: str = "", limit: int = 200) -> list[EventRow]:
        """The newest events of these inboxes, however many others have."""
        found = [event for each in inbox_ids for event in self.events(inbox_id=each, kind=kind, limit=limit)]
        return sorted(found, key=lambda event: event.at.timestamp() if event.at else 0.0, reverse=True)[:limit]

    def suppressions(self, email: str = "") -> list[SuppressionRow]:
        """Addresses that may not be written to, now."""
        now = clock.now()
        return self._read(lambda conn: delivery.suppressions(conn, now, email=email))

    def metrics(self, inbox_id: str, period: str, limit: int = 1) -> list[MetricsRow]:
        """What the server counted for an inbox, newest answer first."""
        return self._read(lambda conn: delivery.metrics(conn, f"inbox:{inbox_id}", period, limit=limit))

    def views(self) -> list[ViewRow]:
        return self._read(views.rows)

    def choice(self, name: str) -> str:
        """How the person wants something to look, as it was kept; empty when nothing was."""
        return self._read(lambda conn: choices.get(conn, name))

    # -- names -------------------------------------------------------------------------------------------------------

    def tags(self) -> list[tuple[str, int]]:
        """Tags in use and how many threads have each."""
        return self._read(counts.tags)

    def assignees(self) -> list[tuple[str, str]]:
        """(name, a few words) of people and agents that have threads; this person first."""
        found = dict(self._read(counts.assignees))
        agents = {row.agent_name or row.agent_id for row in self.inboxes()} - {""}
        names = dict.fromkeys([*filter(None, [self.me]), *found, *sorted(agents)])
        made = []
        for name in names:
            who = "you, " if name == self.me else "agent, " if name in agents else ""
            number = found.get(name, 0)
            made.append((name, f"{who}1 thread" if number == 1 else f"{who}{number:,} threads"))
        return made

    def people(self, typed: str, limit: int = 10) -> list[PersonRow]:
        """People seen in mail whose address or name begins so."""
        return self._read(lambda conn: people.complete(conn, typed, limit))

    def journal(self, limit: int = 1000) -> list[Entry]:
        """Who did what, newest first."""
        return self._read(lambda conn: journal.page(conn, limit=limit))

    def whole_journal(self) -> list[Entry]:
        """All of it, oldest first: to be written to a file."""
        return self._read(lambda conn: list(journal.each(conn)))

    # -- what waits --------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Operation]:
        """Every write that is held, on its way, in doubt or in conflict, oldest first."""
        return self._read(table.open_operations)

    def drafts(self) -> list[Draft]:
        """Drafts that are open, newest last."""
        return self._read(lambda conn: drafts.each(conn, "open"))

    def held_count(self) -> int:
        """How many mails wait in the hold."""
        return len(self._read(table.held))


def since(moment: datetime | None) -> str:
    """``3m ago``, or ``never``."""
    return "never" if moment is None else "just now" if (age := clock.age(moment)) == "now" else f"{age} ago"
