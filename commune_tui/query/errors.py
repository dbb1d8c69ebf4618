"""What is wrong with a query, where, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

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
