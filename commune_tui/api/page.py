"""Lists: one page that you await, or everything that you iterate over.

``page = await client.threads.list(…)`` or ``async for thread in client.threads.list(…)``.
Knows no endpoint; how to go on after a page is told to it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .errors import Endless
from .rate import NO_LIMITS, RateLimits

T = TypeVar("T")
Query = dict[str, str | int | None]

_FUTILE = 5
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One answer to a list request. ``unreadable`` counts items that could not be read and are left out."""

    items: tuple[T, ...] = field(repr=False)
    next_cursor: str | None = None
    has_more: bool = False
    unreadable: int = 0
    total: int | None = None
    limits: RateLimits = NO_LIMITS

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


Fetch = Callable[[Query], Awaitable[Page[T]]]
Following = Callable[[Query, Page[T]], Query | None]


def by_cursor(query: Query, page: Page[T]) -> Query | None:
    """Go on with ``next_cursor`` while the server says that there is more (contract §3.3)."""
    if not page.has_more or page.next_cursor is None or page.next_cursor == query.get("cursor"):
        return None
    return {**query, "cursor": page.next_cursor}


class Listing(Generic[T]):
    """A list that has not been asked for yet: await it for its first page, or iterate over all of it.

    An iteration gives each item once (by ``key``), even when mail that arrives meanwhile moves items between pages.
    """

    def __init__(self, fetch: Fetch[T], query: Query, key: Callable[[T], str | None], following: Following[T]) -> None:
        self._fetch = fetch
        self._query = query
        self._key = key
        self._following = following

    def __await__(self) -> Generator[object, None, Page[T]]:
        return self._first().__await__()

    async def _first(self) -> Page[T]:
        return await self._fetch(self._query)

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Page after page, as the server cut them. Raises :class:`~.errors.Endless` after pages with nothing new, and
        after more than any list has."""
        query: Query | None = self._query
        asked, seen, futile = set[int](), set[int](), 0
        while query is not None:
            asked.add(hash(str(query)))
            page = await self._fetch(query)
            yield page
            keys = [self._key(item) for item in page.items]
            fresh = {hash(key) for key in keys if key is not None} - seen
            seen |= fresh
            futile = 0 if fresh or None in keys else futile + 1
            query = self._following(query, page)
            if query is not None and (futile >= _FUTILE or len(asked) >= _LONGEST or hash(str(query)) in asked):
                raise Endless("The server keeps sending pages with nothing new on them.")

    async def __aiter__(self) -> AsyncIterator[T]:
        seen: set[str] = set()
        async for page in self.pages():
            for item in page.items:
                key = self._key(item)
                if key is None or key not in seen:
                    if key is not None:
                        seen.add(key)
                    yield item
