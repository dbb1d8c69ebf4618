"""What became of the mail that went out: rates against the healthy limits, counts over time, inboxes compared. Pure.

Limits are those at which the API pauses sending (contract §8) and at which its own tools begin to warn (§4.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from commune_tui.store.rows import EventRow, InboxRow, MetricsRow, SuppressionRow

PERIODS: dict[str, timedelta] = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}
BOUNCE_WATCH, BOUNCE_PAUSED = 0.02, 0.05
COMPLAINT_WATCH, COMPLAINT_PAUSED = 0.001, 0.003
FEW = 20
"""Below this many mails a rate says little; the API itself judges from here on."""

EVERYTHING = "all"
"""The scope that holds every inbox."""

HELD_BACK = "held back"
"""What mails are called that the server did not send because their address is suppressed; of those addresses, which
are counted apart, one may cost many mails, or none."""

Health = Literal["quiet", "healthy", "watch", "bad"]


class Counts(NamedTuple):
    """How many mails, by what became of them."""

    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    failed: int = 0
    suppressed: int = 0

    def rate(self, part: int) -> float | None:
        """``part`` of what was sent, 0-1; ``None`` while nothing was sent."""
        return min(part / self.sent, 1.0) if self.sent else None


def counts_of(row: MetricsRow) -> Counts:
    """The counts of a stored answer."""
    return Counts(row.sent, row.delivered, row.bounced, row.complained, row.failed, row.suppressed)


def judge(counts: Counts) -> tuple[Health, str]:
    """How healthy sending is, and why in words."""
    bounce, complaint = counts.rate(counts.bounced), counts.rate(counts.complained)
    if bounce is None or complaint is None:
        return "quiet", "nothing was sent"
    if counts.sent >= FEW and (bounce >= BOUNCE_PAUSED or complaint >= COMPLAINT_PAUSED):
        why = f"{percent(bounce)} bounced" if bounce >= BOUNCE_PAUSED else f"{percent(complaint)} complained"
        limit = "5 %" if bounce >= BOUNCE_PAUSED else "0.3 %"
        return "bad", f"{why} (limit {limit}): the server may pause sending"
    if bounce >= BOUNCE_WATCH or complaint >= COMPLAINT_WATCH:
        why = f"{percent(bounce)} bounced" if bounce >= BOUNCE_WATCH else f"{percent(complaint)} complained"
        few = " of few mails" if counts.sent < FEW else ""
        return "watch", f"{why}{few} (watch from 2 % and 0.1 %)"
    return "healthy", "within the limits (2 % bounced, 0.1 % complained)"


def keeps_from_writing(row: SuppressionRow, boxes: Iterable[InboxRow]) -> bool:
    """Whether a suppression keeps one of these inboxes from writing to the address: its own, its domain's, or one
    that holds everywhere."""
    if row.inbox_id:
        return any(row.inbox_id == box.id for box in boxes)
    return not row.domain_id or any(row.domain_id == box.domain_id for box in boxes)


def percent(rate: float | None) -> str:
    """``98.2 %``; two digits behind the point below one percent, a dash for nothing."""
    if rate is None:
        return "–"
    value = rate * 100
    return f"{value:.2f} %" if 0 < value < 1 else f"{value:.1f} %" if value < 100 else "100 %"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What happened in one stretch of time, from its start on."""

    start: datetime
    delivered: int = 0
    trouble: int = 0


_TROUBLE = {"bounced", "complained", "failed", "suppressed"}


def buckets(events: Iterable[EventRow], period: str, now: datetime, number: int) -> list[Bucket]:
    """``number`` stretches of equal length that end now, oldest first, with the events that fall into them."""
    length = PERIODS[period] / number
    start = now - PERIODS[period]
    found = [[0, 0] for _ in range(number)]
    for event in events:
        if event.at is None or not start <= event.at <= now:
            continue
        place = min(int((event.at - start) / length), number - 1)
        if event.type == "delivered":
            found[place][0] += 1
        elif event.type in _TROUBLE:
            found[place][1] += 1
    return [Bucket(start + place * length, *counted) for place, counted in enumerate(found)]


_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ASCII = " .:-=+*#@"


def bars(values: Sequence[int], height: int, *, ascii_only: bool = False) -> list[str]:
    """Columns of ``height`` rows, top row first; the highest value fills them. Only zero is blank."""
    blocks = _ASCII if ascii_only else _EIGHTHS
    top = max(values, default=0)
    if top <= 0:
        return [" " * len(values)] * height
    eighths = [0 if value <= 0 else max(1, round(value / top * height * 8)) for value in values]
    rows = []
    for row in range(height - 1, -1, -1):
        rows.append("".join(blocks[max(0, min(8, value - 8 * row))] for value in eighths))
    return rows


@dataclass(frozen=True, slots=True)
class Stats:
    """One inbox, a domain, or all together. ``read_at`` is when the server was asked; ``None`` when it never was."""

    inbox: InboxRow | None
    counts: Counts
    read_at: datetime | None
    domain: str = ""

    @property
    def name(self) -> str:
        """What it is called: an address, a domain, ``all inboxes``."""
        return self.domain or ("all inboxes" if self.inbox is None else self.inbox.address or self.inbox.name)

    @property
    def health(self) -> tuple[Health, str]:
        return judge(self.counts) if self.read_at is not None else ("quiet", "not known yet")


def stats(inboxes: Sequence[InboxRow], metrics: Mapping[str, MetricsRow | None], scope: str = "") -> list[Stats]:
    """All together (``scope``, see :func:`scopes`) first, then the domains where there are several, then the inboxes.

    Domains and inboxes each stand with the worst health and the most mail first.
    """
    each = []
    for inbox in inboxes:
        row = metrics.get(inbox.id)
        each.append(Stats(inbox, counts_of(row) if row else Counts(), row.read_at if row else None))
    names = sorted({inbox.domain_name for inbox in inboxes if inbox.domain_name})
    domains = [
        together([one for one in each if one.inbox is not None and one.inbox.domain_name == name], name)
        for name in names
    ]
    return [
        together(each, "" if scope == EVERYTHING else scope),
        *_worst_first(domains if len(domains) > 1 else []),
        *_worst_first(each),
    ]


def together(stats: Sequence[Stats], domain: str = "") -> Stats:
    """Several inboxes as one, as old as the oldest answer; those that the server did not answer for are left out."""
    known = [stat.read_at for stat in stats if stat.read_at is not None]
    return Stats(
        None, Counts(*map(sum, zip(*(one.counts for one in stats), strict=True))), min(known, default=None), domain
    )


def _worst_first(stats: Sequence[Stats]) -> list[Stats]:
    rank = {"bad": 0, "watch": 1, "healthy": 2, "quiet": 3}
    return sorted(stats, key=lambda stat: (rank[stat.health[0]], -stat.counts.sent))


def scopes(inboxes: Sequence[InboxRow]) -> dict[str, list[InboxRow]]:
    """What one can look at, by name: everything, each domain where there are several, each inbox."""
    found = {EVERYTHING: list(inboxes)}
    names = sorted({inbox.domain_name for inbox in inboxes if inbox.domain_name})
    for name in names if len(names) > 1 else ():
        found[name] = [inbox for inbox in inboxes if inbox.domain_name == name]
    return found | {inbox.address or inbox.id: [inbox] for inbox in inboxes}


def answered(stats: Sequence[Stats]) -> tuple[int, int]:
    """(inboxes that the server has answered for, all of them)."""
    inboxes = [stat for stat in stats if stat.inbox is not None]
    return sum(stat.read_at is not None for stat in inboxes), len(inboxes)
