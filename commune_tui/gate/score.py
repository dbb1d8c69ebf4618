"""How people decided on the mails of an agent: a card for each class, which is an agent and the rule that held them.

Pure.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from commune_tui.gate.facts import Facts
from commune_tui.gate.interval import upper
from commune_tui.gate.mail import Mail

DECIDED: Final = ("unchanged", "edited", "rejected")
"""What a person can have decided: that it leaves as it was, that it leaves with other words, that it never leaves."""
_MOST_REASONS = 3
_LONG = 4000
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Case:
    """A mail. ``rule`` is the one that held it, empty where none did. ``became`` is of :data:`DECIDED`, or
    ``expired``, ``withdrawn`` (by its agent) or ``other``; the later it was decided, the higher is ``order``.

    ``changed`` is the share of its words that a person changed before it left, from 0 to 1. ``mail`` is as the agent
    gave it, ``facts`` are those that it was judged by; both are ``None`` where they are not kept any more.
    """

    agent: str
    rule: str
    became: str
    order: int = 0
    reason: str = ""
    changed: float | None = None
    came_back: bool = False
    erased: bool = False
    mail: Mail | None = None
    facts: Facts | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Its class."""
        return self.agent, self.rule


@dataclass(frozen=True, slots=True)
class Card:
    """What became of the mails of a class. ``came_back`` counts those that had been approved and waited again.

    ``changed`` is the median of the shares of words that were changed in those that were edited, ``reasons`` are the
    most frequent ones of those that were rejected, with how often. ``bound`` is the most that the share of mails may be
    that people do not let out as they are, by :mod:`.interval`.
    """

    agent: str
    rule: str
    decided: int
    unchanged: int
    edited: int
    rejected: int
    expired: int
    withdrawn: int
    came_back: int
    erased: int
    changed: float | None
    reasons: tuple[tuple[str, int], ...]
    bound: float


def cards(cases: Iterable[Case]) -> list[Card]:
    """One for each class whose mails came before a person; by agent, the most decided first."""
    classes: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        classes.setdefault(case.name, []).append(case)
    made = [card for each in classes.values() if _is_told(card := _card(each))]
    return sorted(made, key=lambda card: (card.agent, -card.decided, card.rule))


def _is_told(card: Card) -> bool:
    return bool(card.decided or card.expired or card.withdrawn or card.came_back or card.erased)


def _card(cases: Sequence[Case]) -> Card:
    counts = Counter(case.became for case in cases)
    decided = sum(counts[each] for each in DECIDED)
    shares = [case.changed for case in cases if case.changed is not None]
    reasons = Counter(" ".join(case.reason.split()) for case in cases if case.became == "rejected" and case.reason)
    agent, rule = cases[0].name
    return Card(
        agent, rule, decided,
        unchanged=counts["unchanged"], edited=counts["edited"], rejected=counts["rejected"],
        expired=counts["expired"], withdrawn=counts["withdrawn"],
        came_back=sum(case.came_back for case in cases), erased=sum(case.erased for case in cases),
        changed=median(shares) if shares else None, reasons=tuple(reasons.most_common(_MOST_REASONS)),
        bound=upper(decided - counts["unchanged"], decided),
    )  # fmt: skip


def share_changed(before: Mail, after: Mail) -> float:
    """Which share of the words of both was taken out or put in, from 0 to 1.

    In long mails, words that stand everywhere count as changed, because looking for each of them takes its square.
    """
    ours, theirs = _words(before), _words(after)
    long = len(ours) + len(theirs) > _LONG
    return 1.0 - difflib.SequenceMatcher(None, ours, theirs, autojunk=long).ratio()


def _words(mail: Mail) -> list[str]:
    text = mail.text if mail.text is not None else _TAG.sub(" ", mail.html or "")
    return f"{mail.subject} {text}".split()
