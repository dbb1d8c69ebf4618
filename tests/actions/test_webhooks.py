"""What is said of a webhook delivery: where it goes, how it stands, when it is tried again, and why it failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commune_tui.actions import webhooks
from commune_tui.store.webhooks import WebhookRow

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def row(**said: Any) -> WebhookRow:
    bare = WebhookRow("w", "", "", "", "https://hooks.shop.example/in", "retrying", 2, 8, 0, "", NOW, None)
    return bare._replace(**said)


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://hooks.shop.example/in?x=1", "hooks.shop.example"),
        ("http://user@127.0.0.1:8080/hook", "127.0.0.1"),
        ("https://xn--pple-43d.example", "xn--pple-43d.example (аpple.example)"),
        ("not an address", "not an address"),
        ("", "no endpoint"),
    ],
)
def test_where_it_goes(endpoint: str, host: str) -> None:
    assert webhooks.host(row(endpoint=endpoint)) == host


@pytest.mark.parametrize(
    ("said", "again", "answer"),
    [
        ({"next_retry_at": NOW + timedelta(minutes=9), "status_code": 503}, "in 9 min", "HTTP 503"),
        ({"next_retry_at": NOW - timedelta(minutes=9), "error": "timed out"}, "now", "timed out"),
        ({"status": "dead", "next_retry_at": NOW, "status_code": 500, "error": "HTTP 500"}, "", "HTTP 500"),
        ({"status": "dead", "status_code": 500, "error": "bad gateway"}, "", "HTTP 500, bad gateway"),
        ({"status": "pending"}, "", ""),
    ],
)
def test_when_it_is_tried_again_and_what_went_wrong(said: dict[str, Any], again: str, answer: str) -> None:
    assert (webhooks.again(row(**said), NOW), webhooks.answer(row(**said))) == (again, answer)


def test_how_it_stands_and_how_often_it_was_tried() -> None:
    assert [webhooks.what(row(status=each)).short for each in ("dead", "on_hold", "")] == [
        "dead",
        "on hold",
        "not said",
    ]
    assert (webhooks.tries(row()), webhooks.tries(row(max_attempts=0))) == ("2/8", "2")
