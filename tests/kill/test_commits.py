"""Every commit as an abort point: stop there, start again from the files as they lie, and reach the same end."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from commune_tui.sending import act, undoing
from commune_tui.sending.operation import Change
from tests.simulation.desk import SqlDesk, template
from tests.simulation.machine import Machine
from tests.simulation.process import Process


class Aborted(Exception):
    """The process ended here."""


class Stopping(Machine):
    """A calm machine that kills its process at one side of one commit, and takes the files as they lie then."""

    def __init__(self, empty: Path, folder: Path, stop_at: int, *, after: bool) -> None:
        self._folder = folder
        super().__init__(Random(1), SqlDesk(empty, folder / "0"))
        self.crash = self.network.rough = 0.0
        self.rough, self.telling, self.server.hurried = False, True, True
        self.stop_at, self._after = stop_at, after
        self.commits = 0

    def save(self, change: Change) -> bool:
        self.commits += 1
        if self.commits != self.stop_at:
            return super().save(change)
        done = self._after and super().save(change)
        shutil.copytree(self._folder / "0", self._folder / "1")  # -wal and -shm as they are: nobody closes them
        for process in self.living():
            process.kill()
        raise Aborted(done)

    def died(self, process: Process) -> None:
        self.dead.add(process.name)

    def restart(self) -> Process:
        """Start again from the copy of the files."""
        assert isinstance(self.ledger, SqlDesk)
        self.ledger.close()
        self.ledger = SqlDesk(self._folder / "1", self._folder / "2")
        return self.boot()


@dataclass(frozen=True)
class End:
    """What is left when everything is settled."""

    triage: dict[str, tuple[str, tuple[str, ...], str | None]]
    mails: dict[str, int]
    drafts: dict[str, str]


def script(machine: Stopping) -> list[Any]:
    """The acts of the person, in order; each is done again if the program died before it was on disk."""

    def triage(kind: str, intent: dict[str, Any]) -> Any:
        def do(process: Process) -> Change:
            seen = {name: shown(machine, name) for name in ("T0", "T1")}
            return act.triaged(process.hand, kind, kind, intent, seen, machine.ledger.open())

        return do

    def send(draft: str, hold_s: float, files: bool) -> Any:
        def do(process: Process) -> Change:
            mail = {"to": ["c@x.org"], "subject": "s", "text": draft, "thread_id": "T0"}
            file = {"path": "/f", "filename": "f", "mime_type": "a/b", "size": 1, "digest": f"file of {draft}"}
            return act.queued(
                process.hand, "send", draft, mail, [file] if files else [], hold_s, thread_id="T0", inbox_id="i"
            )  # fmt: skip

        return do

    def undo(process: Process) -> Change:
        ledger = machine.ledger
        step = undoing.undoable(ledger.history(process.name), process.name)
        assert step is not None
        return undoing.undone(process.hand, step, ledger.of_step(step.id), ledger.open()).change

    return [
        triage("status", {"status": "closed"}),
        triage("tags", {"add": ["vip"], "remove": ["press"]}),
        send("first", 0.0, True),
        triage("assign", {"assigned_to": "ann"}),
        send("second", 100.0, False),
        undo,
        triage("status", {"status": "waiting"}),
        undo,
        send("third", 10.0, False),
    ]


def shown(machine: Stopping, thread_id: str) -> Any:
    assert isinstance(machine.ledger, SqlDesk)
    return machine.ledger.shown(thread_id)


def play(empty: Path, folder: Path, stop_at: int, *, after: bool) -> tuple[End, int]:
    """Run the script, stopped at one commit (0: never); the end, and how many commits there were."""
    machine = Stopping(empty, folder, stop_at, after=after)
    for name in ("T0", "T1"):
        machine.server.threads[name] = {"status": "open", "tags": ["press"], "assigned_to": None, "updated_at": None}
        machine.ledger.learn(name, machine.server.threads[name])
    for draft in ("first", "second", "third"):
        machine.ledger.write_draft(draft, draft)
    machine.boot()
    for do in script(machine):
        accepted = False
        while not accepted:
            try:
                process = machine.living()[0]
                accepted = bool(process.save(do(process)))
                process.pump_soon()
            except Aborted as stopped:
                accepted = bool(stopped.args[0])
                machine.restart()
        settle(machine, 3.0)
    settle(machine, 2000.0)
    assert machine.ledger.open() == []
    mails: dict[str, int] = {}
    for mail in machine.server.mails:
        mails[mail.seen.digest] = mails.get(mail.seen.digest, 0) + 1
    triage = {n: (s["status"], tuple(s["tags"]), s["assigned_to"]) for n, s in machine.server.threads.items()}
    end = End(triage, mails, {d: machine.ledger.draft_state(d) for d in ("first", "second", "third")})
    assert isinstance(machine.ledger, SqlDesk)
    machine.ledger.close()
    return end, machine.commits


def settle(machine: Stopping, seconds: float) -> None:
    """Let time pass; a stop in the middle is followed by a restart."""
    until = machine.timeline.now + seconds
    while machine.timeline.now < until:
        try:
            machine.timeline.run(until)
        except Aborted:
            machine.restart()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("empty"))


def test_every_commit_may_be_the_last(empty: Path, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    wanted, commits = play(empty, tmp_path / "whole", 0, after=False)
    assert wanted.drafts == {"first": "sent", "second": "open", "third": "sent"}
    assert wanted.triage["T0"] == ("closed", ("vip",), "ann") and sum(wanted.mails.values()) == 2
    assert commits > 25
    for stop_at in range(1, commits + 1):
        for after in (False, True):
            folder = tmp_path / f"{stop_at}{after}"
            folder.mkdir()
            end, _ = play(empty, folder, stop_at, after=after)
            assert end == wanted, f"stopped {'after' if after else 'before'} commit {stop_at} of {commits}"
            shutil.rmtree(folder)
