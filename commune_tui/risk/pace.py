"""When an answer is due: targets of inboxes, with working hours; how long answers take, and how that is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from commune_tui import clock
from commune_tui.errors import USAGE, Explained

ANY: Final = "*"
"""The name under which the settings have the target of every inbox that has none of its own."""
WORDS: Final = ("answer_within", "hours", "zone")
"""What the settings may say of an inbox."""
_LONGEST_S: Final = 90 * 86_400
_MOST_DAYS: Final = 3_660
_UNITS: Final = ((86_400, "day"), (3600, "h"), (60, "min"))
_SPAN: Final = re.compile(r"([0-9]{1,4}) ?(m|min|h|d|w)")
_UNIT_S: Final = {"m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OPEN: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? +([0-9]{1,2}):([0-9]{2}) ?- ?([0-9]{1,2}):([0-9]{2})")
_DAY_MIN: Final = 1440

Open = tuple[int, int]
"""From when to when, in minutes of a day."""


class BadTarget(Explained):
    """What the settings say of an inbox cannot be read; the message is a sentence."""

    exit_status = USAGE


class Hours(NamedTuple):
    """Working hours: what is open on each day, Monday first, and in which zone."""

    week: tuple[tuple[Open, ...], ...]
    zone: tzinfo


class Target(NamedTuple):
    """Within how long somebody is to be answered; only working hours count, where there are any."""

    within: timedelta
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets by inbox: by its address, the part before the @, or :data:`ANY`."""

    known: Mapping[str, Target] = field(default_factory=dict)

    def of(self, address: str) -> Target | None:
        """The target of an inbox; ``None`` where nobody set one."""
        name = address.casefold()
        return next((self.known[key] for key in (name, name.partition("@")[0], ANY) if key in self.known), None)

    def hours_of(self, address: str) -> Hours | None:
        """The working hours of an inbox; ``None`` where it has none, and is always open."""
        target = self.of(address)
        return None if target is None else target.hours

    def due_at(self, address: str, since: datetime) -> datetime | None:
        """When somebody is to be answered in an inbox who has waited since then; ``None`` without a target."""
        target = self.of(address)
        return None if target is None else due(since, target)

    def due_ms(self, address: str | None, since_ms: int | None) -> int | None:
        """:meth:`due_at` in unix milliseconds, as the store has times."""
        if not self.known or not since_ms:
            return None
        due_at = self.due_at(address or "", clock.from_ms(since_ms))
        return None if due_at is None else int(due_at.timestamp() * 1000)


def due(since: datetime, target: Target) -> datetime | None:
    """When ``target.within`` of working time has passed; ``None`` where that is beyond the calendar."""
    try:
        return since + target.within if target.hours is None else _within_hours(since, target.within, target.hours)
    except (OverflowError, ValueError):
        return None


def _within_hours(since: datetime, left: timedelta, hours: Hours) -> datetime | None:
    day = clock.in_zone(since, hours.zone).date()
    for _ in range(_MOST_DAYS):
        for opens, closes in hours.week[day.weekday()]:
            begin, end = max(_moment(day, opens, hours.zone), since), _moment(day, closes, hours.zone)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        day += timedelta(days=1)
    return None


def worked(since: datetime, until: datetime, hours: Hours | None) -> timedelta:
    """How much of a time was working time: all of it, where there are no hours."""
    if hours is None or until <= since:
        return max(until - since, timedelta())
    total, day = timedelta(), clock.in_zone(since, hours.zone).date()
    last = min(clock.in_zone(until, hours.zone).date(), day + timedelta(days=_MOST_DAYS))
    while day <= last:
        for opens, closes in hours.week[day.weekday()]:
            begin, end = max(_moment(day, opens, hours.zone), since), min(_moment(day, closes, hours.zone), until)
            total += max(end - begin, timedelta())
        day += timedelta(days=1)
    return total


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    return clock.utc(local.replace(tzinfo=zone))


# -- the settings --------------------------------------------------------------------------------------------------


def targets(table: Mapping[str, Mapping[str, str]]) -> Targets:
    """The targets in the table ``inboxes`` of the settings. Raises BadTarget."""
    return Targets({name.strip().casefold(): _target(name, said) for name, said in table.items()})


def _target(name: str, said: Mapping[str, str]) -> Target:
    def refuse(word: str, wants: str) -> BadTarget:
        return BadTarget(f"In the settings, inboxes.{name!r}: {word} wants {wants}, not {said.get(word, '')!r}.")

    found = _SPAN.fullmatch(said.get("answer_within", "").strip().lower())
    within_s = int(found[1]) * _UNIT_S[found[2]] if found else 0
    if not 0 < within_s <= _LONGEST_S:
        raise refuse("answer_within", 'how long, such as "30m", "4h" or "2d", at most 90 days')
    if "hours" not in said:
        if "zone" in said:
            raise refuse("zone", 'working hours beside it, such as hours = "mon-fri 09:00-17:00"')
        return Target(timedelta(seconds=within_s))
    week = _week(said["hours"])
    if week is None:
        raise refuse("hours", 'days and times, such as "mon-fri 09:00-17:00, sat 10:00-14:00"')
    zone = _zone(said.get("zone", "UTC"))
    if zone is None:
        raise refuse("zone", 'the name of a time zone, such as "Europe/Berlin"')
    return Target(timedelta(seconds=within_s), Hours(week, zone))


def _week(words: str) -> tuple[tuple[Open, ...], ...] | None:
    """What is open on each day. Hours that close before they open go on into the next day."""
    week: list[list[Open]] = [[] for _ in _DAYS]
    for part in words.lower().split(","):
        found = _OPEN.fullmatch(part.strip())
        if not found or found[1] not in _DAYS or (found[2] or found[1]) not in _DAYS:
            return None
        first, last = _DAYS.index(found[1]), _DAYS.index(found[2] or found[1])
        opens, closes = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
        minutes = int(found[4]) < 60 and int(found[6]) < 60
        if not (minutes and first <= last and opens != closes and opens < _DAY_MIN and closes <= _DAY_MIN):
            return None
        for day in range(first, last + 1):
            parts = ((day, opens, closes),) if opens < closes else ((day, opens, _DAY_MIN), (day + 1, 0, closes))
            for at, begin, end in parts:
                if begin < end and not _opened(week[at % len(week)], (begin, end)):
                    return None
    return tuple(tuple(sorted(day)) for day in week)


def _opened(day: list[Open], hours: Open) -> bool:
    """Add these hours to a day; not where it is open already."""
    if any(hours[0] < end and begin < hours[1] for begin, end in day):
        return False
    day.append(hours)
    return True


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


# -- words ---------------------------------------------------------------------------------------------------------


def lasting(seconds: float) -> str:
    """How long something has lasted: ``under a minute``, ``4 min``, ``2 h``, ``1 day``, ``3 days``; never too long."""
    for size, unit in _UNITS:
        if (count := int(seconds // size)) >= 1:
            return f"{count:,} {unit}s" if unit == "day" and count > 1 else f"{count} {unit}"
    return "under a minute"
