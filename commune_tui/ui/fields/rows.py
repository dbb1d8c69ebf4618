"""How a table of extracted fields reads at any width: with whom, how old, the columns that fit, the subject. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from commune_tui import clock
from commune_tui.actions.fields import Line
from commune_tui.mail.thread_state import with_whom
from commune_tui.store.fields import Column
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs

_WHO, _AGE, _GAP = 16, 5, 2
_LEAST, _MOST = 4, 26
_SUBJECT: Final = 12
"""The subject stands behind the columns where it gets so many cells."""


class Shape(NamedTuple):
    """A column as it is drawn: its cells, and whether it holds numbers only."""

    column: Column
    width: int
    numbers: bool


class Layout(NamedTuple):
    """The columns on the screen, which of all is the first of them, how many are left out at each side."""

    shapes: Sequence[Shape]
    before: int
    after: int
    who: int
    subject: int


def shapes(columns: Sequence[Column], lines: Sequence[Line | None]) -> list[Shape]:
    """How wide each column is, by its title and by what stands in these lines."""
    made = []
    for column in columns:
        values = [value for line in lines if line is not None and (value := line.cell(column.name))]
        wide = max((cells(value) for value in values), default=0)
        numbers = bool(values) and all(_is_number(value) for value in values)
        made.append(Shape(column, max(_LEAST, min(_MOST, max(wide, cells(column.title) + 1))), numbers))
    return made


def _is_number(value: str) -> bool:
    return value.removeprefix("-").replace(".", "", 1).isdecimal()


def layout(every: Sequence[Shape], at: int, first: int, width: int) -> Layout:
    """What fits, so that the column ``at`` is on the screen; ``first`` is the first that was there before."""
    who = _WHO if width >= 72 else max(8, width // 5)
    room = width - who - _AGE - 1
    first = min(first, at, max(0, len(every) - 1))
    while first < at and sum(shape.width + _GAP for shape in every[first : at + 1]) > room:
        first += 1
    shown: list[Shape] = []
    for shape in every[first:]:
        wide = min(shape.width, room - _GAP)
        if wide < (shape.width if shown else _LEAST):
            break
        shown.append(shape._replace(width=wide))
        room -= wide + _GAP
    return Layout(shown, first, len(every) - first - len(shown), who, room - 1 if room > _SUBJECT else 0)


def heading(shown: Layout, at: int, directions: Sequence[int], glyphs: Glyphs) -> list[Fragment]:
    """What stands above the columns; the chosen one is in brackets, the one that gives the order has an arrow."""
    made = [Fragment(f" {pad('with', shown.who)}{pad('age', _AGE)}", "dim")]
    for place, shape in enumerate(shown.shapes, shown.before):
        arrow = {1: glyphs.up, -1: glyphs.down}.get(directions[place], "")
        title = f"{cut(shape.column.title, shape.width - len(arrow))}{arrow}"
        title = f"[{title}]" if place == at else f" {title} "
        blanks = " " * (shape.width + _GAP - cells(title))
        said = blanks + title if shape.numbers else title + blanks
        made.append(Fragment(said, "strong" if place == at else "dim"))
    return [*made, Fragment(" subject", "dim")] if shown.subject else made


def line(row: Line, shown: Layout, at: int, now: datetime, glyphs: Glyphs) -> list[Fragment]:
    """A thread under those titles; what it lacks is a dash."""
    age = clock.age(row.thread.last_message_at, now) if row.thread.last_message_at else ""
    who = pad(cut(with_whom(row.thread) or glyphs.other, shown.who - 1), shown.who)
    made = [Fragment(who, "strong" if row.thread.unread else "plain"), Fragment(pad(age, _AGE), "dim")]
    for place, shape in enumerate(shown.shapes, shown.before):
        value = row.cell(shape.column.name)
        said = cut(value, shape.width) if value else glyphs.dash
        blanks = " " * (shape.width - cells(said))
        role = "faint" if not value else "accent" if place == at else "plain"
        made.append(Fragment(f" {blanks + said if shape.numbers else said + blanks} ", role))
    if shown.subject:
        made.append(Fragment(f" {cut(row.thread.subject or '(no subject)', shown.subject)}", "dim"))
    return made
