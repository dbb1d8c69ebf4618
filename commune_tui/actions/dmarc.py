"""DMARC of a domain in words: how much passed, who sends in its name, a plot of the days. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commune_tui import clock
from commune_tui.actions.speech import listed, number
from commune_tui.mail.delivery import bars, percent
from commune_tui.text import pad

if TYPE_CHECKING:
    from commune_tui.mail.administration.dmarc import Dmarc

_SOURCES: Final = 5
_RECEIVERS: Final = 4
_DAYS: Final = 30
NONE: Final = "No receiver reported anything about {domain} in the last 30 days."


def lines(domain: str, found: Dmarc | None) -> list[str]:
    """All of it, a sentence or a row a line."""
    if found is None:
        return [NONE.format(domain=domain)]
    failed = max(found.total - found.passed, 0)
    rate = _share(found.passed, found.total)
    said = [
        f"{domain}: {number(found.total, 'mail')} in its name in 30 days, {rate} passed.",
        f"{number(failed, 'mail')} failed both checks." if failed else "None failed both checks.",
        f"DKIM passed for {_share(found.dkim, found.total)}, SPF for {_share(found.spf, found.total)}."
        if found.dkim or found.spf
        else "",
        "There are more reports than one answer holds." if found.more else "",
    ]
    return [*filter(None, said), "", *_plot(found), *_by_source(found), f"Reported by {_who(found)}."]


def _share(part: int, whole: int) -> str:
    return percent(min(part / whole, 1.0) if whole else None)


def _who(found: Dmarc) -> str:
    named, rest = list(found.receivers[:_RECEIVERS]), len(found.receivers) - _RECEIVERS
    return listed([*named, *([number(rest, "other")] if rest > 0 else [])]) or "nobody who gave a name"


def _plot(found: Dmarc) -> list[str]:
    days = found.days[-_DAYS:]
    if not days:
        return []
    first, last = clock.local(days[0].at), clock.local(days[-1].at)
    passed = bars([day.passed for day in days], 1)[0]
    failed = bars([day.failed for day in days], 1)[0]
    most = [max(counts) for counts in zip(*((day.passed, day.failed) for day in days), strict=True)]
    span = f"{first.day} {first:%b} to {last.day} {last:%b}, a column a day"
    return [f"passed  {passed}  at most {most[0]:,} a day", f"failed  {failed}  at most {most[1]:,} a day", span, ""]


def _by_source(found: Dmarc) -> list[str]:
    made = []
    for source in found.sources[:_SOURCES]:
        failed = source.mails - source.passed
        how = "all passed" if not failed else "none passed" if not source.passed else f"{failed:,} failed"
        made.append(f"{pad(source.address, 17)} {source.mails:>7,} {'mails' if source.mails != 1 else 'mail'}, {how}")
    rest = len(found.sources) - _SOURCES
    return [*made, *([f"and {number(rest, 'other source')}"] if rest > 0 else []), ""]
