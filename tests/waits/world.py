"""A server with its whole history, and the program's store that polls it; who really waits, told from the history."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from commune_tui import clock
from commune_tui.mail.sync.known import InboxKnown
from commune_tui.sending import act, undoing
from commune_tui.sending.operation import Change, Json, Operation, Step
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.store import messages, overlay, threads, triage
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.store.records import MessageRecord, Participant, ThreadRecord, TriageRecord
from commune_tui.waits.rule import DONE

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROBOT = "This is an automated response. I am out of the office until Monday and will answer on my return."


@dataclass(frozen=True)
class Post:
    """A mail: when it came, the date it bears, and what it is: inbound, outbound, auto, bounce."""

    id: str
    came: datetime
    dated: datetime
    kind: str


@dataclass
class Talk:
    """A thread on the server, with everything that ever happened to it."""

    id: str
    posts: list[Post] = field(default_factory=list)
    status: str = "open"
    dealt_at: datetime | None = None
    """When somebody closed it or set it waiting last, as long as that stands."""
    touched_at: datetime | None = None
    """What the server says: moves by itself too."""
    unseen: bool = False
    """It was dealt with and no reading shows that: the status is what it was when it was read before."""


class Act(NamedTuple):
    """What the person did to a thread, and which mails were here then."""

    step: Step
    status: str
    known: frozenset[str]
    unseen: bool
    """What :attr:`Talk.unseen` was before it: so it is again when the act is taken back."""
    dealt_at: datetime | None
    """The same of :attr:`Talk.dealt_at`."""


class World:
    """``now`` moves by minutes. ``covered`` is the person's own acts: what of a thread was here when it was done."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance, self.folder, self.now = random.Random(seed), folder, START
        self.talks = [Talk(f"t{n}") for n in range(3)]
        self.inbox = InboxKnown(history_done=True)
        self.here: set[str] = set()
        self.read_status: dict[str, str] = {}
        self.acts: dict[str, list[Act]] = {talk.id: [] for talk in self.talks}
        clock.set_frozen(self.now)
        self.database = Database(folder)
        self.number = 0

    def pass_time(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        clock.set_frozen(self.now)

    # -- the server ------------------------------------------------------------------------------------------------

    def write(self, talk: Talk, kind: str, late_min: float = 0) -> None:
        """``late_min``: how old the date is that the mail bears; below zero its writer's clock is ahead."""
        if kind in ("auto", "bounce") and not any(post.kind == "outbound" for post in talk.posts):
            return
        dated = self.now - timedelta(minutes=late_min)
        if kind == "auto":  # such answers follow ours at once
            self.write(talk, "outbound")
            self.pass_time(1 / 30)
            dated = self.now
        self.number += 1
        talk.posts.append(Post(f"m{self.number}", self.now, dated, kind))

    def set_status(self, talk: Talk, status: str) -> None:
        """Somebody else does."""
        talk.dealt_at = self.now if status in DONE else None
        talk.unseen = status in DONE and status == self.read_status.get(talk.id)
        talk.status, talk.touched_at = status, self.now

    def stir(self, talk: Talk) -> None:
        """``updated_at`` moves by itself after a mail."""
        if talk.touched_at is not None:
            talk.touched_at = self.now

    # -- the program -----------------------------------------------------------------------------------------------

    def poll(self) -> None:
        """Read the new mail: late mail is found at once, as the counts of the list tell of it."""
        whole = self.inbox.whole_until(timedelta(0))
        fresh = [(talk, post) for talk in self.talks for post in talk.posts if post.id not in self.here]
        records = [self._record(talk, post) for talk, post in fresh]
        until = {"in1": whole} if whole else {}
        self.database.write_now(lambda conn: messages.put(conn, records, self.now, whole_until=until))
        self.here |= {post.id for _, post in fresh}
        dates = [post.dated for talk in self.talks for post in talk.posts]
        self.inbox = replace(self.inbox, newest_at=max(dates, default=None), mailed_at=self.now)

    @staticmethod
    def _record(talk: Talk, post: Post) -> MessageRecord:
        sender = {"outbound": "support@example.org", "bounce": "mailer-daemon@example.net"}.get(
            post.kind, "a@b.example"
        )
        people = (Participant("sender", sender), Participant("to", "x@y.example"))
        words = {"auto": ROBOT, "bounce": "550 5.1.1 user unknown"}.get(post.kind, f"Words of {post.id}.")
        way = "outbound" if post.kind == "outbound" else "inbound"
        return MessageRecord(id=post.id, thread_id=talk.id, inbox_id="in1", direction=way, created_at=post.dated,
                             participants=people, content=words)  # fmt: skip

    def read(self, talk: Talk) -> None:
        """Read the state of a thread."""
        record = TriageRecord(talk.status, updated_at=talk.touched_at)
        self.database.write_now(lambda conn: triage.put(conn, {talk.id: record}, self.now))
        self.read_status[talk.id] = talk.status

    def restart(self) -> None:
        self.database.close()
        self.database = Database(self.folder)
        self.database.write_now(overlay.heal)

    def list_threads(self) -> None:
        listed = [ThreadRecord(talk.id, "in1", message_count=len(talk.posts)) for talk in self.talks]
        self.database.write_now(lambda conn: threads.put_listed(conn, listed, self.now))

    # -- the person ------------------------------------------------------------------------------------------------

    def _hand(self) -> Hand:
        ms = int(self.now.timestamp() * 1000)
        return Hand("me", "ann", Policy(), lambda: Moment(ms, 0.0), lambda: f"{self.chance.getrandbits(64):x}")

    def do(self, talk: Talk, status: str, meanwhile: tuple[str, ...] = ()) -> None:
        """The person sets a status; mails of these kinds reach the server before it does."""

        def work(conn: sqlite3.Connection) -> list[Operation]:
            seen, asked = table.shown(conn, [talk.id]), overlay.asked(conn, [talk.id])
            change = act.triaged(self._hand(), status, "status", {"status": status}, seen, [], asked)
            table.save(conn, change)
            if change.steps:
                known = frozenset(post.id for post in talk.posts if post.id in self.here)
                self.acts[talk.id].append(Act(change.steps[0], status, known, talk.unseen, talk.dealt_at))
            return list(change.operations)

        operations = self.database.write_now(work)
        for kind in meanwhile:
            self.pass_time(1)
            self.write(talk, kind)
        for operation in operations:
            talk.unseen = False
            self._arrives(talk, operation, status)

    def _arrives(self, talk: Talk, operation: Operation, status: str) -> None:
        effect = {"from": talk.status, "read_at": ""} if talk.status != status else {}
        talk.status, talk.touched_at = status, self.now
        state: Json = {"status": status, "assigned_to": None, "tags": [], "updated_at": self.now.isoformat()}

        def work(conn: sqlite3.Connection) -> None:
            stored = table.get(conn, operation.id)
            assert stored is not None
            done = stored.to("confirmed", settled_at=int(self.now.timestamp() * 1000), effect=effect)
            table.save(conn, Change((done,), triage=((talk.id, state),)))

        self.database.write_now(work)
        self.read_status[talk.id] = status

    def undo(self, talk: Talk) -> None:
        """Take back the last act on this thread, where it was one."""
        if not self.acts[talk.id]:
            return
        step, *_, unseen, dealt_at = self.acts[talk.id].pop()

        def work(conn: sqlite3.Connection) -> list[Operation]:
            undone = undoing.undone(self._hand(), step, table.of_step(conn, step.id))
            table.save(conn, undone.change)
            return list(undone.inverted)

        for operation in self.database.write_now(work):
            overruled = talk.status in DONE and talk.status != self.read_status.get(talk.id)
            talk.unseen |= unseen or overruled  # before it was read, where the outbox would have asked
            self._arrives(talk, operation, str(operation.intent["status"]))
            talk.dealt_at = talk.dealt_at or (dealt_at if talk.status in DONE else None)

    # -- who waits -------------------------------------------------------------------------------------------------

    def truly_waits(self, talk: Talk) -> bool:
        """By the whole history: a person wrote after our last word and after the thread was dealt with."""
        words = [post.came for post in talk.posts if post.kind == "outbound"]
        last = max(words, default=START - timedelta(1))
        asked = [post for post in talk.posts if post.kind == "inbound" and post.came > last]
        if not asked or talk.status not in DONE:
            return bool(asked)
        standing = {post_id for done in self.acts[talk.id] if done.status in DONE for post_id in done.known}
        return any(post.id not in standing and (talk.dealt_at is None or post.came > talk.dealt_at) for post in asked)
