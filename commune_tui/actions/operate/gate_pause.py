"""Pausing an agent of the gate, or all of them, and having them go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.actions import approvals
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import NOTHING_DONE, Act, Came, Target, outcome
from commune_tui.actions.operate.approval import unfit
from commune_tui.actions.speech import capital, listed

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_WHYS = ("its mails need a look", "it goes round in circles", "it was talked into something")
_DEPTHS = {"refuse": "what it sends is refused", "silence": "no call of it is answered"}


def _find_agent(session: Session, word: str) -> str:
    found = approvals.listing(session)
    known = {*found.agents, *(row.agent for row in found.rows), *(each.agent for each in found.pauses)}
    return word if word and word in known else ""


def _agents(session: Session) -> Sequence[str]:
    return approvals.listing(session).agents


AGENT = Target("AGENT", "an agent of the gate", _find_agent, _agents)


def _depth(words: str) -> tuple[str, str]:
    """How deep a pause is meant, and its reason: ``refuse: it goes round`` is the deeper one."""
    first, colon, rest = words.strip().partition(":")
    return (first, rest.strip()) if colon and first in _DEPTHS else ("hold", words.strip())


def _not_paused(session: Session, agent: str, words: str) -> str:
    depth, reason = _depth(words)
    if words.strip() and not reason:
        return f"Say why: whoever comes next has to know. {NOTHING_DONE}"
    return unfit(session, "decide" if depth == "hold" else "administer")


def _why_paused(session: Session, ids: Ids) -> str:
    return f"Why? As in: {_WHYS[0]}. Deeper than holding its mails: refuse: {_WHYS[1]}, or silence: {_WHYS[2]}."


def _whys(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    offers = [Suggestion(each, "what it sends is held") for each in _WHYS]
    offers += [Suggestion(f"{depth}: {_WHYS[0]}", about) for depth, about in _DEPTHS.items()]
    return [each for each in offers if each.value.startswith(line)]


async def _pause(session: Session, agent: str, words: str) -> Came:
    depth, reason = _depth(words)
    ending = await session.approvals.pause(agent=agent, depth=depth, reason=reason)
    who = agent or "Every agent"
    return Came(ending.word, outcome(ending, f"{capital(who)} is paused: nothing of it leaves until it is resumed."))


def _not_resumed(session: Session, agent: str, words: str) -> str:
    found = [each for each in approvals.listing(session).pauses if not each.inbox and not each.thread]
    wanted = next((each for each in found if each.agent == agent), None)
    if wanted is None:
        paused = [each.agent for each in found if each.agent]
        some = f" {capital(listed(paused))} {'is' if len(paused) == 1 else 'are'}." if paused else ""
        return f"{agent or 'All of them'} {'is' if agent else 'are'} not paused.{some} {NOTHING_DONE}"
    return unfit(session, "decide" if wanted.depth == "hold" else "administer")


async def _resume(session: Session, agent: str, words: str) -> Came:
    ending = await session.approvals.resume(agent=agent)
    return Came(ending.word, outcome(ending, f"{agent or 'Everything'} goes on: what was approved leaves."))


_PAUSE = Argument("why is it paused", _why_paused, _whys, take_first=False, enter="pause", free=True)

ACTIONS: dict[str, Act] = {
    "approval.pause": Act(_pause, "", AGENT, _PAUSE, _not_paused),
    "approval.pause_all": Act(
        lambda session, target, words: _pause(session, "", words), "", None, _PAUSE,
        lambda session, target, words: _not_paused(session, "", words),
    ),
    "approval.resume": Act(_resume, "", AGENT, None, _not_resumed),
    "approval.resume_all": Act(
        lambda session, target, words: _resume(session, "", words), "", None, None,
        lambda session, target, words: _not_resumed(session, "", words),
    ),
}  # fmt: skip
"""What each command stops or lets go on, by its id."""
