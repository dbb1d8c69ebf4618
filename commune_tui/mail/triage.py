"""What the person wants done: each wish is on disk before it is shown as done, and returns what there is to say.

Triage and mail go through the outbox; what stays on this machine is written here. Sentences are for the status line.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.events import ActUndone, DraftReturned, Fact, InboxesChanged, ThreadsChanged
from commune_tui.store import marks, notes, threads, views
from commune_tui.store.database import Database
from commune_tui.store.notes import Note
from commune_tui.text import cut
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.body.lines import Body
    from commune_tui.mail.bodies import Bodies
    from commune_tui.mail.files import Progress, Saved
    from commune_tui.mail.outbox.endings import Watched
    from commune_tui.mail.outbox.outbox import Outbox
    from commune_tui.store.rows import AttachmentRow


class Wishes:
    """Mixed into the session."""

    database: Database
    me: str
    client: Commune | None
    _ready: asyncio.Event

    @property
    def bodies(self) -> Bodies:
        """What reads the bodies of mails."""
        raise TypeError("the session has it")

    async def outbox(self) -> Outbox:
        """The outbox, as soon as it is there."""
        raise TypeError("the session has it")

    def _tell(self, fact: Fact) -> None:
        raise TypeError("the session has it")

    # -- what becomes of it ------------------------------------------------------------------------------------------

    async def watched(self) -> Watched:
        """From now on: what is asked of the outbox here, and how it comes out."""
        from commune_tui.mail.outbox.endings import Watched

        return await Watched.of(self.database, await self.outbox())

    # -- triage ------------------------------------------------------------------------------------------------------

    async def set_status(self, thread_ids: Sequence[str], status: str) -> None:
        await (await self.outbox()).set_status(thread_ids, status)

    async def assign(self, thread_ids: Sequence[str], who: str | None) -> None:
        await (await self.outbox()).assign(thread_ids, who)

    async def tag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> None:
        await (await self.outbox()).tag(thread_ids, add=tags)

    async def untag(self, thread_ids: Sequence[str], tags: Sequence[str]) -> None:
        await (await self.outbox()).tag(thread_ids, remove=tags)

    async def spam(self, thread_ids: Sequence[str]) -> None:
        """Tag as spam and close, as one step: one undo takes both back."""
        await (await self.outbox()).spam(thread_ids)

    async def undo(self) -> str:
        """Take back the newest act."""
        done = await (await self.outbox()).undo()
        if done is None:
            return "Nothing to undo."
        step, undone = done
        for mail in (each for each in undone.cancelled if each.kind == "send" and each.draft_id):
            self._tell(DraftReturned(mail.draft_id or ""))
            return f"Undone: {step.label}. It is a draft again."
        if undone.too_late and not (undone.cancelled or undone.inverted):
            return f"Too late to undo: {step.label}."
        part = f", but {len(undone.too_late)} had left" if undone.too_late else ""
        ids = frozenset(each.thread_id for each in (*undone.cancelled, *undone.inverted) if each.thread_id)
        self._tell(ActUndone(ids))
        return f"Undone: {step.label}{await self._named(ids)}{part}. {do('app.redo')} does it again."

    async def _named(self, thread_ids: frozenset[str]) -> str:
        """The subject of a single thread, to be put behind what was done to it."""
        if len(thread_ids) != 1:
            return ""
        (thread_id,) = thread_ids
        row = await self.database.read(lambda conn: threads.get(conn, thread_id))
        return f", “{cut(row.subject, 40)}”" if row is not None and row.subject else ""

    async def redo(self) -> str:
        """Do again what was undone last."""
        step = await (await self.outbox()).redo()
        return "Nothing to redo." if step is None else f"Done again: {step.label.removeprefix('undo ')}."

    async def resolve(self, operation_id: str, *, mine: bool) -> None:
        """Settle a conflict."""
        await (await self.outbox()).resolve(operation_id, "mine" if mine else "theirs")

    async def fetch_file(self, attachment_id: str, name: str, folder: Path, progress: Progress) -> Saved:
        """Fetch an attachment into a folder. Raises NotSaved with a sentence."""
        from commune_tui.mail.files import NotSaved, save

        await self._ready.wait()
        if self.client is None:
            raise NotSaved("There is no connection yet, so nothing was saved.")
        return await save(self.client, attachment_id, name, folder, progress)

    async def read_file(self, file: AttachmentRow) -> Body:
        """An attachment that is read inside. Raises NotSaved with a sentence, or the client's errors."""
        from commune_tui.mail.files import NotSaved, content, read_inside

        await self._ready.wait()
        if self.client is None:
            raise NotSaved("There is no connection yet, so this file cannot be read.")
        data, doubt = await content(self.client, file.id)
        found = await self.bodies.read_file(read_inside(file.name or "", file.mime_type), data)
        if found is None:
            raise NotSaved("This file took too long to read. It can be saved.")
        return replace(found, notes=(doubt, *found.notes)) if doubt else found

    # -- local to this machine ---------------------------------------------------------------------------------------

    async def _mark(self, work: Callable[[sqlite3.Connection], set[str]]) -> None:
        if changed := await self.database.write(work):
            self._tell(ThreadsChanged(frozenset(changed)))

    async def mark_unread(self, thread_ids: Sequence[str], unread: bool) -> None:
        await self._mark(lambda conn: (marks.mark_unread if unread else marks.see)(conn, thread_ids))

    async def snooze(self, thread_ids: Sequence[str], until: datetime | None) -> None:
        """Put threads out of sight until a moment; ``None`` brings them back."""
        if until is None:
            await self._mark(lambda conn: marks.wake(conn, thread_ids))
        else:
            await self._mark(lambda conn: marks.snooze(conn, thread_ids, until))

    async def add_note(self, thread_id: str, text: str) -> None:
        """Write an internal note. It never leaves this machine."""
        note = Note(secrets.token_hex(8), thread_id, text, self.me, clock.now_ms())
        await self.database.write(lambda conn: notes.put(conn, note))
        self._tell(ThreadsChanged(frozenset([thread_id])))

    async def keep_choice(self, name: str, value: str) -> None:
        """Keep how the person wants something to look, for the next start."""
        from commune_tui.store import choices

        await self.database.write(lambda conn: choices.put(conn, name, value))

    async def save_view(self, name: str, query: str) -> None:
        """Keep a query under a name; an old view of that name is replaced."""

        def write(conn: sqlite3.Connection) -> None:
            same = [row.id for row in views.rows(conn) if row.name.casefold() == name.casefold()]
            views.put(conn, same[0] if same else secrets.token_hex(8), name, query)

        await self.database.write(write)
        self._tell(InboxesChanged())

    async def delete_view(self, name: str) -> str:
        """Forget a saved view; what it found is told, so that it can be made again."""

        def write(conn: sqlite3.Connection) -> list[str]:
            same = [row for row in views.rows(conn) if row.name.casefold() == name.casefold()]
            for row in same:
                views.remove(conn, row.id)
            return [row.query or "everything" for row in same]

        found = await self.database.write(write)
        self._tell(InboxesChanged())
        return f"The view {name} is gone. It was: {', '.join(found)}" if found else f"There is no view {name!r}."
