"""What the server says of a deletion, as values of ours: its counts, and its times on our clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.sending.deletion import Request, seen
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import DeletionRequest

_MOST = 100


def taken(client: Commune, request: Request, answer: DeletionRequest) -> Request:
    """The request with what this answer says of it."""
    return seen(
        request, answer.status or "", clock.now_ms(), deleted=counts(answer.deleted_counts),
        confirm_by_at=ours(client, answer.confirm_by_at), confirmed_at=ours(client, answer.confirmed_at),
        completed_at=ours(client, answer.completed_at), until_at=until(answer),
        error=line(answer.error or ""),
    )  # fmt: skip


def counts(said: Mapping[str, int]) -> dict[str, int]:
    """What it counted, its names cleaned."""
    return {line(name): count for name, count in list(said.items())[:_MOST]}


def until(answer: DeletionRequest) -> int:
    """When it was done by the server's clock, the whole second where its times have no parts of one; 0 for never."""
    if answer.completed_at is None:
        return 0
    times = (answer.requested_at, answer.confirm_by_at, answer.confirmed_at, answer.completed_at)
    parts = any(each is not None and each.microsecond for each in times)
    return round(answer.completed_at.timestamp() * 1000) + (0 if parts else 999)


def ours(client: Commune, at: object) -> int:
    """A moment of the server on our clock; 0 for none."""
    return int((at - client.ahead).timestamp() * 1000) if isinstance(at, datetime) else 0
