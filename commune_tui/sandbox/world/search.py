"""Search over threads (contract §4.5): by words (``regex``), always; by meaning (``vector``), when an index is there.

``score`` lies between 0 and 1 in both modes. The index of meanings is made elsewhere and only asked here.
"""

from __future__ import annotations

import re
from typing import Protocol

from commune_tui.sandbox.world.database import Database

WORD = re.compile(r"\w+")
WIDEST = 5000  # matching messages looked at, best first


class Meaning(Protocol):
    """What the world asks of an index of meanings."""

    def search(self, query: str, limit: int, column: str, value: str) -> list[tuple[str, float]] | None:
        """Thread ids with scores from 0 to 1, best first; ``None`` when it is not ready to answer."""


class Search:
    """Finds threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.meaning: Meaning | None = None

    def threads(self, query: str, column: str, value: str, limit: int) -> tuple[list[tuple[str, float]], str]:
        """Thread ids with scores, best first, and the ``search_type`` that found them."""
        if self.meaning is not None:
            found = self.meaning.search(query, limit, column, value)
            if found:
                return found, "vector"
        return self._words(query, column, value, limit), "regex"

    def _words(self, query: str, column: str, value: str, limit: int) -> list[tuple[str, float]]:
        """Threads whose messages hold all the words (as beginnings); when there are none, some of them."""
        words = [f'"{word}"*' for word in WORD.findall(query)]
        if not words:
            return []
        return self._match(" AND ".join(words), column, value, limit) or self._match(
            " OR ".join(words), column, value, limit
        )

    def _match(self, expression: str, column: str, value: str, limit: int) -> list[tuple[str, float]]:
        rows = self._db.all(
            "SELECT m.thread_id, w.rank AS rank FROM words w JOIN messages m ON m.seq = w.rowid"  # noqa: S608
            f" WHERE words MATCH ? AND m.{column} = ? ORDER BY w.rank LIMIT ?",
            *(expression, value, WIDEST),
        )
        best: dict[str, float] = {}
        for row in rows:  # the best rank of a thread comes first
            best.setdefault(row["thread_id"], -row["rank"])
            if len(best) == limit:
                break
        top = max(best.values(), default=0.0) or 1.0
        return [(thread_id, round(max(0.0, min(1.0, rank / top)), 4)) for thread_id, rank in best.items()]
