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
    conversation,
    counts,
    delivery,
    domains,
    inboxes,
    journal,
    notes,
    people,
    threads,
)
from commune_tui.store import outbox as table
from commune_tui.store.counts import Tally
from commune_tui.store.select import Asking
from commune_tui.store.windows import Window

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Conversation
    from commune_tui.mail.timeline import Step
    from commune_tui.sending.operation import Entry
    from commune_tui.store.agents import AgentRow
    from commune_tui.store.database import Database
    from commune_tui.store.rows import (
        EventRow,
        InboxRow,
        MessageRow,
        MetricsRow,
        PersonRow,
        SuppressionRow,
        ThreadRow,
    )


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands beside the list: the inboxes with their counts, and the sum of all."""

    total: Tally
    inboxes: tuple[tuple[InboxRow, Tally], ...]


class Reads:
    """``me`` is the name under which threads are assigned to this person; ``mixed`` tells of a thread whether the
    server was seen to mix up its mails."""

    def __init__(self, database: Database, me: str, mixed: Callable[[str], bool]) -> None:
        self._db, self._me, self._mixed = database, me, mixed

    def read(self, rows: Callable[[sqlite3.Connection], T]) -> T:
        """What a function of the store reads, for the list of a place."""
        return self._db.read_now(rows)

    async def beside(self, rows: Callable[[sqlite3.Connection], T]) -> T:
        """As :meth:`read`, beside what the screen reads."""
        return await self._db.search_whole(rows)

    def asking(self) -> Asking:
        """Who asks, now."""
        return Asking(clock.now(), (self._me,) if self._me else ())

    # -- queries -----------------------------------------------------------------------------------------------------

    def complete_query(self, text: str) -> Sequence[tuple[str, str]]:
        """(line as it would be, what it means) for what may follow at the end of a filter line."""
        from commune_tui.query.complete import complete

        known = self._db.read_now(
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
        return Listing(Window(self._db, wanted, self.asking()))

    async def matching(self, wanted: Query) -> list[str]:
        """The ids of everything that a query finds now."""
        return await self.listing(wanted).ids()

    def counts(self, wanted: Sequence[Query]) -> list[int]:
        """How many threads each of these queries finds, exactly, in one reading."""
        asking = self.asking()
        return self._db.read_now(lambda conn: counts.each(conn, wanted, asking))

    async def counts_beside(self, wanted: Sequence[Query]) -> list[int]:
        """As :meth:`counts`, beside what the screen reads: words have to be looked for."""
        asking = self.asking()
        return await self.beside(lambda conn: counts.each(conn, wanted, asking))

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

        return self._db.read_now(read)

    def inboxes(self) -> list[InboxRow]:
        return self._db.read_now(inboxes.rows)

    def agents(self, now: datetime) -> list[AgentRow]:
        """What is known of the work in each inbox."""
        from commune_tui.store import agents

        return self._db.read_now(lambda conn: agents.rows(conn, now))

    async def agents_beside(self, now: datetime) -> list[AgentRow]:
        """As :meth:`agents`, beside what the screen reads."""
        from commune_tui.store import agents

        return await self._db.read(lambda conn: agents.rows(conn, now))

    def thread(self, thread_id: str) -> ThreadRow | None:
        return self._db.read_now(lambda conn: threads.get(conn, thread_id))

    def subject_of(self, thread_id: str) -> str:
        """The subject of a thread; empty when it is not here."""
        row = self.thread(thread_id)
        return row.subject if row is not None else ""

    def messages(self, thread_id: str) -> list[MessageRow]:
        """The conversation, oldest first."""
        return self._db.read_now(lambda conn: conversation.of_thread(conn, thread_id))

    def stamps(self, thread_id: str) -> list[tuple[str, int]]:
        """The mails of a conversation, oldest first: id, and a number that is another when its text is."""
        return self._db.read_now(lambda conn: conversation.stamps(conn, thread_id))

    def source(self, seq: int) -> Any:
        """A message as the server sent it; not cleaned."""
        return self._db.read_now(lambda conn: conversation.source(conn, seq))

    def conversation(self, thread_id: str) -> Conversation:
        """A thread with its mails, notes and undecided writes, in one reading."""
        from commune_tui.mail.conversation import join
        from commune_tui.store import silence
        from commune_tui.store.halves import other_halves

        def read(conn: sqlite3.Connection) -> Conversation:
            messages = conversation.of_thread(conn, thread_id)
            thread, how = silence.of_thread(conn, thread_id, clock.now())
            talk = join(
                thread,
                messages,
                notes.of_thread(conn, thread_id),
                table.of_thread(conn, thread_id),
                inboxes.rows(conn),
            )
            halves = tuple(other_halves(conn, thread_id, messages))
            return replace(talk, halves=halves, mixed=self._mixed(thread_id), standing=how)

        return self._db.read_now(read)

    def events(self, *, message_id: str = "", inbox_id: str = "", kind: str = "", limit: int = 200) -> list[EventRow]:
        """Delivery events, newest first."""
        return self._db.read_now(
            lambda conn: delivery.events(conn, message_id=message_id, inbox_id=inbox_id, kind=kind, limit=limit)
        )

    def timeline(self, message: MessageRow) -> tuple[Step, ...]:
        """The way of a mail that went out; nothing of one that came in."""
        from commune_tui.mail.timeline import timeline

        if message.direction != "outbound":
            return ()
        return timeline(message, self.events(message_id=message.id))

    def events_of(self, inbox_ids: Iterable[str], *, kind: str = "", limit: int = 200) -> list[EventRow]:
        """The newest events of these inboxes, however many others have."""
        found = [event for each in inbox_ids for event in self.events(inbox_id=each, kind=kind, limit=limit)]
        return sorted(found, key=lambda event: event.at.timestamp() if event.at else 0.0, reverse=True)[:limit]

    def events_to(self, address: str) -> list[EventRow]:
        """What became of mail to an address, newest first."""
        return self._db.read_now(lambda conn: delivery.events(conn, recipient=address))

    def suppressions(self, email: str = "") -> list[SuppressionRow]:
        """Addresses that may not be written to, now."""
        now = clock.now()
        return self._db.read_now(lambda conn: delivery.suppressions(conn, now, email=email))

    def metrics(self, inbox_id: str, period: str, limit: int = 1) -> list[MetricsRow]:
        """What the server counted for an inbox, newest answer first."""
        return self._db.read_now(lambda conn: delivery.metrics(conn, f"inbox:{inbox_id}", period, limit=limit))

    # -- names -------------------------------------------------------------------------------------------------------

    def tags(self) -> list[tuple[str, int]]:
        """Tags in use and how many threads have each."""
        return self._db.read_now(counts.tags)

    def assignees(self) -> list[tuple[str, str]]:
        """(name, a few words) of people and agents that have threads; this person first."""
        found = dict(self._db.read_now(counts.assignees))
        agents = {row.agent_name or row.agent_id for row in self.inboxes()} - {""}
        names = dict.fromkeys([*filter(None, [self._me]), *found, *sorted(agents)])
        made = []
        for name in names:
            who = "you, " if name == self._me else "agent, " if name in agents else ""
            number = found.get(name, 0)
            made.append((name, f"{who}1 thread" if number == 1 else f"{who}{number:,} threads"))
        return made

    def people(self, typed: str, limit: int = 10) -> list[PersonRow]:
        """People seen in mail whose address or name begins so."""
        return self._db.read_now(lambda conn: people.complete(conn, typed, limit))

    def journal(self, thread_id: str = "") -> list[tuple[Entry, str, str]]:
        """Who did what, to one thread or to all, newest first, each with the id and the label of its act."""
        return self._db.read_now(lambda conn: journal.done(conn, thread_id))

    def whole_journal(self) -> list[Entry]:
        """All of it, oldest first: to be written to a file."""
        return self._db.read_now(lambda conn: list(journal.each(conn)))
