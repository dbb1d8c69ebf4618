"""What became of mail: events, suppressed addresses and figures of an inbox, and the events of one message."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import delivery_events, wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.store import delivery

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher
    from commune_tui.store.records import EventRecord

_LISTS = {"events": "delivery events", "suppressions": "suppressed addresses"}


@dataclass(frozen=True, slots=True)
class AskDelivery(Ask):
    """Delivery of an inbox: ``part`` is ``events``, ``suppressions``, or a period of metrics (``24h 7d 30d``)."""

    inbox_id: str
    part: str
    scope = "messages:read"

    @property
    def kind(self) -> str:
        return f"AskDelivery {self.part if self.part in _LISTS else 'metrics'}"

    @property
    def what(self) -> str:
        return _LISTS.get(self.part, "delivery figures")

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        now, inbox_id, known, changed = clock.now(), self.inbox_id, fetcher.known, set[str]()
        if self.part == "events":
            page = await fetcher.client.delivery.events(inbox_id=inbox_id, limit=200)
            known.left_out("delivery event", inbox_id, page.unreadable)
            changed = await _put(
                fetcher, [each for item in page.items for each in delivery_events.events(item, inbox_id=inbox_id)]
            )
        elif self.part == "suppressions":
            listed = await fetcher.client.delivery.suppressions(inbox_id=inbox_id, limit=200)
            known.left_out("suppression", inbox_id, listed.unreadable)
            rows = [wire.suppression(item, inbox_id=inbox_id) for item in listed.items]
            await fetcher.database.write(lambda conn: delivery.put_suppressions(conn, rows, now, scope=(inbox_id, "")))
        else:
            counted = await fetcher.client.delivery.metrics(inbox_id=inbox_id, period=self.part)
            record = wire.metrics(counted, scope=f"inbox:{inbox_id}", period=self.part)
            await fetcher.database.write(lambda conn: delivery.put_metrics(conn, record, now))
        known.delivery_at[inbox_id, self.part] = now
        fetcher.delivery_changed = True
        return changed


@dataclass(frozen=True, slots=True)
class AskMessageEvents(Ask):
    """The delivery events of one message."""

    message_id: str
    scope = "messages:read"
    what = "delivery events"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        page = await fetcher.client.delivery.events(message_id=self.message_id, limit=200)
        fetcher.known.left_out("delivery event", self.message_id, page.unreadable)
        changed = await _put(fetcher, [each for item in page.items for each in delivery_events.events(item)])
        fetcher.known.asked_at[self.message_id] = clock.now()
        fetcher.delivery_changed = True
        return changed


async def _put(fetcher: Fetcher, events: Sequence[EventRecord]) -> set[str]:
    def write(conn: sqlite3.Connection) -> set[str]:
        return delivery.follow(conn, delivery.put_events(conn, events))

    return await fetcher.database.write(write)


def _of_the_open(moment: Moment) -> Iterator[Ask]:
    for message_id in moment.screen.open_messages:
        if moment.due(moment.known.asked_at.get(message_id), moment.pace.looked_at):
            yield AskMessageEvents(message_id)


def _of_the_shown(moment: Moment) -> Iterator[Ask]:
    for inbox_id in moment.screen.delivery:
        for part in filter(None, (moment.screen.period, *_LISTS)):
            if moment.due(moment.known.delivery_at.get((inbox_id, part)), moment.pace.delivery):
                yield AskDelivery(inbox_id, part)


def _of_what_is_under_way(moment: Moment) -> Iterator[Ask]:
    for inbox_id in moment.known.delivery_due:
        if moment.due(moment.known.delivery_at.get((inbox_id, "events")), moment.pace.delivery):
            yield AskDelivery(inbox_id, "events")


def _next_at(moment: Moment) -> Iterator[datetime]:
    known, screen, pace = moment.known, moment.screen, moment.pace
    yield from (known.asked_at[each] + pace.looked_at for each in screen.open_messages if each in known.asked_at)
    yield from (at + pace.delivery for (inbox_id, _), at in known.delivery_at.items() if inbox_id in screen.delivery)


ENDPOINT = Endpoint(
    {
        Urgency.EVENTS_OF_OPEN: _of_the_open,
        Urgency.PLACE: _of_the_shown,
        Urgency.BACKGROUND: _of_what_is_under_way,
    },
    _next_at,
)
