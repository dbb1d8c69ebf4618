"""Webhook deliveries and their health (contract §4.8)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from .fields import Count, Flag, Fraction, Id, Moment, Number, Text
from .wire import Wire, many, names

_STATUS = {"success": "delivered", "succeeded": "delivered", "failed": "dead", "failure": "dead"}


class WebhookAttempt(Wire):
    """One try to post; ``latency_ms`` in milliseconds."""

    attempt: Count = None
    status_code: Count = None
    error: Text = None
    latency_ms: Number = None
    attempted_at: Moment = None


class WebhookDelivery(Wire):
    """One event on its way to an endpoint. ``state`` is ``pending delivered retrying dead``, or another word."""

    also = names(
        {
            "delivery_id": ("id", "deliveryId"),
            "last_status_code": ("httpStatus", "http_status", "status_code"),
            "attempt_count": ("attempts_made",),
        }
    )

    delivery_id: Id
    status: Text = None
    endpoint: Text = None
    inbox_id: Text = None
    message_id: Text = None
    event_type: Text = None
    attempt_count: Count = None
    max_attempts: Count = None
    created_at: Moment = None
    delivered_at: Moment = None
    dead_at: Moment = None
    next_retry_at: Moment = None
    last_error: Text = None
    last_status_code: Count = None
    delivery_latency_ms: Number = None
    payload_hash: Text = None
    attempts: Annotated[tuple[WebhookAttempt, ...], many(WebhookAttempt)] = ()

    @property
    def state(self) -> str | None:
        """``status`` with the synonyms of discrepancies §55 taken out."""
        return _STATUS.get(self.status, self.status) if self.status else None


class EndpointHealth(Wire):
    """The last 24 hours of one endpoint. ``success_rate`` 0-1."""

    endpoint: Text = None
    total: Count = None
    delivered: Count = None
    failed: Count = None
    dead: Count = None
    stated_success_rate: Fraction = None
    avg_latency_ms: Number = None

    also = names({"stated_success_rate": ("success_rate", "successRate"), "endpoint": ("url",)})

    @property
    def success_rate(self) -> float | None:
        if self.total and self.delivered is not None:
            return min(self.delivered / self.total, 1.0)
        return self.stated_success_rate


class WebhookHealth(Wire):
    """All endpoints, and how many deliveries stand in which state; read from the nested or the flat form."""

    also = names({"stated_success_rate": ("success_rate", "successRate")})

    endpoints: Annotated[tuple[EndpointHealth, ...], many(EndpointHealth)] = ()
    pending: Count = None
    delivered: Count = None
    retrying: Count = None
    dead: Count = None
    total: Count = None
    failed: Count = None
    stated_success_rate: Fraction = None
    avg_latency_ms: Number = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        totals = value.get("totals") if isinstance(value, dict) else None
        return super().read({**totals, **value} if isinstance(totals, dict) else value)

    @property
    def success_rate(self) -> float | None:
        total = sum(e.total or 0 for e in self.endpoints)
        if total and all(e.delivered is not None for e in self.endpoints):
            return min(sum(e.delivered or 0 for e in self.endpoints) / total, 1.0)
        return self.stated_success_rate


class WebhookTest(Wire):
    """What the endpoint answered to a signed test event."""

    delivered: Flag = None
    status_code: Count = None
    response_time_ms: Number = None
    endpoint: Text = None
    event_type: Text = None
    error: Text = None


class Done(Wire):
    """An action without a result: any 2xx is success. ``message`` is the server's remark, if it made one."""

    ok: Flag = True
    message: Text = None
