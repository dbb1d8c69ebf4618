"""Taking in a ready-made organisation, quickly: one transaction, many rows per statement, the word index at the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from commune_tui.sandbox.records import File, Mail, Organisation, SeedMessage, SeedThread
from commune_tui.sandbox.world.database import Database, dump, to_ms
from commune_tui.sandbox.world.delivery import Delivery
from commune_tui.sandbox.world.domains import Domains
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits
from commune_tui.sandbox.world.inboxes import Inboxes
from commune_tui.sandbox.world.messages import (
    INSERT,
    UNJUDGED,
    Findings,
    Judge,
    Place,
    message_row,
    snippet,
)
from commune_tui.sandbox.world.names import Names, reply_token

BATCH = 2000  # threads per round of statements
WITH_SEQ = INSERT.replace("(id,", "(seq, id,").replace("VALUES (", "VALUES (?, ")
THREAD = f"INSERT INTO threads VALUES ({', '.join('?' * 13)})"  # noqa: S608 - a constant
EVENT = (
    "INSERT INTO delivery_events(id, message_id, inbox_id, domain_id, type, recipient, at, detail)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
FILE = "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)"
TRIAGE = (
    "INSERT OR REPLACE INTO thread_metadata(thread_id, status, tags, assigned_to, updated_at, was_assigned)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


class Loader:
    """Loads one organisation into an empty or a living world."""

    def __init__(
        self,
        database: Database,
        domains: Domains,
        inboxes: Inboxes,
        delivery: Delivery,
        judge: Judge,
        habits: Habits = KEPT_PROMISES,
    ) -> None:
        self._db, self._domains, self._inboxes, self._delivery = database, domains, inboxes, delivery
        self._judge, self._habits, self._names = judge, habits, Names(database, habits)
        self._places: dict[str, tuple[str, str, dict[str, Any] | None]] = {}
        self._taken: set[tuple[str, str]] = set()
        self._clear()

    def _clear(self) -> None:
        self._messages: list[tuple[Any, ...]] = []
        self._threads: list[tuple[Any, ...]] = []
        self._events: list[tuple[Any, ...]] = []
        self._files: list[tuple[Any, ...]] = []
        self._triage: list[tuple[Any, ...]] = []

    def load(self, organisation: Organisation, on_progress: Callable[[int], None] | None = None) -> int:
        """Everything of it, in one transaction; ``on_progress`` hears the number of threads so far. How many."""
        done = 0
        with self._db.transaction():
            self._frame(organisation)
            self._seq = int(self._db.value("SELECT coalesce(max(seq), 0) FROM messages"))
            threads = iter(organisation.threads)
            while batch := list(islice(threads, BATCH)):
                self._add(batch)
                self._flush()
                done += len(batch)
                if on_progress:
                    on_progress(done)
            self._add_domains({name: each for name, each in organisation.domains.items() if _half(each)})
            self._db.run("INSERT INTO words(words) VALUES ('rebuild')")
            for entry in organisation.suppressions:
                inbox_id = self._places[entry.inbox.lower()][0]
                expires = None if entry.expires_at is None else to_ms(entry.expires_at)
                when = to_ms(entry.at)
                self._delivery.suppress(inbox_id, entry.email, entry.reason, entry.type, at_ms=when, expires_ms=expires)
        return done

    def _add_domains(self, domains: dict[str, str]) -> None:
        for name, status in domains.items():
            if self._domains.named(name) is None:
                self._domains.create(name, status)

    def _frame(self, organisation: Organisation) -> None:
        """Domains and inboxes, which the threads name by their addresses."""
        self._add_domains({name: each for name, each in organisation.domains.items() if not _half(each)})
        for inbox in organisation.inboxes:
            local, _, domain_name = inbox.address.rpartition("@")
            domain = self._domains.named(domain_name)
            if domain is None:
                raise ValueError(f"the inbox {inbox.address} lives on a domain that the organisation does not have")
            number = self._inboxes.create(domain, local, inbox.name)
            if inbox.agent:
                self._inboxes.set(number, "agent", {"id": inbox.agent, "name": inbox.agent, "metadata": {}})
            if inbox.schema is not None:
                self._inboxes.set(number, "extraction", inbox.schema)
        for row in self._inboxes.rows():
            extraction = json.loads(row["extraction"]) if row["extraction"] else None
            schema = extraction["schema"] if extraction and extraction.get("enabled", True) else None
            self._places[row["address"]] = (row["id"], row["domain_id"], schema)

    def _add(self, threads: Iterable[SeedThread]) -> None:
        for thread in threads:
            inbox_id, domain_id, schema = self._places[thread.inbox.lower()]
            place = Place(self._thread(thread), inbox_id, domain_id)
            files = [self._message(place, schema, message) for message in thread.messages]
            self._threads.append(self._summary(place, thread, any(files)))
            if thread.status == "needs_reply" and self._habits.leaves_status:
                thread = replace(thread, status="open", triaged_at=None)
            if thread.triaged_at is not None or thread.tags or thread.assigned_to or thread.status != "open":
                at = thread.triaged_at or thread.messages[-1].mail.sent_at
                triage = (thread.status, dump(list(thread.tags)), thread.assigned_to, to_ms(at))
                self._triage.append((place.thread_id, *triage, thread.assigned_to is not None))

    def _thread(self, thread: SeedThread) -> str:
        """The name of a conversation: who wrote first decides."""
        first = thread.messages[0]
        name = self._names.thread(first.mail) if first.direction == "inbound" else None
        return self._unused("threads", name) or self._names.begun()

    def _unused(self, table: str, name: str | None) -> str | None:
        """A name that nothing in a table bears; ``None`` when it is taken."""
        if name is None or (table, name) in self._taken:
            return None
        if self._db.value(f"SELECT 1 FROM {table} WHERE id = ?", name) is not None:  # noqa: S608
            return None
        self._taken.add((table, name))
        return name

    def _summary(self, place: Place, thread: SeedThread, has_files: bool) -> tuple[Any, ...]:
        first, last = thread.messages[0].mail, thread.messages[-1].mail
        people = {a.lower() for m in thread.messages for a in (m.mail.sender, *m.mail.to, *m.mail.cc)}
        return (
            *(place.thread_id, place.inbox_id, place.domain_id, first.subject, to_ms(first.sent_at)),
            *(to_ms(last.sent_at), self._seq, len(thread.messages), snippet(last.text)),
            *(thread.messages[-1].direction, int(has_files), len(people), reply_token(place.thread_id)),
        )

    def _message(self, place: Place, schema: dict[str, Any] | None, message: SeedMessage) -> bool:
        self._seq += 1
        mail, inbound = message.mail, message.direction == "inbound"
        name: str | None = self._names.inbound(mail)
        marks: dict[str, Any] = {}
        if not inbound:
            name, marks = self._names.outbound(place.thread_id, mail.sender.rpartition("@")[2])
        message_id = self._unused("messages", name) or f"msg_{self._db.hex(32)}"
        findings = Findings()
        if inbound:
            findings = Findings(UNJUDGED, self._judge.extract(schema, mail) if schema else None)
        files = [self._file(mail, file, message_id) for file in mail.files]
        status = None if inbound else (message.events[-1].type if message.events else "sent")
        row = message_row(message_id, place, message.direction, mail, files, findings, status, marks)
        self._messages.append((self._seq, *row))
        for event in message.events:
            where = (message_id, place.inbox_id, place.domain_id)
            facts = (event.type, event.recipient, to_ms(event.at), event.detail)
            self._events.append((f"evt_{self._db.hex(20)}", *where, *facts))
        return bool(files)

    def _file(self, mail: Mail, file: File, message_id: str) -> str:
        number = self._unused("attachments", self._names.file(mail, file)) or self._db.hex(32)
        at = to_ms(mail.sent_at)
        self._files.append((number, file.name, file.mime_type, len(file.content), file.content, message_id, at))
        return number

    def _flush(self) -> None:
        self._db.many(WITH_SEQ, self._messages)
        self._db.many(THREAD, self._threads)
        self._db.many(EVENT, self._events)
        self._db.many(FILE, self._files)
        self._db.many(TRIAGE, self._triage)
        self._clear()


def _half(status: str) -> bool:
    """Whether a domain is being set up: it came last, when everything else was there."""
    return ":" in status
