"""What the person decides about threads: each act is on disk before it is shown as done.

Status, assignee and tags go to the server through the outbox; unread marks, snoozes and notes stay on this machine.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from commune_tui import clock
from commune_tui.mail.connection import Connection
from commune_tui.mail.events import Fact, ThreadsChanged
from commune_tui.sending import act
from commune_tui.sending.naming import changing, named
from commune_tui.sending.operation import Change, Json, Operation
from commune_tui.sending.policy import Hand
from commune_tui.sending.triage import applied
from commune_tui.store import marks, notes, overlay
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.store.notes import Note


class Triage:
    """``me`` signs notes. What goes to the server is one step for all threads, gives the operations of those that
    change, and raises what :meth:`Connection.accept` does."""

    def __init__(self, database: Database, connection: Connection, tell: Callable[[Fact], None], me: str) -> None:
        self._database, self._connection, self._tell, self._me = database, connection, tell, me

    # -- what goes to the server -------------------------------------------------------------------------------------

    async def set_status(self, thread_ids: Sequence[str], status: str) -> list[Operation]:
        return await self._ask(thread_ids, ("status", {"status": status}))

    async def assign(self, thread_ids: Sequence[str], who: str | None) -> list[Operation]:
        """Give threads to somebody, or to nobody."""
        return await self._ask(thread_ids, ("assign", {"assigned_to": who}))

    async def tag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> list[Operation]:
        return await self._ask(thread_ids, ("tags", {"add": sorted(set(tags)), "remove": []}))

    async def untag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> list[Operation]:
        return await self._ask(thread_ids, ("tags", {"add": [], "remove": sorted(set(tags))}))

    async def spam(self, thread_ids: Sequence[str]) -> list[Operation]:
        """Tag as spam and close: one undo takes both back."""
        tagged: Json = {"add": ["spam"], "remove": []}
        return await self._ask(thread_ids, ("tags", tagged), ("status", {"status": "closed"}))

    async def _ask(self, thread_ids: Sequence[str], *acts: tuple[str, Json]) -> list[Operation]:
        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, list[Operation]]:
            seen, lanes, asked = table.shown(conn, thread_ids), table.stopped(conn), overlay.asked(conn, thread_ids)
            changes = []
            for kind, intent in acts:
                changes.append(act.triaged(hand, "", kind, intent, seen, lanes, asked))
                seen = {name: state and applied(kind, intent, state) for name, state in seen.items()}
            change = changes[0] if len(changes) == 1 else act.joined(*changes)
            made = [each for each in change.operations if each.state == "ready"]
            label = named(map(changing, made))
            return replace(change, steps=tuple(replace(step, label=label) for step in change.steps)), made

        return await self._connection.accept(build)

    # -- what stays on this machine ----------------------------------------------------------------------------------

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
