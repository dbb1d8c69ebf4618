"""A calendar file as lines: what it asks, when in the reader's own time, who is asked, how it repeats, what it says.

Says nothing that the file does not say: a time whose zone is not known stays as it is written, with the zone's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from commune_tui import clock
from commune_tui.body.attached import content, events, pages, recurring
from commune_tui.body.attached.events import Event, Moment, Person
from commune_tui.body.lines import FIRST, Body, Limits
from commune_tui.text import one_line
from commune_tui.wording import do

MOST_EVENTS = 30
MOST_PEOPLE = 40
MOST_TIMES = 5
UNREADABLE = f"This calendar file cannot be read. {do('reader.files')} saves it."
_METHODS = {
    "REQUEST": "Invitation",
    "PUBLISH": "Calendar entry",
    "CANCEL": "Cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time is proposed",
    "DECLINECOUNTER": "The proposed time is declined",
    "REFRESH": "The newest version is asked for",
    "ADD": "More times of an event",
}
_STATUS = {"ACCEPTED": "accepts", "DECLINED": "declines", "TENTATIVE": "perhaps", "DELEGATED": "sends somebody else",
           "NEEDS-ACTION": "has not answered", "COMPLETED": "done", "IN-PROCESS": "at work"}  # fmt: skip


def read(data: bytes, tables: Mapping[str, bytes], limits: Limits = FIRST) -> Body:
    """The Body of a calendar file. Total: any bytes give one, and what was left out is named in its notes."""
    calendar = content.parse(data)
    found = events.read(calendar, tables)
    if not found:
        return pages.told(UNREADABLE)
    method = next((words for each in calendar.parts if (words := each.words("METHOD").upper())), "")
    shown = found[:MOST_EVENTS]
    parts: list[Body] = []
    for event in shown:
        parts += [*([pages.gap()] if parts else []), *_event(event, method, limits)]
    if len(found) > len(shown):
        parts.append(
            pages.told(f"{len(found) - len(shown):,} more entries are in the file: {do('reader.files')} saves it.")
        )
    if calendar.unread:
        parts.append(pages.told(f"Not all of this file could be read: {do('reader.files')} saves it."))
    return pages.together(parts)


def _event(event: Event, method: str, limits: Limits) -> Iterator[Body]:
    yield pages.line(_title(event, method), "heading")
    yield from _when(event)
    if event.rule:
        yield pages.field("Repeats", recurring.in_words(event.rule, _end_of(event)))
    if event.rule or len(event.times) > 1:
        yield pages.field("Times", _times(event))
    yield pages.field("Where", event.location)
    if event.organizer is not None:
        yield pages.field("Asked by", _named(event.organizer))
    if event.people:
        yield from _people(event.people)
    for link in event.links[:MOST_TIMES]:
        yield pages.prose(link, limits)
    for words in filter(None, (event.comment, event.description)):
        yield pages.gap()
        yield pages.prose(words, limits)
    for change in event.changed:
        yield from _changed(change, event, limits)
    if event.differing > len(event.changed):
        more = event.differing - len(event.changed)
        yield pages.told(f"{more:,} more times differ: {do('reader.files')} saves the file.")


def _changed(change: Event, series: Event, limits: Limits) -> Iterator[Body]:
    """What one time of a series has of its own: only the words that the series does not say."""
    if change.of_series is None:
        return
    what = "is cancelled" if change.status == "CANCELLED" else "is changed"
    yield pages.gap()
    yield pages.line(f"{_moment(change.of_series)} {what}", note=True)
    if change.status == "CANCELLED":
        yield pages.prose(change.comment, limits)
        return
    if change.summary and change.summary != series.summary:
        yield pages.line(change.summary, "heading")
    yield from _when(change)
    if change.location != series.location:
        yield pages.field("Where", change.location)
    for words in (change.comment, change.description):
        if words and words not in (series.comment, series.description):
            yield pages.prose(words, limits)


def _title(event: Event, method: str) -> str:
    cancelled = method == "CANCEL" or event.status == "CANCELLED"
    what = (
        "Cancelled" if cancelled else "Task" if event.component == "VTODO" else _METHODS.get(method, "Calendar entry")
    )
    if event.of_series is not None and not cancelled:
        what = f"{what}, one time of a series"
    elif event.of_series is not None:
        what = "Cancelled, one time of a series"
    elif event.sequence and method == "REQUEST":
        what = f"{what}, changed"
    return f"{what}: {event.summary or '(no title)'}"


def _when(event: Event) -> Iterator[Body]:
    due = event.component == "VTODO"
    if event.start is None:
        if event.raw_start:
            yield pages.field("When", f"“{event.raw_start}” is no date")
        elif not due or event.end is None:
            yield pages.field("When", "the file does not say")
    else:
        yield pages.field("When", _span(event.start, None if due else event.end))
        if (there := _there(event.start, None if due else event.end)) is not None:
            yield pages.field("There", there)
    if due and event.end is not None:
        yield pages.field("Due", _moment(event.end))


def _span(start: Moment, end: Moment | None) -> str:
    """From when to when, in the reader's own time where it can be known."""
    first, last = _mine(start), _mine(end) if end is not None else None
    if start.day:
        days = f"{first:%a %d %b %Y}"
        return f"{days}, all day" if last is None or last <= first else f"{days} – {last:%a %d %b %Y}, all day"
    words = f"{first:%a %d %b %Y, %H:%M}"
    if last is not None and last > first:
        words += f"–{last:%H:%M}" if last.date() == first.date() else f" – {last:%a %d %b %Y, %H:%M}"
    elif last is not None and last < first:
        words += f" (the end it gives, {last:%a %d %b %Y %H:%M}, is before that)"
    return f"{words} {_clock(start, first)}"


def _moment(moment: Moment) -> str:
    local = _mine(moment)
    return f"{local:%a %d %b %Y}" if moment.day else f"{local:%a %d %b %Y, %H:%M} {_clock(moment, local)}"


def _mine(moment: Moment) -> datetime:
    """On the reader's clock; as it is written for a day, a floating time and a zone that nobody knows."""
    utc = moment.utc
    return clock.local(utc) if utc is not None else moment.local


def _clock(moment: Moment, shown: datetime) -> str:
    """Whose clock a time is on."""
    if moment.utc is not None and shown.tzinfo is not None:
        return f"your time ({shown:%Z})"
    if moment.zone is not None:
        return f"in the zone {one_line(moment.zone.name, 60)}, which is not known here"
    return "(no zone is given: your own clock)"


def _there(start: Moment, end: Moment | None) -> str | None:
    """The same on the clock of whoever asked, where that differs."""
    if start.utc is None or start.zone is None or start.zone is events.UTC_ZONE:
        return None
    if _mine(start).replace(tzinfo=None) == start.local:
        return None
    until = f"–{end.local:%H:%M}" if end is not None and end.zone is start.zone else ""
    return f"{start.local:%a %d %b %Y, %H:%M}{until} {one_line(start.zone.name, 60)}"


def _end_of(event: Event) -> str:
    return f"{event.until.local:%d %b %Y}" if event.until is not None else ""


def _times(event: Event) -> str:
    """The next times, or the last ones when all are over."""
    now = clock.now()
    ahead = [each for each in event.times if (each.utc or now) >= now]
    shown = (ahead or event.times[-MOST_TIMES:])[:MOST_TIMES]
    words = "; ".join(f"{_mine(each):%a %d %b %Y}" + ("" if each.day else f" {_mine(each):%H:%M}") for each in shown)
    if not ahead:
        return f"all over; the last were {words}" if event.times else "none"
    return f"{words}; and so on" if len(ahead) > len(shown) else words


def _people(people: list[Person]) -> Iterator[Body]:
    shown = people[:MOST_PEOPLE]
    for place, person in enumerate(shown):
        status = _STATUS.get(person.status, person.status.lower())
        about = ", ".join(filter(None, ("need not come" if person.optional else "", status)))
        yield pages.field("Invited" if place == 0 else "       ", _named(person) + (f" ({about})" if about else ""))
    if len(people) > len(shown):
        yield pages.line(f"and {len(people) - len(shown):,} more", note=True)


def _named(person: Person) -> str:
    if person.name and person.name != person.address:
        return f"{person.name} <{person.address}>"
    return person.address
