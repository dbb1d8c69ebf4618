"""What every noun of the client can do: call, and read one object or a list. Knows no endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from . import envelope
from .caller import LARGE, Caller, Params, Reply
from .errors import Unreadable
from .models.wire import Wire
from .page import Following, Listing, Page, Query, by_cursor

W = TypeVar("W", bound=Wire)

MOST_ITEMS = 5_000
"""Items of one answer that are read; further ones count as unreadable. No request asks for more than 1,000."""


def read_one(model: type[W], reply: Reply, *under: str) -> W:
    """The object in a reply, or :class:`Unreadable`."""
    found = model.read(envelope.record(reply.json, *under))
    if found is None:
        raise Unreadable("The server's answer did not hold what was asked for.")
    return found


def read_page(model: type[W], reply: Reply, *under: str) -> Page[W]:
    """The items of a reply; a bad one is left out and counted, and never costs its neighbours."""
    came = envelope.page(reply.json, *under)
    read = [model.read(item) for item in came.items[:MOST_ITEMS]]
    kept = tuple(item for item in read if item is not None)
    return replace(came, items=kept, unreadable=len(came.items) - len(kept), limits=reply.limits)


class Noun:
    """Base of ``client.<noun>``."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def _one(
        self,
        model: type[W],
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Any = None,
        under: tuple[str, ...] = (),
    ) -> W:
        return read_one(model, await self._caller.call(method, path, params=params, body=body), *under)

    async def _page(self, model: type[W], path: str, query: Query, *under: str) -> Page[W]:
        reply = await self._caller.call("GET", path, params=query)
        if reply.size < LARGE:
            return read_page(model, reply, *under)
        return await asyncio.to_thread(read_page, model, reply, *under)

    def _list(
        self,
        model: type[W],
        path: str,
        query: Query,
        key: Callable[[W], str | None],
        *under: str,
        following: Following[W] = by_cursor,
    ) -> Listing[W]:
        async def fetch(asked: Query) -> Page[W]:
            return await self._page(model, path, asked, *under)

        return Listing(fetch, query, key, following)
