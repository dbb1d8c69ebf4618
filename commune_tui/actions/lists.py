"""A list of threads, for every front: what it shows, what an empty one says, its ends, and the way back from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions.splits import EVERYTHING, SPLITS, Split
from commune_tui.query import ALL, Query, joined
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

FIRST_LIST = f"This is the first list. {do('app.leave')} quits."
"""What is said where nothing is further back."""


class ListQuery(NamedTuple):
    """What a list shows: a split, in one inbox (``scope``) or in all, filtered, in an order (``sort``). The last three
    are words of the query language, empty where they do nothing.
    """

    split: Split = SPLITS[0]
    scope: str = ""
    filter: str = ""
    sort: str = ""

    def query(self) -> Query:
        """The whole of it; an order that was chosen goes before that of the split. Raises QueryError."""
        whole = joined(self.split.query, self.scope, self.filter)
        chosen = joined(self.sort, self.filter).sort if self.sort else whole.sort
        return replace(whole, sort=chosen)

    def narrowing(self, *split: Split) -> Query:
        """What narrows the list, within a split or everything. Raises QueryError."""
        return joined(*(each.query for each in split), self.scope, self.filter)

    def going_to(self, split: Split) -> ListQuery:
        """After the command of a split: without the filter; that of everything leaves the inbox, too."""
        return self._replace(split=split, filter="", scope="" if split is EVERYTHING else self.scope)

    def wider(self) -> ListQuery | None:
        """The list one step back: without its filter, then without its inbox, then the first split; ``None`` for the
        first list.
        """
        if self.filter:
            return self._replace(filter="")
        if self.scope:
            return self._replace(scope="")
        return None if self.split is SPLITS[0] else self._replace(split=SPLITS[0])


def emptiness(shows: ListQuery, total: int, *, me: str, fetching: bool, why: str = "") -> tuple[str, ...]:
    """One or two sentences. ``total`` threads are here in all; ``me`` is the name under which this person takes
    threads; ``why`` says which words of the filter find nothing anywhere (:func:`.unmatched.unmatched`)."""
    split = shows.split
    back, tab = do("app.back"), do("list.next_tab")
    if fetching:
        return ("The mail is being fetched. What needs you comes up here by itself.",)
    if shows.filter:
        change = f"{do('app.filter')} changes the filter, {back} takes it away, {tab} looks elsewhere."
        return (f"Nothing in {split.label} matches.", *filter(None, [why]), change)
    if shows.scope:
        return (f"Nothing in {split.label} for this inbox.", f"{back} shows all inboxes, {tab} looks elsewhere.")
    if not total:
        return ("There is no mail yet. It comes up here by itself.", f"{do('app.compose')} writes one.")
    return (split.nothing(me), split.then or f"{do('go.all')} goes to all threads, {tab} to the next split.")


def empty_lines(session: Session, shows: ListQuery) -> Sequence[str]:
    """The same for fronts that say it once, with what a filter finds elsewhere (:func:`where_else`)."""
    [total] = session.reads.counts([ALL])
    said = emptiness(shows, total, me=session.me, fetching=session.status.fetching)
    elsewhere = where_else(session, shows) if shows.filter and not session.status.fetching else ""
    return (elsewhere, *said[1:]) if elsewhere else said


def where_else(session: Session, shows: ListQuery) -> str:
    """Whether it is the split that hides what a filter asked for; empty while something is found. Raises QueryError."""
    here, everywhere = session.reads.counts([shows.narrowing(shows.split), shows.narrowing()])
    if here:
        return ""
    if everywhere:
        return (
            f"Nothing in {shows.split.label} matches, and {everywhere:,} in All: {do('list.next_tab')} looks further."
        )
    from commune_tui.actions.unmatched import unmatched

    why = unmatched(session, shows.filter)
    nothing = f"Nothing matches. {why}" if why else "Nothing matches, here or in All."
    return f"{nothing} {do('go.search')} searches by meaning."


async def changed_since(session: Session, query: Query, before: Collection[str], acted_on: Collection[str] = ()) -> str:
    """Why an act on all that a query matched ``before`` is not done: it matches others now, not counting those that
    were ``acted_on`` meanwhile. Empty while they are the same.
    """
    now = set(await session.reads.matching(query))
    if now.difference(acted_on) == set(before).difference(acted_on):
        return ""
    same = ", but not the same" if len(now) == len(before) else ""
    return f"Nothing was done: {len(before):,} matched before, {len(now):,} match now{same}."


def no_more(step: int) -> str:
    """That there is no next thread (1), or none before it (-1)."""
    return "That is the last one." if step > 0 else "That is the first one."


def not_yet(session: Session) -> str:
    """Why one should not leave now: mail leaves only while the program runs. Empty where nothing waits for that."""
    held = session.hold.count()
    left = sum(each.kind == "send" and each.state in ("ready", "sending") for each in session.outbox.waiting())
    waits = []
    if held:
        waits.append(
            "1 mail waits in the hold and leaves" if held == 1 else f"{held:,} mails wait in the hold and leave"
        )
    if left:
        waits.append("1 mail has not left yet and does" if left == 1 else f"{left:,} mails have not left yet and do")
    if not waits:
        return ""
    return f"{', '.join(waits)} while the program runs. {do('app.quit')} quits all the same."
