"""Every write of the person in one place: accepted on disk, shown at once, sent, undone or explained.

The screen calls these; each returns when the act is on disk, and raises StoreError with a sentence when it is not.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail import events
from commune_tui.mail.outbox import checks
from commune_tui.mail.outbox.presence import Presence
from commune_tui.mail.outbox.runner import Runner
from commune_tui.sending import act, sight, transitions, triage, undoing
from commune_tui.sending.operation import SENDING_PAUSED, VANISHED, Change, Json, Operation, Step
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.store import conversation, drafts, overlay
from commune_tui.store import outbox as table
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.mail.outbox.gateway import Gateway

T = TypeVar("T")


class Refused(Explained):
    """What was asked cannot be done now; ``str(error)`` says why. Nothing was changed."""


class Outbox:
    """One per account and process. ``who`` is the person's name, for the journal."""

    def __init__(
        self,
        db: Database,
        gateway: Gateway,
        *,
        who: str = "",
        emit: Callable[[events.Fact], None] = lambda fact: None,
        policy: Policy | None = None,
    ) -> None:
        self._db = db
        self._emit = emit
        self._presence = Presence(db.desk_file.parent)
        self._hand = Hand(
            self._presence.name, who, policy or Policy(), lambda: Moment(clock.now_ms(), clock.monotonic_s()),
            lambda: secrets.token_hex(16),
        )  # fmt: skip
        self.runner = Runner(db, gateway, self._hand, self._presence.gone, emit)

    @property
    def owner(self) -> str:
        """The name of this copy of the program, under which its steps stand."""
        return self._hand.owner

    async def start(self) -> None:
        """Look after what copies of the program that have ended left behind. Call before :meth:`run`.

        What the disk gives back damaged is not carried out: it is told as refused, and its draft is open again.
        """
        for operation_id, _ in await self._db.write(table.set_aside):
            sentence = "The disk gave a waiting write back damaged, so it was not carried out. Look at it again."
            self._emit(events.WriteRefused(operation_id, None, sentence))
        for owner in await self._db.read(table.owners) | self._presence.others():
            if self._presence.gone(owner):
                await self._db.write(lambda conn, gone=owner: table.adopt(conn, gone, self._hand.owner))  # type: ignore[misc]
                self._presence.forget(owner)
        await self.try_again()

    async def try_again(self) -> None:
        """Try now what waits because of a failure that may be over: a new key, the network back. Not a rate limit."""
        waiting = [
            transitions.wait(self._hand, each, "ready", 0.0)
            for each in await self._db.read(table.open_operations)
            if each.state == "ready"
            and each.owner == self._hand.owner
            and each.code not in ("", "rate_limited", SENDING_PAUSED)
        ]
        for each in waiting:  # one by one: what has moved on in the meantime is left alone
            await self.runner.save(Change((each,)))

    async def run(self) -> None:
        """Move operations until :meth:`stop`."""
        await self.runner.run()

    async def stop(self) -> None:
        """Stop cleanly; held mail and everything else that is open stays on disk for the next start."""
        await self.runner.stop()
        self._presence.close()

    async def _do(self, build: Callable[[sqlite3.Connection], tuple[Change, T]]) -> T:
        def work(conn: sqlite3.Connection) -> tuple[Change, T, set[str]]:
            change, result = build(conn)
            return change, result, table.save(conn, change)

        change, result, changed = await self._db.write(work)
        self.runner.tell(change, changed)
        return result

    # -- triage ---------------------------------------------------------------------------------------------------

    async def set_status(self, thread_ids: Sequence[str], status: str, label: str = "") -> list[Operation]:
        """Set the status of many threads as one step; operations for those that change."""
        return await self._triage(label or f"set to {status}", "status", {"status": status}, thread_ids)

    async def assign(self, thread_ids: Sequence[str], assigned_to: str | None, label: str = "") -> list[Operation]:
        """Give threads to somebody, or to nobody."""
        label = label or (f"assign to {assigned_to}" if assigned_to else "unassign")
        return await self._triage(label, "assign", {"assigned_to": assigned_to}, thread_ids)

    async def tag(
        self, thread_ids: Sequence[str], add: Iterable[str] = (), remove: Iterable[str] = (), label: str = ""
    ) -> list[Operation]:
        """Add and remove tags."""
        intent: Json = {"add": sorted(set(add)), "remove": sorted(set(remove))}
        words = [*(f"+{tag}" for tag in intent["add"]), *(f"-{tag}" for tag in intent["remove"])]
        return await self._triage(label or f"tag {' '.join(words)}", "tags", intent, thread_ids)

    async def _triage(self, label: str, kind: str, intent: Json, thread_ids: Sequence[str]) -> list[Operation]:
        many = label if len(thread_ids) == 1 else f"{label}, {len(thread_ids)} threads"

        def build(conn: sqlite3.Connection) -> tuple[Change, list[Operation]]:
            seen, asked = table.shown(conn, thread_ids), overlay.asked(conn, thread_ids)
            change = act.triaged(self._hand, many, kind, intent, seen, table.conflicts(conn), asked)
            return change, [o for o in change.operations if o.state == "ready"]

        return await self._do(build)

    async def spam(self, thread_ids: Sequence[str]) -> list[Operation]:
        """Tag as spam and close, as one step."""
        tagged: Json = {"add": ["spam"], "remove": []}
        label = "spam" if len(thread_ids) == 1 else f"spam, {len(thread_ids)} threads"

        def build(conn: sqlite3.Connection) -> tuple[Change, list[Operation]]:
            seen, lanes = table.shown(conn, thread_ids), table.conflicts(conn)
            first = act.triaged(self._hand, label, "tags", tagged, seen, lanes)
            after = {name: state and triage.applied("tags", tagged, state) for name, state in seen.items()}
            asked = overlay.asked(conn, thread_ids)
            then = act.triaged(self._hand, label, "status", {"status": "closed"}, after, lanes, asked)
            change = act.joined(first, then)
            return change, [o for o in change.operations if o.state == "ready"]

        return await self._do(build)

    async def other(self, kind: str, lane: str, intent: Json, label: str) -> Operation:
        """A write that the gateway knows by name (see ``gateway.Kind``), in order within ``lane``. It has no undo."""

        def build(conn: sqlite3.Connection) -> tuple[Change, Operation]:
            made = act.step(self._hand, label)
            new = act.operation(self._hand, made, kind, lane, intent)
            return Change((new,), steps=(made,), entries=(transitions.entry(self._hand, new, "made", intent),)), new

        return await self._do(build)

    # -- mail -----------------------------------------------------------------------------------------------------

    async def send(self, draft_id: str, *, hold_s: float | None = None, at_ms: int | None = None) -> Operation:
        """Put a draft into the hold; it leaves after ``hold_s``, or at ``at_ms`` (unix milliseconds).

        Raises Refused when the draft is not fit to be sent, or is already on its way.
        """
        policy = self._hand.policy
        wait_s = policy.hold_s if hold_s is None else hold_s
        if at_ms is not None:
            wait_s = max(wait_s, (at_ms - clock.now_ms()) / 1000)

        def build(conn: sqlite3.Connection) -> tuple[Change, Operation]:
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
            change = act.queued(
                self._hand, label, draft.id, intent, files, wait_s, thread_id=draft.thread_id,
                inbox_id=draft.inbox_id,
            )  # fmt: skip
            return change, change.operations[-1]

        try:
            return await self._do(build)
        except table.Stale:
            raise Refused(_NOT_OPEN["queued"]) from None

    async def cancel_send(self, operation_id: str) -> str:
        """Take a held mail back; the id of its draft. Raises Refused when it is too late."""

        def build(conn: sqlite3.Connection) -> tuple[Change, str]:
            old = table.get(conn, operation_id)
            if old is None or old.kind != "send" or old.state not in ("held", "ready", "conflict"):
                raise Refused("It is too late to take this mail back: it is on its way.")
            return undoing.taken_back(self._hand, old), old.draft_id or ""

        return await self._do(build)

    async def send_now(self, operation_id: str) -> None:
        """Let a held mail leave at once. Raises Refused when it is not in the hold any more."""

        def build(conn: sqlite3.Connection) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is None or old.state != "held":
                raise Refused("This mail is not in the hold any more.")
            ready = transitions.wait(self._hand, old, "ready", 0.0, owner=self._hand.owner)
            return Change((ready,), entries=(transitions.entry(self._hand, ready, "hurried"),)), None

        await self._do(build)

    async def resolve(self, operation_id: str, choice: act.Choice) -> None:
        """Settle a conflict: ``mine`` goes out, ``theirs`` stays (a mail becomes a draft again)."""

        def build(conn: sqlite3.Connection) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is None or old.state != "conflict":
                raise Refused("This is settled already.")
            return act.resolved(self._hand, old, choice, table.of_lanes(conn, [old.lane])), None

        await self._do(build)

    async def tell(self, operation_id: str, *, sent: bool) -> None:
        """Settle an unknown outcome that the program cannot find out, by what the person knows."""

        def build(conn: sqlite3.Connection) -> tuple[Change, None]:
            old = table.get(conn, operation_id)
            if old is not None and old.state == "confirmed" and old.code == VANISHED:
                return sight.told(self._hand, old, sent=sent), None
            if old is None or old.state != "unknown":
                raise Refused("This is settled already.")
            return act.told(self._hand, old, sent), None

        await self._do(build)

    # -- undo -----------------------------------------------------------------------------------------------------

    async def undo(self) -> tuple[Step, undoing.Undone] | None:
        """Take back the newest act of this copy of the program; ``None`` when there is none."""

        def build(conn: sqlite3.Connection) -> tuple[Change, tuple[Step, undoing.Undone] | None]:
            target = undoing.undoable(table.steps(conn, self._hand.owner), self._hand.owner)
            if target is None:
                return Change(), None
            operations = table.of_step(conn, target.id)
            lanes = table.of_lanes(conn, (operation.lane for operation in operations))
            undone = undoing.undone(self._hand, target, operations, lanes)
            return undone.change, (target, undone)

        return await self._do(build)

    async def redo(self) -> Step | None:
        """Do again what was undone last, unless something new was done since; ``None`` when there is nothing."""

        def build(conn: sqlite3.Connection) -> tuple[Change, Step | None]:
            undo = undoing.redoable(table.steps(conn, self._hand.owner), self._hand.owner)
            if undo is None or undo.target is None:
                return Change(), None
            operations = table.of_step(conn, undo.target)
            seen = table.shown(conn, {o.thread_id for o in operations if o.thread_id})
            return undoing.redone(self._hand, undo, operations, seen), undo

        return await self._do(build)

    async def open(self) -> list[Operation]:
        """Everything that is held, waiting, on its way, in doubt or in conflict, oldest first."""
        return await self._db.read(table.open_operations)


_NOT_OPEN = {
    "queued": "This mail is already in the hold or on its way.",
    "sent": "This mail was sent already.",
    "discarded": "This draft was thrown away.",
}
