"""What keeps the writes of one copy of the program moving: onto the disk, shown at once, on until they have left."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock
from commune_tui.mail import events
from commune_tui.mail.outbox.presence import Presence
from commune_tui.mail.outbox.runner import Runner
from commune_tui.sending import transitions
from commune_tui.sending.operation import SENDING_PAUSED, Change
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.store import outbox as table
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.mail.outbox.gateway import Gateway

T = TypeVar("T")


class Spool:
    """One per account and process. ``who`` is the person's name, for the journal."""

    def __init__(
        self,
        db: Database,
        gateway: Gateway,
        *,
        who: str = "",
        emit: Callable[[events.Fact], None] = lambda fact: None,
        policy: Policy | None = None,
    ) -> None:
        self._db = db
        self._emit = emit
        self._presence = Presence(db.desk_file.parent)
        self._hand = Hand(
            self._presence.name, who, policy or Policy(), lambda: Moment(clock.now_ms(), clock.monotonic_s()),
            lambda: secrets.token_hex(16),
        )  # fmt: skip
        self.runner = Runner(db, gateway, self._hand, self._presence.gone, emit)

    @property
    def owner(self) -> str:
        """The name of this copy of the program, under which its steps stand."""
        return self._hand.owner

    async def accept(self, build: Callable[[sqlite3.Connection, Hand], tuple[Change, T]]) -> T:
        """Write what ``build`` makes of the store's state, in the same transaction; it is on disk when this returns.

        Raises what ``build`` does, and StoreError with a sentence when it could not be written.
        """

        def work(conn: sqlite3.Connection) -> tuple[Change, T, set[str]]:
            change, result = build(conn, self._hand)
            return change, result, table.save(conn, change)

        change, result, changed = await self._db.write(work)
        self.runner.tell(change, changed)
        return result

    async def start(self) -> None:
        """Look after what copies of the program that have ended left behind. Call before :meth:`run`.

        What the disk gives back damaged is not carried out: it is told as refused, and its draft is open again.
        """
        for operation_id, _ in await self._db.write(table.set_aside):
            sentence = "The disk gave a waiting write back damaged, so it was not carried out. Look at it again."
            self._emit(events.WriteRefused(operation_id, None, sentence))
        for owner in await self._db.read(table.owners) | self._presence.others():
            if self._presence.gone(owner):
                await self._db.write(lambda conn, gone=owner: table.adopt(conn, gone, self._hand.owner))  # type: ignore[misc]
                self._presence.forget(owner)
        await self.try_again()

    async def try_again(self) -> None:
        """Try now what waits because of a failure that may be over: a new key, the network back. Not a rate limit."""
        waiting = [
            transitions.wait(self._hand, each, "ready", 0.0)
            for each in await self._db.read(table.open_operations)
            if each.state == "ready"
            and each.owner == self._hand.owner
            and each.code not in ("", "rate_limited", SENDING_PAUSED)
        ]
        for each in waiting:  # one by one: what has moved on in the meantime is left alone
            await self.runner.save(Change((each,)))

    async def run(self) -> None:
        """Move operations until :meth:`stop`."""
        await self.runner.run()

    async def stop(self) -> None:
        """Stop cleanly; held mail and everything else that is open stays on disk for the next start."""
        await self.runner.stop()
        self._presence.close()
