"""One run: a rough part in which everything goes wrong, a calm part in which it must come right, then the checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from commune_tui.sending.effects import Write
from tests.simulation.checks import check
from tests.simulation.ledger import Desk, Ledger
from tests.simulation.machine import Machine
from tests.simulation.person import PEOPLE, STATUSES, TAGS, Person


@dataclass(frozen=True, slots=True)
class Told:
    """What a run was made of, for the count."""

    operations: int
    sends: int
    conflicts: int
    crashes: int
    requests: int
    vanished: int
    stirred: int


def run(seed: int, ledger: Desk | None = None) -> Told:
    """Play ``seed`` and check it. Raises AssertionError with what went wrong."""
    random = Random(seed)
    machine = Machine(random, ledger or Ledger())
    person = Person(machine, then=_then(seed))
    for index in range(2):
        name = f"T{index}"
        state = {"status": "open", "tags": ["press"][:index], "assigned_to": None, "updated_at": "t0"}
        machine.server.threads[name] = state
        if random.random() < 0.9:
            machine.ledger.learn(name, state)
        machine.server.deliver(name, "hello", outbound=False)
    for _ in range(random.choice((1, 1, 2))):
        machine.boot()
    _script(machine, person, random)
    _restless(machine, Random(f"{seed} restless"))
    machine.timeline.run(240.0)
    _calm(machine)
    conflicts = 0
    for _ in range(12):
        machine.timeline.run(machine.timeline.now + 1200.0)
        stopped = [operation for operation in machine.ledger.open() if operation.state == "conflict"]
        conflicts += len(stopped)
        if not stopped:
            break
        for operation in stopped[:1]:
            person.decide(machine.living()[0], operation)
    check(machine, person)
    operations = machine.ledger.operations
    sends = sum(operation.kind == "send" for operation in operations.values())
    server = machine.server
    return Told(
        len(operations), sends, conflicts, machine.crashes, machine.network.requests, server.vanished, server.stirred
    )


def _script(machine: Machine, person: Person, random: Random) -> None:
    after = machine.timeline.after

    def act() -> None:
        living = machine.living()
        if living:
            person.act(random.choice(living))

    def jump() -> None:
        machine.skew_s += random.choice((-3600.0, -20.0, 20.0, 3600.0, 90000.0))
        for process in machine.living():
            process.pump_soon()

    def fill() -> None:
        machine.disk_full = True
        after(random.random() * 20, free)

    def free() -> None:
        machine.disk_full = False

    def shoot() -> None:
        if machine.living():
            random.choice(machine.living()).kill()

    for _ in range(random.randint(3, 8)):
        after(random.random() * 90, act)
    if random.random() < 0.6:
        for _ in range(random.randint(1, 4)):
            after(random.random() * 120, lambda: _somebody(machine, random))
    for event, chance in ((jump, 0.25), (fill, 0.15), (shoot, 0.4), (shoot, 0.2)):
        if random.random() < chance:
            after(random.random() * 120, event)


def _then(seed: int) -> Random | None:
    """Sometimes what is sent sets a status. With a chance of its own: the other seeds stay as they were."""
    random = Random(f"{seed} status behind")
    return random if random.random() < 0.25 else None


def _restless(machine: Machine, random: Random) -> None:
    """Sometimes states move by themselves. With a chance of its own: the rest of a seed stays as it was."""
    if random.random() < 0.4:
        for _ in range(random.randint(1, 6)):
            thread_id = random.choice(list(machine.server.threads))
            machine.timeline.after(random.random() * 120, partial(machine.server.stir, thread_id))


def _somebody(machine: Machine, random: Random) -> None:
    """Another operator, an agent, or a customer does something; or the local copy is brought up to date."""
    server = machine.server
    thread_id = random.choice(list(server.threads))
    choice = random.random()
    if choice < 0.25:
        server.write(Write("status", thread_id, random.choice(STATUSES)), "agent")
    elif choice < 0.45:
        server.write(Write(random.choice(("add", "remove")), thread_id, (random.choice(TAGS),)), "agent")
    elif choice < 0.55:
        server.write(Write("assign", thread_id, random.choice(PEOPLE)), "agent")
    elif choice < 0.75:
        server.deliver(thread_id, machine.fresh_id(), outbound=random.random() < 0.3)
    else:
        machine.ledger.learn(thread_id, server.threads[thread_id])


def _calm(machine: Machine) -> None:
    """Faults off; at least one copy of the program runs."""
    machine.rough = machine.disk_full = False
    machine.network.rough = 0.0
    machine.server.hurried = True
    if not machine.living():
        machine.boot()
    for process in machine.living():
        process.pump_soon()
