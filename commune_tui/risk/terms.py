"""What can make a conversation need a human: the terms of its score, what each is called, and what it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Term(NamedTuple):
    """One term of the score. ``says`` is what a row says of it, before the words that gave it; ``quotes``: those are
    words of a mail."""

    key: str
    points: int
    says: str
    help: str
    quotes: bool = False


FROM: Final = 50
"""From so many points on a conversation stands in Risk: one clear term is enough, and several faint ones are."""

_ALL: Final = (
    Term("loop", 100, "loop", "our agent and a machine answer one another"),
    Term("orders", 60, "gives orders", "a mail gives orders to the agent", quotes=True),
    Term("lookalike", 60, "poses", "the sender looks like somebody else"),
    Term(
        "money",
        50,
        "money or secrets",
        "money, a change of bank data, passwords or codes are asked for",
        quotes=True,
    ),
    Term("figures", 50, "two figures", "we named two figures for the same thing"),
    Term("trouble", 50, "our mail failed", "our newest mail bounced, or somebody complained about it"),
    Term("legal", 50, "legal", "a claim, or a request under data protection law", quotes=True),
    Term("late", 25, "late for its answer", "somebody has waited for longer than the inbox allows itself"),
    Term("file", 15, "new sender with a file", "the first mail of a sender, with a file"),
)
TERMS: Final = {term.key: term for term in _ALL}
POINTS: Final[Mapping[str, int]] = {term.key: term.points for term in _ALL}
"""What each term weighs where nobody said otherwise."""
MOST: Final = 100
"""The most that a term may weigh; 0 silences it."""


class Finding(NamedTuple):
    """Something that speaks for a term: the words of it, not cleaned, and its ``share`` of the term's points, 0…1."""

    term: str
    words: str = ""
    share: float = 1.0
