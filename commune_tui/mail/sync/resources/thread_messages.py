"""All messages of one thread: it is open on the screen, or its count differs from the server's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.mail.sync.fetcher import MOST_MESSAGES
from commune_tui.store import conversation, messages, sightings, threads

if TYPE_CHECKING:
    from commune_tui.api.models import Message
    from commune_tui.api.page import Page
    from commune_tui.mail.sync.fetcher import Fetcher
    from commune_tui.mail.sync.known import Known


@dataclass(frozen=True, slots=True)
class AskThread(Ask):
    """All messages of one thread."""

    thread_id: str
    scope = "threads:read"
    what = "the mails of threads"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        thread_id, known, now, whole_until = self.thread_id, fetcher.known, clock.now(), fetcher.known.whole()
        listed = (await fetcher.listed_as([thread_id])).get(thread_id) if thread_id in known.counts_differ else None
        page, limit = await self._page(fetcher)
        own = [item for item in page.items if item.thread_id in (None, "", thread_id)]
        mixed = len(own) < len(page)  # what another conversation said is not shown as said in this one
        turned = mixed != (thread_id in known.mixed)
        (known.mixed.add if mixed else known.mixed.discard)(thread_id)
        mails = [item for item in own if item.channel in (None, "email")]
        known.left_out("message", thread_id, page.unreadable)
        whole = len(page) < limit and not page.unreadable and not mixed

        def write(conn: sqlite3.Connection) -> set[str]:
            records = [replace(fetcher.at_home(wire.message(item)), thread_id=thread_id) for item in mails]
            ids = {record.id for record in records}
            sightings.recognise(conn, records, clock.now_ms())
            changed = messages.put(conn, records, now, whole_until=whole_until, ahead=known.ahead)
            if whole:  # what the server does not list any more is gone there
                extra = [held for held in conversation.held_ids(conn, thread_id) if held not in ids]
                changed |= threads.remove(conn, [thread_id]) if not ids else messages.remove(conn, thread_id, extra)
            return changed

        changed = await fetcher.database.write(write)
        known.asked_at[thread_id] = now
        if thread_id in known.counts_differ:
            known.counts_differ.remove(thread_id)
            known.checked[thread_id] = now, listed
        if thread_id in changed and mails:
            await fetcher.name_what_is_answered(mails, fetcher.inbox(mails[0].metadata.inbox_id or ""))
        return changed | {thread_id} if turned else changed

    async def _page(self, fetcher: Fetcher) -> tuple[Page[Message], int]:
        """The newest messages, and how many were asked for: as many as one answer holds where there are that many."""

        async def read(limit: int) -> tuple[Page[Message], int]:
            return await fetcher.client.threads.messages(self.thread_id, limit=limit, order="desc"), limit

        page, limit = await fetcher.fitting(read, MOST_MESSAGES)
        full = limit < MOST_MESSAGES and len(page) + page.unreadable >= limit
        return await read(MOST_MESSAGES) if full else (page, limit)

    def vanished(self, known: Known) -> None:
        known.forget_thread(self.thread_id)


def _the_open(moment: Moment) -> Iterator[Ask]:
    thread_id = moment.screen.open_thread
    if thread_id is not None and moment.due(moment.known.asked_at.get(thread_id), moment.pace.looked_at):
        yield AskThread(thread_id)


def _differing(moment: Moment) -> Iterator[Ask]:
    return map(AskThread, moment.known.counts_differ)


def _next_at(moment: Moment) -> Iterator[datetime]:
    if (asked := moment.known.asked_at.get(moment.screen.open_thread or "")) is not None:
        yield asked + moment.pace.looked_at


ENDPOINT = Endpoint({Urgency.OPEN: _the_open, Urgency.DIFFERING: _differing}, _next_at)
