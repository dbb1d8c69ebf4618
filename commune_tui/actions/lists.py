"""A list of threads, for every front: what an empty one says, its ends, and the way back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.actions.splits import SPLITS, Split
from commune_tui.query import ALL, joined
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

FIRST_LIST = f"This is the first list. {do('app.leave')} quits."
"""What is said where nothing is further back."""


def emptiness(split: Split, total: int, *, me: str, fetching: bool, filtered: bool, scoped: bool) -> tuple[str, ...]:
    """One or two sentences. ``total`` threads are here in all; ``filtered`` when a filter hides some, ``scoped`` when
    the choice of an inbox does; ``me`` is the name under which this person takes threads."""
    back, tab = do("app.back"), do("list.next_tab")
    if fetching:
        return ("The mail is being fetched. What needs you comes up here by itself.",)
    if filtered:
        change = f"{do('app.filter')} changes the filter, {back} takes it away, {tab} looks elsewhere."
        return (f"Nothing in {split.label} matches.", change)
    if scoped:
        return (f"Nothing in {split.label} for this inbox.", f"{back} shows all inboxes, {tab} looks elsewhere.")
    if not total:
        return ("There is no mail yet. It comes up here by itself.", f"{do('app.compose')} writes one.")
    return (split.nothing(me), split.then or f"{do('go.all')} goes to all threads, {tab} to the next split.")


def empty_lines(session: Session, split: Split, scope: str, words: str) -> Sequence[str]:
    """The same for fronts that say it once, with what a filter finds elsewhere (:func:`where_else`)."""
    [total] = session.reads.counts([ALL])
    said = emptiness(
        split, total, me=session.me, fetching=session.status.fetching, filtered=bool(words), scoped=bool(scope)
    )  # fmt: skip
    elsewhere = where_else(session, split, scope, words) if words and not session.status.fetching else ""
    return (elsewhere, *said[1:]) if elsewhere else said


def wider(split: Split, scope: str, words: str) -> tuple[Split, str, str] | None:
    """The list one step back: without its filter ``words``, then without its inbox, then the first split; ``None`` for
    the first list.
    """
    if words or scope:
        return split, scope if words else "", ""
    return None if split is SPLITS[0] else (SPLITS[0], "", "")


def where_else(session: Session, split: Split, scope: str, words: str) -> str:
    """Whether it is the split that hides what a filter asked for; empty while something is found. Raises QueryError."""
    here, everywhere = session.reads.counts([joined(split.query, scope, words), joined(scope, words)])
    if here:
        return ""
    if everywhere:
        return f"Nothing in {split.label} matches, and {everywhere:,} in All: {do('list.next_tab')} looks further."
    return f"Nothing matches, here or in All. {do('go.search')} searches by meaning."


def no_more(step: int) -> str:
    """That there is no next thread (1), or none before it (-1)."""
    return "That is the last one." if step > 0 else "That is the first one."


def not_yet(session: Session) -> str:
    """Why one should not leave now: mail leaves only while the program runs. Empty where nothing waits for that."""
    if not (held := session.hold.count()):
        return ""
    waits = "1 mail waits in the hold and leaves" if held == 1 else f"{held:,} mails wait in the hold and leave"
    return f"{waits} while the program runs. {do('app.quit')} quits all the same."
