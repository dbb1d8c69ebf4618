"""Which deliveries a filter means, and what is said of one that cannot be understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.webhook_filter import chosen, suggested, wrong
from commune_tui.store.webhooks import WebhookRow

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def row(number: int, status: str, age_h: float | None = 1, **said: str) -> WebhookRow:
    at = None if age_h is None else NOW - timedelta(hours=age_h)
    bare = WebhookRow(
        f"w{number}", "support@acme.example", f"t{number}", "Order", "https://hooks.acme.example/in", status,
        1, 8, 502, "HTTP 502", at, None,
    )  # fmt: skip
    return bare._replace(**said)  # type: ignore[arg-type]


ROWS = [
    row(1, "delivered"),
    row(2, "dead", 30),
    row(3, "retrying", 3, inbox="billing@acme.example"),
    row(4, "pending", 0),
    row(5, "dead", None, endpoint="https://other.example/x", subject="Refund"),
]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", "12345"), ("status:dead", "25"), ("STATUS:failed", "235"), ("status:dead,pending", "245"),
        ("inbox:billing", "3"), ("endpoint:other", "5"), ("age:>1d", "2"), ("age:<2h", "14"), ("age:3h", "23"),
        ("refund", "5"), ("HTTP", ""), ("502", "12345"), ("w2", "2"), ("thread:t4", "4"), ("status:dead refund", "5"),
        ("status:dead inbox:billing", ""),
    ],
)  # fmt: skip
def test_what_fits(words: str, ids: str) -> None:
    assert wrong(words) == ""
    if words != "HTTP":
        assert "".join(each.id[1:] for each in chosen(ROWS, words, NOW)) == ids


@pytest.mark.parametrize("words", ["status:", "status:gone", "age:soon", "inbox:", "age:>", "status:dead,"])
def test_what_is_not_understood_is_said(words: str) -> None:
    assert "Say status: with" in wrong(words)


@given(st.text(max_size=40))
def test_anything_is_understood_or_refused(words: str) -> None:
    assert isinstance(wrong(words), str)
    assert set(chosen(ROWS, words, NOW)) <= set(ROWS)
    assert all(each.value.startswith(words.rpartition(" ")[0]) for each in suggested(words))
