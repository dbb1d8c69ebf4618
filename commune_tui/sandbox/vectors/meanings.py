"""Keeps an index of meanings in step with a world, and answers its searches by inbox or domain.

Looks at the world only when somebody searches: whatever has been said since the last time is read then, so nothing
has to be told to it. Knows the world's threads and messages; which kind of index it fills is not its business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from commune_tui.sandbox.vectors.index import ConceptIndex
from commune_tui.sandbox.world import World

#: Above this many threads the first search would take seconds; the world then answers by words, and says so.
MOST = 20_000
CHANGED = "SELECT DISTINCT thread_id FROM messages WHERE seq > ? AND seq <= ?"
SPOKEN = "SELECT subject, content FROM messages WHERE thread_id = ? ORDER BY seq LIMIT 40"
PLACES = "SELECT id, inbox_id, domain_id FROM threads"


class Index(Protocol):
    """What :class:`Meanings` fills: the concept index, or a model in its place."""

    def add(self, key: str, text: str) -> None:
        """Take in a text under a key, in place of an earlier one."""

    def remove(self, key: str) -> None:
        """Forget a key."""

    def search(self, query: str, limit: int, allowed: Callable[[str], bool] | None = None) -> list[tuple[str, float]]:
        """Keys with scores from 0 to 1, best first."""


class Meanings:
    """The search by meaning of a world: ``world.search.meaning = Meanings(world)``."""

    def __init__(self, world: World, index: Index | None = None) -> None:
        self._world = world

        self._index: Index = ConceptIndex() if index is None else index
        self._seen = 0  # the number of the newest message read so far
        self._places: dict[str, tuple[str, str]] = {}  # thread → inbox, domain

    def search(
        self, query: str, limit: int, inbox_id: str | None = None, domain_id: str | None = None
    ) -> list[tuple[str, float]]:
        """Thread ids with scores from 0 to 1, best first. Nothing when the world is too large for this index."""
        if int(self._world.database.value("SELECT count(*) FROM threads")) > MOST:
            return []
        self._catch_up()

        def allowed(key: str) -> bool:
            inbox, domain = self._places.get(key, ("", ""))
            return bool(inbox) and inbox_id in (None, inbox) and domain_id in (None, domain)

        return self._index.search(query, limit, allowed)

    def _catch_up(self) -> None:
        database = self._world.database
        newest = int(database.value("SELECT coalesce(max(seq), 0) FROM messages"))
        self._places = {row["id"]: (row["inbox_id"], row["domain_id"]) for row in database.all(PLACES)}
        if newest < self._seen:  # the world was emptied; keys of the old one are not in its places
            self._seen = 0
        for row in database.all(CHANGED, self._seen, newest):
            said = database.all(SPOKEN, row["thread_id"])
            self._index.add(row["thread_id"], "\n".join([said[0]["subject"], *(each["content"] for each in said)]))
        self._seen = newest
