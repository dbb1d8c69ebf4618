"""What is wrong with a query, where, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from commune_tui.errors import Explained


class QueryError(Explained):
    """``str(error)`` is a sentence; ``start`` and ``end`` are the characters it is about.

    ``suggestions`` would each fit in that place. ``unfinished`` says that typing on may mend it: a screen can wait
    with its complaint.
    """

    def __init__(
        self, sentence: str, start: int, end: int, *, suggestions: Iterable[str] = (), unfinished: bool = False
    ) -> None:
        super().__init__(sentence)
        self.start = start
        self.end = end
        self.suggestions = tuple(suggestions)
        self.unfinished = unfinished


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` that look like ``word``, the likeliest first."""
    choices = list(known)
    begins = [choice for choice in choices if word and choice.startswith(word.lower())]
    close = get_close_matches(word.lower(), choices, n=3, cutoff=0.6)
    return tuple(dict.fromkeys([*begins, *close]))[:3]


def asked(suggestions: tuple[str, ...]) -> str:
    """``Did you mean a or b?`` with a blank before it, or nothing."""
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
