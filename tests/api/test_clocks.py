"""How far the server's clock is ahead: no more than its answers, dated in whole seconds, prove."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from commune_tui import clock
from commune_tui.api.client import Commune

NOW = datetime(2026, 3, 2, 8, 0, 0, 700_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("server_s", "took_s", "ahead_s"),
    [
        (0.0, 0.0, 0.0),  # it says 08:00:00, and is right
        (0.0, 2.5, 0.0),  # it said so at the beginning of a slow answer
        (0.4, 0.0, 0.3),  # 08:00:01 has begun there
        (60.0, 0.0, 59.3),
        (-60.0, 0.0, -59.7),
        (-60.0, 3.0, -56.7),
    ],
)
async def test_the_least_difference_that_a_date_allows(server_s: float, took_s: float, ahead_s: float) -> None:
    async with Commune("comm_x", base_url="http://127.0.0.1:9") as client:
        date = format_datetime(NOW + timedelta(seconds=server_s), usegmt=True)
        with clock.frozen(NOW):
            client._caller._note_clock({"date": date}, NOW - timedelta(seconds=took_s))
        assert client.ahead.total_seconds() == pytest.approx(ahead_s)
