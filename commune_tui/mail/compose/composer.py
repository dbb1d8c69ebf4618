"""The person's own mail: how a new one and an answer begin, what to look at before it leaves, and sending it.

Knows no screen; what a mail says is :mod:`commune_tui.mail.compose`'s work, and sending is the outbox's.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.compose import start, templates
from commune_tui.mail.compose.addresses import bare
from commune_tui.mail.compose.concerns import Budget, Known, check
from commune_tui.mail.compose.start import Identity, Kind, Start
from commune_tui.mail.connection import Connection
from commune_tui.mail.conversation import reply_to
from commune_tui.mail.delivery import keeps_from_writing
from commune_tui.mail.drafts import Drafts
from commune_tui.mail.outbox import checks
from commune_tui.mail.outbox.outbox import Outbox
from commune_tui.mail.reads import Reads
from commune_tui.store import conversation, delivery, inboxes, people, threads
from commune_tui.store.database import Database
from commune_tui.text.address import parted

if TYPE_CHECKING:
    from commune_tui.body.lines import Body
    from commune_tui.mail.administration.rights import Rights
    from commune_tui.mail.compose.findings import Concern
    from commune_tui.sending.operation import Operation
    from commune_tui.store.drafts import Draft
    from commune_tui.store.rows import EventRow, MessageRow

_PEOPLE = 1_000
_ENDS = frozenset({"delivered", "bounced", "complained", "failed", "suppressed"})


class NotOnDisk(Explained):
    """The draft could not be written, so nothing was done with it; it is kept in memory and tried again."""


class Composer:
    """``me`` is the person's name."""

    def __init__(
        self, database: Database, connection: Connection, reads: Reads, drafts: Drafts, outbox: Outbox, me: str,
        rights: Rights,
    ) -> None:  # fmt: skip
        self._database, self._connection, self._reads, self._drafts = database, connection, reads, drafts
        self._outbox, self._me, self._rights = outbox, me, rights

    # -- how a mail begins -------------------------------------------------------------------------------------------

    def identity(self, signature: str) -> Identity:
        """What every mail from here has."""
        return Identity(self._reads.inboxes(), self._me, signature)

    def answered(self, thread_id: str, message_id: str = "") -> MessageRow | None:
        """The message that an answer is about: that one, else the newest that came in; ``None`` when none is here."""
        messages = self._reads.messages(thread_id)
        return next((each for each in messages if each.id == message_id), None) or start.answered(messages)

    def start_of(self, kind: Kind, message: MessageRow, body: Body, identity: Identity) -> Start | None:
        """How an answer begins; ``None`` when the thread is gone."""
        thread = self._reads.thread(message.thread_id)
        if thread is None:
            return None
        if kind == "forward":
            return start.handed_on(identity, thread, message, body)
        wanted = reply_to(self._reads.source(message.seq)) if message.direction != "outbound" else ""
        return start.answer(kind, identity, thread, self._reads.messages(thread.id), message, body, wanted)

    def template_values(self, draft: Draft) -> dict[str, str]:
        """What the draft's thread can fill into a template."""
        messages = self._reads.messages(draft.thread_id) if draft.thread_id else []
        first = draft.to[0] if draft.to else ""
        if (
            first
            and not parted(first)[0]
            and (known := self._reads.people(bare(first), 1))
            and known[0].address == bare(first)
        ):
            first = f"{known[0].name} <{first}>" if known[0].name else first
        return templates.values(messages, subject=draft.subject, to=first, me=self._me)

    def thread_values(self, thread_id: str) -> dict[str, str]:
        """What an answer to the thread would fill into a template; empty where none of its mails is here."""
        message = self.answered(thread_id)
        if message is None:
            return {}
        to = f"{message.sender_name} <{message.sender}>" if message.sender_name else message.sender
        thread = self._reads.thread(thread_id)
        title = message.subject or (thread.subject if thread is not None else "")
        return templates.values(self._reads.messages(thread_id), subject=title, to=to, me=self._me)

    # -- checks ------------------------------------------------------------------------------------------------------

    def concerns(self, draft: Draft) -> list[Concern]:
        """What to look at before this draft leaves, the gravest first."""
        lacks = self._rights.surely_lacks(checks.SCOPE)
        return check(draft, self._known(draft, checks.check(draft, lacks=lacks)))

    def _known(self, draft: Draft, stops: list[Concern]) -> Known:
        now = clock.now()

        def read(conn: sqlite3.Connection) -> Known:
            boxes = inboxes.rows(conn)
            sending = next((row for row in boxes if row.id == draft.inbox_id), None)
            thread = threads.get(conn, draft.thread_id) if draft.thread_id else None
            everybody = dict.fromkeys(filter(None, map(bare, (*draft.to, *draft.cc, *draft.bcc))))
            fates = [event for address in everybody if (event := _end(conn, address)) is not None]
            return Known(
                messages=conversation.of_thread(conn, draft.thread_id) if draft.thread_id else (),
                suppressions=[
                    row
                    for row in delivery.suppressions(conn, now)
                    if sending is None or keeps_from_writing(row, [sending])
                ],
                fates=fates,
                people=[row.address for row in people.complete(conn, "", _PEOPLE)],
                unknown=[
                    each for each in everybody if not any(row.address == each for row in people.complete(conn, each, 9))
                ],
                own=[row.address for row in boxes if row.address],
                sender=sending.address if sending else "",
                thread_inbox=thread.inbox_address if thread else "",
                budget=self._budget(),
                stops=stops,
            )

        return self._database.read_now(read)

    def _budget(self) -> Budget:
        if self._connection.client is None:
            return Budget()
        limits = self._connection.client.rate_limits
        known = [
            (limits.remaining_hour, limits.reset_hour_at, "hour"),
            (limits.remaining_day, limits.reset_day_at, "day"),
        ]
        stated = [(left, at, per) for left, at, per in known if left is not None and (at is None or at > clock.now())]
        return Budget(*min(stated, key=lambda each: each[0])) if stated else Budget()

    # -- sending -----------------------------------------------------------------------------------------------------

    async def send(self, draft: Draft, at: datetime | None = None, then: str = "") -> Operation:
        """Put a draft into the hold, until ``at`` when that is given; ``then`` is the status of its thread once it is
        seen. Raises NotOnDisk, or Refused with what is wrong with it."""
        if not await self._drafts.save(draft):
            raise NotOnDisk("Not sent: the draft could not be written to the disk. It is kept here; try again.")
        at_ms = None if at is None else int(at.timestamp() * 1000)
        return await self._outbox.send(draft.id, at_ms=at_ms, then=then)


def _end(conn: sqlite3.Connection, address: str) -> EventRow | None:
    """How the newest mail to an address ended, where that is known."""
    events = delivery.events(conn, recipient=address, limit=20)
    return next((event for event in events if event.type in _ENDS), None)
