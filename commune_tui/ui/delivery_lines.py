"""How delivery reads: figures, a plot, tables. Pure: what is known in, pieces out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.mail.delivery import Bucket, Counts, Health, Standing, bars, percent
from commune_tui.store.rows import EventRow, SuppressionRow
from commune_tui.text import cut, pad
from commune_tui.ui.pieces import Piece
from commune_tui.ui.signs import Signs
from commune_tui.ui.widgets.table import Row

PLOT_ROWS = 4
_ROOM_FOR_RATES = 110
_ROLES: dict[Health, str] = {"quiet": "dim", "healthy": "good", "watch": "warn", "bad": "bad"}
_SIGNS: dict[Health, str] = {"quiet": " ", "healthy": "+", "watch": "!", "bad": "!!"}
_EVENT_ROLES = {
    "delivered": "good",
    "bounced": "bad",
    "complained": "bad",
    "failed": "bad",
    "suppressed": "warn",
    "delivery_delayed": "warn",
}


def figures(standing: Standing, now: datetime, width: int) -> list[list[Piece]]:
    """The six counts, with their rates where there is room, and what they mean."""
    counts, (health, why) = standing.counts, standing.health
    parts = (
        ("sent", counts.sent, ""),
        ("delivered", counts.delivered, percent(counts.rate(counts.delivered))),
        ("bounced", counts.bounced, percent(counts.rate(counts.bounced))),
        ("complained", counts.complained, percent(counts.rate(counts.complained))),
        ("failed", counts.failed, percent(counts.rate(counts.failed))),
        ("suppressed", counts.suppressed, ""),
    )
    first = [Piece(" ")]
    for name, number, rate in parts:
        loud = name in ("bounced", "complained", "failed") and number
        first += [Piece(f"{number:,}", "strong"), Piece(f" {name}", "bad" if loud else "dim")]
        first.append(Piece(f" {rate}   " if rate and counts.sent and width >= _ROOM_FOR_RATES else "   ", "dim"))
    age = "the server was not asked yet" if standing.read_at is None else f"as of {_ago(standing.read_at, now)}"
    second = [Piece(f" {_SIGNS[health]} {health}: {why}", _ROLES[health]), Piece(f"   {age}", "dim")]
    return [first, second]


def _ago(moment: datetime, now: datetime) -> str:
    age = clock.age(moment, now)
    return "now" if age == "now" else f"{age} ago"


def plot(stretches: Sequence[Bucket], width: int, *, ascii_only: bool) -> list[list[Piece]]:
    """Mails that arrived over time as columns, and below them where some did not."""
    each = max(1, (width - 4) // max(1, len(stretches)))
    delivered = [stretch.delivered for stretch in stretches for _ in range(each)]
    trouble = [stretch.trouble for stretch in stretches for _ in range(each)]
    if not any(delivered) and not any(trouble):
        return [[Piece("  No delivery event is known in this time.", "dim")]]
    top = max(stretch.delivered for stretch in stretches)
    made = [[Piece("  "), Piece(row, "good")] for row in bars(delivered, PLOT_ROWS, ascii_only=ascii_only)]
    made[0].append(Piece(f" {top}", "dim"))
    made.append([Piece("  "), Piece(bars(trouble, 1, ascii_only=ascii_only)[0], "bad"), Piece(" not delivered", "dim")])
    start, end = (stretches[place].start.astimezone() for place in (0, -1))
    form = "%H:%M" if (end - start).days < 2 else "%d %b"
    left, right = start.strftime(form), "now"
    room = max(0, len(delivered) - len(left) - len(right))
    made.append([Piece(f"  {left}{' ' * room}{right}", "dim")])
    return made


def compared(standings: Sequence[Standing], width: int) -> list[Row]:
    """The inboxes beside each other, the one that needs a look first."""
    room = max(12, min(40, width - 68))
    return [Row(tuple(_standing(standing, room)), standing.inbox) for standing in standings]


def _standing(standing: Standing, room: int) -> list[Piece]:
    counts: Counts = standing.counts
    health, _ = standing.health
    name = "all inboxes" if standing.inbox is None else standing.inbox.address or standing.inbox.name
    made = [Piece(f" {_SIGNS[health]:<2} ", _ROLES[health]), Piece(pad(cut(name, room), room), "strong")]
    for number, rate, word, column in (
        (counts.sent, "", "sent", 12),
        (counts.delivered, percent(counts.rate(counts.delivered)), "delivered", 18),
        (counts.bounced, percent(counts.rate(counts.bounced)), "bounced", 16),
        (counts.complained, percent(counts.rate(counts.complained)), "complained", 17),
    ):
        loud = word in ("bounced", "complained") and number
        shown = f"{rate if rate and counts.sent else f'{number:,}':>6} {word}"
        made.append(Piece(pad(shown, column), "bad" if loud else "plain" if number else "dim"))
    return made


def events(found: Sequence[EventRow], width: int, signs: Signs, inbox_of: dict[str, str]) -> list[Row]:
    """The log, newest first."""
    made = []
    for event in found:
        local = event.at.astimezone().strftime("%d %b %H:%M") if event.at else ""
        mark = signs.trouble if _EVENT_ROLES.get(event.type) == "bad" else " "
        pieces = (
            Piece(f" {local:<13}", "dim"),
            Piece(f"{mark} {pad(cut(event.type.replace('_', ' '), 16), 17)}", _EVENT_ROLES.get(event.type, "plain")),
            Piece(pad(cut(event.recipient, 34), 35)),
            Piece(pad(cut(inbox_of.get(event.inbox_id, ""), 12), 13), "dim") if width >= 110 else Piece(""),
            Piece(cut(event.detail, max(0, width - (82 if width >= 110 else 69))), "dim"),
        )
        made.append(Row(pieces, event))
    return made


def suppressed(found: Sequence[SuppressionRow], width: int) -> list[Row]:
    """Who may not be written to, why, and until when."""
    made = []
    for row in found:
        until = row.expires_at.astimezone().strftime("until %d %b %H:%M") if row.expires_at else "for good"
        since = row.created_at.astimezone().strftime("since %d %b %Y") if row.created_at else ""
        pieces = (
            Piece(f" {pad(cut(row.email, 38), 39)}", "strong"),
            Piece(pad(cut(f"{row.reason} ({row.type})" if row.type else row.reason, 23), 24), "warn"),
            Piece(pad(until, 22)),
            Piece(cut(f"{since} {row.source}".strip(), max(0, width - 87)), "dim"),
        )
        made.append(Row(pieces, row))
    return made
