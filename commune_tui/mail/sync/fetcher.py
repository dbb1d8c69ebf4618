"""With what requests are made: the client, the store, the knowledge, and what several endpoints do alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.kept import to_json
from commune_tui.mail.sync.known import PAGE_BYTES, InboxKnown, Known
from commune_tui.mail.sync.passes import Passes
from commune_tui.store import due, halves, sync_state
from commune_tui.store.database import Database
from commune_tui.store.records import MessageRecord

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import Message, Thread
    from commune_tui.api.page import Listing

T = TypeVar("T")
MOST_MESSAGES, MOST_THREADS, HEAD_THREADS = 1000, 100, 50
CHECK_AGAIN = timedelta(minutes=10)
FEW = 2
"""Threads with news that are cheaper to ask for one by one than by a message list."""


class Fetcher:
    """One for an account. The flags and ``places_changed`` say what else changed; whoever reads them resets them."""

    def __init__(self, client: Commune, database: Database, known: Known) -> None:
        self.client, self.database, self.known = client, database, known
        self.partly: set[str] = set()
        """Threads that changed although the request that brought them failed later on."""
        self.passes = Passes()
        self.inboxes_changed = False
        self.delivery_changed = False
        self.places_changed: set[str] = set()

    def came(self, place: str, at: datetime) -> None:
        """What one looks at in a place is here, as it was asked for at ``at``."""
        self.known.asked_at[place] = at
        self.places_changed.add(place)

    async def all(self, listed: Listing[T]) -> tuple[list[T], int]:
        """Every item of a list, and how many more there are that could not be read; 1 of a list without an end."""
        from commune_tui.api.errors import Endless

        found: list[T] = []
        missed = 0
        try:
            async for page in listed.pages():
                found += page.items
                missed += page.unreadable
        except Endless:
            missed = max(missed, 1)
        return found, missed

    def inbox(self, inbox_id: str) -> InboxKnown:
        """The knowledge of an inbox; of one that went while it was asked about, something to be thrown away."""
        return self.known.inboxes.get(inbox_id) or InboxKnown()

    async def fitting(self, read: Callable[[int], Awaitable[T]], most: int) -> T:
        """Ask for as many messages at once as can be read without being felt; fewer when an answer was too large."""
        from commune_tui.api.errors import AnswerTooLarge

        while True:
            limit = self.known.page_size(most)
            try:
                return await read(limit)
            except AnswerTooLarge:
                if limit == 1:
                    raise
                self.known.message_bytes = max(4 * self.known.message_bytes, 4 * PAGE_BYTES / most)

    async def compare(self, inbox_id: str) -> None:
        """Check what is here against the server's counts, once both are known as a whole."""
        inbox = self.inbox(inbox_id)
        if self.is_whole(inbox) and inbox.listed_at is not None:
            await self.ask_again(await self.database.read(lambda conn: due.counts_differ(conn, inbox_id)))

    def is_whole(self, inbox: InboxKnown) -> bool:
        """Whether no more history comes by itself, so that what differs from the thread list has to be asked for.

        A key that may not list messages reads them thread by thread: then nothing is here yet, and all counts differ.
        """
        return inbox.history_done or not self.known.lists_mail

    async def ask_again(self, thread_ids: Sequence[str]) -> list[str]:
        """Have these threads asked for, but for those of which nothing would come; which they are."""
        fresh = await self.unchecked(thread_ids)
        self.known.counts_differ = list(dict.fromkeys([*self.known.counts_differ, *fresh]))
        return fresh

    async def unchecked(self, thread_ids: Sequence[str]) -> list[str]:
        """Those of them that were not just read as a whole, listed as they are now: nothing comes of asking again."""
        checked, now = self.known.checked, clock.now()
        known = [each for each in thread_ids if each in checked and abs(now - checked[each][0]) < CHECK_AGAIN]
        listed = await self.listed_as(known) if known else {}
        return [each for each in thread_ids if each not in known or checked[each][1] != listed.get(each)]

    async def listed_as(self, thread_ids: Sequence[str]) -> dict[str, tuple[object, ...]]:
        """What a thread list said of them last."""
        return await self.database.read(lambda conn: due.listed_as(conn, thread_ids))

    async def name_what_is_answered(self, found: Sequence[Message], inbox: InboxKnown) -> None:
        """Ask again for mail of ours that these answer under a name that is not known: it is told after it left."""
        answers = [item.message_id for item in found if item.metadata.in_reply_to] if inbox.history_done else []
        if answers:
            wanted = await self.database.read(lambda conn: halves.answered_by_name(conn, answers))
            self.known.counts_differ = list(dict.fromkeys([*self.known.counts_differ, *wanted]))

    def at_home(self, record: MessageRecord) -> MessageRecord:
        """A message in the inbox that has its address now, or in none where that is not listed."""
        inbox_id = self.known.moved.get(record.inbox_id, record.inbox_id)
        return replace(record, inbox_id=inbox_id if inbox_id in self.known.inboxes else "")

    async def remember(self, inbox_id: str) -> None:
        """Keep for the next run how far this inbox is."""
        if inbox_id not in self.known.inboxes:
            return
        kept = to_json(self.inbox(inbox_id))
        await self.database.write(lambda conn: sync_state.put(conn, f"inbox:{inbox_id}", kept))

    def learn_triage(self, items: Sequence[Thread]) -> None:
        """Whether thread lists of this server say how threads are triaged."""
        if items:
            self.known.triage_in_list = any(map(wire.carries_triage, items))

    async def goes_on(self, where: str, cursor: str | None, items: Sequence[Thread], asked: Sequence[str]) -> bool:
        """Whether a pass through a list goes on with this cursor after a page; the mail of ``asked`` is here, or is
        asked for next."""
        if cursor is None:
            self.passes.end(where)
            return False
        waiting = set(self.known.counts_differ)
        answered = [each for each in self.passes.before(where) if each not in waiting]
        backed = await self.database.read(lambda conn: due.any_held(conn, answered)) if answered else None
        return self.passes.moves(where, cursor, [item.thread_id for item in items], asked=asked, backed=backed)
