"""The thread list of a domain: all its inboxes in one request, and what is in none of them.

An inbox whose id was replaced keeps its address, and its threads stay under the old id; mail to an unknown address has
no inbox; late mail bears an old date. None of them shows in the messages of an inbox, all of them in this list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.mail.sync.fetcher import FEW, HEAD_THREADS, MOST_THREADS
from commune_tui.mail.sync.known import DomainKnown, Known
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.store import due, sync_state, threads
from commune_tui.store.records import ThreadRecord

if TYPE_CHECKING:
    from commune_tui.api.models import Thread
    from commune_tui.mail.sync.fetcher import Fetcher


@dataclass(frozen=True, slots=True)
class AskDomainHead(Ask):
    """The newest page of a domain's thread list: what happened in any of its inboxes, and in none of them."""

    domain_id: str
    scope = "threads:read"
    what = "threads"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        """What the newest page of a domain shows to be new or other is asked for, few things one by one."""
        from commune_tui.api.errors import NotAllowed, NotFound

        known, now = fetcher.known, clock.now()
        place = known.domains.setdefault(self.domain_id, DomainKnown())
        try:
            page = await fetcher.client.threads.list(domain_id=self.domain_id, limit=HEAD_THREADS)
        except NotFound:
            place.refused = True
            return set()
        except NotAllowed as error:
            if error.required:
                raise
            place.refused = True
            return set()
        fetcher.learn_triage(page.items)
        records = [record for item in page.items if (record := _record(fetcher.known, item)) is not None]
        mine = [each for each, inbox in known.inboxes.items() if inbox.domain_id == self.domain_id]

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str], bool]:
            missing = due.above(conn, mine, records, page.has_more)
            changed = threads.put_listed(conn, due.where_they_are(conn, records), now)
            return changed, due.differing(conn, records), not missing

        changed, differ, place.vouches = await fetcher.database.write(write)
        place.polled_at = now
        _note(known, place, records, now)
        news = await _ask_about(fetcher, records, differ, mine)
        for inbox_id in known.inboxes.keys() & set(mine) - news if place.vouches else ():
            known.inboxes[inbox_id].mailed_at = now
        if not place.strays_seen and any(not record.inbox_id for record in records):
            place.strays_wanted = place.strays_seen = True
        return changed


@dataclass(frozen=True, slots=True)
class AskStrays(Ask):
    """One page of a domain's thread list, for the threads that are in no inbox that the server lists."""

    domain_id: str
    cursor: str | None
    scope = "threads:read"
    what = "threads"
    renewed = False

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        """A page of a pass through a domain's list for the threads that no inbox of it lists."""
        place, now = fetcher.known.domains.setdefault(self.domain_id, DomainKnown()), clock.now()
        page = await fetcher.client.threads.list(domain_id=self.domain_id, limit=MOST_THREADS, cursor=self.cursor)
        records = [
            record
            for item in page.items
            if (record := _record(fetcher.known, item)) is not None and _is_stray(fetcher.known, item)
        ]

        since = now if self.cursor is None else place.strays_since or now  # what came during a pass may stand above it
        following = page.next_cursor if page.has_more else None
        asked = [record.id for record in records]
        place.strays_wanted = await fetcher.goes_on(f"strays {self.domain_id}", following, page.items, asked)
        place.strays_cursor = following if place.strays_wanted else None
        place.strays_seen = place.strays_seen or bool(records)
        if not place.strays_wanted:
            place.strays_at = since
        place.strays_since = since

        def write(conn: sqlite3.Connection) -> tuple[set[str], list[str]]:
            if not place.strays_wanted:
                sync_state.put(conn, f"strays:{self.domain_id}", [clock.iso(since), place.strays_seen])
            changed = threads.put_listed(conn, due.where_they_are(conn, records), now)
            return changed, due.differing(conn, records)

        changed, differ = await fetcher.database.write(write)
        await fetcher.ask_again(differ)
        return changed


def _note(known: Known, place: DomainKnown, records: Sequence[ThreadRecord], now: datetime) -> None:
    """When mail came last, to each of the inboxes and to the domain."""
    dates: dict[str, list[datetime | None]] = {}
    for record in records:
        dates.setdefault(record.inbox_id, []).append(record.last_message_at)
    for inbox_id, of_inbox in dates.items():
        if (inbox := known.inboxes.get(inbox_id)) is not None:
            known.noticed(inbox, of_inbox, now)
    known.noticed(place, (record.last_message_at for record in records), now)


def _record(known: Known, item: Thread) -> ThreadRecord | None:
    """An item under the inbox that has its address now; ``None`` for one of an inbox that was taken away."""
    record = wire.thread(item)
    inbox_id = known.moved.get(record.inbox_id, record.inbox_id)
    if inbox_id in known.gone:
        return None
    return replace(record, inbox_id=inbox_id if inbox_id in known.inboxes else "")


def _is_stray(known: Known, item: Thread) -> bool:
    return (item.inbox_id or "") not in known.inboxes


async def _ask_about(
    fetcher: Fetcher, records: Sequence[ThreadRecord], differ: Sequence[str], mine: Sequence[str]
) -> set[str]:
    """Few threads one by one; many of an inbox by its messages, which are fewer requests. The inboxes with news."""
    known, inbox_of = fetcher.known, {record.id: record.inbox_id for record in records}
    fresh = await fetcher.unchecked(differ)
    below = len(fresh) == len(records) >= HEAD_THREADS  # as many again may stand there
    if below:
        for inbox_id in mine:
            known.inboxes[inbox_id].announced = True
    single = []
    for inbox_id in dict.fromkeys(inbox_of[each] for each in fresh):
        of_inbox = [each for each in fresh if inbox_of[each] == inbox_id]
        inbox = known.inboxes.get(inbox_id)
        by_list = inbox is not None and known.lists_mail
        if inbox is not None and by_list and len(of_inbox) > FEW and not inbox.headed:
            inbox.announced = inbox.headed = True  # what its messages do not bring is asked one by one next time
            continue
        if inbox is not None:
            inbox.headed = False
        single += of_inbox
    await fetcher.ask_again(single)
    return set(mine) if below else {inbox_of[each] for each in fresh}


def _heads(moment: Moment) -> Iterator[Ask]:
    """The first page of each domain: what happens in any of its inboxes, and to addresses that have none."""
    known, polling = moment.known, moment.polling
    if known.inboxes_at is None and AskInboxes.scope not in known.forbidden:
        return  # what is in none of them is not known before they are
    unread = {
        inbox.domain_id
        for inbox in known.inboxes.values()
        if not (inbox.newest_at or inbox.history_done or (not known.lists_mail and inbox.listed_at))
    }
    for domain_id, place in known.domains.items():
        after = polling.of_domain(domain_id, place)
        if domain_id in unread or place.refused or not polling.is_due(place, after):
            continue
        yield AskDomainHead(domain_id)
        if all(each.polled_at is None for each in known.domains.values()):
            return  # whether the key may is known after the first


def _passes(moment: Moment) -> Iterator[Ask]:
    """Domains are read through for what no inbox lists: often where there is such a thing."""
    known, pace = moment.known, moment.pace
    unlisted = {inbox.domain_id for inbox in known.inboxes.values() if inbox.listed_at is None}
    for domain_id, place in known.domains.items():
        sure = not place.refused and place.polled_at is not None and domain_id not in unlisted
        every = pace.relist if place.strays_seen or known.moved else pace.strays
        if place.strays_wanted or (sure and moment.due(known.since(place.strays_at), every)):
            yield AskStrays(domain_id, place.strays_cursor)


def _next_at(moment: Moment) -> Iterator[datetime]:
    of_domain, places = moment.polling.of_domain, moment.known.domains.items()
    return (place.polled_at + of_domain(name, place) for name, place in places if place.polled_at is not None)


ENDPOINT = Endpoint({Urgency.HEADS: _heads, Urgency.STRAYS: _passes}, _next_at)
