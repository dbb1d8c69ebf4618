"""How figures and logs are said: a sentence for each inbox, event, address and waiting write. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui.actions.delivery import NO_INBOX, PERIOD_WORDS, kind_word, not_known, parts, reason
from commune_tui.actions.outbox_rows import Row
from commune_tui.actions.speech import ago, capital, listed, moment, number
from commune_tui.linear.speech import worded
from commune_tui.mail.delivery import Stats, answered
from commune_tui.store.rows import EventRow, SuppressionRow


def outbox_lines(rows: Sequence[Row], groups: Sequence[tuple[int, str]]) -> list[str]:
    """What waits, numbered through all sections, each with the words that do something about it."""
    headings = dict(groups)
    lines = []
    for place, row in enumerate(rows, 1):
        if (heading := headings.get(place - 1)) is not None:
            lines.append(f"{heading}.")
        words = can(row)
        hint = f" Words: {listed(words, 'or')}." if words else ""
        lines.append(f"{place}. {row.title}. {worded(row.about)}{hint}")
    return lines


def can(row: Row) -> list[str]:
    """The words that do something about a row."""
    return [command.partition(".")[2].replace("_", " ") for command, _ in row.does]


def figures(stats: Sequence[Stats], period: str, now: datetime, trouble: str) -> list[str]:
    """All together, then each inbox, the one that needs a look first. ``trouble`` is what may be in the way while
    nothing is known.
    """
    if not stats:
        return [NO_INBOX]
    told = [stat for stat in stats if stat.read_at is not None]
    if not told:
        return [f"{not_known(worded(trouble))} The word delivery asks again."]
    lines = [_stat_line(stat, period, now, first=place == 0) for place, stat in enumerate(told)]
    known, total = answered(stats)
    if missing := total - known:
        lines.append(
            f"{capital(number(missing, 'inbox', 'inboxes'))} not answered for yet; the word delivery asks again."
        )
    return lines


def _stat_line(stat: Stats, period: str, now: datetime, *, first: bool) -> str:
    """The first says for all which time it is about, how old the answer is, and what the limits are."""
    counts, (health, why) = stat.counts, stat.health
    name = stat.name if stat.inbox or stat.domain else capital(stat.name)
    lead = f"{name}, {PERIOD_WORDS[period]}" if first else name
    if not counts.sent:
        return f"{lead}: nothing was sent."
    told = [
        f"{part.number:,} {part.word}{f', {part.rate}' if part.rate else ''}"
        for part in parts(counts)
        if part.number or part.word in ("sent", "delivered")
    ]
    verdict = {"bad": "Bad", "watch": "Watch this", "healthy": "Healthy", "quiet": "Quiet"}[health]
    why = f", {why}" if first or health != "healthy" else ""
    age = f" As of {ago(stat.read_at, now)}." if first else ""
    return f"{lead}: {verdict}{why}. {'; '.join(told)}.{age}"


def event_lines(found: Sequence[EventRow], now: datetime) -> list[str]:
    """The log: what, to whom, when, what the other server said."""
    lines = []
    for place, event in enumerate(found, 1):
        detail = f" {event.detail}." if event.detail else ""
        kind = capital(kind_word(event.type))
        lines.append(f"{place}. {kind}, {event.recipient or 'no recipient'}, {ago(event.at, now)}.{detail}")
    return lines


def suppressed_lines(rows: Sequence[SuppressionRow]) -> list[str]:
    """Who may not be written to, why, and until when."""
    lines = []
    for place, row in enumerate(rows, 1):
        until = f"until {moment(row.expires_at)}" if row.expires_at else "for good"
        lines.append(f"{place}. {row.email}: {reason(row)}, {until}.")
    return lines


def conclusion(count: int) -> str:
    """``and 2 more things`` for what does not fit into the one line of news."""
    return f" And {number(count, 'more thing')}; the word news reads all." if count else ""
