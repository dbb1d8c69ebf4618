"""An hour of an account of many inboxes, without HTTP and without a store: what is asked, and how old its news gets.

The planner is the real one, and so is the knowledge that it goes by. A server that answers at once stands in for the
requests, and leaves in the knowledge what each of them would. Time passes only where the loop would sleep, so that an
hour takes a second.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from commune_tui.mail.sync.endpoint import Ask, Screen
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.mail.sync.plan import PACE, Pace, next_due_s, plan  # type: ignore[attr-defined]
from commune_tui.mail.sync.resources.domain_threads import AskDomainHead
from commune_tui.mail.sync.resources.domains import AskDomains
from commune_tui.mail.sync.resources.inbox_threads import AskHead, AskThreadList
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.messages import AskNewMail
from commune_tui.mail.sync.resources.thread_messages import AskThread
from commune_tui.mail.sync.resources.triage import AskTriage

START = datetime(2026, 3, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STALE_EVERY, STALE_BATCH, STALE_AFTER = timedelta(seconds=30), 64, timedelta(minutes=10)
"""How :mod:`.lacks` finds the triage of open threads, of which each is one request."""
FEW = 2
FOLLOWS = hasattr(Known, "noticed")
"""Whether this checkout follows activity: an older one is measured by the same code."""


class News(NamedTuple):
    """A mail that came: for how long its inbox had been quiet as far as was seen, and how old the mail was when it was
    here, in seconds."""

    quiet: timedelta
    age_s: float


@dataclass
class Fleet:
    """``quiet`` says for how long nothing came to each inbox; ``lists`` whether the server lists threads by domain;
    ``watched`` are the numbers of the inboxes on the screen."""

    quiet: Sequence[timedelta]
    domains: int = 1
    open_threads: int = 0
    lists: bool = True
    watched: Iterable[int] = ()
    pace: Pace = PACE
    asked: Counter[str] = field(default_factory=Counter)
    looks: dict[str, list[datetime]] = field(default_factory=dict)
    """When each domain and each inbox was looked at."""
    news: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = START
        self.seen: dict[str, datetime] = {}
        self.known = known = Known(triage_in_list=False, inboxes_at=START, domains_at=START)
        for number in range(self.domains):
            known.domains[f"d{number}"] = DomainKnown(
                START, vouches=self.lists, refused=not self.lists, strays_at=START
            )
        for number, quiet in enumerate(self.quiet):
            name, at = f"i{number}", START - quiet
            listed_at = START - STALE_EVERY * (number % 60)
            inbox = known.inboxes[name] = InboxKnown(at, at, True, START, None, None, listed_at)
            inbox.domain_id, inbox.mailed_at = f"d{number % self.domains}", START
            self.notice(name, at)
        if FOLLOWS:
            known.watched = {f"i{number}" for number in self.watched}
        self.waiting: dict[str, list[datetime]] = {}
        self.triaged = {f"t{n}": START - STALE_AFTER * (n % 97) / 97 for n in range(self.open_threads)}
        self.looked_for_triage_at = START

    def notice(self, inbox_id: str, at: datetime) -> None:
        """A list showed mail of an inbox."""
        self.seen[inbox_id] = max(at, self.seen.get(inbox_id, at))
        if FOLLOWS:
            inbox = self.known.inboxes[inbox_id]
            self.known.noticed(inbox, [at], self.now)
            self.known.noticed(self.known.domains[inbox.domain_id], [at], self.now)

    def here(self, inbox_id: str) -> None:
        """All mail that waits for an inbox is in the copy now."""
        seen = self.seen[inbox_id]
        for at in self.waiting.pop(inbox_id, ()):
            self.news.append(News(at - seen, (self.now - at).total_seconds()))
            self.notice(inbox_id, at)

    def differs(self, inbox_id: str) -> None:
        """A list shows what waits: few threads are asked for one by one, many by the messages of their inbox."""
        waiting = self.waiting.get(inbox_id, ())
        if len(waiting) > FEW:
            self.known.inboxes[inbox_id].announced = True
        else:
            self.known.counts_differ += [f"{inbox_id} {number}" for number in range(len(waiting))]

    def answer(self, ask: Ask) -> None:
        """What a request leaves in the knowledge."""
        self.asked[ask.kind] += 1
        known, now = self.known, self.now
        match ask:
            case AskInboxes():
                known.inboxes_at = now
            case AskDomains():
                known.domains_at = now
            case AskNewMail(inbox_id):
                self.here(inbox_id)
                inbox = known.inboxes[inbox_id]
                inbox.newest_at, inbox.mailed_at, inbox.announced = self.seen[inbox_id], now, False
                self.look(inbox_id, inbox)
            case AskHead(inbox_id) | AskThreadList(inbox_id):
                self.differs(inbox_id)
                inbox = known.inboxes[inbox_id]
                if isinstance(ask, AskThreadList):
                    inbox.listed_at = now
                if FOLLOWS or isinstance(ask, AskHead):
                    self.look(inbox_id, inbox)
            case AskDomainHead(domain_id):
                for inbox_id in list(self.waiting):
                    if known.inboxes[inbox_id].domain_id == domain_id:
                        self.differs(inbox_id)
                self.look(domain_id, known.domains[domain_id])
            case AskThread(thread_id):
                known.counts_differ.remove(thread_id)
                self.here(thread_id.partition(" ")[0])
            case AskTriage(thread_id):
                known.triage_due.remove(thread_id)
                self.triaged[thread_id] = now
            case _:
                raise AssertionError(ask)

    def look(self, name: str, source: InboxKnown | DomainKnown) -> None:
        source.polled_at = self.now
        self.looks.setdefault(name, [START]).append(self.now)

    def step(self) -> None:
        """Make all requests that are due."""
        if not self.known.triage_due and self.now - self.looked_for_triage_at >= STALE_EVERY:
            stale = sorted((at, thread) for thread, at in self.triaged.items() if self.now - at >= STALE_AFTER)
            self.known.triage_due, self.looked_for_triage_at = [thread for _, thread in stale[:STALE_BATCH]], self.now
        for _ in range(99):
            chosen = plan(self.known, Screen(), frozenset(), 9999, self.now, self.pace)
            if not chosen:
                return
            for ask in chosen:
                self.answer(ask)
        raise AssertionError(f"the planner never has enough: {self.asked}")

    def an_hour(self, mails: int = 0) -> Fleet:
        """Let an hour pass in which so many mails come, at random."""
        chance, end = random.Random(mails), self.now + HOUR
        coming = sorted((self.now + HOUR * chance.random(), chance.randrange(len(self.quiet))) for _ in range(mails))
        while self.now < end:
            while coming and coming[0][0] <= self.now:
                at, number = coming.pop(0)
                self.waiting.setdefault(f"i{number}", []).append(at)
            self.step()
            self.now += timedelta(seconds=next_due_s(self.known, Screen(), self.now, self.pace))
        return self

    @property
    def requests(self) -> int:
        return sum(self.asked.values())


def mixed(inboxes: int) -> list[timedelta]:
    """Of ten inboxes three had mail within the hour, three within the day; the others had none for days."""
    chance = random.Random(3)
    spans = [(0, 60)] * 3 + [(60, 1440)] * 3 + [(1440, 43_200)] * 4
    return [timedelta(minutes=chance.uniform(*spans[number % 10])) for number in range(inboxes)]


def told(inboxes: int, domains: int, open_threads: int, lists: bool, mails: int) -> dict[str, Any]:
    """An hour of such an account as plain figures; ages are (median, oldest) in seconds, by the inbox's activity."""
    begun = time.process_time()
    fleet = Fleet(mixed(inboxes), domains, open_threads, lists=lists).an_hour(mails)
    ages = {
        name: sorted(news.age_s for news in fleet.news if (news.quiet <= HOUR) == active)
        for name, active in (("active", True), ("quiet", False))
    }
    figures = {name: [statistics.median(each), each[-1]] for name, each in ages.items() if each}
    return {"asked": dict(fleet.asked), "cpu_s": time.process_time() - begun, **figures}


if __name__ == "__main__":
    print(json.dumps(told(*json.loads(sys.argv[1]))))
