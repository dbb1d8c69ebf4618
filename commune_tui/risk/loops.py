"""Whether a conversation goes round without a person: our agent and a machine answering one another. Pure.

One sign is not enough: people answer fast, say the same twice, and use programs that mark their mail. A loop is a run
of mails to and fro, none of them written by a person of ours, in which most of what came in shows that no person wrote
it either. Times are unix milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_TURNS: Final = 4
"""So often must the word go over to the other side: our mail, theirs, ours, theirs, ours."""
_LEAST: Final = 2
_LEAST_SINCE: Final = 3
_SHARE: Final = 0.6
_TYPED: Final = 12  # characters a second: nobody types so for long
_TOO_SOON_S: Final = 5
_WORTH_TYPING: Final = 30
_SOON_S: Final = 15
_OFTEN: Final = 4
"""Who answers so soon so often reads nothing."""

AUTOMATIC, FAST, SAME, OURS = "automatic mail", "faster than people", "the same words", "both sides are ours"


class Mail(NamedTuple):
    """What a loop is seen by: which way a mail went, when, whether a person of ours wrote it, whether it says by itself
    that a machine did, the weight and the mark of its own words, whether it came from a domain of ours."""

    inbound: bool
    at: int
    person: bool = False
    machine: bool = False
    length: int = 0
    likeness: int = 0
    ours: bool = False


class Loop(NamedTuple):
    """``mails`` that go round; ``going`` where nothing ended it yet; ``signs`` say what shows that no person writes."""

    mails: int
    going: bool
    signs: tuple[str, ...]

    @property
    def words(self) -> str:
        """The loop in words."""
        return f"{self.mails} mails, {' and '.join(self.signs[:2])}"


def says_machine(headers: Mapping[str, str]) -> bool:
    """Whether the headers of a mail (names in small letters) say that a machine sent it, or sent it to many."""
    return (
        headers.get("auto-submitted", "no").strip() not in ("no", "")
        or headers.get("precedence", "").strip() in ("bulk", "junk", "list", "auto_reply", "auto-reply")
        or any(name.startswith("list-") for name in headers)
    )


def loop(mails: Sequence[Mail]) -> Loop | None:
    """The newest loop in a conversation, oldest mail first. One that a person of ours ended goes on no more."""
    runs: list[list[Mail]] = [[]]
    for mail in mails:
        if mail.person and not mail.inbound:
            runs.append([])
        else:
            runs[-1].append(mail)
    for place, run in reversed(list(enumerate(runs))):
        if (found := _turning(run)) is not None:
            return Loop(found[0], place == len(runs) - 1, found[1])
    return None


def _turning(run: Sequence[Mail]) -> tuple[int, tuple[str, ...]] | None:
    """How many mails of a run go round, up to its end, and what shows it; ``None`` where it is no loop.

    Where a person of theirs wrote at first and a machine goes on, the loop is what came since; two mails of a machine
    say too little then.
    """
    first: dict[int, int] = {}
    shown: list[list[str]] = []
    for place, (before, mail) in enumerate(zip((None, *run), run, strict=False)):
        again = mail.inbound and mail.likeness in first
        shown.append(_shows(mail, before, again) if mail.inbound else [])
        if again and mail.length >= _WORTH_TYPING and not shown[first[mail.likeness]]:
            shown[first[mail.likeness]].append(SAME)  # now it is known of the first of them, too
        if mail.inbound and mail.length:
            first.setdefault(mail.likeness, place)
    _mark_steady(run, shown)
    turns = came = robotic = 0
    longest: int | None = None
    for place in range(len(run) - 1, -1, -1):
        mail = run[place]
        turns += place + 1 < len(run) and run[place + 1].inbound != mail.inbound
        came += mail.inbound
        robotic += bool(shown[place])
        if turns >= _TURNS and robotic >= max(_LEAST if place == 0 else _LEAST_SINCE, _SHARE * came):
            longest = place
    if longest is None:
        return None
    while longest and not (shown[longest] or shown[longest + 1]):
        longest += 1
    signs = Counter(sign for each in shown[longest:] for sign in each)
    return len(run) - longest, tuple(sorted(signs, key=lambda sign: -signs[sign]))


def _mark_steady(run: Sequence[Mail], shown: list[list[str]]) -> None:
    """Once is luck: mail that follows ours within seconds shows a machine where it does so again and again."""
    soon = [
        place
        for place, (before, mail) in enumerate(pairwise(run), 1)
        if mail.inbound and not before.inbound and mail.at - before.at <= _SOON_S * 1000
    ]
    for place in soon if len(soon) >= _OFTEN else ():
        shown[place] += [FAST] if FAST not in shown[place] else []


def _shows(mail: Mail, before: Mail | None, again: bool) -> list[str]:
    after_s = (mail.at - before.at) / 1000 if before is not None and not before.inbound else None
    fast = after_s is not None and (
        0 <= after_s <= _TOO_SOON_S or mail.length >= max(_WORTH_TYPING, _TYPED * after_s) > 0
    )
    marks = ((mail.machine, AUTOMATIC), (fast, FAST), (again, SAME), (mail.ours, OURS))
    return [sign for holds, sign in marks if holds]
