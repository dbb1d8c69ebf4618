"""How an agent reads on the board: what needs somebody, its day as a plot, then figures as there is room. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.actions.agents import Agent
from commune_tui.text import cells, cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.plot import highest, plot
from commune_tui.ui.kit.table import Row

_LEAD, _GAP = 4, 2
_LEAST_NAME, _NAME, _WIDE_NAME, _WIDE = 6, 10, 16, 110
_LEAST_NEEDS: Final = 34
_PLOT, _WIDE_PLOT = 6, 12
"""Cells of the plot of a day; two bars stand in each: of two hours, or of one."""
_RAGGED: Final = 12
"""What a row of words may leave free at its end."""
_COUNT: Final = 5
"""Cells for the number behind it."""
_GRAVE: Final = ("looping", "obeyed", "silent")


class Column(NamedTuple):
    """A figure: its title, its cells, what it says of an agent, and how."""

    title: str
    width: int
    says: Callable[[Agent, datetime], str]
    role: str = "plain"


def _age(at: datetime | None, now: datetime) -> str:
    return clock.age(at, now) if at is not None else ""


def _some(count: int) -> str:
    return f"{count:,}" if count else ""


_COLUMNS: Final = (
    Column("wait", 5, lambda each, now: _some(each.row.work.waiting), "warn"),
    Column("oldest", 6, lambda each, now: _age(each.row.work.oldest_at, now)),
    Column("now", 4, lambda each, now: agents.lately(each)),
    Column("usual, 95 %", 11, lambda each, now: agents.usual(each), "dim"),
    Column("last word", 9, lambda each, now: _age(each.row.work.last_word_at, now) or "never", "dim"),
    Column("bounced", 7, lambda each, now: _some(each.row.work.bounced), "bad"),
    Column("loops", 5, lambda each, now: _some(each.row.work.loops), "bad"),
    Column("obeyed", 6, lambda each, now: _some(each.row.work.obeyed), "bad"),
    Column("hooks", 5, lambda each, now: _some(each.row.work.hooks_failed), "bad"),
)
"""What goes first where there is too little room stands last."""


class Layout(NamedTuple):
    """Which columns a board has, the cells for names, for what needs somebody, and for each plot; 0 where none fits."""

    columns: Sequence[Column]
    name: int
    needs: int
    plot: int


def layout(agents: Sequence[Agent], width: int, now: datetime) -> Layout:
    """What fits: who waits, the plots, then the figures. One that says nothing of any agent takes no room."""
    longest = max((cells(each.name) for each in agents), default=0) + 1
    name = max(_LEAST_NAME, min(longest, _WIDE_NAME if width >= _WIDE else _NAME))
    left = width - _LEAD - name - _LEAST_NEEDS
    told = [column for column in _COLUMNS if any(column.says(each, now) for each in agents)]
    fits: list[Column] = []
    plot = 0
    for column in (*told[:1], None, *told[1:]):
        cost = 2 * (_GAP + _PLOT + _COUNT) if column is None else _GAP + column.width
        if cost > left:
            break
        left -= cost
        if column is None:
            plot = _PLOT
        else:
            fits.append(column)
    if plot and left >= 2 * (_WIDE_PLOT - _PLOT):
        left -= 2 * (_WIDE_PLOT - _PLOT)
        plot = _WIDE_PLOT
    return Layout(fits, name, max(0, _LEAST_NEEDS + left - 1), plot)


def heading(shown: Layout) -> list[Fragment]:
    """What stands above the columns."""
    columns, name, needs, wide = shown
    said = f"{pad('', _LEAD)}{pad(cut('agent', name), name)}{pad('needs you', needs + 1)}"
    said += "".join(f"{column.title:>{column.width + _GAP}}" for column in columns[:1])
    said += f"  {pad('in 24 h', wide + _COUNT)}  {pad('out 24 h', wide + _COUNT)}" if wide else ""
    said += "".join(f"{column.title:>{column.width + _GAP}}" for column in columns[1:])
    return [Fragment(said, "dim")]


def line(agent: Agent, shown: Layout, now: datetime, *, ascii_only: bool) -> Row:
    """An agent as a row under those titles."""
    grave = bool(agent.findings) and agent.findings[0].kind in _GRAVE
    role = "bad" if grave else "warn" if agent.findings else "dim"
    columns = [
        Fragment(f"{cut(column.says(agent, now), column.width):>{column.width + _GAP}}", column.role)
        for column in shown.columns
    ]
    fragments = [
        Fragment(pad(" !!" if grave else " !" if agent.findings else "", _LEAD), role),
        Fragment(pad(cut(agent.name, shown.name - 1), shown.name), "strong" if agent.findings else "plain"),
        Fragment(pad(cut(_needs(agent, shown.needs), shown.needs), shown.needs + 1), role),
        *columns[:1],
        *_day(agent, shown.plot, ascii_only=ascii_only),
        *columns[1:],
    ]
    return Row(tuple(fragments), agent)


def room(board: Sequence[Agent], width: int, height: int, now: datetime) -> int:
    """Rows for an agent in words, so that nothing moves with the cursor: at most a third of the screen's."""
    longest = max((cells(agents.sentence(each, now)) for each in board), default=0)
    return min(-(-longest // max(1, width - _RAGGED)), height // 3)


def about(agent: Agent, width: int, room: int, now: datetime) -> list[list[Fragment]]:
    """An agent in words, in so many rows."""
    said = wrapped(agents.sentence(agent, now), width - 2)
    if len(said) > room > 0:
        said[room - 1] = cut(f"{said[room - 1]} {said[room]}", width - 2)
    return [[Fragment(f" {line}")] for line in [*said, *[""] * room][:room]]


def _needs(agent: Agent, room: int) -> str:
    """What needs somebody: as many findings as fit in words, the rest by name; where not even one fits all by name."""
    if not agent.findings:
        return "nothing"
    whole = [f"{each.kind}: {each.words}" for each in agent.findings]
    kinds = [each.kind for each in agent.findings]
    for count in range(len(whole), 0, -1):
        said = "; ".join((*whole[:count], *filter(None, (", ".join(kinds[count:]),))))
        if cells(said) <= room:
            return said
    return f"{', '.join(kinds)}: {agent.findings[0].words}"


def _day(agent: Agent, wide: int, *, ascii_only: bool) -> list[Fragment]:
    """The mails of 24 hours, in and out on one scale, and their numbers."""
    if not wide:
        return []
    came, went = agent.row.came, agent.row.went
    top = max(highest(hours, wide, ascii_only=ascii_only) for hours in (came, went))
    made = []
    for hours, role in ((came, "accent"), (went, "good")):
        made += [
            Fragment(f"  {plot(hours, wide, top, ascii_only=ascii_only)}", role),
            Fragment(f"{_number(sum(hours)):>{_COUNT}}", "dim"),
        ]
    return made


def _number(count: int) -> str:
    return str(count) if count < 10_000 else f"{min(count // 1000, 999)}k"
