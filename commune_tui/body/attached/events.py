"""Events and tasks of a calendar file as values: what, when, who, where. Knows no language and no width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from commune_tui.body.attached import recurring, zones
from commune_tui.body.attached.content import Component, Property
from commune_tui.body.attached.zones import Zone, local_time

_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DURATION = re.compile(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_LINKS = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-ZOOM-URL")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the file has it: naive local time in a zone, or a whole day. ``zone`` is ``None`` for a floating time,
    which means the reader's own clock."""

    local: datetime
    zone: Zone | None = None
    day: bool = False
    exact: datetime | None = None
    """The moment in UTC where it was reckoned: an hour that occurs twice cannot tell which of the two it is."""

    @property
    def utc(self) -> datetime | None:
        """``None`` for a day, a floating time, and a zone that is not known."""
        if self.exact is not None:
            return self.exact
        return None if self.day or self.zone is None else self.zone.utc(self.local)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks or is asked. ``status`` is ``ACCEPTED``, ``DECLINED`` … or empty."""

    name: str
    address: str
    status: str = ""
    optional: bool = False


@dataclass(slots=True)
class Event:
    """An event (or a task, ``component`` ``VTODO``). ``times`` are the first starts, in the zone of ``start``;
    ``changed`` are the first of the ``differing`` times of it, ``comment`` what is said to whoever gets the file."""

    component: str
    summary: str = ""
    start: Moment | None = None
    end: Moment | None = None
    rule: str = ""
    until: Moment | None = None
    times: list[Moment] = field(default_factory=list)
    organizer: Person | None = None
    people: list[Person] = field(default_factory=list)
    location: str = ""
    description: str = ""
    comment: str = ""
    changed: list[Event] = field(default_factory=list)
    differing: int = 0
    links: list[str] = field(default_factory=list)
    status: str = ""
    sequence: int = 0
    of_series: Moment | None = None
    raw_start: str = ""


MOST_CHANGED = 5
UTC_ZONE = Zone("UTC", [zones.Observance(datetime(1, 1, 1), timedelta(0), timedelta(0))])


def read(calendar: Component, tables: Mapping[str, bytes]) -> list[Event]:
    """The events and tasks of a file; changes of single times are folded into the series they belong to."""
    known = zones.of(calendar, tables)
    masters: dict[str, Component] = {}
    changes: dict[str, list[Component]] = {}
    order: list[tuple[Component, str]] = []
    for place, part in enumerate(calendar.below("VEVENT", "VTODO")):
        uid = part.words("UID") or f"{place}"
        if part.get("RECURRENCE-ID") is None:
            masters.setdefault(uid, part)
            order.append((part, uid))
        else:
            changes.setdefault(uid, []).append(part)
            if uid not in masters:
                order.append((part, uid))
    shown = [(part, uid) for part, uid in order if part.get("RECURRENCE-ID") is None or uid not in masters]
    return [_event(part, known, changes.get(uid, []) if masters.get(uid) is part else []) for part, uid in shown]


def _event(part: Component, known: Mapping[str, Zone], changes: list[Component]) -> Event:
    start = moment(part.get("DTSTART"), known)
    made = Event(part.name, part.words("SUMMARY"), start, raw_start=part.words("DTSTART"))
    made.end = _end(part, start, known)
    made.rule = part.words("RRULE")
    made.until = _until(made.rule, start)
    made.of_series = moment(part.get("RECURRENCE-ID"), known)
    if start is not None:
        made.times = _times(part, start, known, changes)
    asker = part.get("ORGANIZER")
    made.organizer = _person(asker) if asker is not None else None
    made.people = [_person(each) for each in part.all("ATTENDEE")]
    made.location, made.description = part.words("LOCATION"), part.words("DESCRIPTION")
    made.comment = "\n".join(words for each in part.all("COMMENT") if (words := each.text.strip()))
    made.changed = [_event(each, known, []) for each in changes[:MOST_CHANGED]]
    made.differing = len(changes)
    made.links = list(
        dict.fromkeys(words for name in _LINKS for each in part.all(name) if (words := each.text.strip()))
    )
    made.status = part.words("STATUS").upper()
    number = part.words("SEQUENCE")
    made.sequence = int(number[:6]) if number.isascii() and number.isdecimal() else 0
    return made


def moment(found: Property | None, known: Mapping[str, Zone]) -> Moment | None:
    """A DATE or DATE-TIME value; ``None`` when it is neither."""
    if found is None:
        return None
    return _moment(found.value.strip(), found.parameters.get("TZID", ""), known)


def _moment(words: str, zone_name: str, known: Mapping[str, Zone]) -> Moment | None:
    local = local_time(words)
    if local is not None:
        if words[15:16].upper() == "Z":
            return Moment(local, UTC_ZONE)
        return Moment(local, known.get(zone_name, Zone(zone_name)) if zone_name else None)
    found = _DATE.fullmatch(words)
    try:
        day = date(*(int(each) for each in found.groups())) if found else None
    except ValueError:
        return None
    return Moment(datetime.combine(day, time()), day=True) if day is not None else None


def _end(part: Component, start: Moment | None, known: Mapping[str, Zone]) -> Moment | None:
    """The end as it is given, or reckoned in exact time from the duration (RFC 5545 §3.3.6). For days: the last one."""
    end = moment(part.get("DTEND") or part.get("DUE"), known)
    length = _length(part.words("DURATION"))
    try:
        if end is None and start is not None and length is not None:
            utc = start.utc
            if utc is not None and start.zone is not None:
                local = start.zone.local(utc + length)
                end = Moment(local, start.zone, exact=utc + length) if local is not None else None
            else:
                end = Moment(start.local + length, start.zone, start.day)
        if end is not None and end.day and part.name == "VEVENT":
            last = end.local - timedelta(days=1)
            end = Moment(max(last, start.local), day=True) if start is not None and start.day else None
    except OverflowError:
        return None
    return end


def _length(words: str) -> timedelta | None:
    found = _DURATION.fullmatch(words.upper())
    if found is None or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    size = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -size if found[1] == "-" else size


def _until(rule: str, start: Moment | None) -> Moment | None:
    words = recurring.parts(rule).get("UNTIL", "")
    found = _moment(words, "", {}) if words else None
    if found is None or start is None or found.day or start.zone is None:
        return found
    utc = found.utc
    local = start.zone.local(utc) if utc is not None else None
    return Moment(local, start.zone) if local is not None else found


def _times(part: Component, start: Moment, known: Mapping[str, Zone], changes: list[Component]) -> list[Moment]:
    """The first times, those left out without, those moved where they were moved to."""

    def wall(each: Moment | None) -> datetime | None:
        """A time on the clock of the event's own zone."""
        if each is None or each.day or each.zone is start.zone or start.zone is None:
            return each.local if each is not None else None
        utc = each.utc
        return start.zone.local(utc) if utc is not None else each.local

    def listed(name: str) -> Iterator[datetime]:
        for each in part.all(name):
            for words in each.value.split(",")[: recurring.MOST_TIMES]:
                zone = each.parameters.get("TZID", "")
                if (found := wall(_moment(words.partition("/")[0].strip(), zone, known))) is not None:
                    yield found

    rules = [_local_rule(each.value, start) for each in part.all("RRULE")]
    found = list(recurring.times(start.local, rules, listed("RDATE"), set(listed("EXDATE"))))
    moved = {wall(moment(each.get("RECURRENCE-ID"), known)): each for each in changes}
    kept: list[Moment] = []
    for local in found:
        change = moved.get(local)
        if change is None:
            kept.append(Moment(local, start.zone, start.day))
        elif change.words("STATUS").upper() != "CANCELLED":
            kept.append(moment(change.get("DTSTART"), known) or Moment(local, start.zone, start.day))
    return sorted(kept, key=lambda each: wall(each) or each.local)


def _local_rule(rule: str, start: Moment) -> str:
    """The rule with its end on the event's own clock: it is given in UTC."""
    until = _until(rule, start)
    words = recurring.parts(rule).get("UNTIL", "")
    if until is None or not words.endswith("Z"):
        return rule
    return rule.upper().replace(words, f"{until.local:%Y%m%dT%H%M%S}")


def _person(found: Property) -> Person:
    address = found.value.strip()
    address = address[7:] if address[:7].lower() == "mailto:" else address
    status = found.parameters.get("PARTSTAT", "").upper()
    optional = found.parameters.get("ROLE", "").upper() == "OPT-PARTICIPANT"
    return Person(found.parameters.get("CN", "").strip(), address, status, optional)
