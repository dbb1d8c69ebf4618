"""How webhook deliveries read: the endpoints above, a row for each delivery, one of them in full. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.actions import webhooks
from commune_tui.store.webhooks import EndpointRow, WebhookRow
from commune_tui.text import cells, cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row

Line = list[Fragment]
_ROLES = {"delivered": "good", "retrying": "warn", "dead": "bad"}
_LEAST_FOR_SUBJECT = 100
MOST_ENDPOINTS = 4
_FINE, _SO_SO = 0.99, 0.9
"""The rates below which the vendor's own doctor warns and fails (contract §4.8)."""


def lines(rows: Sequence[WebhookRow], width: int, now: datetime) -> list[Row]:
    """The deliveries as rows: when, where to, how it stands, how often it was tried, when again and why; where there is
    room, about which mail."""
    made = []
    room = max(0, width - 36)
    about = room * 3 // 10 if width >= _LEAST_FOR_SUBJECT else 0
    to = (room - about) * 9 // 20
    why = room - about - to
    for row in rows:
        at = f"{clock.local(row.created_at):%d %b %H:%M}" if row.created_at is not None else "no date"
        fragments = (
            Fragment(pad(f" {at}", 15), "dim"),
            Fragment(pad(cut(webhooks.host(row), to), to + 1), "accent"),
            Fragment(pad(cut(webhooks.what(row).short, 9), 10), _ROLES.get(row.status, "plain")),
            Fragment(pad(cut(webhooks.tries(row), 5), 6)),
            Fragment(pad(cut(", ".join(filter(None, (webhooks.again(row, now), webhooks.answer(row)))), why), why + 1)),
            Fragment(cut(row.subject, about), "dim"),
        )
        made.append(Row(fragments, row))
    return made


def health(
    endpoints: Sequence[EndpointRow], rows: Sequence[WebhookRow], width: int, now: datetime, *, ascii_only: bool
) -> list[Line]:
    """A line for each endpoint, the worst first: how it did today, and when; the second plot is what failed."""
    made: list[Line] = []
    for each in endpoints[:MOST_ENDPOINTS]:
        whole, bad = webhooks.plot(rows, each.endpoint, now, ascii_only=ascii_only)
        rate = 1.0 if each.rate is None else each.rate
        role = "good" if rate >= _FINE else "warn" if rate >= _SO_SO else "bad"
        plots = [Fragment(f" {whole}", "dim"), Fragment(f" {bad}", "bad")]
        told = _fitted(webhooks.health(each), max(10, width - 2 * webhooks.CELLS - 5))
        made.append([Fragment(pad(f" {told}", width - 2 * webhooks.CELLS - 3), role), *plots])
    if len(endpoints) > MOST_ENDPOINTS:
        made.append([Fragment(f" and {len(endpoints) - MOST_ENDPOINTS} more endpoints", "dim")])
    return made


def _fitted(told: str, room: int) -> str:
    """As many of the figures as there is room for, the first ones always."""
    while cells(told) > room and ", " in told:
        told = told.rpartition(", ")[0]
    return cut(told, room)


def about(row: WebhookRow | None, tried: Sequence[str], width: int, now: datetime) -> list[Line]:
    """The delivery under the cursor in full, below what was tried where it is open."""
    if row is None:
        return []
    made = [[Fragment(f" {part}")] for sentence in tried for part in wrapped(sentence, max(10, width - 2))]
    for word, fact in webhooks.facts(row, now):
        for at, part in enumerate(wrapped(fact, max(10, width - 12))):
            made.append([Fragment(pad(f" {word if not at else ''}", 10), "dim"), Fragment(part)])
    return made
