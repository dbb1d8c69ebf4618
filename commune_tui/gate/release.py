"""What goes on by itself: decided mails leave, once, and are looked for; what waits too long ends; what could not be
read is read again.

All knowledge is on disk: the process may be killed at any moment. Whether and when a mail moves is decided by
:mod:`commune_tui.sending`; this file carries its wishes out, and looks at the conversation before the first byte.
"""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from commune_tui import clock, tasks
from commune_tui.gate import agents, arrival, operations, pauses, queue, reading
from commune_tui.gate.database import Database
from commune_tui.gate.facts import changes
from commune_tui.gate.operations import NotNow
from commune_tui.gate.queue import GATE, Held, Moved
from commune_tui.gate.sends import Sends
from commune_tui.gate.upstream import Upstream
from commune_tui.sending.attempt import attempt
from commune_tui.sending.effects import Effect, Failure, ReadTriage, Save, Send, Siblings
from commune_tui.sending.operation import Operation
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.sending.schedule import Watch, decide, looks

log = logging.getLogger(__name__)
LOOK_S = 0.25
"""How soon the commands of an operator are noticed."""
ARRIVAL_S = 20.0
"""How often the API is asked what became of mails that left, once for each inbox with such mails."""
_ROUND_S = 0.01
_READ_S = 5.0
_REST_S = 5.0
_DISK_S = 1.0


class Release:
    """``changed`` is called whenever a mail may have made a step."""

    def __init__(
        self, db: Database, upstream: Upstream, sends: Sends, changed: Callable[[], None], policy: Policy | None = None
    ) -> None:
        self._db, self._upstream, self._sends, self._changed = db, upstream, sends, changed
        self._hand = Hand(
            GATE, GATE, policy or Policy(), lambda: Moment(clock.now_ms(), clock.monotonic_s()), lambda: GATE
        )
        self._watch = Watch()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._wake = asyncio.Event()
        self._read_at = self._arrived_at = -math.inf
        self._looking: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        moved = -1
        while True:
            self._wake.clear()
            try:
                wake_s = await self._round()
                if (now := self._db.moved) != moved:
                    moved = now
                    self._changed()
            except sqlite3.Error as error:
                log.warning("gate: the store failed: %s", type(error).__name__)
                wake_s = _DISK_S
            await asyncio.sleep(_ROUND_S)  # what happens meanwhile is one round
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(wake_s, _ROUND_S), LOOK_S) - _ROUND_S):
                    await self._wake.wait()

    async def stop(self, patience_s: float = 5.0) -> None:
        """Let what is on the wire come to an end."""
        if running := [*self._running.values(), *((self._looking,) if self._looking is not None else ())]:
            _, late = await asyncio.wait(running, timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _orphans(self) -> None:
        """Mails that were written down and not judged: whoever gave them has no answer, and may give them again."""
        for held in queue.in_states(self._db.conn, ("received",)):
            if held.id not in self._sends.judging and (agent := agents.find(self._db.conn, held.agent)) is not None:
                await self._sends.judged(held, agent, late=True)

    async def _round(self) -> float:
        self._end()
        hold_s = self._begin()
        asking = self._looking is not None and not self._looking.done()
        if not asking and clock.monotonic_s() - self._arrived_at >= ARRIVAL_S:
            self._arrived_at = clock.monotonic_s()
            self._looking = tasks.begin(arrival.look(self._db, self._upstream.client), "gate arrivals", self._broke)
        if clock.monotonic_s() - self._read_at >= _READ_S:
            await self._orphans()
            await self._read_again()
            self._read_at = clock.monotonic_s()
        now = clock.monotonic_s()
        self._resting = {name: until for name, until in self._resting.items() if until > now}
        busy = frozenset((*self._running, *self._resting))
        stopped = pauses.stopped(self._db.conn)
        movable = [each for each in operations.movable(self._db.conn) if each.id not in stopped]
        decision = decide(movable, self._hand, self._watch, busy, lambda owner: True)
        look, look_s = looks(operations.unseen(self._db.conn), self._hand, self._watch, busy, lambda owner: True)
        for operation in (*decision.start, *look):
            self._watch.begun(operation)
            task = tasks.begin(self._drive(operation), "gate send", self._broke)
            self._running[operation.id] = task
            task.add_done_callback(lambda done, name=operation.id: self._done(name, done))  # type: ignore[misc]
        return min(decision.wake_s, look_s, hold_s)

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        self._running.pop(name, None)
        if not task.cancelled() and task.exception() is not None:
            self._resting[name] = clock.monotonic_s() + _REST_S
        self._changed()
        self._wake.set()

    def _broke(self, error: Exception) -> None:
        if not isinstance(error, NotNow | Moved):
            log.error("gate: a send failed by a fault of the program", exc_info=error)

    def _end(self) -> None:
        """What is over its time and surely not on its way never leaves."""
        for held in queue.overdue(self._db.conn, clock.now_ms()):
            if held.id in self._running:
                continue
            with suppress(Moved), self._db.write() as conn:
                open_now = conn.execute("SELECT state FROM operations WHERE id = ?", (held.id,)).fetchone()
                if open_now is None or open_now["state"] == "ready":
                    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
                    queue.move(conn, held, "expired", GATE, reason="Nobody decided in time, or it could not leave.")

    def _begin(self) -> float:
        """Decided mails get their operation when their hold is over; seconds until the next one is."""
        now_ms = clock.now_ms()
        for due in queue.due(self._db.conn, now_ms):
            with self._db.write() as conn:
                held = queue.get(conn, due.id)
                if held is not None and held.changed_at == due.changed_at:  # or it was undone since
                    operations.begin(conn, held, now_ms)
        ends = queue.hold_ends(self._db.conn, now_ms)
        return math.inf if ends is None else (ends - now_ms) / 1000

    async def _read_again(self) -> None:
        for held in queue.unread(self._db.conn):
            if (agent := agents.find(self._db.conn, held.agent)) is not None:
                with suppress(Moved):
                    await self._sends.read_again(held, agent)

    async def _drive(self, operation: Operation) -> None:
        held = queue.get(self._db.conn, operation.id)
        if held is None:
            return
        steps, answer = attempt(self._hand, operation), None
        while True:
            try:
                effect = steps.send(answer)
            except StopIteration:
                return
            if isinstance(effect, Save) and any(each.state == "sending" for each in effect.change.operations):
                if (told := await self._changed_since(held)) is None:
                    raise NotNow("The conversation cannot be read.")
                if told:
                    self._back(held, told)
                    return
            answer = await self._answer(effect, held)

    async def _changed_since(self, held: Held) -> tuple[str, ...] | None:
        """What became otherwise since the decision; ``None`` where the conversation cannot be read now."""
        if held.baseline is None:
            return ()
        now = held.baseline
        if held.thread_id is not None:
            state = await self._upstream.perform(ReadTriage(held.thread_id), b"")
            if isinstance(state, Failure):
                return None
            now = replace(now, status=state["status"], assignee=state["assigned_to"] or "")
        silent = await reading.suppressed(self._upstream.client, held.mail.inbox_id, held.mail.recipients)
        return changes(held.baseline, replace(now, suppressed=tuple(silent or ())))

    def _back(self, decided: Held, told: tuple[str, ...]) -> None:
        with self._db.write() as conn:
            held = queue.get(conn, decided.id)
            if held is not None and held.state in ("decided", "sending") and held.seal == decided.seal:
                operations.back(conn, held, told)
        self._read_at = -math.inf

    async def _answer(self, effect: Effect, held: Held) -> Any:
        match effect:
            case Save(change):
                return await self._save(change, held)
            case Siblings(operation):
                return operations.siblings(self._db.conn, operation)
        raw = self._approved(held.id) if isinstance(effect, Send) else b""
        return await self._upstream.perform(effect, raw)

    def _approved(self, name: str) -> bytes:
        """The bytes that leave: those of the decision."""
        held = queue.get(self._db.conn, name)
        if held is None or held.state != "sending" or held.sealed != held.seal:
            raise NotNow("It is not what was approved.")
        return held.raw

    async def _save(self, change: Any, held: Held) -> bool:
        """What happened must be written down, however long the disk is full."""
        while True:
            try:
                with self._db.write() as conn:
                    operations.save(conn, change, held.seal)
                if any(each.state == "conflict" for each in change.operations):
                    self._read_at = -math.inf
            except Moved:
                return False
            except NotNow as reason:
                if str(reason) != "paused":
                    self._back(held, (str(reason),))
                raise
            except sqlite3.Error as error:
                log.warning("gate: the store took no write: %s", type(error).__name__)
                await asyncio.sleep(_DISK_S)
            else:
                return True
