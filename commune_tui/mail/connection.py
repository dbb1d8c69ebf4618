"""The account's way to its server: the client, and what sends and fetches through it, as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from commune_tui.store.errors import ReadOnlyStore, StoreError

if TYPE_CHECKING:
    import asyncio
    import sqlite3

    from commune_tui.api import Commune
    from commune_tui.mail.outbox.spool import Spool
    from commune_tui.mail.sync.loop import Sync
    from commune_tui.sending.operation import Change
    from commune_tui.sending.policy import Hand

T = TypeVar("T")


class Connection:
    """The session fills it when it starts. ``failure`` is why it could not; ``begun`` is set when starting has ended,
    well or not; ``closed`` when the session was stopped."""

    def __init__(self) -> None:
        self.client: Commune | None = None
        self.sync: Sync | None = None
        self.sends: Spool | None = None
        self.failure: Exception | None = None
        self.closed = False

    @cached_property
    def begun(self) -> asyncio.Event:
        """See above; nobody asks before there is a loop."""
        import asyncio

        return asyncio.Event()

    async def spool(self) -> Spool:
        """What takes writes, as soon as it is there. Raises ReadOnlyStore where nothing can be written, and what the
        start of the session raised when it failed."""
        await self.begun.wait()
        if self.closed:
            raise StoreError("The program is closing, so this was not taken any more.")
        if self.sends is None:
            if self.failure is not None:
                raise self.failure
            raise ReadOnlyStore("The local store cannot be written, so nothing can be changed here.")
        return self.sends

    async def accept(self, build: Callable[[sqlite3.Connection, Hand], tuple[Change, T]]) -> T:
        """:meth:`Spool.accept`, as soon as it can. Raises what :meth:`spool` does, too."""
        return await (await self.spool()).accept(build)

    async def reached(self) -> Commune | None:
        """The client, as soon as it is known whether there is one."""
        await self.begun.wait()
        return self.client

    def mixed(self, thread_id: str) -> bool:
        """Whether the server was seen to mix up the mails of this thread."""
        return self.sync is not None and thread_id in self.sync.known.mixed

    def sync_now(self) -> None:
        """Ask everything again at once."""
        if self.sync is not None:
            self.sync.now()
        if self.sends is not None:
            self.sends.runner.nudge()
