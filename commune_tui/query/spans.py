"""What is measured in a query: time spans, dates, days and sizes. Dates are those of this machine's zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from commune_tui import clock

_SPAN: Final = re.compile(r"([0-9]{1,5})(mo|min|m|h|d|w|y)")
_COMPARED: Final = re.compile(r"(>=|<=|>|<|)(.*)", re.DOTALL)
_DATE: Final = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
_SIZE: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?)(b|kb?|mb?|gb?|)")
_MINUTES: Final = {
    "m": 1, "min": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60, "mo": 30.4375 * 24 * 60, "y": 365.25 * 24 * 60,
}  # fmt: skip
_BYTES: Final = {"": 1, "b": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
DAYS_AGO: Final = {"today": 0, "yesterday": 1}
_DAY: Final = timedelta(days=1)

Edges = tuple[datetime | None, datetime | None]
"""From the first moment to before the second; ``None`` where there is no end."""


def one_m(value: str) -> str:
    """The number of a span in ``m``, which is a month in one program and a minute in another; empty for others."""
    span = _SPAN.fullmatch(value.lower())
    return span[1] if span and span[2] == "m" else ""


def dashed(value: str) -> str:
    """A date as ISO has it, also one that was written with strokes or without its noughts; others as they are."""
    date = _DATE.fullmatch(value)
    return "-".join(part.zfill(2) for part in date.groups() if part) if date else value


def is_age(value: str) -> bool:
    """Whether ``value`` is a time span (``90min 12h 3d 2w 6mo 1y``), a day, a month, a year, or a moment as ISO."""
    if _SPAN.fullmatch(value.lower()) or _named(value, clock.now()) is not None:
        return True
    return value[:4].isdigit() and clock.parse_iso(value) is not None


def is_span(value: str) -> bool:
    """Whether ``value`` is a time span, longer (``>1d``, as is ``1d``) or shorter (``<2h``)."""
    return _SPAN.fullmatch(compared(value.lower())[1]) is not None


def is_days(value: str) -> bool:
    """Whether ``value`` is a day, a month or a year, or two such with ``..`` between them, of which one may lack."""
    first, dots, last = value.partition("..")
    given = [each for each in ((first, last) if dots else (value,)) if each]
    return bool(given) and all(_edges(each, clock.now()) is not None for each in given)


def is_size(value: str) -> bool:
    """Whether ``value`` is a number of bytes: ``500k``, ``5M``, ``1.5GB``."""
    return _SIZE.fullmatch(value.lower()) is not None


def compared(value: str) -> tuple[str, str]:
    """How a span is compared, ``>`` where that is not said, and the span."""
    found = _COMPARED.fullmatch(value)
    return (found[1] or ">", found[2]) if found else (">", "")


def cutoff(value: str, now: datetime) -> datetime:
    """The moment that a time span before ``now``, or a date, means. Spans that reach too far end at year 1970."""
    span = _SPAN.fullmatch(value.lower())
    if span:
        return _before(now, span)
    named = _named(value, now)
    return named[0] if named is not None else clock.parse_iso(value) or now


def during(value: str, now: datetime) -> Edges:
    """The time that days mean: of ``a..b`` from the beginning of the one to the end of the other."""
    first, dots, last = value.partition("..")
    if not dots:
        return _edges(value, now) or (now, now)
    since = _edges(first, now) if first else None
    until = _edges(last, now) if last else None
    return (since[0] if since else None), (until[1] if until else None)


def bytes_in(value: str) -> int:
    """The number of a size; thousands, as sizes are shown."""
    found = _SIZE.fullmatch(value.lower())
    return int(float(found[1]) * _BYTES[found[2][:1]]) if found else 0


def _before(now: datetime, span: re.Match[str]) -> datetime:
    try:
        return now - timedelta(minutes=int(span[1]) * _MINUTES[span[2]])
    except OverflowError:
        return datetime(1970, 1, 1, tzinfo=now.tzinfo)


def _edges(value: str, now: datetime) -> tuple[datetime, datetime | None] | None:
    """The day, month or year of this name; of a span, the day that lies so far back."""
    span = _SPAN.fullmatch(value.lower())
    if span:
        return _from(clock.local(_before(now, span)), days=1)
    return _named(value, now)


def _named(value: str, now: datetime) -> tuple[datetime, datetime | None] | None:
    if (ago := DAYS_AGO.get(value.lower())) is not None:
        return _from(clock.local(now) - ago * _DAY, days=1)
    date = _DATE.fullmatch(value)
    if date is None:
        return None
    year, month, day = date.groups()
    try:
        begins = datetime(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return _from(begins, days=1 if day else 31 if month else 366, whole=not day, year=not month)


def _from(moment: datetime, *, days: int, whole: bool = False, year: bool = False) -> tuple[datetime, datetime | None]:
    """From the midnight before a moment to the one after so many days, or to the begin of that month or year."""
    begins = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        ends = begins + days * _DAY
    except OverflowError:
        return clock.of_here(begins), None
    if whole:
        ends = ends.replace(day=1, month=1 if year else ends.month)
    return clock.of_here(begins), clock.of_here(ends)
