"""``client.search``: threads by meaning, or by words where the server cannot (contract §4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .address import path
from .errors import Misused
from .models import SearchHit
from .noun import Noun, read_page
from .rate import NO_LIMITS, RateLimits


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first. ``search_type``: ``vector`` (by meaning) or ``regex`` (by words, no scores)."""

    items: tuple[SearchHit, ...] = field(repr=False)
    search_type: str | None = None
    unreadable: int = 0
    limits: RateLimits = NO_LIMITS


class Search(Noun):
    """Scope ``threads:read``; some plans do not include it (:class:`~.errors.PlanRequired`)."""

    async def threads(
        self, q: str, *, inbox_id: str | None = None, domain_id: str | None = None, limit: int = 20
    ) -> SearchResult:
        """Search one inbox or one domain. ``limit`` 1-100."""
        if inbox_id is None and domain_id is None:
            raise Misused("A search needs an inbox or a domain: give inbox_id or domain_id.")
        query: dict[str, str | int | None] = {"q": q, "inbox_id": inbox_id, "domain_id": domain_id, "limit": limit}
        reply = await self._caller.call("GET", path("search", "threads"), params=query)
        page = read_page(SearchHit, reply, "results", "threads")
        stated = reply.json.get("search_type", reply.json.get("searchType")) if isinstance(reply.json, dict) else None
        return SearchResult(page.items, stated if isinstance(stated, str) else None, page.unreadable, page.limits)
