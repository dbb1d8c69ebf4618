"""The person at the keyboard: triages, writes, sends, undoes, presses keys twice, in any copy of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from commune_tui.sending import act, status_after, triage, undoing
from commune_tui.sending.operation import TRIAGE, Change, Json, Operation
from tests.simulation.machine import Machine
from tests.simulation.process import Process

STATUSES = ("open", "needs_reply", "waiting", "closed")
TAGS = ("vip", "spam", "press")
PEOPLE = ("ann", "bob", None)


@dataclass(slots=True)
class Draft:
    """A mail as the person wrote it."""

    id: str
    thread_id: str | None
    mail: Json
    held_s: float


@dataclass(slots=True)
class Person:
    """``expected`` is what each thread looked like to the person after their last act on it."""

    machine: Machine
    drafts: list[Draft] = field(default_factory=list)
    expected: dict[str, Json] = field(default_factory=dict)
    accepted: int = 0
    then: Random | None = None
    """What chooses the status behind a mail; ``None`` for somebody who sends and no more."""

    def view(self, thread_id: str) -> Json | None:
        """Triage as the screen shows it: the server's, with what is on its way laid over it."""
        seen = self.machine.ledger.seen(thread_id)
        for operation in self.machine.ledger.open():
            shown = operation.thread_id == thread_id and operation.kind in TRIAGE and operation.state != "conflict"
            if seen is not None and shown and not operation.behind_mail:
                seen = triage.applied(operation.kind, operation.intent, seen)
        return seen

    def act(self, process: Process) -> None:
        """One act, at random."""
        random = self.machine.random
        choice = random.random()
        if choice < 0.5:
            self._triage(process)
        elif choice < 0.72:
            self._send(process)
        elif choice < 0.76:
            self._twins(process)
        elif choice < 0.92:
            self.undo(process)
        else:
            self._redo(process)
        process.pump_soon()

    def tag_or_undo(self, process: Process) -> None:
        """One act of somebody who only tags, and soon thinks better of it: undo meets many a half change."""
        self._triage(process, ("tags",))
        process.pump_soon()

        def think_better() -> None:
            if process.alive:
                self.undo(process)
                process.pump_soon()

        self.machine.timeline.after(self.machine.random.random() * 3, think_better)

    def _triage(self, process: Process, kinds: Sequence[str] = ("status", "status", "tags", "tags", "assign")) -> None:
        random = self.machine.random
        threads = [name for name in self.machine.server.threads if random.random() < 0.6]
        kind = random.choice(kinds)
        if kind == "status":
            intent: Json = {"status": random.choice(STATUSES)}
        elif kind == "assign":
            intent = {"assigned_to": random.choice(PEOPLE)}
        else:
            tags = random.sample(TAGS, 2)
            intent = random.choice(
                ({"add": [tags[0]], "remove": []}, {"add": [], "remove": [tags[1]]},
                 {"add": [tags[0]], "remove": [tags[1]]})
            )  # fmt: skip
        change = act.triaged(
            process.hand, kind, kind, intent, {name: self.view(name) for name in threads}, self.machine.ledger.open()
        )
        process.save(change)
        self._did(process, threads)

    def _did(self, process: Process, threads: list[str]) -> None:
        if process.accepted:
            self.accepted += 1
            for name in threads:
                view = self.view(name)
                if view is not None:
                    self.expected[name] = view

    def _twins(self, process: Process) -> None:
        """Two mails with the same words to the same person, one right after the other."""
        machine = self.machine
        thread_id, text = machine.random.choice([*machine.server.threads, None]), machine.fresh_id()
        read = [m.seen.ids[0] for m in machine.server.mails if m.seen.thread_id == thread_id]
        for _ in range(2):
            mail = {"to": ["c@x.org"], "subject": "s", "text": text, "thread_id": thread_id}
            draft = Draft(machine.fresh_id(), thread_id, mail, machine.random.choice((0.0, 0.0, 100.0)))
            self.drafts.append(draft)
            machine.ledger.write_draft(draft.id, text)
            change = act.queued(
                process.hand, "send", draft.id, {**mail, "read": read}, [], draft.held_s, thread_id=thread_id,
                inbox_id="i1",
            )  # fmt: skip
            if process.save(change):
                self.accepted += 1

    def _send(self, process: Process) -> None:
        machine, random = self.machine, self.machine.random
        if self.drafts and random.random() < 0.3:
            draft = random.choice(self.drafts)  # the same key again, or a draft that came back
            if machine.ledger.draft_state(draft.id) == "sent":
                return
        else:
            thread_id = random.choice([*machine.server.threads, None])
            text = "thanks" if random.random() < 0.2 else machine.fresh_id()
            mail = {"to": ["c@x.org"], "subject": "s", "text": text, "thread_id": thread_id}
            draft = Draft(machine.fresh_id(), thread_id, mail, random.choice((0.0, 10.0, 10.0, 100.0)))
            self.drafts.append(draft)
            machine.ledger.write_draft(draft.id, text)
        read = [m.seen.ids[0] for m in machine.server.mails if m.seen.thread_id == draft.thread_id]
        mail = {**draft.mail, "read": read}
        digest = machine.fresh_id()
        file = {"path": "/f", "filename": "f", "mime_type": "a/b", "size": 1, "digest": digest}
        files = [file] if random.random() < 0.2 else []
        change = act.queued(
            process.hand, "send", draft.id, mail, files, draft.held_s, thread_id=draft.thread_id, inbox_id="i1"
        )  # fmt: skip
        if process.save(self._followed(process, change, draft.thread_id)):
            self.accepted += 1
        if random.random() < 0.3:  # pressed twice
            for other in self.machine.living():
                other.save(
                    act.queued(other.hand, "send", draft.id, mail, [], 0.0, thread_id=draft.thread_id, inbox_id="i1")
                )  # fmt: skip

    def _followed(self, process: Process, sent: Change, thread_id: str | None) -> Change:
        """A mail with the status that its thread gets once it is seen, for those who wish that."""
        if self.then is None or thread_id is None:
            return sent
        waiting = [status for status, _ in self.machine.ledger.behind_mail()]
        status, seen = self.then.choice(("waiting", "closed")), self.view(thread_id)
        return status_after.queued(process.hand, sent, thread_id, status, seen, 0, waiting)

    def undo(self, process: Process) -> None:
        """Take back the last act that was made in this copy of the program."""
        ledger = self.machine.ledger
        step = undoing.undoable(ledger.history(process.name), process.name)
        if step is None:
            return
        operations = ledger.of_step(step.id)
        undone = undoing.undone(process.hand, step, operations, ledger.open())
        process.save(undone.change)
        self._did(process, [o.thread_id for o in operations if o.thread_id])

    def _redo(self, process: Process) -> None:
        ledger = self.machine.ledger
        step = undoing.redoable(ledger.history(process.name), process.name)
        if step is None or step.target is None:
            return
        operations = ledger.of_step(step.target)
        threads = [o.thread_id for o in operations if o.thread_id]
        change = undoing.redone(process.hand, step, operations, {name: self.view(name) for name in threads})
        process.save(change)
        self._did(process, threads)

    def decide(self, process: Process, operation: Operation) -> None:
        """Settle a conflict one way or the other."""
        choice: act.Choice = "mine" if self.machine.random.random() < 0.5 else "theirs"
        process.save(act.resolved(process.hand, operation, choice, self.machine.ledger.open()))
        process.pump_soon()
