"""How often an inbox or a domain is asked for news: what is quiet seldom, what is awaited often. Pure.

One request shows what is new in an inbox, or in all inboxes of a domain whose list holds them (it *vouches* for them).
The law is :func:`every`; :class:`Polling` is what it gives for an account at a moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.pace import Pace

EARLY = 20
"""What is due within a twentieth of its interval is asked with what is due now, so that one wakes up less often."""


def every(quiet: timedelta | None, many: int, pace: Pace) -> timedelta:
    """How long after a look at one of ``many`` it is looked at again, if at that look nothing had come for ``quiet``
    (``None``: nothing ever came).

    Right after news: every half minute. Few are asked as often always; many by how long nothing came: in the first hour
    so that news is two minutes old at the most, afterwards when a 36th of the quiet has passed, and all of them
    together no more than 2,000 times an hour, as long as that asks each twice.
    """
    if quiet is not None and quiet <= pace.fresh:
        return pace.poll
    seldom = pace.longest if quiet is None else min(max(pace.active, quiet / pace.part), pace.longest)
    return max(pace.poll, min(many * pace.share, seldom))


def check_every(many: int, pace: Pace) -> timedelta:
    """How often each of ``many`` inboxes is looked at by itself although its domain vouches for it: six times an hour,
    together no more than 900 times, and not at all where the page of its list that is read anyway shows the same."""
    return min(max(pace.check, many * pace.check_share), pace.relist * 1.1)


def is_due(at: datetime | None, after: timedelta, now: datetime) -> bool:
    """Whether something done ``at`` a time should be done again; also when the clock was set back."""
    return at is None or now - at >= after or at - now > timedelta(minutes=5)


class Polling:
    """How long after the last look each inbox and domain of an account is looked at again.

    Domains and the inboxes that no domain vouches for are counted apart, so that a domain that stops vouching changes
    nothing for the others.
    """

    def __init__(self, known: Known, now: datetime, pace: Pace) -> None:
        self._known, self._now, self._pace = known, now, pace
        self._heads = sum(not place.refused for place in known.domains.values())
        self._watched = {known.inboxes[each].domain_id for each in known.watched & known.inboxes.keys()}
        self._check = check_every(len(known.inboxes), pace)
        self._vouching = {
            domain_id
            for domain_id, place in known.domains.items()
            if place.vouches and not is_due(place.polled_at, self.of_domain(domain_id, place) + 3 * pace.head, now)
        }
        self._alone = sum(not self._vouched(inbox) for inbox in known.inboxes.values())

    def of_domain(self, domain_id: str, place: DomainKnown) -> timedelta:
        """How often the head of a domain is looked at."""
        pace = self._pace
        floor = pace.head_with_stream if self._known.stream_works else pace.head
        return max(floor, pace.poll if domain_id in self._watched else self._law(place, self._heads))

    def of_inbox(self, inbox_id: str, inbox: InboxKnown) -> timedelta:
        """How often an inbox is asked by itself."""
        if self._vouched(inbox):
            return self._check
        known, pace = self._known, self._pace
        floor = pace.poll_with_stream if known.stream_works else pace.poll
        return max(floor, pace.poll if inbox_id in known.watched else self._law(inbox, self._alone))

    def is_due(self, source: InboxKnown | DomainKnown, after: timedelta) -> bool:
        """Whether one of them is asked now that something is."""
        return is_due(source.polled_at, after - after / EARLY, self._now)

    def _vouched(self, inbox: InboxKnown) -> bool:
        """Whether the list of its domain shows what comes to an inbox of which all that was there is here."""
        return inbox.domain_id in self._vouching and inbox.history_done and inbox.listed_at is not None

    def _law(self, source: InboxKnown | DomainKnown, many: int) -> timedelta:
        if source.news_at is None or source.polled_at is None:
            return every(None, many, self._pace)
        return every(source.polled_at + self._known.ahead - source.news_at, many, self._pace)
