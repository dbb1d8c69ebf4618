"""What became of sent mail: metrics, events, suppressions (contract §4.7)."""

from __future__ import annotations

from typing import Any, Self

from .fields import Count, Fraction, Moment, Object, Text
from .wire import Wire, names


class DeliveryMetrics(Wire):
    """Counts over a period. Rates are fractions 0-1, computed from the counts (discrepancies §50).

    ``stated_*`` is what the server said, in whichever form, and is used only where the counts are missing.
    """

    also = names(
        {
            "stated_delivery_rate": ("delivery_rate", "deliveryRate"),
            "stated_bounce_rate": ("bounce_rate", "bounceRate"),
            "stated_complaint_rate": ("complaint_rate", "complaintRate"),
        }
    )

    sent: Count = None
    delivered: Count = None
    bounced: Count = None
    complained: Count = None
    failed: Count = None
    suppressed: Count = None
    stated_delivery_rate: Fraction = None
    stated_bounce_rate: Fraction = None
    stated_complaint_rate: Fraction = None
    period: Text = None
    period_start: Moment = None
    period_end: Moment = None
    days: Count = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """``period`` is text, or an object ``{start, end, days}``."""
        period = value.get("period") if isinstance(value, dict) else None
        if isinstance(period, dict):
            inner = {"period_start": period.get("start"), "period_end": period.get("end"), "days": period.get("days")}
            value = {**inner, **value}
        return super().read(value)

    def _rate(self, part: int | None, stated: float | None) -> float | None:
        return min(part / self.sent, 1.0) if self.sent and part is not None else stated

    @property
    def delivery_rate(self) -> float | None:
        return self._rate(self.delivered, self.stated_delivery_rate)

    @property
    def bounce_rate(self) -> float | None:
        return self._rate(self.bounced, self.stated_bounce_rate)

    @property
    def complaint_rate(self) -> float | None:
        return self._rate(self.complained, self.stated_complaint_rate)


class DeliveryEvent(Wire):
    """``event_type``: ``sent delivered bounced complained failed delivery_delayed suppressed opened clicked`` …"""

    also = names(
        {
            "event_id": ("id", "_id"),
            "event_type": ("type", "event"),
            "recipient": ("email",),
            "occurred_at": ("processed_at", "timestamp", "created_at"),
            "data": ("event_data", "eventData"),
        }
    )

    event_id: Text = None
    message_id: Text = None
    event_type: Text = None
    recipient: Text = None
    occurred_at: Moment = None
    detail: Text = None
    data: Object = None
    inbox_id: Text = None
    domain_id: Text = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """An event that says neither what nor to which message is no event."""
        event = super().read(value)
        return event if event is not None and (event.event_type or event.message_id or event.event_id) else None


class Suppression(Wire):
    """An address that gets no mail any more. ``reason`` and ``kind`` in the server's words (discrepancies §52)."""

    also = names(
        {
            "kind": ("type",),
            "suppressed_at": ("suppressedAt", "created_at", "createdAt"),
        }
    )

    email: Text = None
    reason: Text = None
    kind: Text = None
    source: Text = None
    inbox_id: Text = None
    domain_id: Text = None
    message_id: Text = None
    suppressed_at: Moment = None
    expires_at: Moment = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        suppression = super().read({"email": value} if isinstance(value, str) else value)
        return suppression if suppression is not None and suppression.email else None
