"""The list of domains, with how each is set up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail import wire
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.mail.sync.known import DomainKnown
from commune_tui.store import domains

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher


@dataclass(frozen=True, slots=True)
class AskDomains(Ask):
    """All domains."""

    scope = "domains:read"
    what = "domains"
    essential = True

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        known, now = fetcher.known, clock.now()
        found, missed = await fetcher.all(fetcher.client.domains.list())
        known.left_out("domain", "", missed)
        records = [wire.domain(item) for item in found]
        for record in records:  # one without an inbox may get mail to unknown addresses all the same
            known.domains.setdefault(record.id, DomainKnown())

        def write(conn: sqlite3.Connection) -> None:
            domains.put(conn, records, now)
            if not missed:
                domains.keep(conn, [record.id for record in records])

        await fetcher.database.write(write)
        known.domains_at = now
        fetcher.inboxes_changed = True
        return set()


def _again(moment: Moment) -> Iterator[Ask]:
    if moment.due(moment.known.domains_at, moment.pace.inboxes):
        yield AskDomains()


def _next_at(moment: Moment) -> Iterator[datetime]:
    if moment.known.domains_at is not None:
        yield moment.known.domains_at + moment.pace.inboxes


ENDPOINT = Endpoint({Urgency.DOMAINS: _again}, _next_at)
