"""What the synchroniser knows: how far it is in every inbox, and what is due. Pure; survives a restart as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from commune_tui.sending.budget import Window

UNDER_WAY = timedelta(seconds=60)
"""How old the date of a mail usually is when it comes, at the most."""
PAGE_BYTES = 1_200_000
"""How large a page of messages may become: reading one must not be felt on the screen."""


class Asked(Protocol):
    """A request, as far as the knowledge of what a server allows is concerned."""

    @property
    def scope(self) -> str: ...

    @property
    def kind(self) -> str: ...


@dataclass(slots=True)
class InboxKnown:
    """One inbox. Times are aware UTC.

    ``newest_at`` and ``oldest_at`` bound the messages that are here without a gap; ``history_done`` says that the
    lower bound is the first message there is. ``listing_*`` describe a pass through the thread list that is under way:
    when it began, where it goes on; ``listed_at`` is when the last whole pass began.
    """

    newest_at: datetime | None = None
    oldest_at: datetime | None = None
    history_done: bool = False
    polled_at: datetime | None = None
    listing_since: datetime | None = None
    listing_cursor: str | None = None
    listed_at: datetime | None = None
    listing_missed: int = 0
    """Threads of that pass that could not be read."""
    listing_pages: int = 0
    """Pages of that pass since the program was started."""
    announced: bool = False
    """The stream, or the person, said that there is something new."""
    mail_polls: int = 0
    """Polls for messages since the head of the thread list was looked at."""
    mailed_at: datetime | None = None
    """When it was asked for messages last, and not only for the head of its thread list as at ``polled_at``."""
    news_at: datetime | None = None
    """The date of the newest mail that any list showed, here or not, on the server's clock."""
    domain_id: str = ""
    headed: bool = False
    """The head of its domain showed much that is new, and its messages were asked for."""

    def whole_until(self, ahead: timedelta) -> datetime | None:
        """Up to which date all mail is here, on the server's clock, which is so far ahead: what is new and older than
        that came late. ``None`` while there is no saying."""
        if not self.history_done or self.newest_at is None or self.mailed_at is None:
            return None
        asked = self.mailed_at + ahead
        return max(min(self.newest_at, asked), asked - UNDER_WAY)


@dataclass(slots=True)
class DomainKnown:
    """One domain, whose thread list shows all of its inboxes at once and what is in none.

    ``vouches`` says that the last head held everything that is here and belongs on it, so that inboxes need not be
    polled one by one; ``refused`` that this server does not list threads by domain. ``strays_*`` describe a pass for
    threads that are in no listed inbox: when the last one that came to its end began, whether one is wanted at once,
    and when the one under way began and where it goes on.
    """

    polled_at: datetime | None = None
    vouches: bool = False
    refused: bool = False
    strays_wanted: bool = False
    strays_seen: bool = False
    strays_since: datetime | None = None
    strays_cursor: str | None = None
    strays_at: datetime | None = None
    news_at: datetime | None = None
    """As that of an inbox."""


@dataclass(slots=True)
class Known:
    """Everything the planner goes by, beside the screen and the budget."""

    inboxes: dict[str, InboxKnown] = field(default_factory=dict)
    domains: dict[str, DomainKnown] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Inbox ids that were replaced, and by which: the address stayed."""
    gone: set[str] = field(default_factory=set)
    """Inboxes that the server listed and does not any more: their threads are not brought back."""
    mixed: set[str] = field(default_factory=set)
    """Threads that the server answers with another thread's messages."""
    all_from: datetime | None = None
    """When the person asked for everything anew: what was read before is due."""
    sooner_listed: set[str] = field(default_factory=set)
    """Where lists carry triage: the inboxes of which a list is cheaper than asking for each open thread."""
    threads_here: int = 0
    threads_known: int = 0
    """For a progress line: threads with mail here, and threads that are known of."""
    send_windows: tuple[Window, ...] = ()
    """What the plan lets leave in an hour and in a day, as the server said last."""
    silent_since: datetime | None = None
    """Since when something is asked for and nothing was answered; ``None`` while nothing is asked for."""
    inboxes_at: datetime | None = None
    domains_at: datetime | None = None
    triage_in_list: bool | None = None
    """Whether thread lists carry triage; ``None`` until one was seen."""
    stream_works: bool = False
    watched: set[str] = field(default_factory=set)
    """The inboxes of what the person looks at."""
    forbidden: set[str] = field(default_factory=set)
    """Scopes that the key lacks: what needs them is not asked until the person asks for everything again."""
    resting: dict[Asked | str, datetime] = field(default_factory=dict)
    """Single requests, or kinds of them, that failed for reasons of their own, and until when they are left alone."""
    ahead: timedelta = timedelta(0)
    """How far the server's clock is ahead of this machine's."""
    message_bytes: float = 4000.0
    """How large a message is on the wire, as far as was seen."""
    counts_differ: list[str] = field(default_factory=list)
    """Threads of which fewer or more messages are here than the server counts."""
    checked: dict[str, tuple[datetime, tuple[object, ...] | None]] = field(default_factory=dict)
    """When such a thread was read as a whole, and how it was listed then: what differs even so is not asked about all
    the time, unless it is listed otherwise by now."""
    triage_due: list[str] = field(default_factory=list)
    """Threads whose triage should be read again, the most urgent first."""
    triage_total: int = 0
    """How many threads' triage has never been read."""
    files_due: list[str] = field(default_factory=list)
    """Attachments of which only the id is known."""
    delivery_due: list[str] = field(default_factory=list)
    """Inboxes with mail under way: what became of it is asked from time to time."""
    delivery_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    asked_at: dict[str, datetime] = field(default_factory=dict)
    """When a thread, a message's events, or the list of a place were last asked for because a person looked."""
    triage_at: dict[str, datetime] = field(default_factory=dict)
    """When the triage of a thread was last asked for; the one may fail and the other not."""

    unreadable: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many items of the server's lists could not be read and are not here: by what they are (``message``) and the
    inbox or thread they were listed for."""

    def left_out(self, noun: str, where: str, count: int) -> None:
        """A list of ``noun`` for ``where`` was read, and ``count`` of its items could not be."""
        if count:
            self.unreadable[noun, where] = count
        else:
            self.unreadable.pop((noun, where), None)

    def noticed(self, source: InboxKnown | DomainKnown, moments: Iterable[datetime | None], now: datetime) -> None:
        """A list of an inbox or a domain shows mail of these dates. One in the future does not say when it came."""
        latest = now + self.ahead + UNDER_WAY
        came = [at for at in (*moments, source.news_at) if at is not None and at <= latest]
        source.news_at = max(came, default=None)

    def page_size(self, most: int) -> int:
        """How many messages to ask for at once, at most ``most``."""
        return max(1, min(most, int(PAGE_BYTES / self.message_bytes)))

    def since(self, at: datetime | None) -> datetime | None:
        """``at``, unless the person asked for everything anew after it."""
        return None if at is not None and self.all_from is not None and at < self.all_from else at

    @property
    def lists_mail(self) -> bool:
        """Whether the key may list messages. One that may not reads them thread by thread."""
        return "messages:read" not in self.forbidden

    def whole(self) -> dict[str, datetime]:
        """Up to which date the mail of each inbox is here as a whole, where that is known."""
        return {name: at for name, inbox in self.inboxes.items() if (at := inbox.whole_until(self.ahead)) is not None}

    def forget_thread(self, thread_id: str) -> None:
        """The server knows nothing of this thread: it is not asked about again."""
        for waiting in (self.counts_differ, self.triage_due):
            if thread_id in waiting:
                waiting.remove(thread_id)

    def allows(self, ask: Asked, now: datetime) -> bool:
        """Whether the server lets us ask this, as far as it said."""
        if ask.scope in self.forbidden:
            return False
        return all((until := self.resting.get(each)) is None or until <= now for each in (ask, ask.kind))
