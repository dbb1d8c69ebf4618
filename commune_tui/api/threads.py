"""``client.threads``: conversations and how they are triaged (contract §4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .address import path
from .errors import Incomplete, Misused
from .models import Message, Thread, ThreadMetadata
from .noun import Noun
from .page import Listing, Page, Query

LARGEST = 1000
Order = Literal["asc", "desc"]


def _larger(query: Query, page: Page[Message]) -> Query | None:
    """A full window is asked for again at its largest, for there is no cursor; beyond that nothing can be reached."""
    limit = int(query.get("limit") or 0)
    if len(page) + page.unreadable < limit:
        return None
    if limit < LARGEST:
        return {**query, "limit": LARGEST}
    raise Incomplete(f"The server lists no more than {LARGEST} messages of a thread; there may be others.")


class Threads(Noun):
    """Scopes ``threads:read`` and ``threads:write``."""

    def list(
        self,
        *,
        inbox_id: str | None = None,
        domain_id: str | None = None,
        limit: int = 20,
        cursor: str | None = None,
        order: Order = "desc",
    ) -> Listing[Thread]:
        """Threads of an inbox or a domain (one is needed) by their last message. ``limit`` 1-100 per page.

        The cursor keeps its place while mail arrives: a thread that gets new mail moves to the newest end.
        """
        if inbox_id is None and domain_id is None:
            raise Misused("Threads are listed by inbox or by domain: give inbox_id or domain_id.")
        query: dict[str, str | int | None] = {"inbox_id": inbox_id, "domain_id": domain_id, "limit": limit}
        query |= {"cursor": cursor, "order": order}
        return self._list(Thread, path("threads"), query, lambda thread: thread.thread_id, "threads")

    def messages(self, thread_id: str, *, limit: int = 50, order: Order = "asc") -> Listing[Message]:
        """The messages of one thread, ``limit`` 1-1000 (await it: that many; iterate: all).

        The API has no way to more than the first 1000: an iteration that meets them ends in
        :class:`~.errors.Incomplete`.
        """
        query: dict[str, str | int | None] = {"limit": limit, "order": order}
        where = path("threads", thread_id, "messages")
        return self._list(Message, where, query, lambda message: message.message_id, "messages", following=_larger)

    async def metadata(self, thread_id: str) -> ThreadMetadata:
        """Tags, status and assignee. A thread that nobody touched is ``open`` without tags."""
        return await self._one(ThreadMetadata, "GET", path("threads", thread_id, "metadata"), under=("metadata",))

    async def set_status(self, thread_id: str, status: str) -> ThreadMetadata:
        """``open``, ``needs_reply``, ``waiting`` or ``closed``."""
        return await self._triage("PUT", thread_id, "status", {"status": status})

    async def add_tags(self, thread_id: str, tags: Sequence[str]) -> ThreadMetadata:
        """Add to the tags; the others stay."""
        return await self._triage("POST", thread_id, "tags", {"tags": list(tags)})

    async def remove_tags(self, thread_id: str, tags: Sequence[str]) -> ThreadMetadata:
        return await self._triage("DELETE", thread_id, "tags", {"tags": list(tags)})

    async def assign(self, thread_id: str, assigned_to: str | None) -> ThreadMetadata:
        """Give the thread to somebody, or with ``None`` to nobody."""
        return await self._triage("PUT", thread_id, "assign", {"assigned_to": assigned_to})

    async def _triage(self, method: str, thread_id: str, what: str, body: dict[str, object]) -> ThreadMetadata:
        where = path("threads", thread_id, what)
        return await self._one(ThreadMetadata, method, where, body=body, under=("metadata",))
