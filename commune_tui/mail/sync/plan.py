"""What to ask next. Pure: the same knowledge, screen, budget and time give the same requests.

Costs, in requests, of what is done here (contract §3.3, §4.3, §4.4): a message list gives 1000 whole messages, a
thread list 100 threads with the server's counts and, on some servers, triage; triage elsewhere is one request a
thread. So mail comes from message lists, inbox by inbox; the thread list is the check on it; single threads are asked
only where the check fails or a person looks. Where lists carry triage, some polls of an inbox are the head of its
thread list instead: the same one request shows new mail and what others changed.

Each endpoint says itself what of it is due (:mod:`.resources`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from commune_tui.mail.sync.endpoint import SHOWN, Ask, Moment, Screen, Urgency
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.pace import PACE, Pace
from commune_tui.mail.sync.resources import ENDPOINTS


def plan(
    known: Known, screen: Screen, running: frozenset[Ask], free: int, now: datetime, pace: Pace = PACE
) -> tuple[Ask, ...]:
    """The next requests, at most ``free`` of them, the most urgent first; never one that is running."""
    chosen: list[Ask] = []
    busy, turns = set(running), {ask.in_turn for ask in running}
    quiet = sum(ask.swarms for ask in running)
    for ask, urgency in _wanted(Moment(known, screen, now, pace), Urgency):
        if len(chosen) >= free:
            break
        if ask in busy or not known.allows(ask, now) or (ask.in_turn and ask.in_turn in turns):
            continue
        if urgency >= Urgency.BACKGROUND and ask.swarms:
            if quiet >= pace.most_triage:
                continue
            quiet += 1
        chosen.append(ask)
        busy.add(ask)
        turns.add(ask.in_turn)
    return tuple(chosen)


def _wanted(moment: Moment, urgencies: Iterable[Urgency]) -> Iterator[tuple[Ask, Urgency]]:
    """Everything worth asking, in order of urgency."""
    for urgency in urgencies:
        for endpoint in ENDPOINTS:
            if (due := endpoint.due.get(urgency)) is not None:
                for ask in due(moment):
                    yield ask, urgency


def due_of_what_shows(known: Known, screen: Screen, now: datetime, pace: Pace) -> Iterator[Ask]:
    """What is due of what the person looks at."""
    return (ask for ask, _ in _wanted(Moment(known, screen, now, pace), SHOWN))


def next_due_s(known: Known, screen: Screen, now: datetime, pace: Pace = PACE) -> float:
    """Seconds until time alone makes something due; for the loop to sleep.

    What is due already waits for something else than time: a free place, a rest, the person.
    """
    moment = Moment(known, screen, now, pace)
    moments = [*known.resting.values(), *(at for endpoint in ENDPOINTS for at in endpoint.next_at(moment))]
    soonest = min((at for at in moments if at > now), default=now + pace.poll)
    return min(max((soonest - now).total_seconds(), 0.05), pace.poll.total_seconds())
