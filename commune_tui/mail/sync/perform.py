"""Performs one request: asks the API, writes what came to the store, notes in the knowledge how far that brought it.

Returns the threads whose rows changed. Raises what the client raises; a failed request changes no knowledge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock
from commune_tui.mail import happening, wire
from commune_tui.mail.sync import asks
from commune_tui.mail.sync.domains import FEW, HEAD_THREADS, MOST_THREADS, Domains
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.plan import OVERLAP, inbox_of
from commune_tui.store import (
    attachments,
    delivery,
    domains,
    due,
    inboxes,
    sync_state,
    threads,
    triage,
)
from commune_tui.store.database import Database
from commune_tui.store.records import EventRecord

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import Thread
    from commune_tui.api.page import Listing

T = TypeVar("T")


async def _all(listed: Listing[T]) -> tuple[list[T], int]:
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


class Performer(Domains):
    """Joins the client, the store and the knowledge. The two flags say what else changed; whoever reads resets them."""

    def __init__(self, client: Commune, database: Database, known: Known) -> None:
        super().__init__(client, database, known)
        self.inboxes_changed = False
        self.delivery_changed = False

    async def perform(self, ask: asks.Ask) -> set[str]:
        """Ask, write, note. The ids of the threads that changed."""
        match ask:
            case asks.AskInboxes():
                return await self._inboxes()
            case asks.AskDomains():
                return await self._domains()
            case asks.AskNewMail():
                return await self._new_mail(ask)
            case asks.AskOldMail():
                return await self._old_mail(ask)
            case asks.AskThreadList():
                return await self._thread_list(ask)
            case asks.AskHead():
                return await self._head(ask.inbox_id)
            case asks.AskDomainHead():
                return await self._domain_head(ask)
            case asks.AskStrays():
                return await self._strays(ask)
            case asks.AskThread():
                return await self._thread(ask.thread_id)
            case asks.AskTriage():
                return await self._triage(ask.thread_id)
            case asks.AskDelivery():
                return await self._delivery(ask)
            case asks.AskMessageEvents():
                return await self._message_events(ask.message_id)
            case asks.AskAttachment():
                return await self._attachment(ask.attachment_id)
        raise TypeError(f"nobody performs {type(ask).__name__}")

    # -- the frame ---------------------------------------------------------------------------------------------------

    async def _inboxes(self) -> set[str]:
        now = clock.now()
        found, missed = await _all(self._client.inboxes.list())
        self.known.left_out("inbox", "", missed)
        records = [wire.inbox(item) for item in found]
        ids = [record.id for record in records]
        if missed:  # which of them could not be read is not known: none is gone
            ids += self.known.inboxes.keys() - set(ids)

        moved = dict(self.known.moved)

        def write(conn: sqlite3.Connection) -> set[str]:
            moved.update(inboxes.moved(conn, records, ids))
            inboxes.to_listed(moved, ids)
            inboxes.put(conn, records, now)
            changed = inboxes.follow(conn, moved)
            gone = inboxes.keep(conn, ids)
            sync_state.put(conn, "inboxes_at", clock.iso(now))
            sync_state.put(conn, "inboxes_moved", moved)
            return changed | gone

        gone = await self._database.write(write)
        self.known.moved = moved
        for record in records:
            inbox_of(self.known, record.id).domain_id = record.domain_id
            if record.domain_id:
                self.known.domains.setdefault(record.domain_id, DomainKnown())
        for inbox_id in self.known.inboxes.keys() - set(ids):
            del self.known.inboxes[inbox_id]
            if inbox_id not in moved:
                self.known.gone.add(inbox_id)
        self.known.gone -= set(ids)
        if gone:  # what was on its way for them may have been written meanwhile
            gone |= await self._database.write(lambda conn: inboxes.keep(conn, ids))
        self.known.inboxes_at = now
        self.inboxes_changed = True
        return gone

    async def _domains(self) -> set[str]:
        now = clock.now()
        found, missed = await _all(self._client.domains.list())
        self.known.left_out("domain", "", missed)
        records = [wire.domain(item) for item in found]
        for record in records:  # one without an inbox may get mail to unknown addresses all the same
            self.known.domains.setdefault(record.id, DomainKnown())

        def write(conn: sqlite3.Connection) -> None:
            domains.put(conn, records, now)
            if not missed:
                domains.keep(conn, [record.id for record in records])

        await self._database.write(write)
        self.known.domains_at = now
        self.inboxes_changed = True
        return set()

    # -- the thread list: the server's counts, and triage where it has it ----------------------------------------------

    async def _thread_list(self, ask: asks.AskThreadList) -> set[str]:
        inbox, now = self._inbox(ask.inbox_id), clock.now()
        page = await self._client.threads.list(inbox_id=ask.inbox_id, limit=MOST_THREADS, cursor=ask.cursor)
        since = inbox.listing_since or now
        following = page.next_cursor if page.has_more else None
        where = f"threads {ask.inbox_id}"
        listed, whole = [item.thread_id for item in page.items], self._is_whole(inbox)
        if not await self._goes_on(where, following, page.items, listed if whole else ()):
            following = None
        changed, differ = await self._put_listed(ask.inbox_id, page.items, now)
        if whole:
            await self._ask_again([*differ, *await self._database.read(lambda conn: due.unheld(conn, listed))])
        inbox.listing_pages = self.passes.pages(where)
        inbox.listing_missed = page.unreadable + (inbox.listing_missed if ask.cursor else 0)
        if following is None:
            self.known.left_out("thread", ask.inbox_id, inbox.listing_missed)
            # What was not met may be what could not be read, what never came, or what stands under an older id.
            sure = not inbox.listing_missed and where not in self.passes.endless
            if sure and ask.inbox_id not in self.known.moved.values():
                changed |= await self._end_of_list(ask.inbox_id, inbox, since)
            inbox.listing_since, inbox.listing_cursor, inbox.listed_at = None, None, since
        else:
            inbox.listing_since, inbox.listing_cursor = since, following
        await self._remember(ask.inbox_id)
        if following is None:
            await self._compare(ask.inbox_id)
        return changed

    async def _end_of_list(self, inbox_id: str, inbox: InboxKnown, since: datetime) -> set[str]:
        """What a whole pass did not meet is gone, or got mail and moved past it: new mail is asked for before that."""
        if not await self._database.read(lambda conn: due.unlisted(conn, inbox_id, since)):
            return set()
        changed: set[str] = set()
        if inbox.newest_at is not None and asks.AskNewMail.scope not in self.known.forbidden:
            newest = min(inbox.newest_at, clock.now() + self.known.ahead)
            changed = await self._new_mail(asks.AskNewMail(inbox_id, newest - OVERLAP))
        return changed | await self._database.write(lambda conn: due.remove_unlisted(conn, inbox_id, since))

    async def _head(self, inbox_id: str) -> set[str]:
        inbox, now = self._inbox(inbox_id), clock.now()
        page = await self._client.threads.list(inbox_id=inbox_id, limit=HEAD_THREADS)
        if page.unreadable:
            self.known.left_out("thread", inbox_id, page.unreadable)
        changed, edges = await self._put_listed(inbox_id, page.items, now)
        listed = {item.thread_id for item in page.items}
        counted = await self._database.read(lambda conn: due.counts_differ(conn, inbox_id))
        differ = await self._unchecked(list(dict.fromkeys([*edges, *(c for c in counted if c in listed)])))
        if len(differ) > FEW and asks.AskNewMail.scope not in self.known.forbidden:
            inbox.announced = True
        else:
            await self._ask_again(differ)
        inbox.polled_at, inbox.mail_polls = now, 0
        await self._remember(inbox_id)
        return changed

    async def _put_listed(self, inbox_id: str, items: Sequence[Thread], now: datetime) -> tuple[set[str], list[str]]:
        """Write items of a thread list: (threads that changed, threads whose first or last mail here is another)."""
        records = [wire.thread(item) for item in items]
        self._learn_triage(items)

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str]]:
            if sync_state.get(conn, "triage_in_list") != self.known.triage_in_list:
                sync_state.put(conn, "triage_in_list", self.known.triage_in_list)
            if inbox_id not in self.known.inboxes:  # it went while this was asked
                return set(), []
            return threads.put_listed(conn, records, now, self.known.ahead), due.edges_differ(conn, records)

        return await self._database.write(write)

    async def _triage(self, thread_id: str) -> set[str]:
        now = clock.now()
        state = wire.triage(await self._client.threads.metadata(thread_id))
        changed = await self._database.write(lambda conn: triage.put(conn, {thread_id: state}, now, self.known.ahead))
        self.known.triage_at[thread_id] = now
        if thread_id in self.known.triage_due:
            self.known.triage_due.remove(thread_id)
        return changed

    # -- delivery and files --------------------------------------------------------------------------------------------

    async def _delivery(self, ask: asks.AskDelivery) -> set[str]:
        now, inbox_id, changed = clock.now(), ask.inbox_id, set[str]()
        if ask.what == "events":
            page = await self._client.delivery.events(inbox_id=inbox_id, limit=200)
            self.known.left_out("delivery event", inbox_id, page.unreadable)
            changed = await self._events(
                [each for item in page.items for each in happening.events(item, inbox_id=inbox_id)]
            )
        elif ask.what == "suppressions":
            listed = await self._client.delivery.suppressions(inbox_id=inbox_id, limit=200)
            self.known.left_out("suppression", inbox_id, listed.unreadable)
            rows = [wire.suppression(item, inbox_id=inbox_id) for item in listed.items]
            await self._database.write(lambda conn: delivery.put_suppressions(conn, rows, now, scope=(inbox_id, "")))
        else:
            counted = await self._client.delivery.metrics(inbox_id=inbox_id, period=ask.what)
            record = wire.metrics(counted, scope=f"inbox:{inbox_id}", period=ask.what)
            await self._database.write(lambda conn: delivery.put_metrics(conn, record, now))
        self.known.delivery_at[inbox_id, ask.what] = now
        self.delivery_changed = True
        return changed

    async def _events(self, events: Sequence[EventRecord]) -> set[str]:
        def write(conn: sqlite3.Connection) -> set[str]:
            return delivery.follow(conn, delivery.put_events(conn, events))

        return await self._database.write(write)

    async def _message_events(self, message_id: str) -> set[str]:
        page = await self._client.delivery.events(message_id=message_id, limit=200)
        self.known.left_out("delivery event", message_id, page.unreadable)
        changed = await self._events([each for item in page.items for each in happening.events(item)])
        self.known.asked_at[message_id] = clock.now()
        self.delivery_changed = True
        return changed

    async def _attachment(self, attachment_id: str) -> set[str]:
        record = wire.attachment(await self._client.attachments.get(attachment_id))
        now: datetime = clock.now()
        changed = await self._database.write(lambda conn: attachments.put(conn, record, now))
        if attachment_id in self.known.files_due:
            self.known.files_due.remove(attachment_id)
        return changed
