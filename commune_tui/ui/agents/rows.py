"""How an agent reads on the board: what needs somebody, then its figures, as many as there is room for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.actions.agents import Agent
from commune_tui.mail.delivery import bars
from commune_tui.text import cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row

_LEAD, _NAME, _GAP = 4, 16, 2
_LEAST_NEEDS: Final = 36
_PLOT: Final = 12
"""So many columns the plot of a day has, of two hours each."""
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
    """Which columns a board has, the cells for what needs somebody, and whether the plots fit too."""

    columns: Sequence[Column]
    needs: int
    plots: bool


def layout(agents: Sequence[Agent], width: int, now: datetime) -> Layout:
    """What fits; a column that says nothing of any agent takes no room."""
    room = width - _LEAD - _NAME
    plots = 2 * (_PLOT + _GAP)
    fits = [column for column in _COLUMNS if any(column.says(each, now) for each in agents)]
    while fits and room - _LEAST_NEEDS < sum(column.width + _GAP for column in fits):
        fits.pop()
    left = room - sum(column.width + _GAP for column in fits)
    with_plots = left - plots >= _LEAST_NEEDS
    return Layout(fits, max(0, left - (plots if with_plots else 0) - 1), with_plots)


def heading(shown: Layout) -> list[Fragment]:
    """What stands above the columns."""
    columns, needs, plots = shown
    said = f"{pad('', _LEAD)}{pad('agent', _NAME)}{pad('needs you', needs + 1)}"
    said += "".join(f"{column.title:>{column.width + _GAP}}" for column in columns)
    said += f"  {pad('24 h in', _PLOT)}  {pad('out', _PLOT)}" if plots else ""
    return [Fragment(said, "dim")]


def line(agent: Agent, shown: Layout, now: datetime, *, ascii_only: bool) -> Row:
    """An agent as a row under those titles."""
    columns, needs, plots = shown
    grave = bool(agent.findings) and agent.findings[0].kind in _GRAVE
    role = "bad" if grave else "warn" if agent.findings else "dim"
    said = "; ".join(f"{each.kind}: {each.words}" for each in agent.findings) or "nothing"
    fragments = [
        Fragment(pad(" !!" if grave else " !" if agent.findings else "", _LEAD), role),
        Fragment(pad(cut(agent.name, _NAME - 1), _NAME), "strong" if agent.findings else "plain"),
        Fragment(pad(cut(said, needs), needs + 1), role),
    ]
    for column in columns:
        fragments.append(Fragment(f"{cut(column.says(agent, now), column.width):>{column.width + _GAP}}", column.role))
    if plots:
        for hours, colour in ((agent.row.came, "accent"), (agent.row.went, "good")):
            fragments.append(Fragment(f"  {bars(_halved(hours), 1, ascii_only=ascii_only)[0]}", colour))
    return Row(tuple(fragments), agent)


def _halved(hours: Sequence[int]) -> list[int]:
    return [sum(hours[at : at + 2]) for at in range(0, len(hours), 2)]
