"""The newest webhook deliveries, while somebody looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.sync.endpoint import Ask, while_there
from commune_tui.store import webhooks

if TYPE_CHECKING:
    from commune_tui.api.models import WebhookDelivery
    from commune_tui.mail.sync.fetcher import Fetcher

PLACE = "webhooks"
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


ENDPOINT = while_there(PLACE, AskWebhookDeliveries)
