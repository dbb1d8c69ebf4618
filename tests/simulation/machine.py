"""The computer on which the copies of the program run: one disk, one wall clock, processes that die."""

from __future__ import annotations

from random import Random

from commune_tui.sending.operation import Change, Entry
from commune_tui.sending.policy import Policy
from tests.simulation.ledger import Desk
from tests.simulation.network import Network
from tests.simulation.process import Process
from tests.simulation.server import Server
from tests.simulation.timeline import Timeline


class Machine:
    """``crash`` is the chance to die at one side of a commit; ``telling`` whether dead processes are known as dead."""

    def __init__(self, random: Random, ledger: Desk) -> None:
        self.random = random
        self.timeline = Timeline()
        self.policy = Policy()
        self.ledger = ledger
        self.server = Server(self.timeline, random, drops=random.choice((0.0, 0.0, 0.1, 0.4)))
        self.network = Network(self.timeline, random, self.server, random.choice((0.0, 0.2, 0.5, 0.8)))
        self.crash = random.choice((0.0, 0.0, 0.03, 0.1))
        self.telling = random.random() < 0.7
        self.skew_s = 1.7e9
        self.disk_full = False
        self.rough = True
        self.dead: set[str] = set()
        self.processes: list[Process] = []
        self.crashes = 0
        self.entries: list[Entry] = []
        self._names = 0

    def fresh_id(self) -> str:
        """A name that nothing else has."""
        self._names += 1
        return f"x{self._names}"

    def boot(self) -> Process:
        """Start one more copy of the program."""
        process = Process(self, f"p{len(self.processes) + 1}")
        if self.processes and self.telling:
            for old in self.dead:
                self.ledger.adopt(old, process.name)
        self.processes.append(process)
        process.pump()
        return process

    def living(self) -> list[Process]:
        """The copies that run."""
        return [process for process in self.processes if process.alive]

    def crash_here(self) -> bool:
        """Whether the process dies at this very point."""
        return self.rough and self.crash > 0 and self.random.random() < self.crash

    def died(self, process: Process) -> None:
        """A process ended; the person starts it again after a while."""
        self.crashes += 1
        if self.telling:
            self.dead.add(process.name)
        self.timeline.after(self.random.random() * 60, self._restart)

    def _restart(self) -> None:
        self.boot()

    def save(self, change: Change) -> bool:
        """Commit, and let the other copies notice it within a second."""
        done = self.ledger.save(change)
        if done:
            self.entries.extend(change.entries)
            for process in self.living():
                process.pump_soon(self.random.random())
        return done
