"""The demo organisation: Marrowby, a maker of shop software, on a working day. Fixed by a seed and a clock.

Builds plain records; knows no database, no HTTP, no wall clock. Made by hand: topics, scenes and rude mail in this
package; made by dice: who writes, when, how far each conversation got.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from commune_tui.sandbox.records import Organisation, SeedSuppression, SeedThread
from commune_tui.sandbox.story import book, bulletins, company, conversation, dates, hostile, scripts, troubles
from commune_tui.sandbox.story.company import INBOXES, OPERATOR
from commune_tui.sandbox.story.conversation import Plan

__all__ = ["DEFAULT_THREADS", "DRAWN_AT", "OPERATOR", "Labelled", "drawn", "labelled", "organisation"]

DRAWN_AT = datetime(2026, 3, 4, 15, tzinfo=UTC)
"""When the organisation is drawn that is to differ from start to start in nothing but its dates: a Wednesday."""
DEFAULT_THREADS = 321  # the written scenes, and every opening once: nobody writes the same mail twice
_YOUNG, _OLD = timedelta(days=240), timedelta(days=900)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A thread and the key of the topic or scene it was made from, for tests of search."""

    topic: str
    thread: SeedThread


def organisation(*, seed: int, threads: int | None, now: datetime, drawn_at: datetime | None = None) -> Organisation:
    """Marrowby with ``threads`` conversations (default 321) as they stand at ``now`` (aware).

    The same arguments give the same bytes. Who writes what, and on which days and hours people write, is drawn for
    ``now``; or for ``drawn_at``, and then moved: for one such moment nothing but dates depends on ``now``.
    ``threads`` of the result is a generator: it can be read once.
    """
    return Organisation(
        name=company.NAME,
        slug=company.SLUG,
        domains=dict(company.DOMAINS),
        inboxes=list(INBOXES.values()),
        threads=(each.thread for each in labelled(seed=seed, threads=threads, now=now, drawn_at=drawn_at)),
        suppressions=_suppressions(now),
        keys=company.keys(now),
    )


def labelled(*, seed: int, threads: int | None, now: datetime, drawn_at: datetime | None = None) -> Iterator[Labelled]:
    """The threads of :func:`organisation` in the same order, each with what it is about."""
    now = now.replace(microsecond=0)
    drawn_at = drawn_at or now
    for each in drawn(seed=seed, threads=threads, now=drawn_at):
        yield replace(each, thread=dates.moved(each.thread, now - drawn_at))


def drawn(*, seed: int, threads: int | None, now: datetime) -> Iterator[Labelled]:
    """The same with stamps in place of the dates in texts; ``now`` in whole seconds."""
    count = DEFAULT_THREADS if threads is None else threads
    if count < 0:
        raise ValueError(f"a number of threads cannot be {count}")
    rng = Random(f"marrowby {seed}")
    made = 0
    for each in _written(rng, now, seed):
        if made == count:
            return
        made += 1
        yield each
    longest = _YOUNG if count <= 2000 else _OLD
    for plan in _plans(rng):
        if made == count:
            return
        made += 1
        yield Labelled(plan.topic.key, troubles.left(conversation.begin(rng, plan, now, longest), now))


def _written(rng: Random, now: datetime, seed: int) -> Iterator[Labelled]:
    """The written scenes first, so that even a small world shows them."""
    played = [(each.key, each.thread) for each in scripts.play(rng, now)]
    played += [*bulletins.play(rng, now), *hostile.play(rng, now)]
    played += [(each.key, each.thread) for each in scripts.play(Random(f"troubles {seed}"), now, ("troubles",))]
    for place, (key, thread) in enumerate(played):
        yield Labelled(key, _earlier(thread, timedelta(seconds=place)))


def _earlier(thread: SeedThread, by: timedelta) -> SeedThread:
    """The thread a little earlier: no two written scenes end at the same instant, so their order is certain."""
    said = []
    for each in thread.messages:
        events = tuple(replace(event, at=event.at - by) for event in each.events)
        said.append(replace(each, mail=replace(each.mail, sent_at=each.mail.sent_at - by), events=events))
    return replace(thread, messages=tuple(said))


def _plans(rng: Random) -> Iterator[Plan]:
    """Every opening once, in random order; then again and again with an aside added."""
    plain = [(topic, number) for topic in book.topics() for number in range(len(topic.ask))]
    twist = 0
    while True:
        rng.shuffle(plain)
        for topic, number in plain:
            yield Plan(topic, number, twist)
        twist += 1


def _suppressions(now: datetime) -> list[SeedSuppression]:
    billing, sales, hiring = (INBOXES[key].address for key in ("billing", "sales", "hiring"))
    return [
        SeedSuppression(billing, "m.ohlsson@saltmarsh-ceramics.example", "bounce", "hard", now - timedelta(hours=5)),
        SeedSuppression(billing, "g.wray@sundial-antiques.example", "complaint", "spam", now - timedelta(days=2)),
        SeedSuppression(sales, "viktor@quince-optics.example", "complaint", "spam", now - timedelta(days=12)),
        SeedSuppression(hiring, "bastien.fontaine@free-mail.example", "bounce", "soft", now - timedelta(hours=6),
                        now + timedelta(days=7)),
        SeedSuppression(sales, "info@thistle-vinyl.example", "unsubscribe", "permanent", now - timedelta(days=41)),
    ]  # fmt: skip
