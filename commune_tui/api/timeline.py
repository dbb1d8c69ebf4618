"""Walks a list that can only be cut by time, losing and repeating nothing. Knows no endpoint.

``GET /v1/messages`` has no cursor: only ``before`` and ``after``, both exclusive (contract §4.4), and many messages may
share one millisecond. So each window overlaps the one before it by exactly its last millisecond, and ids seen there
are left out. Where one millisecond holds more than a window, the window grows to 1000; beyond that the millisecond is
read from both ends (its order may be reversed), and what still cannot be proved complete ends in
:class:`~.errors.Incomplete`, after everything else was delivered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from commune_tui import clock

from .errors import Incomplete
from .models import Message
from .page import Fetch, Listing, Page, Query

LARGEST = 1000
SMALLEST_CAP = 10
_MS = timedelta(milliseconds=1)


def _floor(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Timeline(Listing[Message]):
    """Await it for one page exactly as asked, or iterate over everything between the bounds."""

    def __init__(self, fetch: Fetch[Message], query: Query, *, since: datetime | None, until: datetime | None) -> None:
        super().__init__(fetch, query, lambda message: message.message_id, lambda _query, _page: None)
        self._after = since
        self._before = until
        self._ascending = query.get("order") == "asc"
        self._limit = int(query.get("limit") or LARGEST)

    async def _first(self) -> Page[Message]:
        return await self._window(self._limit, self._after, self._before)

    async def _window(
        self, limit: int, after: datetime | None, before: datetime | None, *, reverse: bool = False
    ) -> Page[Message]:
        order = "asc" if self._ascending != reverse else "desc"
        bounds: Query = {
            "after": None if after is None else clock.iso(after),
            "before": None if before is None else clock.iso(before),
        }
        return await self._fetch({**self._query, **bounds, "limit": limit, "order": order})

    async def pages(self) -> AsyncIterator[Page[Message]]:
        """Windows of messages not given before. Raises :class:`Incomplete` at the end if something is out of reach."""
        after, before, limit, most = self._after, self._before, self._limit, 0
        seen: set[str] = set()
        crowded: list[datetime] = []
        edge: datetime | None = None
        passed: datetime | None = None
        while True:
            page = await self._window(limit, after, before)
            read, at = len(page) + page.unreadable, self._edge(page)
            yield _fresh(page, seen)
            if read and (at is None or self._is_behind(at, passed)):
                raise Incomplete("The server lists messages without their time, or does not heed the time asked for.")
            if at is None or _is_last(read, limit, most):
                break
            most = max(most, read)
            if at != edge:
                edge, limit = at, self._limit
                after, before = (edge - _MS, before) if self._ascending else (after, edge + _MS)
            elif read >= limit and limit < LARGEST:
                limit = LARGEST
            else:  # one millisecond fills the largest window: read it from its other end too, then go past it
                other = await self._window(LARGEST, edge - _MS, edge + _MS, reverse=True)
                if _may_be_a_cap(read) and not _meets(other, page, seen):
                    crowded.append(edge)
                yield _fresh(other, seen)
                after, before = (edge, before) if self._ascending else (after, edge)
                passed, edge, limit = edge, None, self._limit
        if crowded:
            raise Incomplete(
                "More messages share one instant than the server lists at once; nobody can be sure of all of them.",
                tuple(crowded),
            )

    def _is_behind(self, at: datetime, passed: datetime | None) -> bool:
        """Whether a window reaches no further than the millisecond that was already left behind."""
        if passed is None:
            return False
        return at <= passed if self._ascending else at >= passed

    def _edge(self, page: Page[Message]) -> datetime | None:
        """The far end of a window, as a whole millisecond."""
        moments = [_floor(message.created_at) for message in page.items if message.created_at is not None]
        if not moments:
            return None
        return max(moments) if self._ascending else min(moments)


def _fresh(page: Page[Message], seen: set[str]) -> Page[Message]:
    kept = tuple(message for message in page.items if message.message_id not in seen)
    seen.update(message.message_id for message in kept)
    return Page(kept, None, False, page.unreadable, page.total, page.limits)


def _meets(other: Page[Message], page: Page[Message], seen: set[str]) -> bool:
    """Whether reading a crowded millisecond from its other end met what was read before, so that no gap is left.

    Fewer than a full window is all there is. A full window that is partly known reaches into the known part, and one
    that is the same turned round ends where it began. One that is known entirely otherwise may be the same end again,
    and one that is not known at all may leave a gap: neither proves.
    """
    known = sum(message.message_id in seen for message in other.items)
    fewer = len(other) + other.unreadable < len(page) + page.unreadable
    turned = len(page) > 1 and [m.message_id for m in other.items] == [m.message_id for m in reversed(page.items)]
    return fewer or 0 < known < len(other) or turned


def _may_be_a_cap(read: int) -> bool:
    """Whether a server may cut windows at this size; none does at a few that is not even round."""
    return read >= SMALLEST_CAP or read % 5 == 0


def _is_last(read: int, limit: int, most: int) -> bool:
    """A window that was not filled is the last one.

    Servers may cap it below what was asked: a size seen before is such a cap. Of a first window nobody knows, unless it
    is smaller than any cap that a server would have; it costs one more request to be sure.
    """
    return read == 0 or (read < limit and (read < most or (most == 0 and not _may_be_a_cap(read))))
