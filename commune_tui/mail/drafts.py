"""Drafts reach the disk within a second of the last key, and before any editor sees them.

What the disk does not take is kept in memory, told, and tried again. Knows no screen; drafts are local to this machine.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from commune_tui import clock, tasks
from commune_tui.errors import Explained
from commune_tui.mail import events
from commune_tui.store import drafts as table
from commune_tui.store.database import Database
from commune_tui.store.drafts import Draft

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """When to save while somebody types, in seconds: after a short rest, and at the latest so long after a change."""

    rest_s: float = 0.25
    longest_s: float = 0.75
    retry_s: float = 2.0

    def due_at_s(self, first_change_s: float, last_key_s: float) -> float:
        """When to save, on the clock of the two arguments; never more than a second after the last key."""
        return min(last_key_s + self.rest_s, first_change_s + self.longest_s)


class Drafts:
    """The drafts of one account in this copy of the program."""

    def __init__(
        self, db: Database, emit: Callable[[events.Fact], None] = lambda fact: None, patience: Patience | None = None
    ) -> None:
        self._db = db
        self._emit = emit
        self._patience = patience or Patience()
        self._unsaved: dict[str, Draft] = {}
        self._first: dict[str, float] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[bool]] = set()

    def new(self, **fields: object) -> Draft:
        """A fresh draft; not on disk before its first :meth:`keep` or :meth:`save`."""
        now = clock.now_ms()
        return replace(Draft(secrets.token_hex(8), now, now), **fields)  # type: ignore[arg-type]

    def keep(self, draft: Draft) -> None:
        """Called with the whole draft after every key: it will be on disk within a second. Needs a running loop."""
        now = clock.monotonic_s()
        first = self._first.setdefault(draft.id, now)
        self._unsaved[draft.id] = draft
        self._later(draft.id, self._patience.due_at_s(first, now) - now)

    def _later(self, draft_id: str, delay_s: float) -> None:
        if (timer := self._timers.pop(draft_id, None)) is not None:
            timer.cancel()
        self._timers[draft_id] = asyncio.get_running_loop().call_later(max(delay_s, 0.0), self._begin, draft_id)

    def _begin(self, draft_id: str) -> None:
        self._timers.pop(draft_id, None)
        task = tasks.begin(self.flush(draft_id), "draft", tasks.awaited)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def save(self, draft: Draft) -> bool:
        """Write this draft now; whether it is on disk. If not, it is kept in memory, told, and tried again."""
        self._unsaved[draft.id] = draft
        return await self.flush(draft.id)

    async def flush(self, draft_id: str) -> bool:
        """Write what is waiting of one draft; ``True`` when nothing of it is only in memory."""
        draft = self._unsaved.get(draft_id)
        if draft is None:
            return True
        stamped = replace(draft, saved_at=clock.now_ms())
        try:
            await self._db.write(lambda conn: table.put(conn, stamped))
        except Exception as error:  # whatever it is: a text that is only in memory is tried again
            log.warning("a draft could not be saved", exc_info=error)
            self._emit(events.DraftUnsaved(draft_id, _told(error)))
            self._later(draft_id, self._patience.retry_s)
            return False
        if self._unsaved.get(draft_id) is draft:  # nothing was typed while it was written
            del self._unsaved[draft_id]
            self._first.pop(draft_id, None)
        else:
            self._first[draft_id] = clock.monotonic_s()
        self._emit(events.DraftSaved(draft_id))
        return draft_id not in self._unsaved

    def unsaved(self) -> list[Draft]:
        """Drafts, or their latest letters, that only memory holds."""
        return list(self._unsaved.values())

    def get(self, draft_id: str) -> Draft | None:
        """A draft as it was last kept, saved or not."""
        if (draft := self._unsaved.get(draft_id)) is not None:
            return draft
        return self._db.read_now(lambda conn: table.get(conn, draft_id))

    def in_thread(self, thread_id: str) -> Draft | None:
        """The open draft that answers in a thread, the latest one."""
        found = self._db.read_now(lambda conn: table.of_thread(conn, thread_id))
        here = next((draft for draft in found if draft.state == "open"), None)
        return self.get(here.id) if here is not None else None

    def open(self) -> list[Draft]:
        """Drafts that are open, newest last."""
        return self._db.read_now(lambda conn: table.each(conn, "open"))

    def thrown_away(self) -> list[Draft]:
        """Drafts that were discarded, the latest first; ``saved_at`` is when."""
        return self._db.read_now(lambda conn: table.each(conn, "discarded"))

    async def throw_away(self, draft_id: str) -> None:
        """Discard a draft and note when; for a day it is among :meth:`thrown_away`."""
        if (draft := self.get(draft_id)) is not None:
            await self.save(draft)
        await self.discard(draft_id)

    async def discard(self, draft_id: str) -> None:
        """Throw a draft away; it stays on disk as discarded, so that :meth:`restore` can bring it back."""
        self._forget(draft_id)
        await self._db.write(lambda conn: table.set_state(conn, draft_id, "discarded"))

    async def restore(self, draft_id: str) -> None:
        """Bring a discarded draft back."""
        await self._db.write(lambda conn: table.set_state(conn, draft_id, "open"))

    def _forget(self, draft_id: str) -> None:
        self._unsaved.pop(draft_id, None)
        self._first.pop(draft_id, None)
        if (timer := self._timers.pop(draft_id, None)) is not None:
            timer.cancel()

    async def close(self) -> None:
        """Write what is waiting and end the timers."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for draft_id in list(self._unsaved):
            await self.flush(draft_id)
        for timer in self._timers.values():
            timer.cancel()
        if self._tasks:
            await asyncio.gather(*self._tasks)


def _told(error: Exception) -> str:
    if isinstance(error, Explained):
        return error.sentence
    return f"This text could not be saved ({type(error).__name__}). It is kept here and tried again."
