"""``client.webhook_deliveries``: events on their way to the endpoints of inboxes (contract §4.8)."""

from __future__ import annotations

from .address import path
from .models import Done, WebhookDelivery, WebhookHealth, WebhookTest
from .noun import Noun, read_one
from .page import Listing, Page, Query, by_cursor


class WebhookDeliveries(Noun):
    """Scope ``messages:read``; ``retry`` wants ``messages:write``."""

    def list(
        self,
        *,
        inbox_id: str | None = None,
        status: str | None = None,
        endpoint: str | None = None,
        limit: int = 50,
        offset: int | None = None,
    ) -> Listing[WebhookDelivery]:
        """Newest first, ``limit`` 1-100. ``status``: ``pending delivered retrying dead``."""
        query: Query = {"inbox_id": inbox_id, "status": status, "endpoint": endpoint, "limit": limit, "offset": offset}
        where = path("webhooks", "deliveries")
        return self._list(
            WebhookDelivery, where, query, lambda delivery: delivery.delivery_id, "deliveries", following=_next
        )

    async def get(self, delivery_id: str) -> WebhookDelivery:
        """One delivery with all its attempts. Beyond the published documents: may be :class:`~.errors.NotFound`."""
        where = path("webhooks", "deliveries", delivery_id)
        return await self._one(WebhookDelivery, "GET", where, under=("delivery",))

    async def retry(self, delivery_id: str) -> Done:
        """Have it posted again."""
        reply = await self._caller.call("POST", path("webhooks", "deliveries", delivery_id, "retry"))
        return read_one(Done, reply) if isinstance(reply.json, dict) else Done()

    async def health(self) -> WebhookHealth:
        """How the endpoints did in the last 24 hours."""
        return await self._one(WebhookHealth, "GET", path("webhooks", "health"))

    async def test(self, inbox_id: str, *, event_type: str | None = None) -> WebhookTest:
        """Have a signed test event posted. Beyond the published documents: may be :class:`~.errors.NotFound`."""
        body = {"inbox_id": inbox_id} if event_type is None else {"inbox_id": inbox_id, "event_type": event_type}
        return await self._one(WebhookTest, "POST", path("webhooks", "test"), body=body)


def _next(query: Query, page: Page[WebhookDelivery]) -> Query | None:
    """By cursor where the server gives one, else by offset up to the stated total."""
    if page.next_cursor is not None:
        return by_cursor(query, page)
    offset = int(query.get("offset") or 0) + len(page) + page.unreadable
    read = len(page) + page.unreadable
    return {**query, "offset": offset} if read and page.total is not None and offset < page.total else None
