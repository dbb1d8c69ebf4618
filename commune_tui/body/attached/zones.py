"""Time zones of a calendar file: by the rules that stand in it, else by a table that the parent sent along.

Pure arithmetic over naive local times; opens no file, asks no system.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from dateutil import rrule

from commune_tui.body.attached.content import Component

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_LOCAL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")
_MOST_RULES = 100


@dataclass(frozen=True, slots=True)
class Observance:
    """One ``STANDARD`` or ``DAYLIGHT``: from these onsets (naive, in the offset before) another offset holds."""

    onset: datetime
    before: timedelta
    after: timedelta
    rule: rrule.rrule | None = None
    dates: tuple[datetime, ...] = ()

    def last(self, moment: datetime) -> datetime | None:
        """The last onset at or before a naive local moment."""
        found = [each for each in (self.onset, *self.dates) if each <= moment]
        if self.rule is not None and moment >= self.onset:
            later = self.rule.before(moment, inc=True)
            if later is not None:
                found.append(later)
        return max(found, default=None)


@dataclass(slots=True)
class Zone:
    """A named zone. ``observances`` come from the file, ``table`` from the parent; with neither it is not known."""

    name: str
    observances: list[Observance] = field(default_factory=list)
    table: ZoneInfo | None = None

    @property
    def known(self) -> bool:
        return bool(self.observances) or self.table is not None

    def utc(self, local: datetime) -> datetime | None:
        """A local time as UTC: one that occurs twice is the first, one in a gap goes by the offset before it (RFC 5545
        §3.3.5). ``None`` when the zone is not known or the time is beyond every calendar.
        """
        try:
            if self.table is not None and not self.observances:
                return local.replace(tzinfo=self.table, fold=0).astimezone(UTC)
            return (local - self._offset(local)).replace(tzinfo=UTC) if self.observances else None
        except (OverflowError, ValueError):
            return None

    def local(self, moment: datetime) -> datetime | None:
        """A moment as the clock of this zone shows it, naive."""
        try:
            if self.table is not None and not self.observances:
                return moment.astimezone(self.table).replace(tzinfo=None)
            naive = moment.astimezone(UTC).replace(tzinfo=None)
            if not self.observances:
                return None
            found = [
                (onset - each.before, each.after)
                for each in self.observances
                if (onset := each.last(naive + each.before))
            ]
            return naive + (max(found)[1] if found else self.observances[0].before)
        except (OverflowError, ValueError):
            return None

    def _offset(self, local: datetime) -> timedelta:
        best: tuple[datetime, timedelta] | None = None
        for each in self.observances:
            gap = max(timedelta(0), each.after - each.before)
            onset = each.last(local - gap)
            if onset is not None and (best is None or onset > best[0]):
                best = onset, each.after
        return best[1] if best is not None else self.observances[0].before


def of(calendar: Component, tables: Mapping[str, bytes]) -> dict[str, Zone]:
    """The zones that a file defines, and those that it only names and the parent knows, by the names in the file."""
    zones = {}
    for name, raw in tables.items():
        try:
            zones[name] = Zone(name, table=ZoneInfo.from_file(BytesIO(raw), key=name[:100]))
        except (ValueError, OSError, EOFError, IndexError):
            continue
    for part in calendar.below("VTIMEZONE"):
        name = part.words("TZID")
        found = [made for each in part.below("STANDARD", "DAYLIGHT") if (made := _observance(each)) is not None]
        if name and found and len(found) <= _MOST_RULES:
            zones[name] = Zone(name, found)
    return zones


def _observance(part: Component) -> Observance | None:
    before, after = (_offset_of(part.words(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    onset = local_time(part.words("DTSTART"))
    if before is None or after is None or onset is None:
        return None
    dates = [local_time(value) for each in part.all("RDATE") for value in each.value.split(",")[:200]]
    return Observance(onset, before, after, _rule(part.words("RRULE"), onset), tuple(each for each in dates if each))


def _rule(words: str, onset: datetime) -> rrule.rrule | None:
    """A yearly rule: zones have no other, and others could be asked for ever."""
    if "FREQ=YEARLY" not in words.upper() or len(words) > 200:
        return None
    if onset.year < 1900:  # many files say 1601; nothing before this century matters, and each year costs
        onset = onset.replace(year=1970, day=min(onset.day, 28))
    try:
        # UNTIL is in UTC here; a day more or less makes no difference to a rule that runs once a year.
        words = re.sub(r"UNTIL=(\d{8}(?:T\d{6})?)Z", r"UNTIL=\1", words, flags=re.IGNORECASE)
        found = rrule.rrulestr(words, dtstart=onset, cache=True)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        return None
    return found if isinstance(found, rrule.rrule) else None


def _offset_of(words: str) -> timedelta | None:
    found = _OFFSET.fullmatch(words)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return None if size >= timedelta(hours=24) else -size if found[1] == "-" else size


def local_time(words: str) -> datetime | None:
    """``20260504T100000`` as a naive time; ``None`` for what is none."""
    found = _LOCAL.match(words.strip())
    try:
        return datetime(*(int(each) for each in found.groups())) if found else None  # type: ignore[arg-type]
    except ValueError:
        return None
