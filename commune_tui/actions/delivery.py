"""Delivery for every front: what one looks at of it, what there is to see then, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.actions.action import Suggestion
from commune_tui.mail import delivery
from commune_tui.mail.delivery import EVERYTHING, HELD_BACK, PERIODS, Counts, Stats, percent
from commune_tui.wording import did_you_mean

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import EventRow, InboxRow, SuppressionRow

PERIOD_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}
ALL = "all"
"""What every kind of event is called."""
NO_INBOX = "There is no inbox yet."
NONE_SUPPRESSED = "Every address may be written to."
READ_ONLY = (
    "No server lets anybody lift this: a hard bounce or a complaint holds for good, soft bounces for seven days. "
    "Write to another address of theirs."
)
"""What to do about a suppressed address (contract §4.7)."""
NOT_HERE = "The mail of this event is not here."
_MOST_EVENTS = 5000


class Look(NamedTuple):
    """``scope`` is one of :func:`~commune_tui.mail.delivery.scopes`; ``kind`` of events, empty for every kind."""

    scope: str = EVERYTHING
    period: str = "7d"
    kind: str = ""

    @property
    def time(self) -> str:
        """``7 days``."""
        return PERIOD_WORDS[self.period]


# -- what there is to see ----------------------------------------------------------------------------------------------


def boxes(session: Session, look: Look) -> list[InboxRow]:
    """The inboxes that are looked at."""
    return delivery.scopes(session.reads.inboxes()).get(look.scope, [])


def ask(session: Session, look: Look) -> None:
    """Ask the server about them."""
    session.viewing.look_at_delivery([row.id for row in boxes(session, look)], look.period)


def stats(session: Session, look: Look) -> list[Stats]:
    """All of them together first, then each, the one that needs a look first."""
    found = boxes(session, look)
    newest = {row.id: next(iter(session.reads.metrics(row.id, look.period)), None) for row in found}
    return delivery.stats(found, newest, look.scope)


def all_told(session: Session, look: Look) -> bool:
    """Whether the server has answered for each of them."""
    known, total = delivery.answered(stats(session, look))
    return known == total


def compared(found: Sequence[Stats]) -> Sequence[Stats]:
    """Those that stand beside each other: all together says nothing new beside a single inbox."""
    return found if delivery.answered(found)[1] > 1 else found[1:]


def events(session: Session, look: Look) -> list[EventRow]:
    """What happened, newest first, however long ago."""
    if look.scope == EVERYTHING:
        return session.reads.events(kind=look.kind, limit=_MOST_EVENTS)
    return session.reads.events_of([row.id for row in boxes(session, look)], kind=look.kind, limit=_MOST_EVENTS)


def log(session: Session, look: Look) -> list[EventRow]:
    """What happened in this time, newest first."""
    now = clock.now()
    return [each for each in events(session, look) if each.at is not None and now - each.at <= PERIODS[look.period]]


def suppressed(session: Session, look: Look) -> list[SuppressionRow]:
    """The addresses to which one of them may not write."""
    found, every = boxes(session, look), look.scope == EVERYTHING
    return [row for row in session.reads.suppressions() if every or delivery.keeps_from_writing(row, found)]


def behind(session: Session, look: Look, row: SuppressionRow) -> EventRow | None:
    """The newest event that tells why an address is suppressed, if its mail is here."""
    found = (each for each in events(session, look._replace(kind="")) if each.thread_id and each.type != "sent")
    return next((each for each in found if each.recipient.casefold() == row.email.casefold()), None)


# -- what is asked for -------------------------------------------------------------------------------------------------


def next_period(period: str) -> str:
    """The one after it, around the end."""
    names = list(PERIODS)
    return names[(names.index(period) + 1) % len(names)]


def scope_named(session: Session, words: str) -> str | None:
    """The scope of this name, in any case."""
    return next((name for name in _scopes(session) if name.casefold() == words.strip().casefold()), None)


def no_scope(session: Session, words: str) -> str:
    """That there is none of this name, and which was probably meant; empty where there is one."""
    if scope_named(session, words) is not None:
        return ""
    return f"There is no inbox or domain {words.strip()!r}.{did_you_mean(words, _scopes(session))} Or say all."


def scopes(session: Session, line: str) -> list[Suggestion]:
    """The scopes that have this in their names."""
    return [Suggestion(name) for name in _scopes(session) if line.strip().casefold() in name.casefold()]


def _scopes(session: Session) -> list[str]:
    return list(delivery.scopes(session.reads.inboxes()))


def kinds(session: Session, look: Look) -> list[str]:
    """The kinds of events that there are in this time."""
    return sorted({event.type for event in log(session, look._replace(kind=""))})


def kind_named(words: str, known: Sequence[str]) -> str | None:
    """The kind that is called so, in any case; empty for every kind."""
    word = kind_word(words.strip().casefold())
    return "" if word == ALL else next((kind for kind in known if kind_word(kind.casefold()) == word), None)


def no_kind(words: str, known: Sequence[str]) -> str:
    """That there is none that is called so, and which there are; empty where there is one."""
    if kind_named(words, known) is not None:
        return ""
    there = f" There are: {', '.join(map(kind_word, known))}." if known else ""
    return f"There is no event {words.strip()!r} in this time.{there}"


def kinds_like(line: str, known: Sequence[str]) -> list[Suggestion]:
    """The kinds whose names have this in them."""
    return [Suggestion(word) for word in (ALL, *map(kind_word, known)) if line.strip().casefold() in word.casefold()]


# -- what it is called -------------------------------------------------------------------------------------------------


def kind_word(kind: str) -> str:
    """A kind of event in words."""
    return kind.replace("_", " ")


def no_events(look: Look) -> str:
    """That none is known."""
    return f"No {f'“{kind_word(look.kind)}” ' if look.kind else ''}event is known of these {look.time}."


def not_known(trouble: str) -> str:
    """That the server has told nothing yet, and what is in the way as far as that is known."""
    return f"What became of the mail is not known yet. {trouble}".strip()


def reason(row: SuppressionRow) -> str:
    """Why an address is suppressed: ``hard bounce (permanent)``."""
    return f"{kind_word(row.reason) or 'no reason given'}{f' ({kind_word(row.type)})' if row.type else ''}"


def nothing_behind(row: SuppressionRow) -> str:
    """That there is no such event (:func:`behind`)."""
    return f"No mail to {row.email} is here that would say more."


class Part(NamedTuple):
    """``number`` mails of which ``word`` happened. ``rate`` in percent, where it means something; ``bad`` ones are."""

    word: str
    number: int
    rate: str = ""
    bad: bool = False


def parts(counts: Counts) -> list[Part]:
    """The counts, each with its share of what was sent."""
    ended = (("delivered", counts.delivered), ("bounced", counts.bounced), ("complained", counts.complained),
             ("failed", counts.failed))  # fmt: skip
    shares = [Part(word, number, percent(counts.rate(number)), word != "delivered") for word, number in ended]
    return [Part("sent", counts.sent), *shares, Part(HELD_BACK, counts.suppressed)]
