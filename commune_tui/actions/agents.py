"""The board of agents for every front: one row for each inbox, what needs a human first, and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from commune_tui import clock
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.speech import ago, capital, number
from commune_tui.actions.splits import EVERYTHING
from commune_tui.actions.views import scope_of
from commune_tui.risk import agents
from commune_tui.risk.agents import Finding
from commune_tui.risk.pace import lasting
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.agents import AgentRow

NONE: Final = "There is no inbox here yet, so there is no agent to look after."
_SHOWN_BY: Final = {
    "looping": "loop:going -status:closed", "obeyed": "risk:high", "silent": "is:unanswered", "slow": "is:unanswered",
    "bouncing": "delivery:bounced", "late": "is:late",
}  # fmt: skip
"""The filter that shows the threads of a finding; of others, all are shown."""


class Agent(NamedTuple):
    """A row of the board; without findings nothing needs anybody."""

    row: AgentRow
    findings: Sequence[Finding]

    @property
    def id(self) -> str:
        """Of its inbox: what tells its row from others."""
        return self.row.inbox.id

    @property
    def name(self) -> str:
        """The agent, or the inbox where nobody named one."""
        inbox = self.row.inbox
        return inbox.agent_name or inbox.agent_id or inbox.address.partition("@")[0] or inbox.name or line(inbox.id)

    @property
    def threads(self) -> ListQuery:
        """Its threads: those of the gravest finding."""
        words = _SHOWN_BY.get(self.findings[0].kind, "") if self.findings else ""
        return ListQuery(EVERYTHING, scope_of(self.row.inbox), words)


def board(session: Session, now: datetime) -> list[Agent]:
    """All agents, those that need somebody first."""
    return _sorted(session, session.reads.agents(now), now)


async def board_soon(session: Session) -> list[Agent]:
    """:func:`board` as things stand now, read beside the screen."""
    now = clock.now()
    return _sorted(session, await session.reads.agents_beside(now), now)


def _sorted(session: Session, rows: Sequence[AgentRow], now: datetime) -> list[Agent]:
    targets = session.targets
    found = []
    for row in rows:
        hours = None if targets is None else targets.hours_of(row.inbox.address)
        found.append(Agent(row, agents.findings(row.work, now, hours)))
    return sorted(found, key=lambda each: (*agents.order(each.findings, each.row.work), each.row.inbox.address))


def needing(found: Sequence[Agent]) -> int:
    """How many of them need somebody."""
    return sum(bool(each.findings) for each in found)


def headline(found: Sequence[Agent]) -> str:
    """``2 of 7 agents need you``."""
    count, total = needing(found), number(len(found), "agent")
    return f"{count} of {total} {'needs' if count == 1 else 'need'} you" if count else f"none of {total} needs you"


def usual(agent: Agent) -> str:
    """How long its answers take: the middle one, and what nineteen of twenty do not exceed; empty while unknown."""
    work = agent.row.work
    return f"{_short(work.median_s)}, {_short(work.p95_s)}" if work.answers else ""


def lately(agent: Agent) -> str:
    """How long they take now; empty where nothing came in a day."""
    work = agent.row.work
    return _short(work.recent_median_s) if work.recent else ""


def _short(seconds: float) -> str:
    """``4m``, ``2h``, in at most four cells."""
    now = clock.now()
    return clock.age(clock.from_s(now.timestamp() - seconds) or now, now) if seconds >= 60 else "<1m"


def sentence(agent: Agent, now: datetime) -> str:
    """A row of the board, read out."""
    inbox, work = agent.row.inbox, agent.row.work
    needs = "; ".join(f"{each.kind}, {each.words}" for each in agent.findings)
    waits = f"{work.waiting:,} wait{'s' if work.waiting == 1 else ''}, the first for {_past(work.oldest_at, now)}"
    facts = [
        waits if work.waiting else "nobody waits",
        f"usually answers in {lasting(work.median_s)}, nearly always in {lasting(work.p95_s)}" if work.answers else "",
        f"{'now' if work.answers else 'mail of the last day waits'} {lasting(work.recent_median_s)}"
        if work.recent
        else "",
        f"last mail out {ago(work.last_word_at, now)}" if work.last_word_at else "no mail out yet",
        _day(agent.row),
        f"{work.bounced} of {work.sent} came back in 7 days" if work.bounced else "",
    ]
    who = f"{agent.name}, {inbox.address or inbox.name}" if agent.name != inbox.address else inbox.address
    lead = f" {capital(needs)}." if needs else ""
    return f"{who}.{lead} {capital(', '.join(filter(None, facts)))}."


def _day(row: AgentRow) -> str:
    """The plot in words."""
    told = f"{sum(row.came):,} in and {sum(row.went):,} out in 24 hours"
    last = row.came[-1], row.went[-1]
    return f"{told}, of them {last[0]:,} and {last[1]:,} in the last hour" if any(last) else told


def _past(at: datetime | None, now: datetime) -> str:
    return f"{lasting((now - at).total_seconds())}" if at is not None else "an unknown time"
