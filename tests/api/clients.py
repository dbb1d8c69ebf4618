"""Clients for tests: patient enough to retry, without the waits."""

from __future__ import annotations

from typing import Any

from commune_tui.api import Commune, RetryPolicy, StreamPolicy, Timing

KEY = "comm_canary0123456789abcdef0123456789abcdef"
FAST = RetryPolicy(attempts=3, first_s=0.001, most_s=0.002)
QUICK_STREAM = StreamPolicy(silence_s=2, first_s=0.001, most_s=0.002, attempts=3)


def client(base_url: str, **settings: Any) -> Commune:
    defaults: dict[str, Any] = {
        "retry": FAST,
        "streaming": QUICK_STREAM,
        "timing": Timing(connect_s=5, read_s=10, total_s=20),
    }
    if "agent" not in settings:
        settings.setdefault("api_key", KEY)
    return Commune(settings.pop("api_key", None), base_url=base_url, **{**defaults, **settings})
