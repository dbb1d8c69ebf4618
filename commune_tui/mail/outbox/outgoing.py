"""What waits to leave, what became of it, and taking back what was done. Knows no screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.connection import Connection
from commune_tui.mail.events import ActUndone, DraftReturned, Fact
from commune_tui.store import outbox as table
from commune_tui.store import threads
from commune_tui.store.database import Database
from commune_tui.text import cut
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.outbox.endings import Watched
    from commune_tui.mail.outbox.fate import Fate
    from commune_tui.sending.operation import Operation


class Outgoing:
    """``hold_s`` is how long a mail waits in the hold. What changes something raises what :meth:`Connection.outbox`
    does."""

    def __init__(self, database: Database, connection: Connection, tell: Callable[[Fact], None], hold_s: float) -> None:
        self._db, self._connection, self._tell = database, connection, tell
        self.hold_s = hold_s

    # -- what waits --------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Operation]:
        """Every write that is held, on its way, in doubt or in conflict, oldest first."""
        return self._db.read_now(table.open_operations)

    def answers_waiting(self, thread_id: str) -> int:
        """How many mails to a thread have been sent here and have not left."""
        return sum(each.kind == "send" and each.thread_id == thread_id for each in self.waiting())

    def held_count(self) -> int:
        """How many mails wait in the hold."""
        return len(self._db.read_now(table.held))

    def _in_hold(self, now_ms: int) -> list[Operation]:
        return [each for each in self._db.read_now(table.held) if each.next_at > now_ms]

    def first_leaves_in_s(self) -> float | None:
        """When the first mail of the hold leaves; ``None`` when there is none."""
        now_ms = clock.now_ms()
        return min(((each.next_at - now_ms) / 1000 for each in self._in_hold(now_ms)), default=None)

    def hold_words(self) -> str:
        """How long the hold lasts still, and what takes a mail back, for the status line; empty without one."""
        now_ms = clock.now_ms()
        held = self._in_hold(now_ms)
        if not held:
            return ""
        from commune_tui.sending import undoing

        first = min(held, key=lambda each: each.next_at)
        left_s = max(0, -(-(first.next_at - now_ms) // 1000))
        newest = self._db.read_now(lambda conn: undoing.undoable(table.steps(conn, first.owner, 50), first.owner))
        way = "app.undo" if newest is not None and newest.id == first.step_id else "go.outbox"
        mails = f"{len(held)} mails: first" if len(held) > 1 else "mail"
        at = clock.local(clock.from_ms(first.next_at))
        when = clock.ahead(left_s) if left_s < 600 else f"at {at:%H:%M}" if left_s < 80_000 else f"on {at:%d %b}"
        return f"{mails} leaves {when}, {do(way)} takes it back"

    # -- what became of it -------------------------------------------------------------------------------------------

    def get(self, operation_id: str) -> Operation | None:
        """An operation, settled or not."""
        return self._db.read_now(lambda conn: table.get(conn, operation_id))

    def settled(self) -> list[Operation]:
        """Mails that the server accepted or refused, newest first; of each draft the latest."""
        return self._db.read_now(table.settled_sends)

    def fates(self) -> dict[str, Fate]:
        """How far each mail of :meth:`settled` came that the server took, by the id of its operation."""
        from commune_tui.mail.outbox.fate import fate
        from commune_tui.store import delivery

        def read(conn: sqlite3.Connection) -> dict[str, Fate]:
            now_ms, found = clock.now_ms(), {}
            for each in table.settled_sends(conn):
                result = each.result or {}
                message_id = str(result.get("seen_id") or result.get("message_id") or result.get("id") or "")
                events = delivery.events(conn, message_id=message_id) if message_id else []
                found[each.id] = fate(each, events, now_ms)
            return found

        return self._db.read_now(read)

    async def watched(self) -> Watched:
        """From now on: what is asked of the outbox here, and how it comes out."""
        from commune_tui.mail.outbox.endings import Watched

        return await Watched.of(self._db, await self._connection.outbox())

    async def mail_settled(self, operation_id: str, wait_s: float, stopped: Callable[[], bool]) -> Operation:
        """A mail as soon as there is nothing to wait for: seen, refused, taken back or to be decided; after its hold
        and ``wait_s`` more in any case, or when the wait was ``stopped``.
        """
        from commune_tui.mail.outbox.endings import settled

        def mail(conn: sqlite3.Connection) -> list[Operation]:
            return [each for each in (table.get(conn, operation_id),) if each is not None]

        [found], _ = await settled(self._db, await self._connection.outbox(), mail, wait_s, lambda *_: stopped())
        return found

    # -- deciding ----------------------------------------------------------------------------------------------------

    async def take_back(self, operation_id: str) -> None:
        """Take a mail back out of the hold; its draft is told of. Raises Refused when it is too late."""
        draft_id = await (await self._connection.outbox()).cancel_send(operation_id)
        self._tell(DraftReturned(draft_id))

    async def send_now(self, operation_id: str) -> None:
        """Let a held mail leave at once. Raises Refused when it is not in the hold any more."""
        await (await self._connection.outbox()).send_now(operation_id)

    async def settle(self, operation_id: str, *, sent: bool) -> None:
        """Say what became of a mail whose fate the program cannot find out."""
        await (await self._connection.outbox()).tell(operation_id, sent=sent)

    async def resolve(self, operation_id: str, *, mine: bool) -> None:
        """Settle a conflict."""
        await (await self._connection.outbox()).resolve(operation_id, "mine" if mine else "theirs")

    async def undo(self) -> str:
        """Take back the newest act."""
        done = await (await self._connection.outbox()).undo()
        if done is None:
            return "Nothing to undo."
        step, undone = done
        for mail in (each for each in undone.cancelled if each.kind == "send" and each.draft_id):
            self._tell(DraftReturned(mail.draft_id or ""))
            return f"Undone: {step.label}. It is a draft again."
        if undone.too_late and not (undone.cancelled or undone.inverted):
            return f"Too late to undo: {step.label}."
        part = f", but {len(undone.too_late)} had left" if undone.too_late else ""
        ids = frozenset(each.thread_id for each in (*undone.cancelled, *undone.inverted) if each.thread_id)
        self._tell(ActUndone(ids))
        return f"Undone: {step.label}{await self._named(ids)}{part}. {do('app.redo')} does it again."

    async def _named(self, thread_ids: frozenset[str]) -> str:
        """The subject of a single thread, to be put behind what was done to it."""
        if len(thread_ids) != 1:
            return ""
        (thread_id,) = thread_ids
        row = await self._db.read(lambda conn: threads.get(conn, thread_id))
        return f", “{cut(row.subject, 40)}”" if row is not None and row.subject else ""

    async def redo(self) -> str:
        """Do again what was undone last."""
        step = await (await self._connection.outbox()).redo()
        return "Nothing to redo." if step is None else f"Done again: {step.label.removeprefix('undo ')}."
