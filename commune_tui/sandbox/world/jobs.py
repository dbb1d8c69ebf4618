"""Things that happen later: the fate of a sent mail, a webhook's next attempt.

A job is a row; it survives a restart of a world kept in a file. Who runs it registers a handler by kind; nothing here
sleeps, so a test moves the clock and calls :meth:`Jobs.pump`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from commune_tui.sandbox.world.database import Database, dump

Handler = Callable[[dict[str, Any]], Awaitable[None] | None]


class Jobs:
    """The due-jobs table."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._handlers: dict[str, Handler] = {}
        self.on_new: Callable[[], None] | None = None  # wakes the loop that waits for the next due time

    def handle(self, kind: str, handler: Handler) -> None:
        """Say who runs jobs of this kind: a plain or an async function of the payload."""
        self._handlers[kind] = handler

    def schedule(self, kind: str, payload: dict[str, Any], delay_s: float = 0.0) -> int:
        """Run ``kind`` with ``payload`` once ``delay_s`` sandbox seconds have passed. Returns the job's id."""
        due = self._db.now_ms() + int(delay_s * 1000)
        number = self._db.insert("jobs", due_at=due, kind=kind, payload=dump(payload))
        if self.on_new:
            self.on_new()
        return number

    def cancel(self, kind: str) -> int:
        """Forget all waiting jobs of a kind; how many there were."""
        return self._db.run("DELETE FROM jobs WHERE kind = ?", kind)

    def waiting(self) -> int:
        """How many jobs have not run yet."""
        return int(self._db.value("SELECT count(*) FROM jobs"))

    def next_due_s(self) -> float | None:
        """Sandbox seconds until the earliest job (0 when overdue); ``None`` when nothing waits."""
        due = self._db.value("SELECT min(due_at) FROM jobs")
        return None if due is None else max(0.0, (due - self._db.now_ms()) / 1000)

    async def pump(self) -> int:
        """Run every job that is due, in order, also those that become due meanwhile. How many ran."""
        ran = 0
        while row := self._db.one(
            "SELECT id, kind, payload FROM jobs WHERE due_at <= ? ORDER BY due_at, id LIMIT 1", self._db.now_ms()
        ):
            # Taken before it runs: a handler that waits on the network must not run twice.
            if not self._db.run("DELETE FROM jobs WHERE id = ?", row["id"]):
                continue
            handler = self._handlers.get(row["kind"])
            if handler is not None:
                ran += 1
                outcome = handler(json.loads(row["payload"]))
                if outcome is not None:
                    await outcome
        return ran
