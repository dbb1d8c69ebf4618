"""The same promises kept by the real tables: commune_tui.store.outbox on SQLite files."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from commune_tui.sending.operation import Change, Json, Operation, Step
from commune_tui.store import connection, drafts, outbox, sightings, triage
from commune_tui.store.records import TriageRecord


def template(folder: Path) -> Path:
    """A folder with an empty store, to be copied for each run."""
    for kind in ("mail", "desk"):
        (folder / f"{kind}.db").touch(mode=0o600)
        connection.prepare(folder / f"{kind}.db", kind)
    return folder


class SqlDesk:
    """One connection stands for all processes: their transactions are one after the other on a real disk as well."""

    def __init__(self, empty: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(empty, folder)
        self._conn = connection.connect(folder / "mail.db", folder / "desk.db", writer=True)
        self._conn.execute("PRAGMA desk.synchronous = OFF")  # no power is lost here, and it is ten times faster

    def close(self) -> None:
        """Let go of the files."""
        self._conn.close()

    @property
    def operations(self) -> dict[str, Operation]:
        rows = self._conn.execute("SELECT id FROM desk.operations ORDER BY seq").fetchall()
        found = [outbox.get(self._conn, row[0]) for row in rows]
        return {operation.id: operation for operation in found if operation is not None}

    def save(self, change: Change) -> bool:
        self._conn.execute("BEGIN IMMEDIATE")
        for operation in change.operations:  # whoever acts on a thread has a row of it, read or not
            if operation.thread_id is not None:
                self._conn.execute("INSERT OR IGNORE INTO threads (id) VALUES (?)", (operation.thread_id,))
        try:
            outbox.save(self._conn, change)
        except outbox.Stale:
            self._conn.execute("ROLLBACK")
            return False
        self._conn.execute("COMMIT")
        return True

    def write_draft(self, draft_id: str, body: str) -> None:
        drafts.put(self._conn, drafts.Draft(draft_id, 1, 1, body=body))

    def draft_state(self, draft_id: str) -> str:
        draft = drafts.get(self._conn, draft_id)
        assert draft is not None
        return draft.state

    def learn(self, thread_id: str, state: Json) -> None:
        self._conn.execute("INSERT OR IGNORE INTO threads (id) VALUES (?)", (thread_id,))
        record = TriageRecord(state["status"], state["assigned_to"], tuple(state["tags"]))
        triage.put(self._conn, {thread_id: record}, datetime.now(UTC))

    def adopt(self, old: str, new: str) -> None:
        outbox.adopt(self._conn, old, new)

    def open(self) -> list[Operation]:
        return outbox.open_operations(self._conn)

    def unseen(self) -> list[Operation]:
        return sightings.unseen(self._conn)

    def behind_mail(self) -> list[tuple[Operation, Operation | None]]:
        return sightings.behind_mail(self._conn)

    def of_step(self, step_id: str) -> list[Operation]:
        return outbox.of_step(self._conn, step_id)

    def history(self, owner: str) -> list[Step]:
        return outbox.steps(self._conn, owner)

    def siblings(self, operation: Operation) -> list[Operation]:
        return outbox.siblings(self._conn, operation)

    def uploaded(self, digests: tuple[str, ...]) -> dict[str, str]:
        return outbox.uploaded(self._conn, digests)

    def seen(self, thread_id: str) -> Json | None:
        """The server's side of the row; the simulation lays the operations over it by itself."""
        row = self._conn.execute(
            "SELECT server_status, server_assignee, server_tags FROM threads WHERE id = ? AND triage_read_at > 0",
            (thread_id,),
        ).fetchone()
        if row is None:
            return None
        return {"status": row[0], "assigned_to": row[1], "tags": sorted(json.loads(row[2])), "updated_at": None}

    def shown(self, thread_id: str) -> Json | None:
        """The row as the screen has it."""
        return outbox.shown(self._conn, [thread_id])[thread_id]
