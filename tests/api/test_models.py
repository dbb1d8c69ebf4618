"""Answers of three generations of the API read alike: the rows of the discrepancy table that concern a client."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from commune_tui.api.models import (
    DeliveryEvent,
    DeliveryMetrics,
    Inbox,
    Message,
    Suppression,
    Thread,
    WebhookDelivery,
    WebhookHealth,
)
from commune_tui.api.moment import from_wire

from .clients import client
from .server import always, serving


@pytest.mark.parametrize(
    "place",
    [
        {"metadata": {"extracted_data": {"order": 1}}},
        {"extracted_data": {"order": 1}},
        {"extractedData": {"order": 1}},
        {"extracted": {"order": 1}, "metadata": {}},
    ],
)
def test_extracted_data_is_found_in_all_four_places(place: dict[str, Any]) -> None:
    message = Message.read({"message_id": "m", **place})
    assert message is not None and message.extracted_data == {"order": 1}


@pytest.mark.parametrize("attachments", [["a", "b"], [{"attachment_id": "a"}, {"id": "b", "filename": "x"}]])
def test_attachments_are_ids_whichever_form(attachments: list[Any]) -> None:
    message = Message.read({"message_id": "m", "attachments": attachments})
    assert message is not None and message.attachments == ("a", "b")


def test_the_delivery_status_of_inbound_mail_means_nothing() -> None:
    wire = {"message_id": "m", "direction": "inbound", "metadata": {"delivery_status": "sent"}}
    inbound, outbound = Message.read(wire), Message.read({**wire, "direction": "outbound"})
    assert inbound is not None and inbound.delivery_status is None
    assert outbound is not None and outbound.delivery_status == "sent"


def test_unknown_words_are_kept_as_they_are() -> None:
    wire = {"message_id": "m", "channel": "pigeon", "direction": "sideways", "participants": [{"role": "watcher"}]}
    message = Message.read({**wire, "metadata": {"prompt_injection_risk": "odd", "prompt_injection_signals": ["a"]}})
    assert message is not None
    assert (message.channel, message.direction, message.participants[0].role) == ("pigeon", "sideways", "watcher")
    assert message.metadata.prompt_injection_risk == "odd"


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ({"sent": 200, "delivered": 150, "delivery_rate": "10%"}, 0.75),
        ({"delivery_rate": "98.2%"}, 0.982),
        ({"delivery_rate": 98.2}, 0.982),
        ({"delivery_rate": 0.982}, 0.982),
        ({"deliveryRate": "N/A"}, None),
        ({"sent": 0, "delivered": 0, "delivery_rate": "N/A"}, None),
        ({"sent": "5", "delivered": 9}, 1.0),
        ({}, None),
    ],
)
def test_rates_come_from_counts_and_else_from_any_form(wire: dict[str, Any], expected: float | None) -> None:
    metrics = DeliveryMetrics.read(wire)
    assert metrics is not None and metrics.delivery_rate == (None if expected is None else pytest.approx(expected))


def test_the_three_names_of_events_and_suppressions() -> None:
    stamp = "2025-01-02T03:04:05.000Z"
    for wire in (
        {"_id": "e", "event_type": "bounced", "processed_at": stamp, "event_data": {"a": 1}},
        {"event_id": "e", "event_type": "bounced", "timestamp": stamp, "recipient": "x@y"},
        {"id": "e", "type": "bounced", "timestamp": stamp, "email": "x@y"},
    ):
        event = DeliveryEvent.read(wire)
        assert event is not None
        assert (event.event_id, event.event_type, event.occurred_at) == ("e", "bounced", from_wire(stamp))
    for name in ("created_at", "suppressed_at", "suppressedAt"):
        suppression = Suppression.read({"email": "x@y", name: stamp})
        assert suppression is not None and suppression.suppressed_at == from_wire(stamp)


def test_synonyms_of_webhooks() -> None:
    for word, state in [("success", "delivered"), ("failed", "dead"), ("retrying", "retrying"), ("odd", "odd")]:
        delivery = WebhookDelivery.read({"id": "w", "status": word, "httpStatus": 500})
        assert delivery is not None and (delivery.state, delivery.last_status_code) == (state, 500)
    flat = WebhookHealth.read({"success_rate": 0.5, "total": 4})
    assert flat is not None and flat.success_rate == 0.5
    assert Inbox.read({"id": "i", "webhook": "https://x"}).webhook.endpoint == "https://x"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-03-10T09:15:00.000Z", datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        ("2025-03-10T10:15:00+01:00", datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        ("2025-03-10T09:15:00", datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        (1741598100, datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        (1741598100000, datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        ("1741598100000", datetime(2025, 3, 10, 9, 15, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        (True, None),
        (1e300, None),
        ([], None),
    ],
)
def test_times_in_every_form(value: Any, moment: datetime | None) -> None:
    assert from_wire(value) == moment


def test_models_are_frozen_and_show_what_was_unknown() -> None:
    thread = Thread.read({"thread_id": "t", "orgId": "o"})
    assert thread is not None and thread.raw["orgId"] == "o"
    with pytest.raises(ValidationError):
        thread.subject = "x"


async def test_an_inbox_is_found_by_its_id_alone() -> None:
    boxes = [{"id": "a", "domain_id": "d1"}, {"id": "b", "domainId": "d2"}]
    async with serving(always({"data": boxes})) as server, client(server.url) as commune:
        found = await commune.inboxes.find("b")
        assert found is not None and found.domain_id == "d2"
        assert await commune.inboxes.find("c") is None
