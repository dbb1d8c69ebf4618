"""The list of inboxes: which there are, which were replaced by another of the same address, which are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.mail.sync.known import DomainKnown, InboxKnown
from commune_tui.store import inboxes, sync_state

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher


@dataclass(frozen=True, slots=True)
class AskInboxes(Ask):
    """All inboxes."""

    scope = "inboxes:read"
    what = "inboxes"
    essential = True

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        known, now = fetcher.known, clock.now()
        found, missed = await fetcher.all(fetcher.client.inboxes.list())
        known.left_out("inbox", "", missed)
        records = [wire.inbox(item) for item in found]
        ids = [record.id for record in records]
        if missed:  # which of them could not be read is not known: none is gone
            ids += known.inboxes.keys() - set(ids)

        moved = dict(known.moved)

        def write(conn: sqlite3.Connection) -> set[str]:
            moved.update(inboxes.moved(conn, records, ids))
            inboxes.to_listed(moved, ids)
            inboxes.put(conn, records, now)
            changed = inboxes.follow(conn, moved)
            gone = inboxes.keep(conn, ids)
            sync_state.put(conn, "inboxes_at", clock.iso(now))
            sync_state.put(conn, "inboxes_moved", moved)
            return changed | gone

        gone = await fetcher.database.write(write)
        known.moved = moved
        for record in records:
            inbox = known.inboxes.setdefault(record.id, InboxKnown())
            inbox.domain_id = record.domain_id
            known.noticed(inbox, (record.created_at,), now)  # the first mail to a new one is awaited
            if record.domain_id:
                known.domains.setdefault(record.domain_id, DomainKnown())
        for inbox_id in known.inboxes.keys() - set(ids):
            del known.inboxes[inbox_id]
            if inbox_id not in moved:
                known.gone.add(inbox_id)
        known.gone -= set(ids)
        if gone:  # what was on its way for them may have been written meanwhile
            gone |= await fetcher.database.write(lambda conn: inboxes.keep(conn, ids))
        known.inboxes_at = now
        fetcher.inboxes_changed = True
        return gone


def _first(moment: Moment) -> Iterator[Ask]:
    if moment.known.inboxes_at is None:
        yield AskInboxes()


def _again(moment: Moment) -> Iterator[Ask]:
    if moment.due(moment.known.inboxes_at, moment.pace.inboxes):
        yield AskInboxes()


def _next_at(moment: Moment) -> Iterator[datetime]:
    if moment.known.inboxes_at is not None:
        yield moment.known.inboxes_at + moment.pace.inboxes


ENDPOINT = Endpoint({Urgency.FIRST: _first, Urgency.INBOXES: _again}, _next_at)
