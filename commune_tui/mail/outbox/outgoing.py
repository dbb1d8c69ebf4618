"""The person's own mail when it is to leave: the checks, the hold, taking back, and what became of it.

Part of the session. Knows no screen; sending is the outbox's work.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.compose.composer import Drafting
from commune_tui.mail.events import DraftReturned
from commune_tui.store import outbox as table
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.compose.concerns import Budget, Known
    from commune_tui.mail.compose.findings import Concern
    from commune_tui.mail.outbox.fate import Fate
    from commune_tui.mail.outbox.outbox import Outbox
    from commune_tui.sending.operation import Operation
    from commune_tui.store.drafts import Draft
    from commune_tui.store.rows import EventRow, InboxRow

_PEOPLE = 1_000
_ENDS = frozenset({"delivered", "bounced", "complained", "failed", "suppressed"})


class NotOnDisk(Explained):
    """The draft could not be written, so nothing was done with it; it is kept in memory and tried again."""


class Writing(Drafting):
    """Mixed into the session."""

    client: Commune | None
    _hold_s: float

    async def outbox(self) -> Outbox:
        """The outbox, as soon as it is there."""
        raise TypeError("the session has it")

    # -- checks ------------------------------------------------------------------------------------------------------

    def concerns(self, draft: Draft) -> list[Concern]:
        """What to look at before this draft leaves, the gravest first."""
        from commune_tui.mail.compose.concerns import check
        from commune_tui.mail.outbox import checks

        return check(draft, self._known(draft, checks.check(draft)))

    def _known(self, draft: Draft, stops: list[Concern]) -> Known:
        from commune_tui.mail.compose.addresses import bare
        from commune_tui.mail.compose.concerns import Known
        from commune_tui.store import conversation, delivery, inboxes, people, threads

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
                    row for row in delivery.suppressions(conn, now) if _concerns(row.inbox_id, row.domain_id, sending)
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

    async def send_draft(self, draft: Draft, at: datetime | None = None) -> Operation:
        """Put a draft into the hold, until ``at`` when that is given. Raises NotOnDisk, or Refused with what is wrong
        with it."""
        if not await self.desk.save(draft):
            raise NotOnDisk("Not sent: the draft could not be written to the disk. It is kept here; try again.")
        at_ms = None if at is None else int(at.timestamp() * 1000)
        return await (await self.outbox()).send(draft.id, at_ms=at_ms)

    async def mail_settled(self, operation_id: str, wait_s: float, stopped: Callable[[], bool]) -> Operation:
        """A mail as soon as there is nothing to wait for: seen, refused, taken back or to be decided; after its hold
        and ``wait_s`` more in any case, or when the wait was ``stopped``.
        """
        from commune_tui.mail.outbox.endings import settled

        def mail(conn: sqlite3.Connection) -> list[Operation]:
            return [each for each in (table.get(conn, operation_id),) if each is not None]

        [found], _ = await settled(self.database, await self.outbox(), mail, wait_s, lambda *_: stopped())
        return found

    async def take_back(self, operation_id: str) -> None:
        """Take a mail back out of the hold; its draft is told of. Raises Refused when it is too late."""
        draft_id = await (await self.outbox()).cancel_send(operation_id)
        self._tell(DraftReturned(draft_id))

    async def send_now(self, operation_id: str) -> None:
        """Let a held mail leave at once. Raises Refused when it is not in the hold any more."""
        await (await self.outbox()).send_now(operation_id)

    async def claim(self, owner: str) -> str:
        """Have the agent confirmed by its owner, whose mail address this is; what there is to say of it."""
        from commune_tui.mail.compose.addresses import bare, objections, split

        entries = split(owner)
        if len(entries) != 1 or objections(owner):
            return objections(owner) or "Give the mail address of the owner, one."
        if self.client is None:
            return "The server was not reached yet. Try again in a moment."
        await self.client.agent.claim(bare(entries[0]))
        return f"A link went to {bare(entries[0])}. Once it is opened and confirmed, waiting mail leaves by itself."

    async def settle(self, operation_id: str, *, sent: bool) -> None:
        """Say what became of a mail whose fate the program cannot find out."""
        await (await self.outbox()).tell(operation_id, sent=sent)

    @property
    def hold_s(self) -> float:
        """How long a mail waits in the hold, in seconds."""
        return self._hold_s

    def _in_hold(self, now_ms: int) -> list[Operation]:
        return [each for each in self._read(table.held) if each.next_at > now_ms]

    def first_leaves_in_s(self) -> float | None:
        """When the first mail of the hold leaves; ``None`` when there is none."""
        now_ms = clock.now_ms()
        return min(((each.next_at - now_ms) / 1000 for each in self._in_hold(now_ms)), default=None)

    def hold_words(self) -> str:
        """How long the hold lasts still, and what takes a mail back, for the status line; empty without one."""
        now_ms = clock.now_ms()
        held = self._in_hold(now_ms)
        if not held:
            return ""
        from commune_tui.sending import undoing

        first = min(held, key=lambda each: each.next_at)
        left_s = max(0, -(-(first.next_at - now_ms) // 1000))
        newest = self._read(lambda conn: undoing.undoable(table.steps(conn, first.owner, 50), first.owner))
        way = "app.undo" if newest is not None and newest.id == first.step_id else "go.outbox"
        mails = f"{len(held)} mails: first" if len(held) > 1 else "mail"
        at = clock.local(clock.from_ms(first.next_at))
        when = clock.ahead(left_s) if left_s < 600 else f"at {at:%H:%M}" if left_s < 80_000 else f"on {at:%d %b}"
        return f"{mails} leaves {when}, {do(way)} takes it back"

    def answers_waiting(self, thread_id: str) -> int:
        """How many mails to a thread have been sent here and have not left."""
        return sum(each.kind == "send" and each.thread_id == thread_id for each in self.waiting())

    def sends_settled(self) -> list[Operation]:
        """Mails that the server accepted or refused, newest first; of each draft the latest."""
        return self._read(table.settled_sends)

    def fates(self) -> dict[str, Fate]:
        """How far each mail of :meth:`sends_settled` came that the server took, by the id of its operation."""
        from commune_tui.mail.outbox.fate import fate
        from commune_tui.store import delivery

        def read(conn: sqlite3.Connection) -> dict[str, Fate]:
            now_ms, found = clock.now_ms(), {}
            for each in table.settled_sends(conn):
                result = each.result or {}
                message_id = str(result.get("seen_id") or result.get("message_id") or result.get("id") or "")
                events = delivery.events(conn, message_id=message_id) if message_id else []
                found[each.id] = fate(each, events, now_ms)
            return found

        return self._read(read)

    def mail_of(self, operation_id: str) -> Operation | None:
        """An operation, settled or not."""
        return self._read(lambda conn: table.get(conn, operation_id))


def _end(conn: sqlite3.Connection, address: str) -> EventRow | None:
    """How the newest mail to an address ended, where that is known."""
    from commune_tui.store import delivery

    events = delivery.events(conn, recipient=address, limit=20)
    return next((event for event in events if event.type in _ENDS), None)


def _concerns(inbox_id: str, domain_id: str, sending: InboxRow | None) -> bool:
    """Whether a suppression is about mail from this inbox."""
    if sending is None or not (inbox_id or domain_id):
        return True
    return inbox_id == sending.id or (not inbox_id and domain_id == sending.domain_id)
