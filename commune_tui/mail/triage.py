"""What the person decides about threads: each act is on disk before it is shown as done.

Status, assignee and tags go to the server through the outbox; unread marks, snoozes and notes stay on this machine.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.mail.connection import Connection
from commune_tui.mail.events import Fact, ThreadsChanged
from commune_tui.store import marks, notes
from commune_tui.store.database import Database
from commune_tui.store.notes import Note


class Triage:
    """``me`` signs notes. What goes to the server raises what :meth:`Connection.outbox` does."""

    def __init__(self, database: Database, connection: Connection, tell: Callable[[Fact], None], me: str) -> None:
        self._database, self._connection, self._tell, self._me = database, connection, tell, me

    async def set_status(self, thread_ids: Sequence[str], status: str) -> None:
        await (await self._connection.outbox()).set_status(thread_ids, status)

    async def assign(self, thread_ids: Sequence[str], who: str | None) -> None:
        await (await self._connection.outbox()).assign(thread_ids, who)

    async def tag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> None:
        await (await self._connection.outbox()).tag(thread_ids, add=tags)

    async def untag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> None:
        await (await self._connection.outbox()).tag(thread_ids, remove=tags)

    async def spam(self, thread_ids: Sequence[str]) -> None:
        """Tag as spam and close, as one step: one undo takes both back."""
        await (await self._connection.outbox()).spam(thread_ids)

    async def mark_unread(self, thread_ids: Sequence[str], unread: bool) -> None:
        await self._mark(lambda conn: (marks.mark_unread if unread else marks.see)(conn, thread_ids))

    async def snooze(self, thread_ids: Sequence[str], until: datetime | None) -> None:
        """Put threads out of sight until a moment; ``None`` brings them back."""
        if until is None:
            await self._mark(lambda conn: marks.wake(conn, thread_ids))
        else:
            await self._mark(lambda conn: marks.snooze(conn, thread_ids, until))

    async def _mark(self, work: Callable[[sqlite3.Connection], set[str]]) -> None:
        if changed := await self._database.write(work):
            self._tell(ThreadsChanged(frozenset(changed)))

    async def add_note(self, thread_id: str, text: str) -> None:
        """Write an internal note. It never leaves this machine."""
        note = Note(secrets.token_hex(8), thread_id, text, self._me, clock.now_ms())
        await self._database.write(lambda conn: notes.put(conn, note))
        self._tell(ThreadsChanged(frozenset([thread_id])))
