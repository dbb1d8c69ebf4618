"""How what was asked of the outbox came out, for programs that end soon after: they wait a while for the server."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from commune_tui import clock
from commune_tui.mail.conversation import clash
from commune_tui.sending.operation import UNSEEN, Operation
from commune_tui.sending.waiting import waits_for
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.mail.outbox.spool import Spool

Operations = Sequence[Operation]
How = Literal["done", "queued", "conflict", "refused"]
_LOOK_S = 0.1
_NO_WAY = ("offline", "not_authenticated")
"""Codes of what no short wait mends: there is no server, or it refuses the key."""


class Ending(NamedTuple):
    """How one write stands: ``done`` the server has it; ``queued`` it is kept and leaves later, or its answer is still
    out; ``conflict`` it waits for a person; ``refused`` it will not happen. ``reason`` is a clean sentence.
    """

    operation: Operation
    how: How
    reason: str = ""


class Watched:
    """What one copy of the program does from a moment on; see :meth:`of`."""

    def __init__(self, db: Database, spool: Spool, after: int) -> None:
        self._db, self._spool, self._after = db, spool, after
        self._since = clock.now_ms()

    @classmethod
    async def of(cls, db: Database, spool: Spool) -> Watched:
        """From now on."""
        steps = await db.read(lambda conn: table.steps(conn, spool.owner, 1))
        return cls(db, spool, steps[-1].seq if steps else 0)

    async def endings(self, wait_s: float) -> list[Ending]:
        """How each write stands as soon as all are settled, and after ``wait_s`` at the latest: not so long where the
        server cannot be reached or refuses the key, or has said that it takes nothing until then.
        """
        mine, waiting = await settled(self._db, self._spool, self._mine, wait_s, self._hopeless)
        return [_ending(each, waiting) for each in mine]

    def _mine(self, conn: sqlite3.Connection) -> list[Operation]:
        steps = [step for step in table.steps(conn, self._spool.owner) if step.seq > self._after]
        return [each for step in steps for each in table.of_step(conn, step.id)]

    def _hopeless(self, mine: Operations, waiting: Operations, left_s: float) -> bool:
        """Whether there was no way to the server since, or one of these will not be tried again in that time."""
        end = clock.now_ms() + left_s * 1000
        if any(each.state == "ready" and each.code and each.next_at > end for each in mine):
            return True
        tried = [each for each in waiting if each.owner == self._spool.owner and each.next_at > self._since]
        return any(each.state == "ready" and each.code in _NO_WAY for each in tried)


async def settled(
    db: Database,
    spool: Spool,
    which: Callable[[sqlite3.Connection], list[Operation]],
    wait_s: float,
    enough: Callable[[Operations, Operations, float], bool],
) -> tuple[list[Operation], list[Operation]]:
    """``which`` writes as soon as nothing more comes of them, and all that is open then: after their hold and
    ``wait_s`` more at the latest, or when it is ``enough``, which is asked about both and the seconds that are left.

    It looks at the disk again and again. What another copy of the program sends is told to nobody here, and what
    stands on the disk cannot be missed.
    """
    end: float | None = None
    while True:
        mine, waiting = await db.read(lambda conn: (which(conn), table.open_operations(conn)))
        if end is None:
            holds = [(each.next_at - clock.now_ms()) / 1000 for each in mine if each.state == "held"]
            end = clock.monotonic_s() + max([0.0, *holds]) + wait_s
        left_s = end - clock.monotonic_s()
        if left_s <= 0 or all(map(_settled, mine)) or enough(mine, waiting, left_s):
            return mine, waiting
        if any(each.state != "held" for each in mine):
            spool.runner.look()
        await asyncio.sleep(min(_LOOK_S, left_s))


def _settled(operation: Operation) -> bool:
    """Whether nothing more comes of it by itself. A mail that was taken is still looked for until it is seen."""
    return operation.state == "conflict" or not (operation.open or operation.code == UNSEEN)


def _ending(operation: Operation, waiting: Operations) -> Ending:
    match operation.state:
        case "confirmed":
            return Ending(operation, "done")
        case "conflict":
            return Ending(operation, "conflict", clash(operation).sentence)
        case "refused" | "cancelled":
            return Ending(operation, "refused", one_line(operation.reason))
    return Ending(operation, "queued", waits_for(operation, waiting, clock.now_ms()))
