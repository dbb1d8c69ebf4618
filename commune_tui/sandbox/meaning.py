"""Keeps an index of meanings in step with the threads of a world, a little at a time.

Until the index has caught up, search falls back to words; nothing here blocks a request for longer than a few threads.
"""

from __future__ import annotations

from commune_tui.sandbox.vectors import ConceptIndex
from commune_tui.sandbox.world import World

AT_ONCE = 100  # threads taken in before a search is answered by words instead


class Meaning:
    """What :class:`commune_tui.sandbox.world.search.Search` asks."""

    def __init__(self, world: World) -> None:
        self._db = world.database
        self._begin()

    def _begin(self) -> None:
        self._index = ConceptIndex()
        self._places: dict[str, dict[str, str]] = {}
        self._seen = 0
        self._epoch = self._db.epoch

    def catch_up(self, most: int = AT_ONCE) -> bool:
        """Index up to that many changed threads, in the order of their changes; whether none is left."""
        if self._epoch != self._db.epoch:  # something was deleted: start over
            self._begin()
        changed = self._db.all(
            "SELECT id, subject, inbox_id, domain_id, last_seq FROM threads WHERE last_seq > ?"
            " ORDER BY last_seq LIMIT ?",
            *(self._seen, most + 1),
        )
        for thread in changed[:most]:
            texts = self._db.all("SELECT content FROM messages WHERE thread_id = ? ORDER BY at, seq", thread["id"])
            self._index.add(thread["id"], "\n".join([thread["subject"], *(row["content"] for row in texts)]))
            self._places[thread["id"]] = {"inbox_id": thread["inbox_id"], "domain_id": thread["domain_id"]}
            self._seen = thread["last_seq"]
        return len(changed) <= most

    def search(self, query: str, limit: int, column: str, value: str) -> list[tuple[str, float]] | None:
        """Thread ids with scores among those of an inbox or a domain; ``None`` while the index is behind."""
        if not self.catch_up():
            return None
        return self._index.search(query, limit, lambda key: self._places[key][column] == value)
