"""``client.delivery``: what became of sent mail (contract §4.7)."""

from __future__ import annotations

from .address import path
from .errors import Misused
from .models import DeliveryEvent, DeliveryMetrics, Suppression
from .noun import Noun
from .page import Listing, Query


class Delivery(Noun):
    """Scope ``messages:read``. Everything is asked by inbox or by domain."""

    async def metrics(
        self, *, inbox_id: str | None = None, domain_id: str | None = None, period: str = "7d"
    ) -> DeliveryMetrics:
        """Counts over ``period``: ``<n>d`` or ``<n>h``, at most 90 days."""
        query = {**_scope(inbox_id, domain_id), "period": period}
        return await self._one(DeliveryMetrics, "GET", path("delivery", "metrics"), params=query, under=("metrics",))

    def events(
        self,
        *,
        message_id: str | None = None,
        inbox_id: str | None = None,
        domain_id: str | None = None,
        event_type: str | None = None,
        limit: int = 50,
    ) -> Listing[DeliveryEvent]:
        """Single happenings, newest first; also by message. ``limit`` 1-200."""
        query = _scope(inbox_id, domain_id, message_id) | {"event_type": event_type, "limit": limit}
        return self._list(DeliveryEvent, path("delivery", "events"), query, lambda event: event.event_id, "events")

    def suppressions(
        self, *, inbox_id: str | None = None, domain_id: str | None = None, limit: int = 50
    ) -> Listing[Suppression]:
        """Addresses that get no mail any more. ``limit`` 1-200."""
        query = _scope(inbox_id, domain_id) | {"limit": limit}
        return self._list(Suppression, path("delivery", "suppressions"), query, _of_suppression, "suppressions")


def _of_suppression(item: Suppression) -> str:
    return f"{item.email}\n{item.inbox_id}\n{item.domain_id}\n{item.source}"


def _scope(inbox_id: str | None, domain_id: str | None, message_id: str | None = None) -> Query:
    if inbox_id is None and domain_id is None and message_id is None:
        raise Misused("Delivery is asked by inbox or by domain: give inbox_id or domain_id.")
    return {"inbox_id": inbox_id, "domain_id": domain_id, "message_id": message_id}
