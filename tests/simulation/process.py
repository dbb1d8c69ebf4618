"""One running copy of the program: the real decisions and attempts, on the model's disk, network and clock."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from commune_tui.sending import act, status_after
from commune_tui.sending.attempt import attempt
from commune_tui.sending.effects import (
    Attempt,
    Effect,
    ReadMessages,
    ReadTriage,
    Save,
    Send,
    Siblings,
    Upload,
    Uploaded,
    Write,
)
from commune_tui.sending.operation import Change, Operation
from commune_tui.sending.policy import Hand, Moment
from commune_tui.sending.schedule import Watch, decide, looks
from tests.simulation.ledger import Desk

if TYPE_CHECKING:
    from tests.simulation.machine import Machine


class Process:
    """Lives until it is killed; then a new one with a new name must be started."""

    def __init__(self, machine: Machine, name: str) -> None:
        self.machine = machine
        self.name = name
        self.alive = True
        self.hand = Hand(name, "ann", machine.policy, self._moment, machine.fresh_id)
        self.accepted = False  # whether the last change is on disk, even if the process died of it
        self._born = machine.timeline.now
        self._watch = Watch()
        self._busy: set[str] = set()
        self._asked = False

    def _moment(self) -> Moment:
        now = self.machine.timeline.now
        return Moment(int((now + self.machine.skew_s) * 1000), now - self._born)

    @property
    def ledger(self) -> Desk:
        return self.machine.ledger

    @property
    def _random(self) -> Random:
        return self.machine.random

    def gone(self, owner: str) -> bool:
        """Whether the process of that name has ended, as the system tells."""
        return owner in self.machine.dead

    def pump_soon(self, delay_s: float = 0.0) -> None:
        """Look at the disk again after a while; one look is enough for all who asked."""
        if delay_s == 0.0:
            if self._asked:
                return
            self._asked = True
        self.machine.timeline.after(delay_s, self.pump)

    def pump(self) -> None:
        """Decide, and start what may move."""
        if not self.alive:
            return
        self._asked = False
        for status, mail in self.ledger.behind_mail():
            if (change := status_after.due(self.hand, status, mail)) is not None:
                self.save(change)
        decision = decide(self.ledger.open(), self.hand, self._watch, frozenset(self._busy), self.gone)
        for pair in decision.withdraw:
            self.save(act.withdrawn(self.hand, pair))
        for operation in decision.start:
            self._busy.add(operation.id)
            self._run(attempt(self.hand, operation), operation, None)
        due, look_s = looks(self.ledger.unseen(), self.hand, self._watch, frozenset(self._busy), self.gone)
        for operation in due:
            self._busy.add(operation.id)
            self._run(attempt(self.hand, operation), operation, None)
        if (wake_s := min(decision.wake_s, look_s)) < 3600:
            self.machine.timeline.after(wake_s + 0.001, self.pump)

    def save(self, change: Change) -> bool | None:
        """One transaction; ``None`` when the disk was full or the process died in it."""
        machine, self.accepted = self.machine, False
        if machine.crash_here():
            self.kill()
            return None
        if machine.disk_full:
            return None
        done = machine.save(change)
        self.accepted = done
        if machine.crash_here():
            self.kill()
            return None
        return done

    def kill(self) -> None:
        """Power off: nothing more happens in this process."""
        if self.alive:
            self.alive = False
            self.machine.died(self)

    def _run(self, steps: Attempt, operation: Operation, answer: Any) -> None:
        while self.alive:
            try:
                effect = steps.send(answer)
            except StopIteration:
                self._busy.discard(operation.id)
                self.pump_soon()
                return
            if not isinstance(effect, Save):
                if isinstance(effect, Siblings):
                    answer = self.ledger.siblings(effect.operation)
                elif isinstance(effect, Uploaded):
                    answer = self.ledger.uploaded(effect.digests)
                else:
                    self._ask(effect, lambda result: self._run(steps, operation, result), operation)
                    return
                continue
            if self.machine.rough and self._random.random() < 0.15:
                self.machine.timeline.after(
                    self._random.random() * 3, lambda e=effect: self._save(steps, operation, e)  # type: ignore[misc]
                )  # fmt: skip
                return
            answer = self.save(effect.change)
            if answer is None:
                if self.alive:
                    self.machine.timeline.after(1.0, lambda e=effect: self._save(steps, operation, e))  # type: ignore[misc]
                return

    def _save(self, steps: Attempt, operation: Operation, effect: Save) -> None:
        if not self.alive:
            return
        done = self.save(effect.change)
        if done is not None:
            self._run(steps, operation, done)
        elif self.alive:
            self.machine.timeline.after(1.0, lambda: self._save(steps, operation, effect))

    def _ask(self, effect: Effect, answer: Callable[[Any], None], operation: Operation) -> None:
        server, request = self.machine.server, self.machine.network.request
        if isinstance(effect, ReadTriage):
            request(lambda back: back(server.triage(effect.thread_id, operation.id)), answer, write=False)
        elif isinstance(effect, ReadMessages):
            request(lambda back: back(server.messages(effect.thread_id, effect.since)), answer, write=False)
        elif isinstance(effect, Write):
            request(lambda back: back(server.write(effect, operation.id)), answer)
        elif isinstance(effect, Send):
            request(lambda back: server.send(effect.payload, effect.key, back), answer, send=True)
        elif isinstance(effect, Upload):
            request(lambda back: back(f"att_{operation.intent['digest']}"), answer)
