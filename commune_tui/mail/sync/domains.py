"""Asks for the thread list of a domain: all its inboxes in one request, and what is in none of them.

An inbox whose id was replaced keeps its address, and its threads stay under the old id; mail to an unknown address has
no inbox; late mail bears an old date. None of them shows in the messages of an inbox, all of them in this list. The
half of :mod:`.perform` that deals with lists of domains.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync import asks
from commune_tui.mail.sync.known import DomainKnown
from commune_tui.mail.sync.mails import Mails
from commune_tui.store import due, sync_state, threads
from commune_tui.store.records import ThreadRecord

if TYPE_CHECKING:
    from commune_tui.api.models import Thread

MOST_THREADS = 100
HEAD_THREADS = 50
FEW = 2
"""Threads with news that are cheaper to ask for one by one than by a message list."""


class Domains(Mails):
    """Joins the client, the store and the knowledge, as far as lists of domains go."""

    def _record(self, item: Thread) -> ThreadRecord | None:
        """An item under the inbox that has its address now; ``None`` for one of an inbox that was taken away."""
        record = wire.thread(item)
        inbox_id = self.known.moved.get(record.inbox_id, record.inbox_id)
        if inbox_id in self.known.gone:
            return None
        return replace(record, inbox_id=inbox_id if inbox_id in self.known.inboxes else "")

    def _learn_triage(self, items: Sequence[Thread]) -> None:
        if items:
            self.known.triage_in_list = any(map(wire.carries_triage, items))

    async def _domain_head(self, ask: asks.AskDomainHead) -> set[str]:
        """What the newest page of a domain shows to be new or other is asked for, few things one by one."""
        from commune_tui.api.errors import NotAllowed, NotFound

        known, now = self.known, clock.now()
        place = known.domains.setdefault(ask.domain_id, DomainKnown())
        try:
            page = await self._client.threads.list(domain_id=ask.domain_id, limit=HEAD_THREADS)
        except NotFound:
            place.refused = True
            return set()
        except NotAllowed as error:
            if error.required:
                raise
            place.refused = True
            return set()
        self._learn_triage(page.items)
        records = [record for item in page.items if (record := self._record(item)) is not None]
        mine = [each for each, inbox in known.inboxes.items() if inbox.domain_id == ask.domain_id]

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str], bool]:
            missing = due.above(conn, mine, records, page.has_more)
            changed = threads.put_listed(conn, due.where_they_are(conn, records), now)
            return changed, due.differing(conn, records), not missing

        changed, differ, place.vouches = await self._database.write(write)
        place.polled_at = now
        await self._ask_about(records, differ, mine)
        if not place.strays_seen and any(not record.inbox_id for record in records):
            place.strays_wanted = place.strays_seen = True
        return changed

    async def _ask_about(self, records: Sequence[ThreadRecord], differ: Sequence[str], mine: Sequence[str]) -> None:
        """Few threads one by one; many of an inbox by its messages, which are fewer requests."""
        known, inbox_of = self.known, {record.id: record.inbox_id for record in records}
        fresh = await self._unchecked(differ)
        if len(fresh) == len(records) >= HEAD_THREADS:  # as many again may stand below
            for inbox_id in mine:
                known.inboxes[inbox_id].announced = True
        single = []
        for inbox_id in dict.fromkeys(inbox_of[each] for each in fresh):
            of_inbox = [each for each in fresh if inbox_of[each] == inbox_id]
            inbox = known.inboxes.get(inbox_id)
            by_list = inbox is not None and asks.AskNewMail.scope not in known.forbidden
            if inbox is not None and by_list and len(of_inbox) > FEW and not inbox.headed:
                inbox.announced = inbox.headed = True  # what its messages do not bring is asked one by one next time
                continue
            if inbox is not None:
                inbox.headed = False
            single += of_inbox
        await self._ask_again(single)

    async def _strays(self, ask: asks.AskStrays) -> set[str]:
        """A page of a pass through a domain's list for the threads that no inbox of it lists."""
        place, now = self.known.domains.setdefault(ask.domain_id, DomainKnown()), clock.now()
        page = await self._client.threads.list(domain_id=ask.domain_id, limit=MOST_THREADS, cursor=ask.cursor)
        records = [record for item in page.items if (record := self._record(item)) is not None and self._is_stray(item)]

        since = now if ask.cursor is None else place.strays_since or now  # what came during a pass may stand above it
        following = page.next_cursor if page.has_more else None
        asked = [record.id for record in records]
        place.strays_wanted = await self._goes_on(f"strays {ask.domain_id}", following, page.items, asked)
        place.strays_cursor = following if place.strays_wanted else None
        place.strays_seen = place.strays_seen or bool(records)
        if not place.strays_wanted:
            place.strays_at = since
        place.strays_since = since

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str]]:
            if not place.strays_wanted:
                sync_state.put(conn, f"strays:{ask.domain_id}", [clock.iso(since), place.strays_seen])
            changed = threads.put_listed(conn, due.where_they_are(conn, records), now)
            return changed, due.differing(conn, records)

        changed, differ = await self._database.write(write)
        await self._ask_again(differ)
        return changed

    def _is_stray(self, item: Thread) -> bool:
        return (item.inbox_id or "") not in self.known.inboxes

    async def _goes_on(self, where: str, cursor: str | None, items: Sequence[Thread], asked: Sequence[str]) -> bool:
        """Whether a pass through a list goes on with this cursor after a page; the mail of ``asked`` is here, or is
        asked for next."""
        if cursor is None:
            self.passes.end(where)
            return False
        waiting = set(self.known.counts_differ)
        answered = [each for each in self.passes.before(where) if each not in waiting]
        backed = await self._database.read(lambda conn: due.any_held(conn, answered)) if answered else None
        return self.passes.moves(where, cursor, [item.thread_id for item in items], asked=asked, backed=backed)
