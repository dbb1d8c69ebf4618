"""That something moved, for whoever waits for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class News:
    """Take :attr:`next` before a look at the store, and wait for it after: nothing between the two is missed. Once it
    is :attr:`over` nothing moves any more, and nobody waits."""

    def __init__(self) -> None:
        self.next = asyncio.Event()
        self.over = False

    def tell(self) -> None:
        """Something moved: whoever waits looks again."""
        self.next.set()
        self.next = asyncio.Event()

    def end(self) -> None:
        """The gate ends: whoever waits is answered as things stand."""
        self.over = True
        self.tell()


async def within(news: asyncio.Event, wait_s: float) -> None:
    """Wait for it, and no longer than so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await news.wait()
