"""The loop that moves operations: decides what is due, performs it with the real client and the real store.

All knowledge is on disk: it may be stopped, killed or run twice beside itself at any time.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from commune_tui import tasks
from commune_tui.mail import events
from commune_tui.mail.outbox.facts import facts
from commune_tui.sending import act, status_after
from commune_tui.sending.attempt import attempt
from commune_tui.sending.circuit_breaker import CircuitBreaker
from commune_tui.sending.effects import Effect, Failure, Save, Send, Siblings, Uploaded
from commune_tui.sending.operation import Change, Operation
from commune_tui.sending.policy import Hand
from commune_tui.sending.schedule import Watch, decide
from commune_tui.sending.schedule import looks as decide_looks
from commune_tui.store import outbox as table
from commune_tui.store import sightings
from commune_tui.store.database import Database
from commune_tui.store.errors import StoreError

if TYPE_CHECKING:
    from commune_tui.mail.outbox.gateway import Gateway

log = logging.getLogger(__name__)

Emit = Callable[[events.Fact], None]
DISK_S = 2.0
FAULT_S = 60.0


class Runner:
    """``gone`` tells of another process whether it has ended; ``emit`` is called in this event loop."""

    def __init__(self, db: Database, gateway: Gateway, hand: Hand, gone: Callable[[str], bool], emit: Emit) -> None:
        self._db = db
        self._gateway = gateway
        self._hand = hand
        self._gone = gone
        self._emit = emit
        self._watch = Watch()
        self._breaker = CircuitBreaker(hand.policy)
        self._mail_until = 0.0
        """Until when the server takes no mail; what is done to conversations goes on."""
        self._server_named_it = False
        """Whether the server said until when it takes no mail: then no key makes it knock before."""
        self._hurry = False
        self._nudges = 0
        """How often the person asked. What an attempt learns that began before teaches nothing of what is now."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        """Operations whose attempt failed by a fault of this program, and until when they are left alone."""
        self._nudge = asyncio.Event()
        self._stopping = False

    def nudge(self) -> None:
        """Try now what waits for another attempt: the person asked for it, or the network is back."""
        self._breaker.over()
        self._resting.clear()
        if not self._server_named_it:
            self._mail_until = 0.0
        self._hurry = True
        self._nudges += 1
        self._nudge.set()

    def look(self) -> None:
        """Look now for what is due: another copy of the program may have made room. No wait gets shorter."""
        self._nudge.set()

    async def save(self, change: Change) -> bool:
        """Write a change in one transaction and tell of it; ``False`` when it no longer applies.

        Raises StoreError when the disk does not take it.
        """
        try:
            changed = await self._db.write(lambda conn: table.save(conn, change))
        except table.Stale:
            return False
        self._emit_all(change, changed)
        return True

    def tell(self, change: Change, changed: set[str]) -> None:
        """Emit the facts of a change that is on disk, and look for what is due."""
        self._emit_all(change, changed)
        self._nudge.set()

    def _emit_all(self, change: Change, changed: set[str]) -> None:
        for fact in facts(change, changed):
            self._emit(fact)

    async def run(self) -> None:
        """Work until :meth:`stop`. Looks again when nudged, when something is due, and every few seconds."""
        while not self._stopping:
            self._nudge.clear()
            try:
                wake_s = await self._round()
            except StoreError as error:
                log.warning("outbox: the store cannot be read: %s", type(error).__name__)
                wake_s = DISK_S
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudge.wait(), min(max(wake_s, 0.001), self._hand.policy.foreign_s))

    async def _round(self) -> float:
        rest_s = self._breaker.left_s(self._hand.moment().mono)
        if rest_s > 0:
            return rest_s
        behind, operations, unseen = await self._db.read(_waiting)
        for status, mail in behind:
            if (change := status_after.due(self._hand, status, mail)) is not None and await self.save(change):
                self._nudge.set()  # it can move now
        if self._hurry:
            self._hurry = False
            self._watch.hurry(operations)
        now = self._hand.moment().mono
        self._resting = {name: until for name, until in self._resting.items() if until > now}
        busy = frozenset((*self._tasks, *self._resting))
        decision = decide(operations, self._hand, self._watch, busy, self._gone, self._breaker.room)
        for pair in decision.withdraw:
            await self.save(act.withdrawn(self._hand, pair))
        looks, look_s = decide_looks(unseen, self._hand, self._watch, busy, self._gone)
        mail_rest_s = max(0.0, self._mail_until - now)
        start = [
            each
            for each in decision.start
            if not (mail_rest_s and each.kind == "send" and each.state in ("held", "ready"))
        ]
        for operation in (*start, *looks):
            self._watch.begun(operation)
            task = tasks.begin(self._drive(operation), f"outbox {operation.kind}", self._broke)
            self._tasks[operation.id] = task
            task.add_done_callback(lambda done, name=operation.id: self._done(name, done))  # type: ignore[misc]
        return min(decision.wake_s, look_s, mail_rest_s or decision.wake_s)

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(name, None)
        self._nudge.set()
        if not task.cancelled() and task.exception() is not None:
            self._resting[name] = self._hand.moment().mono + FAULT_S

    def _broke(self, error: Exception) -> None:
        log.error("outbox: an attempt failed by a fault of the program", exc_info=error)
        self._emit(
            events.WentWrong(
                f"A change could not be sent because of a fault of the program ({type(error).__name__}). "
                "It is kept and tried again."
            )
        )

    async def _drive(self, operation: Operation) -> None:
        steps, answer, nudges = attempt(self._hand, operation), None, self._nudges
        while True:
            try:
                effect = steps.send(answer)
            except StopIteration:
                return
            answer = await self._answer(effect, nudges)

    async def _answer(self, effect: Effect, nudges: int) -> Any:
        """Perform it; ``nudges`` is how many there were when its attempt began."""
        match effect:
            case Save(change):
                return await self._save_stubbornly(change)
            case Siblings(operation):
                return await self._read(lambda conn: table.siblings(conn, operation))
            case Uploaded(digests):
                return await self._read(lambda conn: table.uploaded(conn, digests))
        answer = await self._gateway.perform(effect)
        if isinstance(effect, Send) and isinstance(answer, Failure) and answer.kind in ("later", "paused"):
            wait_s = answer.after_s if answer.after_s is not None else self._hand.policy.paused_s
            if answer.code != "not_authenticated":
                if nudges == self._nudges or answer.after_s is not None:
                    self._mail_until = max(self._mail_until, self._hand.moment().mono + wait_s)
                    self._server_named_it = answer.after_s is not None
                return answer
        if self._breaker.learn(answer, self._hand.moment().mono):
            self.nudge()
        return answer

    async def _save_stubbornly(self, change: Change) -> bool:
        """What happened must be written down, however long the disk is full: nothing else moves on this lane."""
        while True:
            try:
                return await self.save(change)
            except StoreError as error:
                log.warning("outbox: the store took no write: %s", type(error).__name__)
                await asyncio.sleep(DISK_S)

    async def _read(self, work: Callable[[Any], Any]) -> Any:
        while True:
            try:
                return await self._db.read(work)
            except StoreError as error:
                log.warning("outbox: the store could not be read: %s", type(error).__name__)
                await asyncio.sleep(DISK_S)

    async def stop(self, patience_s: float = 5.0) -> None:
        """Start nothing more and let what is on the wire come to an end.

        What takes longer than ``patience_s`` is left as it is: the next start looks for its outcome.
        """
        self._stopping = True
        self._nudge.set()
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _waiting(
    conn: sqlite3.Connection,
) -> tuple[list[tuple[Operation, Operation | None]], list[Operation], list[Operation]]:
    """What waits for a mail to be seen, with that mail; what may move; what was taken and is looked for."""
    return sightings.behind_mail(conn), table.movable(conn), sightings.unseen(conn)
