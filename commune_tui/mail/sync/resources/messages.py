"""The messages of an inbox: new ones, oldest first, and older ones back to the first there is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, OfInbox, Urgency
from commune_tui.mail.sync.fetcher import MOST_MESSAGES
from commune_tui.mail.sync.known import InboxKnown, Known
from commune_tui.mail.sync.resources.inbox_threads import AskHead, head_will_do
from commune_tui.store import messages, sightings

if TYPE_CHECKING:
    from commune_tui.api.models import Message
    from commune_tui.api.page import Page
    from commune_tui.mail.sync.fetcher import Fetcher

#: New mail is asked from this much before the newest known: mail may become visible a little out of order.
OVERLAP = timedelta(seconds=30)
_MS = timedelta(milliseconds=1)
_BARE_BYTES = 900


@dataclass(frozen=True, slots=True)
class AskNewMail(OfInbox):
    """Messages of an inbox from ``after`` on, oldest first."""

    after: datetime
    scope = "messages:read"
    what = "mail"

    @property
    def in_turn(self) -> str:
        return f"mail {self.inbox_id}"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        """Every page is kept as it comes; what the stream announces meanwhile is asked for again afterwards."""
        from commune_tui.api.errors import Incomplete

        inbox, now = fetcher.inbox(self.inbox_id), clock.now()
        was, inbox.announced = inbox.announced, False
        changed, whole = set[str](), fetcher.known.whole()

        async def read(limit: int) -> None:
            listed = fetcher.client.messages.list(inbox_id=self.inbox_id, after=self.after, limit=limit, order="asc")
            with suppress(Incomplete):  # all that can be listed came; the server's counts show what did not
                async for page in listed.pages():
                    if page.unreadable:  # the next poll may not list it again, and it is missing still
                        fetcher.known.left_out("message", self.inbox_id, page.unreadable)
                    changed.update(await _put(fetcher, page.items, self.inbox_id, whole))
                    _reached(fetcher.known, inbox, page.items)
                    await fetcher.name_what_is_answered(page.items, inbox)

        try:
            await fetcher.fitting(read, MOST_MESSAGES)
        except BaseException:
            inbox.announced = was
            fetcher.partly |= changed
            raise
        inbox.polled_at, inbox.mailed_at, inbox.mail_polls = now, now, inbox.mail_polls + 1
        await fetcher.remember(self.inbox_id)
        return changed


@dataclass(frozen=True, slots=True)
class AskOldMail(OfInbox):
    """Messages of an inbox before ``before`` (``None``: from the newest), newest first."""

    before: datetime | None
    scope = "messages:read"
    what = "mail"

    @property
    def in_turn(self) -> str:
        return f"mail {self.inbox_id}"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        inbox, now = fetcher.inbox(self.inbox_id), clock.now()
        if self.before is None:
            was, inbox.announced = inbox.announced, False

        async def read(limit: int) -> tuple[Page[Message], int]:
            listed = fetcher.client.messages.list(inbox_id=self.inbox_id, before=self.before, limit=limit, order="desc")
            return await listed, limit

        try:
            page, limit = await fetcher.fitting(read, MOST_MESSAGES)
            changed = await _put(fetcher, page.items, self.inbox_id)
        except BaseException:
            inbox.announced = inbox.announced or (self.before is None and was)
            raise
        if page.unreadable:
            fetcher.known.left_out("message", self.inbox_id, page.unreadable)
        moments = [item.created_at for item in page.items if item.created_at]
        full = _goes_on(len(page) + page.unreadable, limit) and bool(moments)
        more = full and self._reaches_back(fetcher, min(moments))
        _reached(fetcher.known, inbox, page.items)
        if moments:
            inbox.oldest_at = min(min(moments), inbox.oldest_at or min(moments))
        if more and self.before is not None and min(moments) >= self.before - _MS:
            changed |= await self._crowded(fetcher, inbox, self.before - _MS)
        was_done, inbox.history_done = inbox.history_done, not more
        if self.before is None:
            inbox.polled_at = inbox.mailed_at = now
        await fetcher.remember(self.inbox_id)
        if inbox.history_done and not was_done:
            await fetcher.compare(self.inbox_id)
        return changed

    def _reaches_back(self, fetcher: Fetcher, oldest: datetime) -> bool:
        """Whether a full page goes before the time asked for. A server that does not heed it repeats itself for ever;
        what it does not list so is asked for by the counts of its threads."""
        reaches, endless = self.before is None or oldest < self.before, fetcher.passes.endless
        (endless.discard if reaches else endless.add)(f"mail {self.inbox_id}")
        return reaches

    async def _crowded(self, fetcher: Fetcher, inbox: InboxKnown, moment: datetime) -> set[str]:
        """A whole page within one millisecond: read that millisecond from both its ends, and go on before it."""
        from commune_tui.api.errors import Incomplete

        changed: set[str] = set()
        listed = fetcher.client.messages.list(
            inbox_id=self.inbox_id, after=moment - _MS, before=moment + _MS, limit=MOST_MESSAGES, order="desc"
        )  # fmt: skip
        with suppress(Incomplete):
            async for page in listed.pages():
                changed |= await _put(fetcher, page.items, self.inbox_id)
        inbox.oldest_at = moment - _MS
        return changed


def new_mail_of(inbox_id: str, newest_at: datetime, known: Known, now: datetime) -> AskNewMail:
    """What asks for everything new. A message may be dated in the future: what comes before that date is new as well"""
    return AskNewMail(inbox_id, min(newest_at, now + known.ahead) - OVERLAP)


async def _put(
    fetcher: Fetcher, found: Sequence[Message], inbox_id: str, whole: Mapping[str, datetime] = MappingProxyType({})
) -> set[str]:
    now = clock.now()
    mails = [item for item in found if item.channel in (None, "email")]
    if not mails:
        return set()
    _learn_size(fetcher.known, mails)

    def write(conn: sqlite3.Connection) -> set[str]:
        if inbox_id not in fetcher.known.inboxes:  # it went while this was asked
            return set()
        records = [fetcher.at_home(wire.message(item, inbox_id=inbox_id)) for item in mails]
        sightings.recognise(conn, records, clock.now_ms())
        return messages.put(conn, records, now, whole_until=whole, ahead=fetcher.known.ahead)

    return await fetcher.database.write(write)


def _learn_size(known: Known, mails: Sequence[Message]) -> None:
    """How large a message is; the more of them were seen at once, the more they count."""
    size = _BARE_BYTES + sum(len(m.content or "") + len(m.content_html or "") for m in mails) / len(mails)
    weight = min(1.0, max(0.2, len(mails) / 200))
    known.message_bytes += weight * (size - known.message_bytes)


def _reached(known: Known, inbox: InboxKnown, found: Sequence[Message]) -> None:
    moments = [item.created_at for item in found if item.created_at]
    known.noticed(inbox, moments, clock.now())
    if moments:
        inbox.newest_at = max(max(moments), inbox.newest_at or max(moments))


def _goes_on(read: int, limit: int) -> bool:
    """Whether older messages may follow a page: it was filled, or cut at a round number that the server prefers."""
    return read >= limit or (read > 0 and read % 50 == 0)


def _new(moment: Moment) -> Iterator[Ask]:
    """The polls that are due, the one that should have been first first; inboxes that were never asked come last."""
    known, now, polling = moment.known, moment.now, moment.polling
    waiting = []
    for inbox_id, inbox in known.inboxes.items():
        every = timedelta(0) if inbox.announced else polling.of_inbox(inbox_id, inbox)
        if inbox.announced or polling.is_due(inbox, every):
            waiting.append((inbox.polled_at is None, (inbox.polled_at or now) + every, inbox_id, inbox))
    for *_, inbox_id, inbox in sorted(waiting, key=itemgetter(0, 1, 2)):
        if head_will_do(known, inbox):
            yield AskHead(inbox_id)
        elif inbox.newest_at is None:
            yield AskOldMail(inbox_id, None)
        else:
            yield new_mail_of(inbox_id, inbox.newest_at, known, now)


def _older(moment: Moment) -> Iterator[Ask]:
    for inbox_id, inbox in moment.known.inboxes.items():
        if inbox.newest_at is not None and not inbox.history_done and inbox.oldest_at is not None:
            yield AskOldMail(inbox_id, _just_after(inbox.oldest_at))


def _just_after(moment: datetime) -> datetime:
    # Both bounds are exclusive, to the millisecond: messages that share the last one are asked for again.
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000) + _MS


def _next_at(moment: Moment) -> Iterator[datetime]:
    of_inbox, inboxes = moment.polling.of_inbox, moment.known.inboxes.items()
    return (each.polled_at + of_inbox(name, each) for name, each in inboxes if each.polled_at is not None)


ENDPOINT = Endpoint({Urgency.NEW_MAIL: _new, Urgency.HISTORY: _older}, _next_at)
