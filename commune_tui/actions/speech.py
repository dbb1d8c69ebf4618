"""How things are said: counts, ages, names, lists of words. Pure; every line it gives is fit for any terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from commune_tui import clock, text
from commune_tui.text import cells, one_line

INDENT = "  "
"""Stands before every line that a mail says: what the program says begins at the left edge, and nothing else does."""

_LONGEST = 20_000
_UNITS = ((60, "minute", 60), (3600, "hour", 24), (86_400, "day", 14))


class Phrase(NamedTuple):
    """The same twice: ``short`` for a column, ``plain`` for a sentence."""

    short: str
    plain: str


class Log(NamedTuple):
    """One list, read out: ``heading`` before the count of its ``entries``, each a sentence and the id of its thread.

    ``nouns`` are one of them and many; ``empty`` says why there are none. Not ``known``: nobody was asked yet.
    """

    heading: str
    nouns: tuple[str, str]
    entries: Sequence[tuple[str, str]]
    empty: str
    known: bool = True


def door(line: str) -> str:
    """The last gate before the terminal: one line without any control, whatever came; an indent is kept."""
    lead = INDENT if line.startswith(INDENT) else ""
    return lead + one_line(line, _LONGEST)


def number(count: int, one: str, many: str = "") -> str:
    """``1 thread``, ``1,204 threads``, ``no threads``."""
    many = many or f"{one}s"
    return f"no {many}" if count == 0 else f"1 {one}" if count == 1 else f"{count:,} {many}"


def seconds(duration_s: float) -> str:
    """``1 second``, ``10 seconds``; at least one."""
    return number(max(1, round(duration_s)), "second")


def listed(words: Sequence[str], joint: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else ""


def capital(text: str) -> str:
    """The text with its first letter large; the rest as it is."""
    return text[:1].upper() + text[1:]


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """``just now``, ``3 hours ago``, ``on 2 March``, ``on 2 March 2024``; ``no date`` for none."""
    if moment is None:
        return "no date"
    now = now or clock.now()
    seconds = (now - moment) / timedelta(seconds=1)
    if seconds < 60:
        return "just now"
    for size, unit, limit in _UNITS:
        if (count := int(seconds // size)) < limit:
            return f"{number(count, unit)} ago"
    local = clock.local(moment)
    day = f"on {local.day} {local:%B}"
    return day if local.year == clock.local(now).year else f"{day} {local.year}"


def moment(at: datetime | None) -> str:
    """A local time in full: ``2 March, 14:02``."""
    if at is None:
        return "no date"
    local = clock.local(at)
    return f"{local.day} {local:%B, %H:%M}"


def quoted(text: str) -> str:
    """Somebody's words, so that they end where they end: in quotes, with no others inside."""
    return '"' + text.replace('"', "'") + '"'


def wrapped(line: str, width: int) -> list[str]:
    """A line in rows of at most ``width`` cells, broken between words; 0 breaks nothing.

    Every row but the first is indented: a row that begins at the left edge begins with the program's own words.
    """
    if not width or cells(line) <= width:
        return [line]
    lead = INDENT if line.startswith(INDENT) else ""
    room = max(10, width - len(INDENT))
    first, *rest = [row for row in text.wrapped(line.strip(), room) if row]
    return [lead + first, *(INDENT + each for each in rest)]
