"""Times as people say them: ``3h``, ``tomorrow``, ``monday``, ``14:30``, ``2026-12-24``. Pure."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from commune_tui import clock
from commune_tui.actions.action import Suggestion

MORNING = time(9, 0)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

#: What is offered, with what it means.
SNOOZES = (
    ("1h", "in an hour"),
    ("3h", "in three hours"),
    ("tomorrow", "tomorrow at 9"),
    ("2d", "in two days"),
    ("monday", "on Monday at 9"),
    ("1w", "in a week"),
    ("2w", "in two weeks"),
)

TIMES = "Say 30m, 3h, 2d, tomorrow, monday, 2026-12-24 or 14:30."


def no_moment(words: str) -> str:
    """Why these words name no time to come; empty where they do."""
    return "" if parse_moment(words) else f"{words.strip()!r} is no time. {TIMES}"


def moments(line: str) -> list[Suggestion]:
    """The times that begin like this."""
    return [Suggestion(word, about) for word, about in SNOOZES if word.startswith(line.strip().lower())]


def parse_moment(words: str, at: datetime | None = None) -> datetime | None:
    """An aware time in the future, in the zone of ``at`` (now, local); ``None`` for what is no time or has passed."""
    now = clock.local(at or clock.now())
    word = words.strip().lower()
    if match := re.fullmatch(r"(\d{1,4})\s*([mhdw])", word):
        try:
            return now + int(match[1]) * _UNITS[match[2]] if int(match[1]) else None
        except OverflowError:
            return None
    if word == "tomorrow":
        return _on(now, 1)
    days = [day for day in _DAYS if len(word) >= 3 and day.startswith(word)]
    if len(days) == 1:
        ahead = (_DAYS.index(days[0]) - now.weekday() - 1) % 7 + 1
        return _on(now, ahead)
    if match := re.fullmatch(r"(\d{1,2}):(\d{2})", word):
        if int(match[1]) > 23 or int(match[2]) > 59:
            return None
        moment = now.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        return moment if moment > now else moment + timedelta(days=1)
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    if "t" not in word and " " not in word:
        moment = datetime.combine(moment.date(), MORNING)
    try:
        moment = clock.local(moment)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if moment > now else None


def _on(now: datetime, days: int) -> datetime:
    return datetime.combine((now + timedelta(days=days)).date(), MORNING, tzinfo=now.tzinfo)
