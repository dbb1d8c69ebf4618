"""The thread list of an inbox: the server's counts, and triage where the list carries it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, OfInbox, Urgency
from commune_tui.mail.sync.fetcher import FEW, HEAD_THREADS, MOST_THREADS
from commune_tui.mail.sync.known import InboxKnown, Known
from commune_tui.store import due, sync_state, threads

if TYPE_CHECKING:
    from commune_tui.api.models import Thread
    from commune_tui.mail.sync.fetcher import Fetcher

#: After so many polls for messages, one looks at the head of the thread list instead.
MAIL_POLLS = 3
#: After so many pages a thread list lets history go first: what it lists can be held against the mail then.
FAR = 100


@dataclass(frozen=True, slots=True)
class AskThreadList(OfInbox):
    """One page of an inbox's thread list."""

    cursor: str | None
    scope = "threads:read"
    what = "threads"

    @property
    def in_turn(self) -> str:
        return f"threads {self.inbox_id}"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        inbox_id, inbox, now = self.inbox_id, fetcher.inbox(self.inbox_id), clock.now()
        page = await fetcher.client.threads.list(inbox_id=inbox_id, limit=MOST_THREADS, cursor=self.cursor)
        since = inbox.listing_since or now
        following = page.next_cursor if page.has_more else None
        where = f"threads {inbox_id}"
        listed, whole = [item.thread_id for item in page.items], fetcher.is_whole(inbox)
        if not await fetcher.goes_on(where, following, page.items, listed if whole else ()):
            following = None
        changed, differ = await _put_listed(fetcher, inbox_id, page.items, now)
        if whole:
            unheld = await fetcher.database.read(lambda conn: due.unheld(conn, listed))
            fresh = await fetcher.ask_again([*differ, *unheld])
            if self.cursor is None:  # the newest page shows what a poll would
                inbox.polled_at, inbox.mail_polls = now, 0
                inbox.mailed_at = inbox.mailed_at if fresh else now
        inbox.listing_pages = fetcher.passes.pages(where)
        inbox.listing_missed = page.unreadable + (inbox.listing_missed if self.cursor else 0)
        if following is None:
            fetcher.known.left_out("thread", inbox_id, inbox.listing_missed)
            # What was not met may be what could not be read, what never came, or what stands under an older id.
            sure = not inbox.listing_missed and where not in fetcher.passes.endless
            if sure and inbox_id not in fetcher.known.moved.values():
                changed |= await self._end_of_list(fetcher, inbox, since)
            inbox.listing_since, inbox.listing_cursor, inbox.listed_at = None, None, since
        else:
            inbox.listing_since, inbox.listing_cursor = since, following
        await fetcher.remember(inbox_id)
        if following is None:
            await fetcher.compare(inbox_id)
        return changed

    async def _end_of_list(self, fetcher: Fetcher, inbox: InboxKnown, since: datetime) -> set[str]:
        """What a whole pass did not meet is gone, or got mail and moved past it: new mail is asked for before that."""
        from commune_tui.mail.sync.resources.messages import new_mail_of

        database, inbox_id, known = fetcher.database, self.inbox_id, fetcher.known
        if not await database.read(lambda conn: due.unlisted(conn, inbox_id, since)):
            return set()
        changed: set[str] = set()
        if inbox.newest_at is not None and known.lists_mail:
            changed = await new_mail_of(inbox_id, inbox.newest_at, known, clock.now()).fetch(fetcher)
        return changed | await database.write(lambda conn: due.remove_unlisted(conn, inbox_id, since))


@dataclass(frozen=True, slots=True)
class AskHead(OfInbox):
    """The newest page of an inbox's thread list, in place of a poll: new mail shows there, and so does triage."""

    scope = "threads:read"
    what = "threads"

    @property
    def in_turn(self) -> str:
        return f"mail {self.inbox_id}"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        inbox_id, inbox, now = self.inbox_id, fetcher.inbox(self.inbox_id), clock.now()
        page = await fetcher.client.threads.list(inbox_id=inbox_id, limit=HEAD_THREADS)
        if page.unreadable:
            fetcher.known.left_out("thread", inbox_id, page.unreadable)
        changed, edges = await _put_listed(fetcher, inbox_id, page.items, now)
        listed = {item.thread_id for item in page.items}
        counted = await fetcher.database.read(lambda conn: due.counts_differ(conn, inbox_id))
        differ = await fetcher.unchecked(list(dict.fromkeys([*edges, *(c for c in counted if c in listed)])))
        if len(differ) > FEW and fetcher.known.lists_mail:
            inbox.announced = True
        else:
            await fetcher.ask_again(differ)
        inbox.polled_at, inbox.mail_polls = now, 0
        await fetcher.remember(inbox_id)
        return changed


async def _put_listed(
    fetcher: Fetcher, inbox_id: str, items: Sequence[Thread], now: datetime
) -> tuple[set[str], list[str]]:
    """Write items of a thread list: (threads that changed, threads whose first or last mail here is another)."""
    known, records = fetcher.known, [wire.thread(item) for item in items]
    fetcher.learn_triage(items)

    def write(conn: sqlite3.Connection) -> tuple[set[str], list[str]]:
        if sync_state.get(conn, "triage_in_list") != known.triage_in_list:
            sync_state.put(conn, "triage_in_list", known.triage_in_list)
        if inbox_id not in known.inboxes:  # it went while this was asked
            return set(), []
        return threads.put_listed(conn, records, now, known.ahead), due.edges_differ(conn, records)

    changed = await fetcher.database.write(write)
    known.noticed(fetcher.inbox(inbox_id), (record.last_message_at for record in records), now)
    return changed


def head_will_do(known: Known, inbox: InboxKnown) -> bool:
    """Whether this poll of an inbox looks at the head of its thread list instead of at its messages."""
    if AskHead.scope in known.forbidden:
        return False
    if not known.lists_mail:
        return inbox.listed_at is not None
    complete = inbox.history_done and inbox.listed_at is not None and inbox.newest_at is not None
    return bool(known.triage_in_list and complete and inbox.mail_polls >= MAIL_POLLS and not inbox.announced)


def bringing_triage(known: Known) -> set[str]:
    """The inboxes whose thread lists bring the triage that nobody looks at, before or at less cost than asking."""
    if not known.triage_in_list:
        return set()
    under_way = {
        inbox_id
        for inbox_id, inbox in known.inboxes.items()
        if inbox.listing_since is not None or known.since(inbox.listed_at) is None
    }
    return under_way | known.sooner_listed


def _relisted_every(moment: Moment, inbox_id: str) -> timedelta:
    return moment.pace.relist_for_triage if inbox_id in moment.known.sooner_listed else moment.pace.relist


def _lists(moment: Moment, *, far: bool) -> Iterator[Ask]:
    """The next page of each thread list that is being read or is to be; ``far`` are those that history goes before."""
    known = moment.known
    for inbox_id, inbox in known.inboxes.items():
        if far != (inbox.listing_pages >= FAR and not inbox.history_done):
            continue
        if inbox.listing_since is not None:
            yield AskThreadList(inbox_id, inbox.listing_cursor)
        elif (inbox.polled_at is not None or not known.lists_mail) and moment.due(
            known.since(inbox.listed_at), _relisted_every(moment, inbox_id)
        ):
            yield AskThreadList(inbox_id, None)


def _near(moment: Moment) -> Iterator[Ask]:
    return _lists(moment, far=False)


def _far(moment: Moment) -> Iterator[Ask]:
    return _lists(moment, far=True)


def _next_at(moment: Moment) -> Iterator[datetime]:
    for inbox_id, inbox in moment.known.inboxes.items():
        if inbox.listed_at is not None:
            yield inbox.listed_at + _relisted_every(moment, inbox_id)


ENDPOINT = Endpoint({Urgency.LISTS: _near, Urgency.FAR_LISTS: _far}, _next_at)
