"""Inbound mail: whose inbox it is for, what the rules say about it, which thread it continues.

The one way in for a customer's mail of the story, an import, SMTP, a control request and a send between two inboxes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.world.attachments import Attachments
from commune_tui.sandbox.world.database import Database, dump, to_ms
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits
from commune_tui.sandbox.world.inboxes import Inboxes
from commune_tui.sandbox.world.messages import Findings, Judge, Messages, Place
from commune_tui.sandbox.world.names import Names


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound mail that was kept."""

    inbox_id: str
    thread_id: str
    message_id: str
    first: bool  # the first message of its thread


@dataclass(frozen=True, slots=True)
class Target:
    """Where a mail is kept: an inbox (``""``: none of the domain's), the reply token, and what is read out of it."""

    inbox_id: str
    domain_id: str
    token: str | None = None
    extraction: str | None = None


class Intake:
    """Takes mail in."""

    def __init__(
        self,
        database: Database,
        inboxes: Inboxes,
        messages: Messages,
        attachments: Attachments,
        judge: Judge,
        habits: Habits = KEPT_PROMISES,
    ) -> None:
        self._db = database
        self._inboxes, self._messages, self._attachments = inboxes, messages, attachments
        self._judge, self._habits = judge, habits
        self.names = Names(database, habits)
        self.on_received: list[Callable[[Received], None]] = []

    def receive(self, mail: Mail, recipients: tuple[str, ...] | None = None) -> list[Received]:
        """Keep a mail in every inbox of the world that it is addressed to (``recipients``: the SMTP envelope).

        A mail that the spam rules reject is only noted in the blocked list. A mail that an inbox already has (same
        Message-ID) is not kept twice; its place is returned again. Addresses that are no inbox here are ignored,
        unless the world catches all mail of its domains.
        """
        if not mail.message_id:
            domain = mail.sender.rpartition("@")[2] or "sandbox.invalid"
            mail = replace(mail, message_id=f"<{self._db.hex(32)}@{domain}>")
        with self._db.transaction():
            targets: dict[str, Target] = {}
            for address in recipients if recipients is not None else (*mail.to, *mail.cc, *mail.bcc):
                found = self._target(address)
                if found is not None and (found.inbox_id not in targets or found.token):
                    targets[found.inbox_id] = found
            kept = [self._keep(target, mail) for target in targets.values()]
        fresh = [received for received, new in filter(None, kept) if new]
        for received in fresh:
            for listener in self.on_received:
                listener(received)
        return [received for received, _ in filter(None, kept)]

    def takes(self, address: str) -> bool:
        """Whether mail to this address is kept."""
        return self._target(address) is not None

    def _target(self, address: str) -> Target | None:
        found = self._inboxes.by_address(address)
        if found is not None:
            return Target(found[0]["id"], found[0]["domain_id"], found[1], found[0]["extraction"])
        if not self._habits.catches_all:
            return None
        domain = address.strip().lower().rpartition("@")[2]
        domain_id = self._db.value("SELECT id FROM domains WHERE name = ?", domain)
        return None if domain_id is None else Target("", domain_id)

    def _keep(self, target: Target, mail: Mail) -> tuple[Received, bool] | None:
        known = self._messages.arrived(target.inbox_id, mail.message_id)
        if known is not None:
            return Received(target.inbox_id, known["thread_id"], known["id"], False), False
        verdict = self._judge.verdict(mail)
        if verdict.get("spam_action") == "reject":
            self._block(target, mail, verdict)
            return None
        thread_id = self._messages.find_thread(target.inbox_id, target.token, mail)
        first = thread_id is None
        thread_id = thread_id or self.names.thread(mail)
        files = [self._attachments.add(file, name=self.names.file(mail, file)) for file in mail.files]
        place = Place(thread_id, target.inbox_id, target.domain_id)
        findings = Findings(verdict, self._extracted(target, mail))
        name = self.names.inbound(mail)
        message_id = self._messages.store(place, "inbound", mail, attachments=files, findings=findings, name=name)
        self._attachments.claim(files, message_id)
        return Received(target.inbox_id, thread_id, message_id, first), True

    def _extracted(self, target: Target, mail: Mail) -> dict[str, Any] | None:
        extraction = json.loads(target.extraction) if target.extraction else None
        if not extraction or not extraction.get("enabled", True):
            return None
        return self._judge.extract(extraction["schema"], mail)

    def _block(self, target: Target, mail: Mail, verdict: dict[str, Any]) -> None:
        cells = {"inbox_id": target.inbox_id, "sender": mail.sender, "subject": mail.subject, "at": to_ms(mail.sent_at)}
        score, reasons = float(verdict.get("spam_score", 1.0)), dump(verdict.get("spam_reasons", []))
        self._db.insert("blocked_spam", id=self._db.hex(32), score=score, reasons=reasons, **cells)
