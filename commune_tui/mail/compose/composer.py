"""The person's own mail while it is written: drafts, how answers begin, files, the editor.

Part of the session. Knows no screen; what a mail says is :mod:`commune_tui.mail.compose`'s work. What it needs
is imported when somebody writes: the first frame needs none of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_tui.mail.events import DraftsRecovered, Fact
from commune_tui.mail.reads import Reading
from commune_tui.store import drafts as drafts_table

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.mail.bodies import Bodies
    from commune_tui.mail.compose.start import Desk, Kind, Start
    from commune_tui.mail.drafts import Drafts
    from commune_tui.mail.editing import Editing
    from commune_tui.mail.outbox.presence import Presence
    from commune_tui.store.drafts import Draft, File
    from commune_tui.store.rows import MessageRow


class Drafting(Reading):
    """Mixed into the session."""

    _drafts: Drafts | None = None
    _editing: Editing | None = None
    _presence: Presence | None = None
    _bodies: Bodies | None = None

    def _tell(self, fact: Fact) -> None:
        raise TypeError("the session has it")

    # -- drafts ------------------------------------------------------------------------------------------------------

    @property
    def desk(self) -> Drafts:
        """The drafts of this copy of the program."""
        if self._drafts is None:
            from commune_tui.mail.drafts import Drafts

            self._drafts = Drafts(self.database, self._tell)
        return self._drafts

    def draft(self, draft_id: str) -> Draft | None:
        """A draft as it was last kept, saved or not."""
        for draft in self.desk.unsaved():
            if draft.id == draft_id:
                return draft
        return self._read(lambda conn: drafts_table.get(conn, draft_id))

    def draft_in(self, thread_id: str) -> Draft | None:
        """The open draft that answers in a thread, the latest one."""
        found = self._read(lambda conn: drafts_table.of_thread(conn, thread_id))
        here = next((draft for draft in found if draft.state == "open"), None)
        return self.draft(here.id) if here is not None else None

    def new_draft(self, fields: Mapping[str, Any]) -> Draft:
        """A draft with these fields; not on disk before it is kept."""
        return self.desk.new(**fields)

    def desk_with(self, signature: str) -> Desk:
        """What every mail from here has."""
        from commune_tui.mail.compose.start import Desk

        return Desk(self.inboxes(), self.me, signature)

    def answered(self, thread_id: str, message_id: str = "") -> MessageRow | None:
        """The message that an answer is about: that one, else the newest that came in; ``None`` when none is here."""
        from commune_tui.mail.compose import start

        messages = self.messages(thread_id)
        return next((each for each in messages if each.id == message_id), None) or start.answered(messages)

    @property
    def bodies(self) -> Bodies:
        """Mails as they are read: for whoever shows them, and for quoting them."""
        if self._bodies is None:
            from commune_tui.mail.bodies import Bodies

            self._bodies = Bodies(self)
        return self._bodies

    def body_at_hand(self, message: MessageRow) -> Body | None:
        """How the whole of a mail reads, if that needs no waiting."""
        found = self.bodies.ready(message)
        if found is not None and found.body.goes_on:
            found = self.bodies.ready(message, whole=True)
        return found.body if found is not None else None

    async def read_body(self, message: MessageRow) -> Body:
        """How a mail reads, to its end: an answer and a forward have all of it."""
        read = await self.bodies.read(message)
        if read.body.goes_on:
            read = await self.bodies.read(message, whole=True)
        return read.body

    def start_of(self, kind: Kind, message: MessageRow, body: Body, desk: Desk) -> Start | None:
        """How an answer begins; ``None`` when the thread is gone."""
        from commune_tui.mail.compose import start
        from commune_tui.mail.conversation import reply_to

        thread = self.thread(message.thread_id)
        if thread is None:
            return None
        if kind == "forward":
            return start.handed_on(desk, thread, message, body)
        wanted = reply_to(self.source(message.seq)) if message.direction != "outbound" else ""
        return start.answer(kind, desk, thread, self.messages(thread.id), message, body, wanted)

    def template_values(self, draft: Draft) -> dict[str, str]:
        """What the draft's thread can fill into a template."""
        from commune_tui.mail.compose import templates
        from commune_tui.mail.compose.addresses import bare
        from commune_tui.text.address import parted

        messages = self.messages(draft.thread_id) if draft.thread_id else []
        first = draft.to[0] if draft.to else ""
        if (
            first
            and not parted(first)[0]
            and (known := self.people(bare(first), 1))
            and known[0].address == bare(first)
        ):
            first = f"{known[0].name} <{first}>" if known[0].name else first
        return templates.values(messages, subject=draft.subject, to=first, me=self.me)

    async def attach_file(self, path: Path) -> File:
        """Copy a file beside the store. Raises NotAttached with a sentence."""
        from commune_tui.mail import attaching

        return await asyncio.to_thread(attaching.attach, self.database.vault, path)

    async def throw_away(self, draft_id: str) -> None:
        """Discard a draft; for a day it is among :meth:`drafts_thrown_away`."""
        if (draft := self.draft(draft_id)) is not None:
            await self.desk.save(draft)  # notes the time
        await self.desk.discard(draft_id)

    def drafts_thrown_away(self) -> list[Draft]:
        """Drafts that were discarded, the latest first; ``saved_at`` is when."""
        return self._read(lambda conn: drafts_table.each(conn, "discarded"))

    # -- the editor --------------------------------------------------------------------------------------------------

    @property
    def editing(self) -> Editing:
        """Drafts in ``$EDITOR``."""
        if self._editing is None:
            from commune_tui.mail.editing import Editing
            from commune_tui.mail.outbox.presence import Presence

            self._presence = Presence(self.database.desk_file.parent)
            self._editing = Editing(self.database, self._presence.name, self._presence.gone)
        return self._editing

    async def begin_writing(self) -> None:
        """Take up what editors had when a copy of the program ended."""
        if self.database.read_only:
            return
        folder = self.database.desk_file.parent / "editing"
        if not (self._read(drafts_table.in_editor) or (folder.is_dir() and any(folder.iterdir()))):
            return
        if recovered := await self.editing.recover():
            self._tell(DraftsRecovered(tuple(draft.id for draft in recovered)))

    async def end_writing(self) -> None:
        """Write what is waiting, end what was started."""
        if self._drafts is not None:
            await self._drafts.close()
        if self._bodies is not None:
            await self._bodies.close()
        if self._presence is not None:
            self._presence.close()
