"""Asks for messages: new ones, older ones, whole threads. Every page is written as it comes.

The half of :mod:`.perform` that deals with mail; knows no list of threads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync import asks
from commune_tui.mail.sync.known import PAGE_BYTES, InboxKnown, Known, to_json
from commune_tui.mail.sync.passes import Passes
from commune_tui.store import conversation, due, halves, messages, sightings, sync_state, threads
from commune_tui.store.database import Database
from commune_tui.store.records import MessageRecord

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import Message
    from commune_tui.api.page import Page

T = TypeVar("T")
MOST_MESSAGES = 1000
CHECK_AGAIN = timedelta(minutes=10)
_BARE_BYTES = 900
_MS = timedelta(milliseconds=1)


class Mails:
    """Joins the client, the store and the knowledge, as far as messages go."""

    def __init__(self, client: Commune, database: Database, known: Known) -> None:
        self._client, self._database, self.known = client, database, known
        self.partly: set[str] = set()
        """Threads that changed although the request that brought them failed later on."""
        self.passes = Passes()

    def _inbox(self, inbox_id: str) -> InboxKnown:
        """The knowledge of an inbox; of one that went while it was asked about, something to be thrown away."""
        return self.known.inboxes.get(inbox_id) or InboxKnown()

    async def _new_mail(self, ask: asks.AskNewMail) -> set[str]:
        """Every page is kept as it comes; what the stream announces meanwhile is asked for again afterwards."""
        from commune_tui.api.errors import Incomplete

        inbox, now = self._inbox(ask.inbox_id), clock.now()
        was, inbox.announced = inbox.announced, False
        changed, whole = set[str](), self._whole()

        async def read(limit: int) -> None:
            listed = self._client.messages.list(inbox_id=ask.inbox_id, after=ask.after, limit=limit, order="asc")
            with suppress(Incomplete):  # all that can be listed came; the server's counts show what did not
                async for page in listed.pages():
                    if page.unreadable:  # the next poll may not list it again, and it is missing still
                        self.known.left_out("message", ask.inbox_id, page.unreadable)
                    changed.update(await self._put_messages(page.items, ask.inbox_id, whole))
                    self._reached(inbox, page.items)
                    await self._name_what_is_answered(page.items, inbox)

        try:
            await self._fitting(read, MOST_MESSAGES)
        except BaseException:
            inbox.announced = was
            self.partly |= changed
            raise
        inbox.polled_at, inbox.mailed_at, inbox.mail_polls = now, now, inbox.mail_polls + 1
        await self._remember(ask.inbox_id)
        return changed

    @staticmethod
    def _reached(inbox: InboxKnown, found: Sequence[Message]) -> None:
        moments = [item.created_at for item in found if item.created_at]
        if moments:
            inbox.newest_at = max(max(moments), inbox.newest_at or max(moments))

    async def _old_mail(self, ask: asks.AskOldMail) -> set[str]:
        inbox, now = self._inbox(ask.inbox_id), clock.now()
        if ask.before is None:
            was, inbox.announced = inbox.announced, False

        async def read(limit: int) -> tuple[Page[Message], int]:
            listed = self._client.messages.list(inbox_id=ask.inbox_id, before=ask.before, limit=limit, order="desc")
            return await listed, limit

        try:
            page, limit = await self._fitting(read, MOST_MESSAGES)
            changed = await self._put_messages(page.items, ask.inbox_id)
        except BaseException:
            inbox.announced = inbox.announced or (ask.before is None and was)
            raise
        if page.unreadable:
            self.known.left_out("message", ask.inbox_id, page.unreadable)
        moments = [item.created_at for item in page.items if item.created_at]
        more = _goes_on(len(page) + page.unreadable, limit) and bool(moments) and self._reaches_back(ask, min(moments))
        self._reached(inbox, page.items)
        if moments:
            inbox.oldest_at = min(min(moments), inbox.oldest_at or min(moments))
        if more and ask.before is not None and min(moments) >= ask.before - _MS:
            changed |= await self._crowded(inbox, ask.inbox_id, ask.before - _MS)
        was_done, inbox.history_done = inbox.history_done, not more
        if ask.before is None:
            inbox.polled_at = inbox.mailed_at = now
        await self._remember(ask.inbox_id)
        if inbox.history_done and not was_done:
            await self._compare(ask.inbox_id)
        return changed

    def _reaches_back(self, ask: asks.AskOldMail, oldest: datetime) -> bool:
        """Whether a full page goes before the time asked for. A server that does not heed it repeats itself for ever;
        what it does not list so is asked for by the counts of its threads."""
        reaches = ask.before is None or oldest < ask.before
        (self.passes.endless.discard if reaches else self.passes.endless.add)(f"mail {ask.inbox_id}")
        return reaches

    async def _crowded(self, inbox: InboxKnown, inbox_id: str, moment: datetime) -> set[str]:
        """A whole page within one millisecond: read that millisecond from both its ends, and go on before it."""
        from commune_tui.api.errors import Incomplete

        changed: set[str] = set()
        listed = self._client.messages.list(
            inbox_id=inbox_id, after=moment - _MS, before=moment + _MS, limit=MOST_MESSAGES, order="desc"
        )  # fmt: skip
        with suppress(Incomplete):
            async for page in listed.pages():
                changed |= await self._put_messages(page.items, inbox_id)
        inbox.oldest_at = moment - _MS
        return changed

    async def _fitting(self, read: Callable[[int], Awaitable[T]], most: int) -> T:
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

    async def _compare(self, inbox_id: str) -> None:
        """Check what is here against the server's counts, once both are known as a whole."""
        inbox = self._inbox(inbox_id)
        if self._is_whole(inbox) and inbox.listed_at is not None:
            await self._ask_again(await self._database.read(lambda conn: due.counts_differ(conn, inbox_id)))

    def _is_whole(self, inbox: InboxKnown) -> bool:
        """Whether no more history comes by itself, so that what differs from the thread list has to be asked for.

        A key that may not list messages reads them thread by thread: then nothing is here yet, and all counts differ.
        """
        return inbox.history_done or asks.AskOldMail.scope in self.known.forbidden

    async def _ask_again(self, thread_ids: Sequence[str]) -> None:
        fresh = await self._unchecked(thread_ids)
        self.known.counts_differ = list(dict.fromkeys([*self.known.counts_differ, *fresh]))

    async def _unchecked(self, thread_ids: Sequence[str]) -> list[str]:
        """Those of them that were not just read as a whole, listed as they are now: nothing comes of asking again."""
        checked, now = self.known.checked, clock.now()
        known = [each for each in thread_ids if each in checked and abs(now - checked[each][0]) < CHECK_AGAIN]
        listed = await self._listed_as(known) if known else {}
        return [each for each in thread_ids if each not in known or checked[each][1] != listed.get(each)]

    async def _listed_as(self, thread_ids: Sequence[str]) -> dict[str, tuple[object, ...]]:
        return await self._database.read(lambda conn: due.listed_as(conn, thread_ids))

    async def _name_what_is_answered(self, found: Sequence[Message], inbox: InboxKnown) -> None:
        """Ask again for mail of ours that these answer under a name that is not known: it is told after it left."""
        answers = [item.message_id for item in found if item.metadata.in_reply_to] if inbox.history_done else []
        if answers:
            wanted = await self._database.read(lambda conn: halves.answered_by_name(conn, answers))
            self.known.counts_differ = list(dict.fromkeys([*self.known.counts_differ, *wanted]))

    def _whole(self) -> dict[str, datetime]:
        """Up to which date the mail of each inbox is here as a whole, where that is known."""
        known = self.known
        return {each: at for each, inbox in known.inboxes.items() if (at := inbox.whole_until(known.ahead)) is not None}

    async def _put_messages(
        self, found: Sequence[Message], inbox_id: str, whole: Mapping[str, datetime] = MappingProxyType({})
    ) -> set[str]:
        now = clock.now()
        mails = [item for item in found if item.channel in (None, "email")]
        if not mails:
            return set()
        self._learn_size(mails)

        def write(conn: sqlite3.Connection) -> set[str]:
            if inbox_id not in self.known.inboxes:  # it went while this was asked
                return set()
            records = [self._at_home(wire.message(item, inbox_id=inbox_id)) for item in mails]
            sightings.recognise(conn, records, clock.now_ms())
            return messages.put(conn, records, now, whole_until=whole, ahead=self.known.ahead)

        return await self._database.write(write)

    def _at_home(self, record: MessageRecord) -> MessageRecord:
        """A message in the inbox that has its address now, or in none where that is not listed."""
        inbox_id = self.known.moved.get(record.inbox_id, record.inbox_id)
        return replace(record, inbox_id=inbox_id if inbox_id in self.known.inboxes else "")

    def _learn_size(self, mails: Sequence[Message]) -> None:
        """How large a message is; the more of them were seen at once, the more they count."""
        size = _BARE_BYTES + sum(len(m.content or "") + len(m.content_html or "") for m in mails) / len(mails)
        weight = min(1.0, max(0.2, len(mails) / 200))
        self.known.message_bytes += weight * (size - self.known.message_bytes)

    async def _remember(self, inbox_id: str) -> None:
        if inbox_id not in self.known.inboxes:
            return
        kept = to_json(self._inbox(inbox_id))
        await self._database.write(lambda conn: sync_state.put(conn, f"inbox:{inbox_id}", kept))

    async def _thread(self, thread_id: str) -> set[str]:
        now, whole_until = clock.now(), self._whole()
        listed = (await self._listed_as([thread_id])).get(thread_id) if thread_id in self.known.counts_differ else None

        async def read(limit: int) -> tuple[Page[Message], int]:
            return await self._client.threads.messages(thread_id, limit=limit, order="desc"), limit

        page, limit = await self._fitting(read, MOST_MESSAGES)
        if limit < MOST_MESSAGES and len(page) + page.unreadable >= limit:
            page, limit = (
                await self._client.threads.messages(thread_id, limit=MOST_MESSAGES, order="desc"),
                MOST_MESSAGES,
            )
        own = [item for item in page.items if item.thread_id in (None, "", thread_id)]
        mixed = len(own) < len(page)  # what another conversation said is not shown as said in this one
        turned = mixed != (thread_id in self.known.mixed)
        (self.known.mixed.add if mixed else self.known.mixed.discard)(thread_id)
        mails = [item for item in own if item.channel in (None, "email")]
        self.known.left_out("message", thread_id, page.unreadable)
        whole = len(page) < limit and not page.unreadable and not mixed

        def write(conn: sqlite3.Connection) -> set[str]:
            records = [replace(self._at_home(wire.message(item)), thread_id=thread_id) for item in mails]
            ids = {record.id for record in records}
            sightings.recognise(conn, records, clock.now_ms())
            changed = messages.put(conn, records, now, whole_until=whole_until, ahead=self.known.ahead)
            if whole:  # what the server does not list any more is gone there
                extra = [held for held in conversation.held_ids(conn, thread_id) if held not in ids]
                changed |= threads.remove(conn, [thread_id]) if not ids else messages.remove(conn, thread_id, extra)
            return changed

        changed = await self._database.write(write)
        self.known.asked_at[thread_id] = now
        if thread_id in self.known.counts_differ:
            self.known.counts_differ.remove(thread_id)
            self.known.checked[thread_id] = now, listed
        if thread_id in changed and mails:
            await self._name_what_is_answered(mails, self._inbox(mails[0].metadata.inbox_id or ""))
        return changed | {thread_id} if turned else changed


def _goes_on(read: int, limit: int) -> bool:
    """Whether older messages may follow a page: it was filled, or cut at a round number that the server prefers."""
    return read >= limit or (read > 0 and read % 50 == 0)
