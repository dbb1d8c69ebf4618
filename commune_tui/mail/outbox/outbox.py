"""What waits to leave, what became of it, sending a mail, deciding about one, and taking back what was done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.connection import Connection
from commune_tui.mail.events import ActUndone, DraftReturned, Fact
from commune_tui.mail.outbox import checks
from commune_tui.mail.outbox.endings import Watched, settled
from commune_tui.mail.outbox.fate import Fate, fate
from commune_tui.sending import act, sight, status_after, transitions, undoing
from commune_tui.sending.operation import VANISHED, Change, Json, Operation, Step
from commune_tui.sending.policy import Hand
from commune_tui.store import conversation, delivery, drafts, overlay, sightings
from commune_tui.store import outbox as table
from commune_tui.store.database import Database


class Refused(Explained):
    """What was asked cannot be done now; ``str(error)`` says why. Nothing was changed."""


class Redone(NamedTuple):
    """What a redo did again (``change``), of an undo of this name; ``mail`` is that of the act, which stays undone."""

    undone: str
    change: Change
    mail: Operation | None


class Outbox:
    """What changes something raises what :meth:`Connection.accept` does, and returns when it is on disk."""

    def __init__(
        self, database: Database, connection: Connection, tell: Callable[[Fact], None] = lambda fact: None
    ) -> None:
        self._db, self._connection, self._tell = database, connection, tell

    # -- what waits, and what became of it ---------------------------------------------------------------------------

    def waiting(self) -> list[Operation]:
        """Every write that is held, on its way, in doubt or in conflict, oldest first."""
        return self._db.read_now(table.open_operations)

    def answers_waiting(self, thread_id: str) -> int:
        """How many mails to a thread have been sent here and have not left."""
        return sum(each.kind == "send" and each.thread_id == thread_id for each in self.waiting())

    def status_after(self, mail: Operation) -> str:
        """Which status the conversation of a mail gets once that is seen; empty where it keeps its own."""
        step = self._db.read_now(lambda conn: table.of_step(conn, mail.step_id))
        return next((str(each.intent["status"]) for each in step if each.kind == "status"), "")

    def get(self, operation_id: str) -> Operation | None:
        """An operation, settled or not."""
        return self._db.read_now(lambda conn: table.get(conn, operation_id))

    def settled(self) -> list[Operation]:
        """Mails that the server accepted or refused, newest first; of each draft the latest."""
        return self._db.read_now(table.settled_sends)

    def fates(self) -> dict[str, Fate]:
        """How far each mail of :meth:`settled` came that the server took, by the id of its operation."""

        def read(conn: sqlite3.Connection) -> dict[str, Fate]:
            now_ms, found = clock.now_ms(), {}
            for each in table.settled_sends(conn):
                result = each.result or {}
                message_id = str(result.get("seen_id") or result.get("message_id") or result.get("id") or "")
                events = delivery.events(conn, message_id=message_id) if message_id else []
                found[each.id] = fate(each, events, now_ms)
            return found

        return self._db.read_now(read)

    async def watched(self) -> Watched:
        """From now on: what is asked of the outbox here, and how it comes out."""
        return await Watched.of(self._db, await self._connection.spool())

    async def mail_settled(self, operation_id: str, wait_s: float, stopped: Callable[[], bool]) -> Operation:
        """A mail as soon as there is nothing to wait for: seen, refused, taken back or to be decided, and the status
        behind it set; after its hold and ``wait_s`` more in any case, or when the wait was ``stopped``.
        """

        def mail(conn: sqlite3.Connection) -> list[Operation]:
            found = table.get(conn, operation_id)
            if found is None or found.state == "conflict":
                return [found] if found else []
            return [found, *(each for each in table.of_step(conn, found.step_id) if each.kind == "status")]

        [found, *_], _ = await settled(self._db, await self._connection.spool(), mail, wait_s, lambda *_: stopped())
        return found

    # -- mail --------------------------------------------------------------------------------------------------------

    async def send(self, draft_id: str, *, at_ms: int | None = None, then: str = "") -> Operation:
        """Put a draft into the hold; it leaves when that ends, and not before ``at_ms`` (unix milliseconds). Once it
        is seen at the server, its thread gets the status ``then``, where that is given.

        Raises Refused when the draft is not fit to be sent, or is already on its way.
        """

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, Operation]:
            draft = drafts.get(conn, draft_id)
            if draft is None or draft.state != "open":
                raise Refused(_NOT_OPEN.get(draft.state if draft else "", "This draft is not here any more."))
            problems = checks.check(draft)
            if problems:
                raise Refused(" ".join(each.sentence for each in problems))
            files = [{"filename": f.filename, "mime_type": f.mime_type, "size": f.size, "digest": f.digest}
                     for f in draft.attachments]  # fmt: skip
            talk = conversation.of_thread(conn, draft.thread_id) if draft.thread_id else ()
            intent = checks.mail(draft, checks.threading(draft, talk))
            label = f"send to {draft.to[0]}"
            wait_s = max(hand.policy.hold_s, ((at_ms or 0) - clock.now_ms()) / 1000)
            change = act.queued(
                hand, label, draft.id, intent, files, wait_s, thread_id=draft.thread_id, inbox_id=draft.inbox_id
            )
            mail = change.operations[-1]
            return _followed(conn, hand, change, draft.thread_id, then) if then and draft.thread_id else change, mail

        try:
            return await self._connection.accept(build)
        except table.Stale:
            raise Refused(_NOT_OPEN["queued"]) from None

    async def take_back(self, operation_id: str) -> None:
        """Take a mail back out of the hold; its draft is told of. Raises Refused when it is too late."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, str]:
            old = table.get(conn, operation_id)
            if old is None or old.kind != "send" or old.state not in ("held", "ready", "conflict"):
                raise Refused("It is too late to take this mail back: it is on its way.")
            return undoing.taken_back(hand, old, table.of_step(conn, old.step_id)), old.draft_id or ""

        self._tell(DraftReturned(await self._connection.accept(build)))

    async def send_now(self, operation_id: str) -> None:
        """Let a held mail leave at once. Raises Refused when it is not in the hold any more."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is None or old.state != "held":
                raise Refused("This mail is not in the hold any more.")
            ready = transitions.wait(hand, old, "ready", 0.0, owner=hand.owner)
            return Change((ready,), entries=(transitions.entry(hand, ready, "hurried"),)), None

        await self._connection.accept(build)

    async def settle(self, operation_id: str, *, sent: bool) -> None:
        """Say what became of a mail whose fate the program cannot find out. Raises Refused when that is known."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is not None and old.state == "confirmed" and old.code == VANISHED:
                return sight.told(hand, old, sent=sent), None
            if old is None or old.state != "unknown":
                raise Refused("This is settled already.")
            return act.told(hand, old, sent), None

        await self._connection.accept(build)

    # -- every write -------------------------------------------------------------------------------------------------

    async def other(self, kind: str, lane: str, intent: Json, label: str) -> Operation:
        """A write that the gateway knows by name (see ``gateway.Kind``), in order within ``lane``. It has no undo."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, Operation]:
            made = act.step(hand, label)
            new = act.operation(hand, made, kind, lane, intent)
            return Change((new,), steps=(made,), entries=(transitions.entry(hand, new, "made", intent),)), new

        return await self._connection.accept(build)

    async def resolve(self, operation_id: str, *, mine: bool) -> None:
        """Settle a conflict: mine goes out, or theirs stays (a mail becomes a draft again). Raises Refused when it
        was."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is None or old.state != "conflict":
                raise Refused("This is settled already.")
            return act.resolved(hand, old, "mine" if mine else "theirs", table.of_lanes(conn, [old.lane])), None

        await self._connection.accept(build)

    def undoable_at(self) -> int:
        """When the act was done that :meth:`undo` would take back (unix milliseconds); 0 where there is none."""
        if (spool := self._connection.sends) is None:
            return 0
        target = undoing.undoable(self._db.read_now(lambda conn: table.steps(conn, spool.owner)), spool.owner)
        return target.made_at if target is not None else 0

    async def undo(self) -> tuple[Step, undoing.Undone] | None:
        """Take back the newest act of this copy of the program; ``None`` when there is none."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, tuple[Step, undoing.Undone] | None]:
            target = undoing.undoable(table.steps(conn, hand.owner), hand.owner)
            if target is None:
                return Change(), None
            operations = table.of_step(conn, target.id)
            lanes = table.of_lanes(conn, (operation.lane for operation in operations))
            undone = undoing.undone(hand, target, operations, lanes)
            return undone.change, (target, undone)

        done = await self._connection.accept(build)
        if done is not None and (back := done[1]).mails:
            self._tell(DraftReturned(back.mails[0].draft_id or ""))
        elif done is not None and not back.came_too_late:
            self._tell(ActUndone(back.thread_ids))
        return done

    async def redo(self) -> Redone | None:
        """Do again what was undone last, unless something new was done since; ``None`` when there is nothing."""

        def build(conn: sqlite3.Connection, hand: Hand) -> tuple[Change, Redone | None]:
            undo = undoing.redoable(table.steps(conn, hand.owner), hand.owner)
            if undo is None or undo.target is None:
                return Change(), None
            operations = table.of_step(conn, undo.target)
            seen = table.shown(conn, {o.thread_id for o in operations if o.thread_id})
            change = undoing.redone(hand, undo, operations, seen)
            mail = next((each for each in operations if each.kind == "send"), None)
            return change, Redone(undo.label.removeprefix("undo "), change, mail)

        done = await self._connection.accept(build)
        if done is not None and done.change.operations:
            self._tell(ActUndone(frozenset(each.thread_id or "" for each in done.change.operations)))
        return done


def _followed(conn: sqlite3.Connection, hand: Hand, sent: Change, thread_id: str, then: str) -> Change:
    """A mail that was put into the hold, with the status that its thread gets once it is seen."""
    seen = table.shown(conn, [thread_id])[thread_id]
    newest, _ = overlay.asked(conn, [thread_id]).get(thread_id, (0, False))
    waiting = (status for status, _ in sightings.behind_mail(conn))
    return status_after.queued(hand, sent, thread_id, then, seen, newest, waiting)


_NOT_OPEN = {
    "queued": "This mail is already in the hold or on its way.",
    "sent": "This mail was sent already.",
    "discarded": "This draft was thrown away.",
}
