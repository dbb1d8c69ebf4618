"""What the person looks at, told to the synchroniser: that is kept fresh first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from commune_tui import clock
from commune_tui.mail.connection import Connection
from commune_tui.store import conversation
from commune_tui.store.database import Database

_LOOK_AGAIN_S = 0.05
MOST_CHOSEN = 50
"""Of what is chosen, kept fresh beside what is seen. The outbox reads each thread again before it writes."""


class Viewing:
    """What is said before the session has started is told when it has; see :meth:`tell_sync`."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database, self._connection = database, connection
        self._looked_at: tuple[str, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._open_thread: str | None = None
        self._delivery: tuple[tuple[str, ...], str] = ((), "")
        self._writes_from: str | None = None
        self._place = ""

    def look_at(self, thread_ids: Sequence[str], chosen: Collection[str] = ()) -> None:
        """These threads are on the screen, and those are ``chosen`` for the next act: they are kept fresh first."""
        self._looked_at, self._chosen = tuple(thread_ids), tuple(sorted(chosen)[:MOST_CHOSEN])
        self.tell_sync()

    def open_thread(self, thread_id: str | None) -> None:
        """This conversation is open."""
        self._open_thread = thread_id
        self.tell_sync()

    def look_at_delivery(self, inbox_ids: Sequence[str], period: str) -> None:
        """The delivery of these inboxes is on the screen; ``period`` is ``24h``, ``7d`` or ``30d``."""
        self._delivery = (tuple(inbox_ids), period)
        self.tell_sync()

    def be_in(self, place: str) -> None:
        """The person is in this place, whose list is asked for only while somebody is there; empty: in none."""
        if place != self._place:
            self._place = place
            self.tell_sync()

    def write_from(self, inbox_id: str | None) -> None:
        """A mail is about to leave from this inbox: which addresses it may not write to is read."""
        if inbox_id != self._writes_from:
            self._writes_from = inbox_id
            self.tell_sync()

    async def fresh(self, wait_s: float) -> None:
        """Wait until what is looked at is as fresh as the server lets it be, so many seconds at the most, and not while
        it cannot be reached."""
        from asyncio import sleep

        end = clock.monotonic_s() + wait_s
        while True:
            sync = self._connection.sync
            if sync is None or sync.shows or sync.connection_status.state != "fine" or clock.monotonic_s() >= end:
                return
            await sleep(_LOOK_AGAIN_S)

    def tell_sync(self) -> None:
        """Tell the synchroniser, if there is one, all of it as it is now."""
        if (sync := self._connection.sync) is None:
            return
        from commune_tui.mail.sync.endpoint import Screen

        outbound: tuple[str, ...] = ()
        if (opened := self._open_thread) is not None:
            outbound = tuple(self._database.read_now(lambda conn: conversation.outbound_ids(conn, opened, 5)))
        inbox_ids, period = self._delivery
        if self._writes_from is not None and self._writes_from not in inbox_ids:
            inbox_ids = (*inbox_ids, self._writes_from)
        sync.look_at(Screen(self._looked_at, self._open_thread, outbound, inbox_ids, period, self._chosen, self._place))
