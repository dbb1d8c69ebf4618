"""Inbound mail: whose inbox it is for, what the rules say about it, which thread it continues.

The one way in for a customer's mail of the story, an import, SMTP, a control request and a send between two inboxes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.world.attachments import Attachments
from commune_tui.sandbox.world.database import Database, dump, to_ms
from commune_tui.sandbox.world.inboxes import Inboxes
from commune_tui.sandbox.world.messages import Findings, Judge, Messages, Place


@dataclass(frozen=True, slots=True)
class Received:
    """An inbound mail that was kept."""

    inbox_id: str
    thread_id: str
    message_id: str
    first: bool  # the first message of its thread


class Intake:
    """Takes mail in."""

    def __init__(
        self, database: Database, inboxes: Inboxes, messages: Messages, attachments: Attachments, judge: Judge
    ) -> None:
        self._db = database
        self._inboxes, self._messages, self._attachments = inboxes, messages, attachments
        self._judge = judge
        self.raw_thread_ids = False  # new threads are named by the mail's SMTP id, as the published API may do
        self.on_received: list[Callable[[Received], None]] = []

    def receive(self, mail: Mail, recipients: tuple[str, ...] | None = None) -> list[Received]:
        """Keep a mail in every inbox of the world that it is addressed to (``recipients``: the SMTP envelope).

        A mail that the spam rules reject is only noted in the blocked list. A mail that an inbox already has (same
        Message-ID) is not kept twice; its place is returned again. Addresses that are no inbox here are ignored.
        """
        if not mail.message_id:
            domain = mail.sender.rpartition("@")[2] or "sandbox.invalid"
            mail = replace(mail, message_id=f"<{self._db.hex(32)}@{domain}>")
        with self._db.transaction():
            targets: dict[str, tuple[sqlite3.Row, str | None]] = {}
            for address in recipients if recipients is not None else (*mail.to, *mail.cc, *mail.bcc):
                found = self._inboxes.by_address(address)
                if found is not None and (found[0]["id"] not in targets or found[1]):
                    targets[found[0]["id"]] = found
            kept = [self._keep(inbox, token, mail) for inbox, token in targets.values()]
        fresh = [received for received, new in filter(None, kept) if new]
        for received in fresh:
            for listener in self.on_received:
                listener(received)
        return [received for received, _ in filter(None, kept)]

    def _keep(self, inbox: sqlite3.Row, token: str | None, mail: Mail) -> tuple[Received, bool] | None:
        known = self._messages.arrived(inbox["id"], mail.message_id)
        if known is not None:
            return Received(inbox["id"], known["thread_id"], known["id"], False), False
        verdict = self._judge.verdict(mail)
        if verdict.get("spam_action") == "reject":
            self._block(inbox, mail, verdict)
            return None
        thread_id = self._messages.find_thread(inbox["id"], token, mail)
        first = thread_id is None
        thread_id = thread_id or self._new_thread(mail)
        files = [self._attachments.add(file) for file in mail.files]
        place = Place(thread_id, inbox["id"], inbox["domain_id"])
        findings = Findings(verdict, self._extracted(inbox, mail))
        message_id = self._messages.store(place, "inbound", mail, attachments=files, findings=findings)
        self._attachments.claim(files, message_id)
        return Received(inbox["id"], thread_id, message_id, first), True

    def _extracted(self, inbox: sqlite3.Row, mail: Mail) -> dict[str, Any] | None:
        extraction = json.loads(inbox["extraction"]) if inbox["extraction"] else None
        if not extraction or not extraction.get("enabled", True):
            return None
        return self._judge.extract(extraction["schema"], mail)

    def _new_thread(self, mail: Mail) -> str:
        taken = "SELECT 1 FROM threads WHERE id = ?"
        if self.raw_thread_ids and self._db.value(taken, mail.message_id) is None:
            return mail.message_id
        return f"thread_{self._db.uuid()}"

    def _block(self, inbox: sqlite3.Row, mail: Mail, verdict: dict[str, Any]) -> None:
        cells = {"inbox_id": inbox["id"], "sender": mail.sender, "subject": mail.subject, "at": to_ms(mail.sent_at)}
        score, reasons = float(verdict.get("spam_score", 1.0)), dump(verdict.get("spam_reasons", []))
        self._db.insert("blocked_spam", id=self._db.hex(32), score=score, reasons=reasons, **cells)
