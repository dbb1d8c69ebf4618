"""How delivery reads: figures, a plot, tables. Pure: what is known in, fragments out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.actions.delivery import READ_ONLY, kind_word, not_known, parts, reason
from commune_tui.mail.delivery import Bucket, Counts, Health, Stats, answered, bars
from commune_tui.store.rows import EventRow, SuppressionRow
from commune_tui.text import cells, cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.kit.table import Row

_ROOM_FOR_COUNTS = 110
_ROOM_FOR_DETAIL = 36
_BAR = 2
"""Beside the rows: the mark of the cursor and the bar that scrolls."""
_BESIDE = 18
"""What stands beside the plot: `` not delivered``."""
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


def figures(stat: Stats, width: int, trouble: str = "") -> list[list[Fragment]]:
    """The six counts with their rates, and what they mean; in as many lines as the width asks for.

    ``trouble`` is what may be in the way while nothing is known.
    """
    counts, (health, why) = stat.counts, stat.health
    if stat.read_at is None:
        said = not_known(trouble)
        return [[Fragment(f" {row}", "warn" if trouble else "dim")] for row in wrapped(said, max(10, width - 2))]
    made: list[list[Fragment]] = [[]]
    used = 0
    for part in parts(counts):
        shown = f" {part.rate}" if counts.sent and part.number else ""
        room = 3 + cells(f"{part.number:,} {part.word}{part.rate if shown else ''} ")
        if made[-1] and used + room > width:
            made.append([])
            used = 0
        used += room
        lead = "   " if made[-1] else " "
        role = "bad" if part.bad and part.number else "dim"
        made[-1] += [Fragment(f"{lead}{part.number:,}", "strong"), Fragment(f" {part.word}", role)]
        made[-1] += [Fragment(shown, "dim")] if shown and part.rate else []
    verdict = wrapped(f"{_SIGNS[health]} {health}: {why}".strip(), max(10, width - 2))
    return [*made, *([Fragment(f" {row}", _ROLES[health])] for row in verdict)]


def heading(name: str, period: str, stats: Sequence[Stats], now: datetime) -> tuple[list[Fragment], list[Fragment]]:
    """What is looked at, and how much of it the server has told, and when."""
    known, total = answered(stats)
    read_at = stats[0].read_at if stats else None
    left = [Fragment(" Delivery ", "strong"), Fragment(f"{name}, {period}", "accent")]
    if read_at is None:
        return left, [Fragment("the server has not answered yet ", "dim")]
    if known < total:
        return left, [Fragment(f"{known} of {total} inboxes answered ", "warn")]
    return left, [Fragment(f"as of {_ago(read_at, now)} ", "dim")]


def _ago(moment: datetime, now: datetime) -> str:
    age = clock.age(moment, now)
    return "now" if age == "now" else f"{age} ago"


def plot(stretches: Sequence[Bucket], width: int, height: int, *, ascii_only: bool) -> list[list[Fragment]]:
    """Mails that arrived over time as columns of ``height`` rows, and below them where some did not."""
    each = max(1, (width - _BESIDE) // max(1, len(stretches)))
    delivered = [stretch.delivered for stretch in stretches for _ in range(each)]
    trouble = [stretch.trouble for stretch in stretches for _ in range(each)]
    if not any(delivered) and not any(trouble):
        return [[Fragment("  No delivery event is known in this time.", "dim")]]
    top = max(stretch.delivered for stretch in stretches)
    made = [[Fragment("  "), Fragment(row, "good")] for row in bars(delivered, height, ascii_only=ascii_only)]
    made[0].append(Fragment(f" {top}", "dim"))
    made.append(
        [Fragment("  "), Fragment(bars(trouble, 1, ascii_only=ascii_only)[0], "bad"), Fragment(" not delivered", "dim")]
    )
    start, end = (clock.local(stretches[place].start) for place in (0, -1))
    form = "%H:%M" if (end - start).days < 2 else "%d %b"
    left, right = start.strftime(form), "now"
    room = max(0, len(delivered) - len(left) - len(right))
    made.append([Fragment(f"  {left}{' ' * room}{right}", "dim")])
    return made


def columns(width: int) -> list[Fragment]:
    """What stands above the inboxes."""
    room, shown = _columns(width)
    return [Fragment(f"    {pad('', room)}", "dim"), *(Fragment(name.rjust(size), "dim") for name, size in shown)]


def _columns(width: int) -> tuple[int, list[tuple[str, int]]]:
    """The room for a name, and (column, its width)."""
    wide = width >= _ROOM_FOR_COUNTS
    named = parts(Counts())
    shown = [(part.word, (17 if wide else max(8, len(part.word) + 2)) if part.rate else 8) for part in named[:-1]]
    shown.append((named[-1].word, 12))
    while shown and sum(size for _, size in shown) > width - 28:
        shown.pop()
    return max(0, min(44, width - _BAR - 5 - sum(size for _, size in shown))), shown


def compared(stats: Sequence[Stats], width: int) -> list[Row]:
    """The inboxes beside each other, the one that needs a look first."""
    return [Row(tuple(_stat_line(stat, width)), stat) for stat in stats]


def _stat_line(stat: Stats, width: int) -> list[Fragment]:
    counts, (health, _), (room, shown) = stat.counts, stat.health, _columns(width)
    made = [Fragment(f" {_SIGNS[health]:<2} ", _ROLES[health]), Fragment(pad(cut(stat.name, room), room), "strong")]
    if stat.read_at is None:
        return [*made, Fragment("   not answered yet", "dim")]
    for part, (_, size) in zip(parts(counts), shown, strict=False):
        rate = part.rate if counts.sent else ""
        told = f"{part.number:,}{rate.rjust(8)}" if rate and width >= _ROOM_FOR_COUNTS else rate or f"{part.number:,}"
        role = "dim" if not part.number else "bad" if part.bad else "plain"
        made.append(Fragment(told.rjust(size), role))
    return made


def events(found: Sequence[EventRow], width: int, glyphs: Glyphs, inbox_of: dict[str, str]) -> list[Row]:
    """The log, newest first."""
    made = []
    boxes = 13 if width >= _ROOM_FOR_COUNTS else 0
    room = max(0, width - _BAR - 34 - boxes)
    people = min(40, room * 11 // 20) if room > _ROOM_FOR_DETAIL else room
    for event in found:
        local = clock.local(event.at).strftime("%d %b %H:%M") if event.at else ""
        mark = glyphs.trouble if _EVENT_ROLES.get(event.type) == "bad" else " "
        fragments = (
            Fragment(f" {local:<13}", "dim"),
            Fragment(f"{mark} {pad(cut(kind_word(event.type), 16), 17)}", _EVENT_ROLES.get(event.type, "plain")),
            Fragment(pad(cut(event.recipient, people), people + 1)),
            Fragment(pad(cut(inbox_of.get(event.inbox_id, ""), boxes - 1), boxes) if boxes else "", "dim"),
            Fragment(cut(event.detail, max(0, room - people)), "dim"),
        )
        made.append(Row(fragments, event))
    return made


def suppressed(found: Sequence[SuppressionRow], width: int) -> list[Row]:
    """Who may not be written to, why, and until when."""
    made = []
    people = max(14, min(40, width - _BAR - 41))
    for row in found:
        until = clock.local(row.expires_at).strftime("until %d %b") if row.expires_at else "for good"
        since = clock.local(row.created_at).strftime("since %d %b %Y") if row.created_at else ""
        fragments = (
            Fragment(f" {pad(cut(row.email, people), people + 1)}", "strong"),
            Fragment(pad(cut(reason(row), 24), 25), "warn"),
            Fragment(pad(until, 14)),
            Fragment(cut(f"{since} {row.source}".strip(), max(0, width - _BAR - people - 41)), "dim"),
        )
        made.append(Row(fragments, row))
    what = wrapped(READ_ONLY, max(20, width - _BAR - 1)) if made else []
    return made + [Row((Fragment(f" {line}", "dim"),)) for line in what]
