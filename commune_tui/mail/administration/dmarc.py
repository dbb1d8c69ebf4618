"""What receivers report about mail in the name of a domain (contract §4.12): asked when somebody looks, kept nowhere.

All of it is foreign: names of receivers, addresses, results. It becomes clean here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import DmarcReport

DAYS = 30
MOST = 200
"""So many reports are in one answer at the most."""
_LONGEST = 60


class Source(NamedTuple):
    """A sending address: how many mails, and how many of them passed."""

    address: str
    mails: int
    passed: int


class Day(NamedTuple):
    """What was reported of a day."""

    at: datetime
    passed: int
    failed: int


class Dmarc(NamedTuple):
    """The totals are the server's own, where it says any; days, sources and receivers are counted from the reports.
    ``more``: there were more reports than one answer holds."""

    total: int
    passed: int
    dkim: int
    spf: int
    days: Sequence[Day]
    sources: Sequence[Source]
    receivers: Sequence[str]
    more: bool


async def read(client: Commune, domain: str) -> Dmarc | None:
    """The last thirty days; ``None`` where no report came. Raises CommuneError."""
    said = await client.dmarc.summary(domain, days=DAYS)
    page = await client.dmarc.reports(domain, limit=MOST)
    found = list(page.items)
    if said is None and not found:
        return None
    sources, days, receivers = _counted(found)
    total = sum(source.mails for source in sources)
    passed = sum(source.passed for source in sources)
    return Dmarc(
        _stated(said, "total_messages", total), _stated(said, "pass_count", passed), _stated(said, "dkim_pass", 0),
        _stated(said, "spf_pass", 0), days, sources, receivers, page.has_more or len(found) >= MOST,
    )  # fmt: skip


def _stated(said: object, name: str, counted: int) -> int:
    """A figure of the server, or the counted one."""
    value = getattr(said, name, None)
    return value if isinstance(value, int) and value >= 0 else counted


def _counted(reports: Sequence[DmarcReport]) -> tuple[list[Source], list[Day], list[str]]:
    sources: dict[str, list[int]] = {}
    days: dict[datetime, list[int]] = {}
    receivers: dict[str, None] = {}
    for report in reports:
        receivers[one_line(report.org_name or report.email or "somebody", _LONGEST)] = None
        for record in report.records:
            count = max(record.count or 0, 0)
            good = "pass" in ((record.dkim_result or "").lower(), (record.spf_result or "").lower())
            source = sources.setdefault(one_line(record.source_ip or "no address", _LONGEST), [0, 0])
            source[0] += count
            source[1] += count if good else 0
            if report.begin_at is not None:
                day = days.setdefault(report.begin_at.replace(hour=0, minute=0, second=0, microsecond=0), [0, 0])
                day[0 if good else 1] += count
    made = sorted((Source(name, *counts) for name, counts in sources.items()), key=lambda each: -each.mails)
    return made, [Day(at, *days[at]) for at in sorted(days)], list(receivers)
