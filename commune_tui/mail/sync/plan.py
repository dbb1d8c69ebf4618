"""What to ask next. Pure: the same knowledge, screen, budget and time give the same requests.

Costs, in requests, of what is done here (contract §3.3, §4.3, §4.4): a message list gives 1000 whole messages, a
thread list 100 threads with the server's counts and, on some servers, triage; triage elsewhere is one request a
thread. So mail comes from message lists, inbox by inbox; the thread list is the check on it; single threads are asked
only where the check fails or a person looks. Where lists carry triage, some polls of an inbox are the head of its
thread list instead: the same one request shows new mail and what others changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from commune_tui import clock
from commune_tui.mail.sync.asks import (
    Ask,
    AskAttachment,
    AskDelivery,
    AskDomainHead,
    AskDomains,
    AskHead,
    AskInboxes,
    AskMessageEvents,
    AskNewMail,
    AskOldMail,
    AskStrays,
    AskThread,
    AskThreadList,
    AskTriage,
)
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known

#: New mail is asked from this much before the newest known: mail may become visible a little out of order.
OVERLAP = timedelta(seconds=30)
#: After so many polls for messages, one looks at the head of the thread list instead.
MAIL_POLLS = 3
#: After so many pages a thread list lets history go first: what it lists can be held against the mail then.
FAR = 100
#: "synced" says how long ago that was, once it is longer.
SAID_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are asked again."""

    poll: timedelta = timedelta(seconds=30)
    poll_with_stream: timedelta = timedelta(minutes=5)
    vouched: timedelta = timedelta(minutes=10)
    """An inbox whose domain shows what happens in it."""
    head: timedelta = timedelta(seconds=30)
    head_with_stream: timedelta = timedelta(seconds=60)
    relist: timedelta = timedelta(minutes=30)
    relist_for_triage: timedelta = timedelta(minutes=10)
    strays: timedelta = timedelta(days=1)
    """Passes for threads that no inbox lists, where none was ever met."""
    inboxes: timedelta = timedelta(minutes=10)
    looked_at: timedelta = timedelta(seconds=40)
    """So that what was asked then is here within the minute."""
    delivery: timedelta = timedelta(minutes=2)
    most_triage: int = 6
    """Requests for triage of threads that nobody looks at, on the wire at once."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the person sees."""

    thread_ids: tuple[str, ...] = ()
    open_thread: str | None = None
    open_messages: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    """Inboxes whose delivery is on the screen, and below for which period."""
    period: str = ""
    chosen: tuple[str, ...] = ()
    """Threads that the next act would be about."""


def plan(
    known: Known, screen: Screen, running: frozenset[Ask], free: int, now: datetime, pace: Pace = Pace()
) -> tuple[Ask, ...]:
    """The next requests, at most ``free`` of them, the most urgent first; never one that is running."""
    chosen: list[Ask] = []
    busy = set(running)
    quiet = sum(isinstance(ask, AskTriage) for ask in running)
    for ask, background in _wishes(known, screen, now, pace):
        if len(chosen) >= free:
            break
        if ask in busy or not known.allows(ask, now) or _same_inbox_busy(ask, busy):
            continue
        if background and isinstance(ask, AskTriage):
            if quiet >= pace.most_triage:
                continue
            quiet += 1
        chosen.append(ask)
        busy.add(ask)
    return tuple(chosen)


def _same_inbox_busy(ask: Ask, busy: Iterable[Ask]) -> bool:
    """Two steps through one list never run at once: each starts where the other ends."""
    for kinds in ((AskThreadList,), (AskNewMail, AskOldMail, AskHead)):
        if isinstance(ask, kinds):
            return any(isinstance(other, kinds) and other.inbox_id == ask.inbox_id for other in busy)
    return False


def _wishes(known: Known, screen: Screen, now: datetime, pace: Pace) -> Iterator[tuple[Ask, bool]]:
    """Everything worth asking, in order of urgency; the flag marks what nobody is waiting for."""
    if known.inboxes_at is None:
        yield AskInboxes(), False
    yield from ((ask, False) for ask in due_of_what_shows(known, screen, now, pace))
    yield from ((ask, False) for ask in _heads(known, now, pace))
    yield from ((ask, False) for ask in _new_mail(known, now, pace))
    if due(known.inboxes_at, pace.inboxes, now):
        yield AskInboxes(), False
    if due(known.domains_at, pace.inboxes, now):
        yield AskDomains(), False
    for thread_id in known.counts_differ:
        yield AskThread(thread_id), False
    for inbox_id in known.delivery_due:
        if due(known.delivery_at.get((inbox_id, "events")), pace.delivery, now):
            yield AskDelivery(inbox_id, "events"), True
    for domain_id, place in known.domains.items():
        if place.strays_wanted or _strays_due(known, domain_id, place, now, pace):
            yield AskStrays(domain_id, place.strays_cursor), True
    yield from ((ask, True) for ask in _lists(known, now, pace, far=False))
    for thread_id in known.triage_due:
        yield AskTriage(thread_id), True
    for inbox_id, inbox in known.inboxes.items():
        if inbox.newest_at is not None and not inbox.history_done and inbox.oldest_at is not None:
            yield AskOldMail(inbox_id, _just_after(inbox.oldest_at)), True
    yield from ((ask, True) for ask in _lists(known, now, pace, far=True))
    for attachment_id in known.files_due:
        yield AskAttachment(attachment_id), True


def due_of_what_shows(known: Known, screen: Screen, now: datetime, pace: Pace) -> Iterator[Ask]:
    """What is due of what the person looks at."""
    if screen.open_thread is not None and due(known.asked_at.get(screen.open_thread), pace.looked_at, now):
        yield AskThread(screen.open_thread)
    if screen.open_thread is not None and due(known.triage_at.get(screen.open_thread), pace.looked_at, now):
        yield AskTriage(screen.open_thread)
    for message_id in screen.open_messages:
        if due(known.asked_at.get(message_id), pace.looked_at, now):
            yield AskMessageEvents(message_id)
    for inbox_id in screen.delivery:
        for what in (screen.period, "events", "suppressions"):
            if what and due(known.delivery_at.get((inbox_id, what)), pace.delivery, now):
                yield AskDelivery(inbox_id, what)
    on_screen = {*screen.thread_ids, *screen.chosen}
    for thread_id in known.triage_due:
        if thread_id in on_screen:
            yield AskTriage(thread_id)


def _strays_due(known: Known, domain_id: str, place: DomainKnown, now: datetime, pace: Pace) -> bool:
    """Whether a domain is to be read through for what no inbox lists: often where there is such a thing."""
    inboxes = [inbox for inbox in known.inboxes.values() if inbox.domain_id == domain_id]
    if place.refused or place.polled_at is None or not all(inbox.listed_at is not None for inbox in inboxes):
        return False
    return due(since(known, place.strays_at), pace.relist if place.strays_seen or known.moved else pace.strays, now)


def _heads(known: Known, now: datetime, pace: Pace) -> Iterator[Ask]:
    """The first page of each domain: what happens in any of its inboxes, and to addresses that have none."""
    if known.inboxes_at is None and AskInboxes.scope not in known.forbidden:
        return  # what is in none of them is not known before they are
    every = pace.head_with_stream if known.stream_works else pace.head
    for domain_id, place in known.domains.items():
        inboxes = [inbox for inbox in known.inboxes.values() if inbox.domain_id == domain_id]
        unread = AskNewMail.scope in known.forbidden
        begun = all(inbox.newest_at or inbox.history_done or (unread and inbox.listed_at) for inbox in inboxes)
        if begun and not place.refused and due(place.polled_at, every, now):
            yield AskDomainHead(domain_id)
            if all(each.polled_at is None for each in known.domains.values()):
                return  # whether the key may is known after the first


def polled_every(known: Known, inbox: InboxKnown, now: datetime, pace: Pace) -> timedelta:
    """How often an inbox is asked for new mail: seldom while the list of its domain shows what comes."""
    place = known.domains.get(inbox.domain_id)
    complete = inbox.history_done and inbox.listed_at is not None
    if place is not None and place.vouches and complete and not due(place.polled_at, 4 * pace.head, now):
        return pace.vouched
    return pace.poll_with_stream if known.stream_works else pace.poll


def _new_mail(known: Known, now: datetime, pace: Pace) -> Iterator[Ask]:
    waiting = [
        (inbox.polled_at, inbox_id, inbox)
        for inbox_id, inbox in known.inboxes.items()
        if inbox.announced or due(inbox.polled_at, polled_every(known, inbox, now, pace), now)
    ]
    for _, inbox_id, inbox in sorted(waiting, key=lambda item: (item[0] is not None, item[0] or now, item[1])):
        if _head_will_do(known, inbox):
            yield AskHead(inbox_id)
        elif inbox.newest_at is None:
            yield AskOldMail(inbox_id, None)
        else:  # a message may be dated in the future: what comes before that date is new all the same
            yield AskNewMail(inbox_id, min(inbox.newest_at, now + known.ahead) - OVERLAP)


def _head_will_do(known: Known, inbox: InboxKnown) -> bool:
    if AskHead.scope in known.forbidden:
        return False
    if AskNewMail.scope in known.forbidden:
        return inbox.listed_at is not None
    complete = inbox.history_done and inbox.listed_at is not None and inbox.newest_at is not None
    return bool(known.triage_in_list and complete and inbox.mail_polls >= MAIL_POLLS and not inbox.announced)


def _lists(known: Known, now: datetime, pace: Pace, *, far: bool) -> Iterator[Ask]:
    """The next page of each thread list that is being read or is to be; ``far`` are those that history goes before."""
    for inbox_id, inbox in known.inboxes.items():
        every = pace.relist_for_triage if inbox_id in known.sooner_listed else pace.relist
        if far != (inbox.listing_pages >= FAR and not inbox.history_done):
            continue
        if inbox.listing_since is not None:
            yield AskThreadList(inbox_id, inbox.listing_cursor)
        elif (inbox.polled_at is not None or AskNewMail.scope in known.forbidden) and due(
            since(known, inbox.listed_at), every, now
        ):
            yield AskThreadList(inbox_id, None)


def bringing_triage(known: Known) -> set[str]:
    """The inboxes whose thread lists bring the triage that nobody looks at, before or at less cost than asking."""
    if not known.triage_in_list:
        return set()
    under_way = {
        inbox_id
        for inbox_id, inbox in known.inboxes.items()
        if inbox.listing_since is not None or since(known, inbox.listed_at) is None
    }
    return under_way | known.sooner_listed


def since(known: Known, at: datetime | None) -> datetime | None:
    """``at``, unless the person asked for everything anew after it."""
    return None if at is not None and known.all_from is not None and at < known.all_from else at


def due(at: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether something done at ``at`` should be done again; also when the clock was set back."""
    return at is None or now - at >= every or at - now > timedelta(minutes=5)


def _just_after(moment: datetime) -> datetime:
    # Both bounds are exclusive, to the millisecond: messages that share the last one are asked for again.
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000) + timedelta(milliseconds=1)


def next_due_s(known: Known, screen: Screen, now: datetime, pace: Pace = Pace()) -> float:
    """Seconds until time alone makes something due; for the loop to sleep.

    What is due already waits for something else than time: a free place, a rest, the person.
    """
    head = pace.head_with_stream if known.stream_works else pace.head
    looked_at = [*screen.open_messages, *filter(None, [screen.open_thread])]
    moments = [
        *(
            inbox.polled_at + polled_every(known, inbox, now, pace)
            for inbox in known.inboxes.values()
            if inbox.polled_at is not None
        ),
        *(place.polled_at + head for place in known.domains.values() if place.polled_at is not None),
        *(
            inbox.listed_at + (pace.relist_for_triage if inbox_id in known.sooner_listed else pace.relist)
            for inbox_id, inbox in known.inboxes.items()
            if inbox.listed_at is not None
        ),
        *(asked + pace.looked_at for each in looked_at if (asked := known.asked_at.get(each)) is not None),
        *(asked + pace.looked_at for each in looked_at if (asked := known.triage_at.get(each)) is not None),
        *(asked + pace.delivery for (inbox_id, _), asked in known.delivery_at.items() if inbox_id in screen.delivery),
        *(at + pace.inboxes for at in (known.inboxes_at, known.domains_at) if at is not None),
        *known.resting.values(),
    ]
    soonest = min((moment for moment in moments if moment > now), default=now + pace.poll)
    return min(max((soonest - now).total_seconds(), 0.05), pace.poll.total_seconds())


def steps_left(known: Known) -> tuple[int, int]:
    """(inboxes whose history is not here yet, threads whose triage was never read): for a progress line.

    What the key may not read is not counted: it will not come.
    """
    history = sum(not inbox.history_done for inbox in known.inboxes.values())
    triage = known.triage_total if known.triage_in_list is False else 0
    return (
        0 if AskOldMail.scope in known.forbidden else history,
        0 if AskTriage.scope in known.forbidden else triage,
    )


def progress(known: Known, now: datetime) -> str:
    """How far the copy is, in a few words: ``connecting``, ``syncing 3,000 of 7,000 threads``, …, ``synced 3m ago``."""
    history, triage = steps_left(known)
    total = len(known.inboxes)
    if known.inboxes_at is None and not total:
        return "connecting"
    if history and known.threads_known:
        return f"syncing {known.threads_here:,} of {known.threads_known:,} threads"
    if history:
        return f"syncing {total - history} of {total} inboxes"
    if triage:
        return f"reading the state of {triage:,} threads"
    at = synced_at(known, now)
    return "synced" if at is None or now - at < SAID_AFTER else f"synced {clock.age(at, now)} ago"


def synced_at(known: Known, now: datetime) -> datetime | None:
    """Since when something new may have come unseen: the oldest of the last looks at each inbox, or at its domain."""
    moments = []
    for inbox in known.inboxes.values():
        place = known.domains.get(inbox.domain_id)
        vouched = place is not None and place.vouches and place.polled_at is not None
        at = place.polled_at if vouched and place is not None else inbox.polled_at
        if at is not None:
            moments.append(at)
    return min(moments, default=None)


def inbox_of(known: Known, inbox_id: str) -> InboxKnown:
    """The knowledge of an inbox, made when it is new."""
    return known.inboxes.setdefault(inbox_id, InboxKnown())
