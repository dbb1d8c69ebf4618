"""A model of desk.db: what is saved is saved whole or not at all, and outlives every process."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from commune_tui.sending.operation import UNSEEN, Change, Json, Operation, Step


class Desk(Protocol):
    """What the simulated programs need of a disk: the model below, or the real tables."""

    @property
    def operations(self) -> dict[str, Operation]: ...
    def save(self, change: Change) -> bool: ...
    def write_draft(self, draft_id: str, body: str) -> None: ...
    def draft_state(self, draft_id: str) -> str: ...
    def learn(self, thread_id: str, state: Json) -> None: ...
    def adopt(self, old: str, new: str) -> None: ...
    def open(self) -> list[Operation]: ...
    def unseen(self) -> list[Operation]: ...
    def behind_mail(self) -> list[tuple[Operation, Operation | None]]: ...
    def of_step(self, step_id: str) -> list[Operation]: ...
    def history(self, owner: str) -> list[Step]: ...
    def siblings(self, operation: Operation) -> list[Operation]: ...
    def uploaded(self, digests: tuple[str, ...]) -> dict[str, str]: ...
    def seen(self, thread_id: str) -> Json | None: ...


class Ledger:
    """The same promises as commune_tui.store.outbox, in dictionaries: fast enough for a hundred thousand runs."""

    def __init__(self) -> None:
        self.operations: dict[str, Operation] = {}
        self._steps: dict[str, Step] = {}
        self._drafts: dict[str, str] = {}
        self._triage: dict[str, Json] = {}
        self._uploads: dict[str, str] = {}
        self.commits = 0

    def save(self, change: Change) -> bool:
        """Apply ``change`` if everything it replaces is still as it was."""
        current = self.operations
        if change.alone is not None and self._twins(change.alone[0], change.alone[1]) != change.alone[2]:
            return False
        for operation in change.operations:
            if operation.seq == 0:
                if operation.kind == "send" and self._pending(operation.draft_id):
                    return False
            elif not self.matches(operation):
                return False
        if any(self._steps[name].undone for name in change.undone):
            return False
        for operation in change.operations:
            if operation.seq == 0:
                current[operation.id] = replace(operation, seq=len(current) + 1)
            else:
                current[operation.id] = replace(operation, version=operation.version + 1)
        for step in change.steps:
            self._steps[step.id] = replace(step, seq=len(self._steps) + 1)
        for name in change.undone:
            self._steps[name] = replace(self._steps[name], undone=True)
        self._drafts.update(change.drafts)
        self._uploads.update((digest, name) for digest, _, _, name in change.uploads)
        self._triage.update(change.triage)
        self.commits += 1
        return True

    def matches(self, operation: Operation) -> bool:
        """Whether nobody else has changed it since it was read."""
        return self.operations[operation.id].version == operation.version

    def _twins(self, digest: str, but: str) -> int | None:
        states = [o.state for o in self.operations.values() if o.digest == digest and o.id != but]
        return None if "sending" in states or "unknown" in states else states.count("confirmed")

    def _pending(self, draft_id: str | None) -> bool:
        return any(o.kind == "send" and o.draft_id == draft_id and o.open for o in self.operations.values())

    def write_draft(self, draft_id: str, body: str) -> None:
        """A draft as the person wrote it; only its state matters here."""
        self._drafts[draft_id] = "open"

    def draft_state(self, draft_id: str) -> str:
        """``open``, ``queued`` or ``sent``."""
        return self._drafts[draft_id]

    def learn(self, thread_id: str, state: Json) -> None:
        """The local copy is brought up to date by a look at the server."""
        self._triage[thread_id] = state

    def adopt(self, old: str, new: str) -> None:
        """A new process looks after what an ended one left."""
        for one in self.open():
            if one.owner == old:
                self.operations[one.id] = replace(one, owner=new)
        for step in list(self._steps.values()):
            if step.owner == old:
                self._steps[step.id] = replace(step, owner=new)

    def open(self) -> list[Operation]:
        """Operations that still want something, oldest first."""
        return [operation for operation in self.operations.values() if operation.open]

    def unseen(self) -> list[Operation]:
        """Mails that were taken and are looked for, oldest first."""
        return [operation for operation in self.operations.values() if operation.code == UNSEEN]

    def behind_mail(self) -> list[tuple[Operation, Operation | None]]:
        """Every status that waits for a mail to be seen, with that mail."""
        waiting = [operation for operation in self.operations.values() if operation.behind_mail]
        return [(each, next((o for o in self.of_step(each.step_id) if o.kind == "send"), None)) for each in waiting]

    def of_step(self, step_id: str) -> list[Operation]:
        """The operations of one step, oldest first."""
        return [operation for operation in self.operations.values() if operation.step_id == step_id]

    def history(self, owner: str) -> list[Step]:
        """The steps of one process, oldest first."""
        return [step for step in self._steps.values() if step.owner == owner]

    def siblings(self, operation: Operation) -> list[Operation]:
        """Sends alike or of the same thread, and what ``operation`` takes back."""
        return [
            other
            for other in self.operations.values()
            if other.id == operation.inverse_of
            or (
                other.kind == operation.kind == "send"
                and other.id != operation.id
                and (other.thread_id == operation.thread_id or other.digest == operation.digest)
            )
        ]

    def uploaded(self, digests: tuple[str, ...]) -> dict[str, str]:
        """Which of these files the server has."""
        return {digest: self._uploads[digest] for digest in digests if digest in self._uploads}

    def seen(self, thread_id: str) -> Json | None:
        """Triage as the server last told it."""
        return self._triage.get(thread_id)
