"""Outbound mail: from a checked draft to a stored message, its delivery events, and its arrival in other inboxes.

Addresses inside the world get the mail at once; for all others :mod:`commune_tui.sandbox.rules.fate` decides, step by
step, through jobs. Who may send, and what a request looks like, is the routes' business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.rules.fate import Validation, fate_of, validate
from commune_tui.sandbox.world.attachments import Attachments
from commune_tui.sandbox.world.database import Database
from commune_tui.sandbox.world.delivery import Delivery
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits
from commune_tui.sandbox.world.inboxes import Inboxes
from commune_tui.sandbox.world.intake import Intake
from commune_tui.sandbox.world.jobs import Jobs
from commune_tui.sandbox.world.messages import Findings, Messages, Place
from commune_tui.sandbox.world.names import Names, reply_token

JOB = "delivery"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to send. Addresses are bare; ``attachments`` are ids of uploaded files."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str | None = None
    thread_id: str | None = None
    attachments: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    sender: str | None = None  # instead of the inbox's address


@dataclass(frozen=True, slots=True)
class Sent:
    """What a send answers; ``message_id`` is ``None`` when nobody was left to write to."""

    validation: Validation
    message_id: str | None = None
    thread_id: str = ""
    smtp_id: str = ""
    queued_id: str = ""  # under which the send is answered, where that is not the message's own


class Outgoing:
    """Sends mail."""

    def __init__(
        self,
        database: Database,
        inboxes: Inboxes,
        messages: Messages,
        attachments: Attachments,
        habits: Habits = KEPT_PROMISES,
    ) -> None:
        self._db, self._habits, self._names = database, habits, Names(database, habits)
        self._inboxes, self._messages, self._attachments = inboxes, messages, attachments
        self.on_sent: list[Callable[[str], None]] = []

    def connect(self, delivery: Delivery, intake: Intake, jobs: Jobs) -> None:
        """Join the parts that a sent mail reaches; once, by the world."""
        self._delivery, self._intake, self._jobs = delivery, intake, jobs
        jobs.handle(JOB, self.step)

    def send(self, inbox: sqlite3.Row, draft: Draft) -> Sent:
        """Send from an inbox: all in one transaction, with the arrival in other inboxes of the world."""
        with self._db.transaction():
            everybody = (*draft.to, *draft.cc, *draft.bcc)
            held = {address.lower() for address in everybody if self._delivery.suppressed(inbox["id"], address)}
            validation = validate(everybody, held)
            if not validation.accepted:
                return Sent(validation)
            named = everybody if self._habits.drops_silently else validation.accepted
            mail, thread_id = self._compose(inbox, draft, set(named))
            place = Place(thread_id, inbox["id"], inbox["domain_id"])
            files = list(draft.attachments)
            name, marks = self._names.outbound(thread_id, inbox["domain_name"])
            stored = replace(mail, message_id=f"<{name}@resend.dev>") if name else mail
            message_id = self._messages.store(
                *(place, "outbound", stored),
                attachments=files,
                findings=Findings(),
                status="queued",
                name=name,
                marks=marks,
            )
            self._attachments.claim(files, message_id)
            mail = replace(mail, message_id=marks.get("ses_message_id", mail.message_id))
            self._hand_over(message_id, mail, validation)
        for listener in self.on_sent:
            listener(message_id)
        return Sent(validation, message_id, thread_id, mail.message_id, marks.get("commune_message_id", message_id))

    def _compose(self, inbox: sqlite3.Row, draft: Draft, accepted: set[str]) -> tuple[Mail, str]:
        smtp_id = f"<{self._db.uuid()}@{inbox['domain_name']}>"
        given = {name.lower(): value for name, value in draft.headers.items()}
        in_reply_to: str | None = given.get("in-reply-to")
        references = tuple(given.get("references", "").split())
        probe = Mail(inbox["address"], (), "", "", self._db.now(), in_reply_to=in_reply_to, references=references)
        thread_id = draft.thread_id or self._messages.find_thread(inbox["id"], None, probe)
        subject = draft.subject
        if thread_id is not None:
            bare = self._habits.bare_replies and not self._messages.begun_by_us(thread_id)
            chain = [] if bare else self._messages.chain(thread_id)
            in_reply_to, references = in_reply_to or (chain[-1] if chain else None), references or tuple(chain)
            told_where = not bare
            if draft.thread_id and not subject.lower().startswith("re:"):
                subject = f"Re: {subject}"
        else:
            thread_id, told_where = self._names.begun(), True
        address = f"{inbox['local_part']}+t{reply_token(thread_id)}@{inbox['domain_name']}" if told_where else None
        reply_to = draft.reply_to or address
        mail = Mail(
            sender=draft.sender or inbox["address"],
            to=tuple(a for a in draft.to if a in accepted),
            subject=subject,
            text=draft.text,
            sent_at=self._db.now(),
            sender_name=inbox["name"] or "",
            cc=tuple(a for a in draft.cc if a in accepted),
            bcc=tuple(a for a in draft.bcc if a in accepted),
            html=draft.html,
            message_id=smtp_id,
            in_reply_to=in_reply_to,
            references=references,
            headers=tuple((draft.headers | ({"Reply-To": reply_to} if reply_to else {})).items()),
        )
        return mail, thread_id

    def _hand_over(self, message_id: str, mail: Mail, validation: Validation) -> None:
        message = self._messages.row(message_id)
        assert message is not None
        for address in () if self._habits.drops_silently else validation.suppressed:
            self._delivery.record(message, "suppressed", address, "The address is on the suppression list")
        local = [address for address in validation.accepted if self._inboxes.by_address(address) is not None]
        for address in validation.accepted:
            if address in local:
                self._delivery.record(message, "sent", address, "handed to the mail server")
                self._delivery.record(message, "delivered", address, "arrived in an inbox of this sandbox")
                continue
            fate = fate_of(address)
            for step in fate.steps:
                payload: dict[str, Any] = {
                    "message_id": message_id,
                    "recipient": address,
                    "type": step.type,
                    "detail": step.detail,
                }
                payload["hard"] = fate.bounce_type == "hard"
                if step.after_s:
                    self._jobs.schedule(JOB, payload, step.after_s)
                else:
                    self.step(payload)
        if local:
            self._intake.receive(self._with_files(mail, message), tuple(local))

    def _with_files(self, mail: Mail, message: sqlite3.Row) -> Mail:
        rows = self._db.all("SELECT filename, mime_type, content FROM attachments WHERE message_id = ?", message["id"])
        files = tuple(File(row["filename"], row["mime_type"], row["content"]) for row in rows)
        return replace(mail, files=files, bcc=())

    def step(self, payload: dict[str, Any]) -> None:
        """Carry out one step of a mail's fate."""
        with self._db.transaction():
            message = self._messages.row(payload["message_id"])
            if message is None:  # deleted meanwhile
                return
            kind, recipient, detail = payload["type"], payload["recipient"], payload["detail"]
            if kind == "bounced":
                self._delivery.bounce(message, recipient, detail, hard=payload["hard"])
            elif kind == "complained":
                self._delivery.complain(message, recipient, detail)
            else:
                self._delivery.record(message, kind, recipient, detail)
