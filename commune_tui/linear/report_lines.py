"""How figures and logs are said: a sentence for each inbox, event, address, entry and waiting write. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commune_tui import clock
from commune_tui.actions.delivery import NO_INBOX, PERIOD_WORDS, kind_word, not_known, parts, reason
from commune_tui.actions.outbox_rows import Row
from commune_tui.actions.speech import ago, capital, listed, moment, number, quoted
from commune_tui.linear.speech import worded
from commune_tui.mail.delivery import Standing, answered
from commune_tui.sending.operation import Entry
from commune_tui.store.rows import EventRow, SuppressionRow
from commune_tui.text import one_line

_DONE = {
    "made": "asked for",
    "confirmed": "the server took it",
    "cancelled": "taken back before it left",
    "sent": "the server took it",
    "seen": "it stands in the server's list",
    "vanished": "it never appeared",
}
_FIELDS = {"assigned_to": "to", "add": "with", "remove": "without"}


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


def figures(standings: Sequence[Standing], period: str, now: datetime, trouble: str) -> list[str]:
    """All together, then each inbox, the one that needs a look first. ``trouble`` is what may be in the way while
    nothing is known.
    """
    if not standings:
        return [NO_INBOX]
    told = [standing for standing in standings if standing.read_at is not None]
    if not told:
        return [f"{not_known(worded(trouble))} The word delivery asks again."]
    lines = [_standing(standing, period, now, first=place == 0) for place, standing in enumerate(told)]
    known, total = answered(standings)
    if missing := total - known:
        lines.append(
            f"{capital(number(missing, 'inbox', 'inboxes'))} not answered for yet; the word delivery asks again."
        )
    return lines


def _standing(standing: Standing, period: str, now: datetime, *, first: bool) -> str:
    """The first says for all which time it is about, how old the answer is, and what the limits are."""
    counts, (health, why) = standing.counts, standing.health
    name = standing.name if standing.inbox or standing.domain else capital(standing.name)
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
    age = f" As of {ago(standing.read_at, now)}." if first else ""
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


def journal_lines(entries: Sequence[Entry], subjects: dict[str, str]) -> list[str]:
    """Who did what, before and after, when, to which thread."""
    return [_entry(place, entry, subjects.get(entry.thread_id or "", "")) for place, entry in enumerate(entries, 1)]


def _entry(place: int, entry: Entry, subject: str) -> str:
    at = moment(clock.from_ms(entry.at))
    wish = _wish(entry.after or {}) if entry.what == "made" else ""
    change = f" {capital(wish)}." if wish else f" {capital(one_line(entry.note))}." if entry.note else ""
    about = f" About {quoted(subject)}." if subject else ""
    what = _DONE.get(entry.what, entry.what.replace("_", " "))
    return f"{place}. {at}. {one_line(entry.who) or 'Somebody'}, {entry.kind}: {what}.{change}{about}"


def _wish(after: dict[str, Any]) -> str:
    """What was asked for, in words; ids and digests are for the export."""
    parts = []
    for name, value in after.items():
        if value and name not in ("digest", "from") and not name.endswith(("_at", "_id")):
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            parts.append(
                f"{_FIELDS.get(name, name.replace('_', ' '))} {words.replace('_', ' ') if name == 'status' else words}"
            )
    if "assigned_to" in after and not after["assigned_to"]:
        parts.append("nobody has it")
    return one_line("; ".join(parts))


def conclusion(count: int) -> str:
    """``and 2 more things`` for what does not fit into the one line of news."""
    return f" And {number(count, 'more thing')}; the word news reads all." if count else ""
