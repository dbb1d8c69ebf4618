"""A model of the service, with the flaws that its public source shows (contract §3.4). Not the sandbox."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from commune_tui.sending.effects import Failure, Write
from commune_tui.sending.operation import Json
from commune_tui.sending.recognition import Seen, digest_of
from tests.simulation.timeline import Timeline

DAY_S = 86400.0


@dataclass(slots=True)
class Applied:
    """One triage write as it happened, by whom, and what it found."""

    at: float
    who: str
    thread_id: str
    verb: str
    before: Json
    after: Json


@dataclass(slots=True)
class Mail:
    """One message that went out or came in; it shows in lists from ``visible_at`` on."""

    seen: Seen
    key: str | None
    visible_at: float
    dropped: bool = False
    """Taken with a yes, and never seen by anybody."""


@dataclass(slots=True)
class Server:
    """Threads, mails and idempotency records. The record of a key is looked up first and stored after queueing."""

    timeline: Timeline
    random: Random
    threads: dict[str, Json] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    records: dict[str, tuple[float, Json]] = field(default_factory=dict)
    log: list[Applied] = field(default_factory=list)
    reads: dict[str, list[float]] = field(default_factory=dict)
    hurried: bool = False
    drops: float = 0.0
    """The share of mails that are taken and dropped, by a server that names each mail as it answered."""
    vanished: int = 0
    stirred: int = 0
    _count: int = 0

    def name(self, prefix: str) -> str:
        """A fresh id."""
        self._count += 1
        return f"{prefix}{self._count}"

    def triage(self, thread_id: str, who: str = "") -> Json:
        """GET metadata."""
        self.reads.setdefault(who, []).append(self.timeline.now)
        return self.threads[thread_id]

    def write(self, write: Write, who: str) -> Json:
        """One of the four triage writes: last write wins, there is no ETag."""
        before = self.threads[write.thread_id]
        after = dict(before)
        if write.verb == "status":
            after["status"] = write.value
        elif write.verb == "assign":
            after["assigned_to"] = write.value
        elif write.verb == "add":
            after["tags"] = sorted({*before["tags"], *(write.value or ())})
        else:
            after["tags"] = sorted(set(before["tags"]) - set(write.value or ()))
        after["updated_at"] = self.name("t")
        self.threads[write.thread_id] = after
        self.log.append(Applied(self.timeline.now, who, write.thread_id, write.verb, before, after))
        return after

    def stir(self, thread_id: str) -> None:
        """The time of a state moves although nobody changed it."""
        self.stirred += 1
        self.threads[thread_id] = {**self.threads[thread_id], "updated_at": f"s{self.stirred}"}

    def send(self, payload: Json, key: str, answer: Any) -> None:
        """POST send: look the key up, queue the mail, and only then store the record; then answer."""
        record = self.records.get(key)
        if record is not None and self.timeline.now - record[0] < DAY_S:
            answer(record[1])
            return
        chance = self.random.random()
        queue_s, record_s = (0.01, 0.02) if self.hurried else (chance * 1.5, chance * 1.5 + self.random.random() * 1.5)

        def queue() -> None:
            mail = self.deliver(payload["thread_id"], digest_of(payload), outbound=True, key=key)
            # some generations of the API answer a send with an id that no list shows, or shows beside another
            name = mail.seen.ids[0] if chance < 0.7 else f"re_{mail.seen.ids[0]}"
            if self.drops:
                mail.seen = replace(mail.seen, ids=(mail.seen.ids[0], name), named_by_sender=True)
                mail.dropped = self.random.random() < self.drops
                self.vanished += mail.dropped
            result = {"id": name, "thread_id": mail.seen.thread_id}

            def store() -> None:
                self.records[key] = (self.timeline.now, result)
                answer(result)

            if not self.hurried and chance > 0.95:  # it fell over between the two
                answer(Failure("unknown", "500"))
            else:
                self.timeline.after(record_s - queue_s, store)

        self.timeline.after(queue_s, queue)

    def deliver(self, thread_id: str | None, digest: str, *, outbound: bool, key: str | None = None) -> Mail:
        """A mail comes into a thread; a mail without a thread makes one."""
        message_id = self.name("m")
        lag_s = 0.0 if self.hurried else self.random.random() * 6
        seen = Seen((message_id,), outbound, digest, thread_id or self.name("new"), f"{self.timeline.now:015.3f}")
        mail = Mail(seen, key, self.timeline.now + lag_s)
        self.mails.append(mail)
        return mail

    def messages(self, thread_id: str | None, since: str | None) -> list[Seen]:
        """The messages of a thread, or of the whole inbox, newest first."""
        now = self.timeline.now
        shown = [
            m.seen for m in self.mails
            if m.visible_at <= now and not m.dropped and thread_id in (None, m.seen.thread_id)
        ]  # fmt: skip
        return shown[::-1]
