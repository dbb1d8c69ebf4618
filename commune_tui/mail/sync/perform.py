"""Performs one request: asks the API, writes what came to the store, notes in the knowledge how far that brought it.

Returns the threads whose rows changed. Raises what the client raises; a failed request changes no knowledge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync import asks
from commune_tui.mail.sync.known import Known, to_json
from commune_tui.mail.sync.plan import inbox_of
from commune_tui.store import (
    attachments,
    conversation,
    delivery,
    domains,
    due,
    inboxes,
    messages,
    sync_state,
    threads,
    triage,
)
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import Message

MOST_MESSAGES = 1000
MOST_THREADS = 100


class Performer:
    """Joins the client, the store and the knowledge. The two flags say what else changed; whoever reads resets them."""

    def __init__(self, client: Commune, database: Database, known: Known) -> None:
        self._client, self._database, self.known = client, database, known
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
        found = [item async for item in self._client.inboxes.list()]
        records = [wire.inbox(item) for item in found]
        ids = [record.id for record in records]

        def write(conn: sqlite3.Connection) -> set[str]:
            inboxes.put(conn, records, now)
            gone = inboxes.keep(conn, ids)
            sync_state.put(conn, "inboxes_at", clock.iso(now))
            return gone

        gone = await self._database.write(write)
        for inbox_id in ids:
            inbox_of(self.known, inbox_id)
        for inbox_id in self.known.inboxes.keys() - set(ids):
            del self.known.inboxes[inbox_id]
        self.known.inboxes_at = now
        self.inboxes_changed = True
        return gone

    async def _domains(self) -> set[str]:
        now = clock.now()
        records = [wire.domain(item) async for item in self._client.domains.list()]

        def write(conn: sqlite3.Connection) -> None:
            domains.put(conn, records, now)
            domains.keep(conn, [record.id for record in records])

        await self._database.write(write)
        self.known.domains_at = now
        self.inboxes_changed = True
        return set()

    # -- mail --------------------------------------------------------------------------------------------------------

    async def _new_mail(self, ask: asks.AskNewMail) -> set[str]:
        inbox, now = inbox_of(self.known, ask.inbox_id), clock.now()
        found: list[Message] = []
        listed = self._client.messages.list(
            inbox_id=ask.inbox_id, after=ask.after, limit=MOST_MESSAGES, order="asc"
        )  # fmt: skip
        async for page in listed.pages():
            found.extend(page.items)
        newest = max((item.created_at for item in found if item.created_at), default=inbox.newest_at)
        before = (inbox.newest_at, inbox.polled_at, inbox.announced)
        inbox.newest_at = max(filter(None, (newest, inbox.newest_at)), default=None)
        inbox.polled_at, inbox.announced = now, False
        try:
            return await self._put_messages(found, ask.inbox_id)
        except BaseException:
            inbox.newest_at, inbox.polled_at, inbox.announced = before
            raise

    async def _old_mail(self, ask: asks.AskOldMail) -> set[str]:
        inbox, now = inbox_of(self.known, ask.inbox_id), clock.now()
        page = await self._client.messages.list(
            inbox_id=ask.inbox_id, before=ask.before, limit=MOST_MESSAGES, order="desc"
        )
        found = list(page.items)
        moments = [item.created_at for item in found if item.created_at]
        full = len(page) + page.unreadable >= MOST_MESSAGES
        stuck = (
            full and ask.before is not None and (not moments or min(moments) >= ask.before - timedelta(milliseconds=1))
        )
        if stuck:  # a whole page within one millisecond: only the client's own walk gets past it
            walk = self._client.messages.list(
                inbox_id=ask.inbox_id, before=ask.before, limit=MOST_MESSAGES, order="desc"
            )
            found = [item async for part in walk.pages() for item in part.items]
            moments = [item.created_at for item in found if item.created_at]
        changed = await self._put_messages(found, ask.inbox_id)
        was_done = inbox.history_done
        if moments:
            inbox.newest_at = max(max(moments), inbox.newest_at or max(moments))
            inbox.oldest_at = min(min(moments), inbox.oldest_at or min(moments))
        inbox.history_done = stuck or not full
        if ask.before is None:
            inbox.polled_at, inbox.announced = now, False
        await self._remember(ask.inbox_id)
        if inbox.history_done and not was_done:
            await self._compare(ask.inbox_id)
        return changed

    async def _compare(self, inbox_id: str) -> None:
        """Check what is here against the server's counts, once both are known as a whole."""
        inbox = inbox_of(self.known, inbox_id)
        if inbox.history_done and inbox.listed_at is not None:
            self._ask_again(await self._database.read(lambda conn: due.counts_differ(conn, inbox_id)))

    def _ask_again(self, thread_ids: Sequence[str]) -> None:
        self.known.counts_differ += [each for each in thread_ids if each not in self.known.counts_differ]

    async def _put_messages(self, found: Sequence[Message], inbox_id: str) -> set[str]:
        now = clock.now()
        records = [wire.message(item, inbox_id=inbox_id) for item in found if item.channel in (None, "email")]
        if not records and not inbox_id:
            return set()
        kept = to_json(inbox_of(self.known, inbox_id)) if inbox_id else None

        def write(conn: sqlite3.Connection) -> set[str]:
            changed = messages.put(conn, records, now) if records else set()
            if kept is not None:
                sync_state.put(conn, f"inbox:{inbox_id}", kept)
            return changed

        return await self._database.write(write)

    async def _remember(self, inbox_id: str) -> None:
        kept = to_json(inbox_of(self.known, inbox_id))
        await self._database.write(lambda conn: sync_state.put(conn, f"inbox:{inbox_id}", kept))

    async def _thread(self, thread_id: str) -> set[str]:
        now = clock.now()
        page = await self._client.threads.messages(thread_id, limit=MOST_MESSAGES, order="desc")
        records = [wire.message(item) for item in page.items if item.channel in (None, "email")]
        whole = len(page) + page.unreadable < MOST_MESSAGES and not page.unreadable
        ids = {record.id for record in records}

        def write(conn: sqlite3.Connection) -> set[str]:
            changed = messages.put(conn, records, now)
            if whole:  # what the server does not list any more is gone there
                extra = [held for held in conversation.held_ids(conn, thread_id) if held not in ids]
                changed |= threads.remove(conn, [thread_id]) if not ids else messages.remove(conn, thread_id, extra)
            return changed

        changed = await self._database.write(write)
        self.known.asked_at[thread_id] = now
        if thread_id in self.known.counts_differ:
            self.known.counts_differ.remove(thread_id)
        return changed

    # -- the thread list: the server's counts, and triage where it has it ----------------------------------------------

    async def _thread_list(self, ask: asks.AskThreadList) -> set[str]:
        inbox, now = inbox_of(self.known, ask.inbox_id), clock.now()
        page = await self._client.threads.list(inbox_id=ask.inbox_id, limit=MOST_THREADS, cursor=ask.cursor)
        since = inbox.listing_since or now
        records = [wire.thread(item) for item in page.items]
        if page.items:
            self.known.triage_in_list = any(map(wire.carries_triage, page.items))
        following = page.next_cursor if page.has_more and page.next_cursor != ask.cursor else None

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str]]:
            changed = threads.put_listed(conn, records, now)
            differ = due.edges_differ(conn, records) if inbox.history_done else []
            if following is None:
                changed |= due.remove_unlisted(conn, ask.inbox_id, since)
            return changed, differ

        changed, differ = await self._database.write(write)
        self._ask_again(differ)
        if following is None:
            inbox.listing_since, inbox.listing_cursor, inbox.listed_at = None, None, since
        else:
            inbox.listing_since, inbox.listing_cursor = since, following
        await self._remember(ask.inbox_id)
        if following is None:
            await self._compare(ask.inbox_id)
        return changed

    async def _triage(self, thread_id: str) -> set[str]:
        now = clock.now()
        state = wire.triage(await self._client.threads.metadata(thread_id))
        changed = await self._database.write(lambda conn: triage.put(conn, {thread_id: state}, now))
        if thread_id in self.known.triage_due:
            self.known.triage_due.remove(thread_id)
        return changed

    # -- delivery and files --------------------------------------------------------------------------------------------

    async def _delivery(self, ask: asks.AskDelivery) -> set[str]:
        now, inbox_id = clock.now(), ask.inbox_id
        if ask.what == "events":
            page = await self._client.delivery.events(inbox_id=inbox_id, limit=200)
            events = [wire.event(item, inbox_id=inbox_id) for item in page.items]
            await self._database.write(lambda conn: delivery.put_events(conn, events))
        elif ask.what == "suppressions":
            listed = await self._client.delivery.suppressions(inbox_id=inbox_id, limit=200)
            rows = [wire.suppression(item, inbox_id=inbox_id) for item in listed.items]
            await self._database.write(lambda conn: delivery.put_suppressions(conn, rows, now, scope=(inbox_id, "")))
        else:
            counted = await self._client.delivery.metrics(inbox_id=inbox_id, period=ask.what)
            record = wire.metrics(counted, scope=f"inbox:{inbox_id}", period=ask.what)
            await self._database.write(lambda conn: delivery.put_metrics(conn, record, now))
        self.known.delivery_at[inbox_id, ask.what] = now
        self.delivery_changed = True
        return set()

    async def _message_events(self, message_id: str) -> set[str]:
        page = await self._client.delivery.events(message_id=message_id, limit=200)
        events = [wire.event(item) for item in page.items]
        await self._database.write(lambda conn: delivery.put_events(conn, events))
        self.known.asked_at[message_id] = clock.now()
        self.delivery_changed = True
        return set()

    async def _attachment(self, attachment_id: str) -> set[str]:
        record = wire.attachment(await self._client.attachments.get(attachment_id))
        now: datetime = clock.now()
        await self._database.write(lambda conn: attachments.put(conn, record, now))
        if attachment_id in self.known.files_due:
            self.known.files_due.remove(attachment_id)
        return set()
