"""Who waits for an answer: the one place that decides it. Pure; times are unix milliseconds, as the store holds them.

A customer waits when the newest mail that a person wrote to us came after the newest word from us, and nobody has
dealt with it since. To deal with a thread is to close it or to set it waiting. The API keeps no time for that, so what
is known of it has two sources: an act of this person, which covers the mails that were here when it was done; and two
readings of the server between which the status changed (:class:`Dealt`). What is not known makes nobody disappear: a
thread whose state was never read is open. And where somebody set a thread to "needs reply", it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

DONE: Final = ("closed", "waiting")
"""The states that say: nothing is owed here."""
NEEDS: Final = "needs_reply"
CLOCK_MS: Final = 2_000
"""So far off the server's clock may be: answers name its time in whole seconds. What it says changed before."""


class Came(NamedTuple):
    """A mail of a conversation: whose, when it came, and whether a machine wrote it."""

    inbound: bool
    at: int
    automatic: bool = False


class Dealt(NamedTuple):
    """What readings of the server tell of when a thread was closed or set waiting.

    Mails that came up to ``after`` were there before that happened; those after ``until`` came later. What came
    between counts as dealt with, and the screen says that this is not sure.
    """

    after: int = 0
    until: int = 0


class Wait(NamedTuple):
    """``since`` is when the first mail came that waits for an answer, 0 when none does.

    ``assumed``: nobody waits, as far as is known; the newest mail may have come after the thread was closed.
    """

    since: int = 0
    assumed: bool = False


def unanswered(mails: Iterable[Came]) -> tuple[int, ...]:
    """When the mails of persons came to which no word from us followed, in order, whatever the status is.

    Of two mails of the same moment ours may have been the first.
    """
    known = list(mails)
    word = max((mail.at for mail in known if not mail.inbound), default=0)
    return tuple(sorted(mail.at for mail in known if mail.inbound and not mail.automatic and mail.at >= word))


def answers(mails: Iterable[Came]) -> list[int | None]:
    """Of each mail, in order, for how long the first who was unanswered had waited when it came; ``None`` of mails that
    answer nobody."""
    asked: int | None = None
    found: list[int | None] = []
    for mail in mails:
        if mail.inbound:
            asked = mail.at if asked is None and not mail.automatic else asked
            found.append(None)
        else:
            found.append(None if asked is None else max(0, mail.at - asked))
            asked = None
    return found


def read_again(dealt: Dealt, before: str | None, now: str, seen_at: int, read_at: int, changed_at: int | None) -> Dealt:
    """What a reading of the server teaches: the status was ``before`` at ``seen_at`` (``None``: never read) and is
    ``now`` at ``read_at``; the server says that something of the thread changed at ``changed_at`` last.

    That moment may move by itself, so a late one proves nothing; but nothing was done after it.
    """
    if now not in DONE:  # where this person opened it, what was known holds again when they take that back
        return dealt if before == now else Dealt()
    if before == now:
        return dealt if changed_at is None else dealt._replace(until=min(dealt.until, changed_at))
    until = read_at if changed_at is None else min(read_at + CLOCK_MS, changed_at)
    return Dealt(0 if before is None else min(seen_at, until), until)


def waits(status: str, asked: Iterable[int], covered: int, dealt: Dealt, last_at: int) -> Wait:
    """Whether somebody waits in a thread of this status as it is shown, and since when.

    ``asked`` as :func:`unanswered` gives it; ``covered`` is the newest mail that was here when this person closed the
    thread or set it waiting; ``last_at`` is the newest mail of all.
    """
    open_ = tuple(asked)
    if status == NEEDS:
        return Wait(open_[0] if open_ else max(last_at, 1))
    if status not in DONE:
        return Wait(open_[0] if open_ else 0)
    left = [at for at in open_ if at > max(covered, dealt.until)]
    if left:
        return Wait(left[0])
    return Wait(0, bool(open_) and open_[-1] > max(covered, dealt.after))
