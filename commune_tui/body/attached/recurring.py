"""How an event repeats: the first times, and the rule in words. Pure; never runs longer than its limits allow."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, datetime, timedelta
from itertools import islice

from dateutil import rrule

from commune_tui.body.attached.zones import local_time

MOST_TIMES = 400
"""So many times of one event are looked at; a rule that skips more than that is told in words only."""
_HORIZON_DAYS = {"SECONDLY": 1, "MINUTELY": 10, "HOURLY": 400, "DAILY": 11_000, "WEEKLY": 20_000, "MONTHLY": 20_000,
                 "YEARLY": 20_000}  # fmt: skip
"""How far a rule is followed."""
_YEARS, _CYCLE = 56, 400
_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
         "SU": "Sunday"}  # fmt: skip
_UNITS = {"YEARLY": "year", "MONTHLY": "month", "WEEKLY": "week", "DAILY": "day", "HOURLY": "hour",
          "MINUTELY": "minute", "SECONDLY": "second"}  # fmt: skip
_ADVERBS = {"year": "yearly", "month": "monthly", "week": "weekly", "day": "daily", "hour": "hourly"}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


def parts(rule: str) -> dict[str, str]:
    """``FREQ=WEEKLY;COUNT=3`` by upper-case name."""
    pairs = (each.partition("=") for each in rule.upper().split(";") if "=" in each)
    return {name.strip(): value.strip() for name, _, value in pairs}


def times(
    start: datetime, rules: Iterable[str], more: Iterable[datetime], without: set[datetime]
) -> Iterator[datetime]:
    """The naive local times of an event, in order, at most :data:`MOST_TIMES`; a rule that cannot be read adds none."""
    besides, except_ = list(islice(more, MOST_TIMES)), list(islice(sorted(without), 5 * MOST_TIMES))
    # A rule that never comes true is followed until the year 9999, day by day. The calendar is the same again after 400
    # years, so all of it is reckoned in the last of them.
    latest = max(each.year for each in (start, *besides, *except_))
    later = max(0, (MAXYEAR - _YEARS - latest) // _CYCLE * _CYCLE)
    found = rrule.rruleset()
    found.rdate(_moved(start, later))
    for words in islice(rules, 3):
        if (rule := _rule(words, start, later)) is not None:
            found.rrule(rule)
    for each in besides:
        found.rdate(_moved(each, later))
    for each in except_:
        found.exdate(_moved(each, later))
    try:
        for each in islice(found, MOST_TIMES):
            yield _moved(each, -later)
    except (ValueError, OverflowError):  # past the year 9999
        return


def _moved(each: datetime, years: int) -> datetime:
    return each.replace(year=each.year + years)


def _rule(words: str, start: datetime, later: int) -> rrule.rrule | None:
    if len(words) > 500 or parts(words).get("INTERVAL", "1").strip("0") == "":
        return None
    try:
        found = rrule.rrulestr(re.sub(r"(\d{8}T\d{6})Z", r"\1", words), dtstart=_moved(start, later))
        if not isinstance(found, rrule.rrule):
            return None
        end = start + timedelta(days=_HORIZON_DAYS.get(parts(words).get("FREQ", ""), 1))
        with warnings.catch_warnings():  # an end beside a count is no way to write a rule, but a way to bound one
            warnings.simplefilter("ignore", DeprecationWarning)
            until = min(local_time(parts(words).get("UNTIL", "")) or end, end)
            found = found.replace(until=_moved(until, later))
            return found if next(iter(found), None) is not None else None  # or it raises: a second 61
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        return None


def in_words(rule: str, until: str = "") -> str:
    """A rule as a person says it, such as ``every 2 weeks on Friday, 10 times``; ``until`` is its end, formatted.

    A rule that says more than these words know ends with the rule itself.
    """
    said = parts(rule)
    unit = _UNITS.get(said.get("FREQ", ""), "")
    number = said.get("INTERVAL", "1").lstrip("0")
    if not unit or not number.isdecimal():
        return f"by a rule that cannot be read: {rule}"
    words = _ADVERBS.get(unit, f"every {unit}") if number == "1" else f"every {number} {unit}s"
    words += _on(said, unit)
    if said.get("COUNT", "").isdecimal():
        words += ", once" if said["COUNT"] == "1" else f", {said['COUNT']} times"
    if "UNTIL" in said:
        words += f", until {until or said['UNTIL']}"
    return words if said.keys() <= _KNOWN else f"{words} ({rule})"


def _on(said: dict[str, str], unit: str) -> str:
    words = ""
    places = [number for each in said.get("BYSETPOS", "").split(",") if (number := _number(each))]
    if "BYDAY" in said:
        days = [_day(number, day) for number, day in _BYDAY.findall(said["BYDAY"])]
        set_ = said["BYDAY"].split(",")
        if {"MO", "TU", "WE", "TH", "FR"} == set(set_):
            days = ["weekday"] if places else ["weekdays"]
        if places:
            words += f" on the {_listed([_ordinal(each) for each in places])} {_listed(days, 'or')}"
        elif days:
            words += f" on {_listed(days)}"
    if "BYMONTHDAY" in said:
        days = [_month_day(each) for each in said["BYMONTHDAY"].split(",") if _number(each)]
        words += f" on {_listed(days)}" if days else ""
    if "BYMONTH" in said:
        months = [_MONTHS[number - 1] for each in said["BYMONTH"].split(",") if 1 <= (number := _number(each)) <= 12]
        words += f" in {_listed(months)}" if months else ""
    return words


def _number(words: str) -> int:
    try:
        return int(words[:4])
    except ValueError:
        return 0


def _ordinal(number: int) -> str:
    return _ORDINALS.get(number, f"{number}." if number > 0 else f"{-number}. last")


def _day(number: str, day: str) -> str:
    return f"the {_ordinal(int(number))} {_DAYS[day]}" if number and _number(number) else _DAYS[day]


def _month_day(words: str) -> str:
    number = _number(words)
    if number == -1:
        return "the last day"
    return f"day {number}" if number > 0 else f"the {-number}. last day"


def _listed(words: list[str], joint: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else ""
