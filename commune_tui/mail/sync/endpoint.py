"""What an endpoint of the API is to the synchroniser: a value that says what to ask, when, and what comes of it.

Each has a file of its own in :mod:`.resources`. An :class:`Ask` is one request to it: which scope it needs, what it is
called when it fails, and how its answer becomes rows. An :class:`Endpoint` says which requests are due.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.pace import Pace
from commune_tui.mail.sync.polling import Polling, is_due

if TYPE_CHECKING:
    from commune_tui.mail.sync.fetcher import Fetcher


class Urgency(IntEnum):
    """In which order requests are made: what is looked at, news, the inboxes themselves, what differs; the rest.

    From ``BACKGROUND`` on nobody waits for them.
    """

    FIRST = 0
    OPEN = 1
    TRIAGE_OF_OPEN = 2
    EVENTS_OF_OPEN = 3
    PLACE = 4
    ROWS = 5
    HEADS = 6
    NEW_MAIL = 7
    INBOXES = 8
    DOMAINS = 9
    DIFFERING = 10
    BACKGROUND = 11
    STRAYS = 12
    LISTS = 13
    TRIAGE = 14
    HISTORY = 15
    FAR_LISTS = 16
    FILES = 17


SHOWN = (Urgency.OPEN, Urgency.TRIAGE_OF_OPEN, Urgency.EVENTS_OF_OPEN, Urgency.PLACE, Urgency.ROWS)
"""What the person looks at."""


@dataclass(frozen=True, slots=True)
class Ask(ABC):
    """One request. ``scope`` is the API scope that it needs.

    A server without something ``essential`` is no such server at all. Of what ``swarms`` much may be due at once of
    which nobody waits for anything, so that only some of it is asked at a time.
    """

    scope = ""
    essential = False
    swarms = False
    renewed = True
    """Whether one that is on its way is made again when a person asks for everything anew, or changes what it is about:
    it would bring what was true before. Not where it goes on from where another one ended, or knows by itself."""

    @property
    def kind(self) -> str:
        """What it is like: a plan, or a server without this, refuses all of a kind."""
        return type(self).__name__

    @property
    def in_turn(self) -> str:
        """Requests of which this is the same never run at once: each starts where the other ends."""
        return ""

    @property
    @abstractmethod
    def what(self) -> str:
        """What it brings, for a person, when it fails."""

    @abstractmethod
    async def fetch(self, fetcher: Fetcher) -> set[str]:
        """Ask, write what came to the store, note in the knowledge how far that brought it.

        The ids of the threads whose rows changed. Raises what the client raises; a failed request changes no knowledge.
        """

    def vanished(self, known: Known) -> None:  # noqa: B027 - most have nothing to take back
        """The server knows nothing of what was asked about."""


@dataclass(frozen=True, slots=True)
class OfInbox(Ask):
    """One request about an inbox."""

    inbox_id: str
    renewed = False

    def vanished(self, known: Known) -> None:
        known.inboxes_at = None  # the next list of inboxes tells whether more is gone


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
    place: str = ""
    """The place one is in, where its list is asked for only while somebody is there."""


@dataclass(frozen=True)
class Moment:
    """All that the planning of requests goes by, beside how much may be asked."""

    known: Known
    screen: Screen
    now: datetime
    pace: Pace

    def due(self, at: datetime | None, every: timedelta) -> bool:
        """Whether something done at ``at`` should be done again; also when the clock was set back."""
        return is_due(at, every, self.now)

    @cached_property
    def polling(self) -> Polling:
        """How often what is asked for new mail."""
        return Polling(self.known, self.now, self.pace)


Due = Callable[[Moment], Iterable[Ask]]


def _never(moment: Moment) -> Iterable[datetime]:
    return ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``due`` are the requests worth making, by their urgency. Pure. ``next_at`` are the times at which time alone will
    make some of them due; those that are past count for nothing."""

    due: Mapping[Urgency, Due]
    next_at: Callable[[Moment], Iterable[datetime]] = _never


def while_there(place: str, ask: Callable[[], Ask]) -> Endpoint:
    """What is asked for only while somebody is in a place, as often as all that is looked at: see
    :meth:`.fetcher.Fetcher.came`."""

    def due(moment: Moment) -> Iterator[Ask]:
        if moment.screen.place == place and moment.due(moment.known.asked_at.get(place), moment.pace.looked_at):
            yield ask()

    def next_at(moment: Moment) -> Iterator[datetime]:
        if moment.screen.place == place and (asked := moment.known.asked_at.get(place)) is not None:
            yield asked + moment.pace.looked_at

    return Endpoint({Urgency.PLACE: due}, next_at)
