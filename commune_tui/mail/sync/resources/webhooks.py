"""The newest webhook deliveries, how their endpoints do, and the attempts of one, while somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.sync.endpoint import Ask, Endpoint, Moment, Urgency
from commune_tui.store import webhooks

if TYPE_CHECKING:
    from commune_tui.api.models import EndpointHealth, WebhookAttempt, WebhookDelivery
    from commune_tui.mail.sync.fetcher import Fetcher
    from commune_tui.mail.sync.known import Known

PLACE, HEALTH = "webhooks", "webhooks' health"
MOST = 100
"""So many are in one answer (contract §4.8)."""


@dataclass(frozen=True, slots=True)
class AskWebhookDeliveries(Ask):
    """As many as one answer holds: what became of older ones is not followed, but that there are some is said."""

    scope = "messages:read"
    what = "webhook deliveries"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        now = clock.now()
        page = await fetcher.client.webhook_deliveries.list(limit=MOST)
        fetcher.known.left_out("webhook delivery", "", page.unreadable)
        records = [record(item) for item in page.items]
        got = len(page) + page.unreadable
        more = page.has_more or (got >= MOST if page.total is None else got < page.total)
        await fetcher.database.write(lambda conn: webhooks.put(conn, records, now, more=more))
        fetcher.came(PLACE, now)
        return set()


@dataclass(frozen=True, slots=True)
class AskWebhookHealth(Ask):
    """What the server counted in the last 24 hours. It is no news by itself: the deliveries are."""

    scope = "messages:read"
    what = "the health of webhooks"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        found = await fetcher.client.webhook_deliveries.health()
        rows = [endpoint(each) for each in found.endpoints if each.endpoint]
        await fetcher.database.write(lambda conn: webhooks.put_health(conn, rows))
        fetcher.known.asked_at[HEALTH] = clock.now()
        fetcher.places_changed.add(PLACE)
        return set()

    def vanished(self, known: Known) -> None:
        known.asked_at[HEALTH] = clock.now()


@dataclass(frozen=True, slots=True)
class AskWebhookAttempts(Ask):
    """The attempts of the delivery that is open."""

    delivery_id: str
    scope = "messages:read"
    what = "the attempts of a webhook delivery"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        from commune_tui.api.errors import Misused

        try:
            found = await fetcher.client.webhook_deliveries.get(self.delivery_id)
        except Misused:  # an id that no address can hold: nothing can be asked about it
            self.vanished(fetcher.known)
            return set()
        rows = [attempt(at, each) for at, each in enumerate(found.attempts, 1)]
        await fetcher.database.write(lambda conn: webhooks.put_attempts(conn, self.delivery_id, rows))
        fetcher.known.asked_at[opened(self.delivery_id)] = clock.now()
        fetcher.places_changed.add(PLACE)
        return set()

    def vanished(self, known: Known) -> None:
        known.asked_at[opened(self.delivery_id)] = clock.now()


def endpoint(item: EndpointHealth) -> webhooks.EndpointRow:
    """What the store takes."""
    return webhooks.EndpointRow(
        item.endpoint or "", item.total, item.delivered, item.dead, item.success_rate, item.avg_latency_ms
    )


def attempt(at: int, item: WebhookAttempt) -> webhooks.AttemptRow:
    """What the store takes; ``at`` is its place, for where the server gives it no number."""
    latency = round(item.latency_ms) if item.latency_ms is not None else 0
    return webhooks.AttemptRow(item.attempt or at, item.status_code or 0, item.error or "", latency, item.attempted_at)


def record(item: WebhookDelivery) -> webhooks.WebhookRecord:
    """What the store takes."""
    return webhooks.WebhookRecord(
        id=item.delivery_id,
        inbox_id=item.inbox_id or "",
        message_id=item.message_id or "",
        endpoint=item.endpoint or "",
        status=item.state or "",
        attempt_count=item.attempt_count,
        max_attempts=item.max_attempts,
        status_code=item.last_status_code,
        error=item.last_error or "",
        created_at=item.created_at,
        next_retry_at=item.next_retry_at,
    )


def opened(delivery_id: str) -> str:
    """The place for :meth:`~commune_tui.mail.viewing.Viewing.be_in` while this delivery is open."""
    return f"{PLACE} {delivery_id}"


def _names(place: str) -> Iterator[tuple[str, Ask]]:
    """What is asked for in a place, each under the name by which is known when it was asked."""
    if place == PLACE or place.startswith(f"{PLACE} "):
        yield PLACE, AskWebhookDeliveries()
        yield HEALTH, AskWebhookHealth()
        if delivery_id := place[len(PLACE) + 1 :]:
            yield place, AskWebhookAttempts(delivery_id)


def _while_there(moment: Moment) -> Iterator[Ask]:
    for name, ask in _names(moment.screen.place):
        if moment.due(moment.known.asked_at.get(name), moment.pace.looked_at):
            yield ask


def _next_at(moment: Moment) -> Iterator[datetime]:
    for name, _ in _names(moment.screen.place):
        if (asked := moment.known.asked_at.get(name)) is not None:
            yield asked + moment.pace.looked_at


ENDPOINT = Endpoint({Urgency.PLACE: _while_there}, _next_at)
