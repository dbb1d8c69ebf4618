"""The person's own mail: drafts, files, the editor, the checks, and sending through the outbox.

Part of the session. Knows no screen; what a mail says is :mod:`commune_tui.mail.compose`'s work. What it needs
is imported when somebody writes: the first frame needs none of it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from commune_tui import clock
from commune_tui.mail.events import DraftReturned, DraftsRecovered, Fact
from commune_tui.mail.reading import Reading
from commune_tui.store import drafts as drafts_table
from commune_tui.store import outbox as table
from commune_tui.store.drafts import Draft, File
from commune_tui.store.operation import Operation
from commune_tui.store.rows import InboxRow

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.bodies import Bodies
    from commune_tui.mail.compose.concerns import Budget, Concern, Known
    from commune_tui.mail.compose.start import Desk, Start
    from commune_tui.mail.drafts import Drafts
    from commune_tui.mail.editing import Editing
    from commune_tui.mail.outbox.outbox import Outbox
    from commune_tui.mail.outbox.presence import Presence

_PEOPLE = 1_000


class NotOnDisk(Exception):
    """The draft could not be written, so nothing was done with it; it is kept in memory and tried again."""


class Writing(Reading):
    """Mixed into the session."""

    client: Commune | None
    _drafts: Drafts | None = None
    _editing: Editing | None = None
    _presence: Presence | None = None
    _bodies: Bodies | None = None
    _hold_s: float

    async def outbox(self) -> Outbox:
        """The outbox, as soon as it is there."""
        raise TypeError("the session has it")

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

    async def start_of(
        self, kind: Literal["reply", "reply_all", "forward"], thread_id: str, desk: Desk, message_id: str = ""
    ) -> Start | None:
        """How an answer begins; ``None`` when there is nothing to answer. ``message_id``: else the newest that came."""
        from commune_tui.mail.bodies import Bodies
        from commune_tui.mail.compose import start
        from commune_tui.mail.conversation import reply_to

        thread = self.thread(thread_id)
        messages = self.messages(thread_id)
        chosen = next((each for each in messages if each.id == message_id), None) or start.answered(messages)
        if thread is None or chosen is None:
            return None
        if self._bodies is None:
            self._bodies = Bodies()
        body = (await self._bodies.read(chosen)).body
        if kind == "forward":
            return start.handed_on(desk, thread, chosen, body)
        wanted = reply_to(self.source(chosen.seq)) if chosen.direction != "outbound" else ""
        return start.answer(kind, desk, thread, messages, chosen, body, wanted)

    def template_values(self, draft: Draft) -> dict[str, str]:
        """What the draft's thread can fill into a template."""
        from commune_tui.mail.compose import templates
        from commune_tui.mail.compose.addresses import bare

        messages = self.messages(draft.thread_id) if draft.thread_id else []
        first = draft.to[0] if draft.to else ""
        if first and "<" not in first and (known := self.people(bare(first), 1)) and known[0].address == bare(first):
            first = f"{known[0].name} <{first}>" if known[0].name else first
        return templates.values(messages, subject=draft.subject, to=first, me=self.me)

    async def attach_file(self, path: Path) -> File:
        """Copy a file beside the store. Raises NotAttached with a sentence."""
        from commune_tui.mail import attaching

        return await asyncio.to_thread(attaching.attach, self._files(), path)

    def _files(self) -> Path:
        return self.database.desk_file.parent / "files"

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
        if self.database.read_only or not self._read(drafts_table.in_editor):
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

    # -- checks ------------------------------------------------------------------------------------------------------

    def concerns(self, draft: Draft) -> list[Concern]:
        """What to look at before this draft leaves, the gravest first."""
        from commune_tui.mail.compose.concerns import check
        from commune_tui.mail.outbox import checks

        return check(draft, self._known(draft, checks.check(draft)))

    def _known(self, draft: Draft, stops: list[str]) -> Known:
        from commune_tui.mail.compose.concerns import Known
        from commune_tui.store import conversation, delivery, inboxes, people, threads

        now = clock.now()

        def read(conn: sqlite3.Connection) -> Known:
            boxes = inboxes.rows(conn)
            sending = next((row for row in boxes if row.id == draft.inbox_id), None)
            thread = threads.get(conn, draft.thread_id) if draft.thread_id else None
            return Known(
                messages=conversation.of_thread(conn, draft.thread_id) if draft.thread_id else (),
                suppressions=[
                    row for row in delivery.suppressions(conn, now) if _concerns(row.inbox_id, row.domain_id, sending)
                ],
                people=[row.address for row in people.complete(conn, "", _PEOPLE)],
                own=[row.address for row in boxes if row.address],
                sender=sending.address if sending else "",
                thread_inbox=thread.inbox_address if thread else "",
                budget=self._budget(),
                stops=stops,
            )

        return self._read(read)

    def _budget(self) -> Budget:
        from commune_tui.mail.compose.concerns import Budget

        if self.client is None:
            return Budget()
        limits = self.client.rate_limits
        known = [
            (limits.remaining_hour, limits.reset_hour_at, "hour"),
            (limits.remaining_day, limits.reset_day_at, "day"),
        ]
        stated = [(left, at, per) for left, at, per in known if left is not None and (at is None or at > clock.now())]
        return Budget(*min(stated, key=lambda each: each[0])) if stated else Budget()

    # -- sending -----------------------------------------------------------------------------------------------------

    async def send_draft(self, draft: Draft) -> Operation:
        """Put a draft into the hold. Raises NotOnDisk, or Refused with what is wrong with it."""
        if not await self.desk.save(draft):
            raise NotOnDisk("Not sent: the draft could not be written to the disk. It is kept here; try again.")
        return await (await self.outbox()).send(draft.id)

    async def take_back(self, operation_id: str) -> None:
        """Take a mail back out of the hold; its draft is told of. Raises Refused when it is too late."""
        draft_id = await (await self.outbox()).cancel_send(operation_id)
        self._tell(DraftReturned(draft_id))

    async def send_now(self, operation_id: str) -> None:
        """Let a held mail leave at once. Raises Refused when it is not in the hold any more."""
        outbox = await self.outbox()
        draft_id = await outbox.cancel_send(operation_id)
        await outbox.send(draft_id, hold_s=0.0)

    async def settle(self, operation_id: str, *, sent: bool) -> None:
        """Say what became of a mail whose fate the program cannot find out."""
        await (await self.outbox()).tell(operation_id, sent=sent)

    @property
    def hold_s(self) -> float:
        """How long a mail waits in the hold, in seconds."""
        return self._hold_s

    def hold_words(self) -> str:
        """How long the hold lasts still, and what takes a mail back, for the status line; empty without one."""
        held = [each for each in self.waiting() if each.kind == "send" and each.state == "held"]
        if not held:
            return ""
        from commune_tui.mail.outbox import history

        first = min(held, key=lambda each: each.next_at)
        left_s = max(0, -(-(first.next_at - clock.now_ms()) // 1000))
        newest = self._read(lambda conn: history.undoable(table.steps(conn, first.owner, 50), first.owner))
        key = "z" if newest is not None and newest.id == first.step_id else "g d"
        mails = f"{len(held)} mails: first" if len(held) > 1 else "mail"
        at = datetime.fromtimestamp(first.next_at / 1000, UTC).astimezone()
        when = f"in {left_s} s" if left_s < 600 else f"at {at:%H:%M}"
        return f"{mails} leaves {when}, {key} takes it back"

    def sends_settled(self) -> list[Operation]:
        """Mails that the server accepted or refused, newest first; of each draft the latest."""
        return self._read(table.settled_sends)

    def mail_of(self, operation_id: str) -> Operation | None:
        """An operation, settled or not."""
        return self._read(lambda conn: table.get(conn, operation_id))


def _concerns(inbox_id: str, domain_id: str, sending: InboxRow | None) -> bool:
    """Whether a suppression is about mail from this inbox."""
    if sending is None or not (inbox_id or domain_id):
        return True
    return inbox_id == sending.id or (not inbox_id and domain_id == sending.domain_id)
