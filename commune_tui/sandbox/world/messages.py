"""Messages as contract §4.4 describes them: storing one, listing them, answering them, and finding a reply's thread.

Both directions go through :meth:`Messages.store`; it keeps the thread's summary in step within the same transaction.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from commune_tui.sandbox.records import File, Mail
from commune_tui.sandbox.world.database import Database, dump, iso, to_ms
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits
from commune_tui.sandbox.world.names import reply_token

SNIPPET = 200
UNJUDGED_TEXT = '{"unjudged":true}'
UNJUDGED = {"unjudged": True}  # a loaded mail, on which the rules are only asked when somebody reads it
COLUMNS = (
    "id, thread_id, inbox_id, domain_id, direction, sender, sender_name, participants, at, subject, content, html,"
    " smtp_id, in_reply_to, refs, attachments, verdict, extracted, delivery_status, delivery_data, headers, marks"
)
INSERT = f"INSERT INTO messages ({COLUMNS}) VALUES ({', '.join('?' * 22)})"  # noqa: S608 - two constants


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs."""

    thread_id: str
    inbox_id: str
    domain_id: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules found in an inbound mail: fields of ``metadata`` and the extracted data."""

    verdict: dict[str, Any] | None = None
    extracted: dict[str, Any] | None = None


def snippet(text: str) -> str:
    """The beginning of a text on one line, at most 200 characters."""
    return " ".join(text[: SNIPPET * 4].split())[:SNIPPET]


def participants(mail: Mail) -> list[dict[str, str]]:
    """Sender, to, cc and bcc in the order of contract §4.4."""
    roles = (("to", mail.to), ("cc", mail.cc), ("bcc", mail.bcc))
    others = [{"role": role, "identity": address} for role, addresses in roles for address in addresses]
    return [{"role": "sender", "identity": mail.sender}, *others]


def message_row(
    message_id: str,
    place: Place,
    direction: str,
    mail: Mail,
    attachments: list[str],
    findings: Findings,
    status: str | None,
    marks: dict[str, Any] | None = None,
) -> tuple[Any, ...]:
    """The cells of :data:`INSERT` for one mail."""
    at = to_ms(mail.sent_at)
    delivery = {"sent_at": iso(at)} if status else None
    return (
        *(message_id, place.thread_id, place.inbox_id, place.domain_id, direction, mail.sender.lower()),
        *(mail.sender_name, dump(participants(mail)), at, mail.subject, mail.text, mail.html, mail.message_id),
        *(mail.in_reply_to, dump(list(mail.references)), dump(attachments)),
        UNJUDGED_TEXT if findings.verdict is UNJUDGED else dump(findings.verdict) if findings.verdict else None,
        dump(findings.extracted) if findings.extracted is not None else None,
        *(status, dump(delivery) if delivery else None, dump(dict(mail.headers)) if mail.headers else None),
        dump(marks) if marks else None,
    )


class Judge(Protocol):
    """Plain rules about inbound mail (contract §4.4, §8)."""

    def verdict(self, mail: Mail) -> dict[str, Any]:
        """The ``spam_*`` and ``prompt_injection_*`` fields of ``metadata``."""

    def extract(self, schema: dict[str, Any], mail: Mail) -> dict[str, Any]:
        """What a JSON Schema's properties are in this mail."""


class Messages:
    """The messages of the world."""

    def __init__(self, database: Database, judge: Judge, habits: Habits = KEPT_PROMISES) -> None:
        self._db, self._judge, self._habits = database, judge, habits

    def store(
        self,
        place: Place,
        direction: str,
        mail: Mail,
        *,
        attachments: list[str],
        findings: Findings,
        status: str | None = None,
        name: str | None = None,
        marks: dict[str, Any] | None = None,
    ) -> str:
        """Keep one mail in its thread (made when it does not exist yet); the message id, which is ``name`` if that is
        given and free. ``marks`` are more facts of ``metadata``."""
        db = self._db
        free = name is not None and db.value("SELECT 1 FROM messages WHERE id = ?", name) is None
        message_id = name if name is not None and free else f"msg_{db.hex(32)}"
        row = message_row(message_id, place, direction, mail, attachments, findings, status, marks)
        seq = db.connection.execute(INSERT, row).lastrowid
        db.run(
            "INSERT INTO words(rowid, subject, content, sender) VALUES (?, ?, ?, ?)",
            *(seq, mail.subject, mail.text, mail.sender),
        )
        at = to_ms(mail.sent_at)
        people = len({address for _, address in self._people(mail)})
        if db.value("SELECT 1 FROM threads WHERE id = ?", place.thread_id) is None:
            db.insert(
                "threads",
                id=place.thread_id,
                inbox_id=place.inbox_id,
                domain_id=place.domain_id,
                subject=mail.subject,
                first_at=at,
                last_at=at,
                last_seq=seq,
                message_count=1,
                snippet=snippet(mail.text),
                last_direction=direction,
                has_attachments=int(bool(attachments)),
                participant_count=people,
                token=reply_token(place.thread_id),
            )
        else:
            db.run(
                "UPDATE threads SET message_count = message_count + 1, last_seq = ?, first_at = min(first_at, ?),"
                " snippet = CASE WHEN ? >= last_at THEN ? ELSE snippet END,"
                " last_direction = CASE WHEN ? >= last_at THEN ? ELSE last_direction END,"
                " last_at = max(last_at, ?), has_attachments = max(has_attachments, ?),"
                " participant_count = max(participant_count, ?) WHERE id = ?",
                *(seq, at, at, snippet(mail.text), at, direction, at, int(bool(attachments)), people, place.thread_id),
            )
        return message_id

    @staticmethod
    def _people(mail: Mail) -> list[tuple[str, str]]:
        return [(p["role"], p["identity"].lower()) for p in participants(mail)]

    def row(self, message_id: str) -> sqlite3.Row | None:
        """One message."""
        return self._db.one(
            "SELECT m.*, i.address FROM messages m LEFT JOIN inboxes i ON i.id = m.inbox_id WHERE m.id = ?", message_id
        )

    def find_thread(self, inbox_id: str, token: str | None, mail: Mail) -> str | None:
        """The thread that an inbound mail continues: reply token, then In-Reply-To, then References (contract §7)."""
        if token:
            found = self._db.value("SELECT id FROM threads WHERE token = ? AND inbox_id = ?", token, inbox_id)
            if found:
                return str(found)
        for smtp_id in filter(None, (mail.in_reply_to, *reversed(mail.references))):
            found = self._db.value(
                "SELECT thread_id FROM messages WHERE smtp_id = ? AND inbox_id = ? LIMIT 1", smtp_id, inbox_id
            )
            found = found or (self._of_replaced(smtp_id) if self._habits.replaces_inboxes else None)
            if found:
                return str(found)
        return None

    def _of_replaced(self, smtp_id: str) -> str | None:
        """The thread of a mail that came to an inbox which has been replaced since."""
        sql = "SELECT thread_id FROM messages WHERE smtp_id = ? AND inbox_id NOT IN (SELECT id FROM inboxes) LIMIT 1"
        found: str | None = self._db.value(sql, smtp_id)
        return found

    def begun_by_us(self, thread_id: str) -> bool:
        """Whether the first message of a thread is an outbound one; so it is where there is none."""
        sql = "SELECT direction FROM messages WHERE thread_id = ? ORDER BY at, seq LIMIT 1"
        return bool(self._db.value(sql, thread_id) != "inbound")

    def arrived(self, inbox_id: str, smtp_id: str) -> sqlite3.Row | None:
        """The inbound message with this RFC 5322 id, so that a mail that comes twice is kept once."""
        return self._db.one(
            "SELECT id, thread_id FROM messages WHERE smtp_id = ? AND inbox_id = ? AND direction = 'inbound'",
            *(smtp_id, inbox_id),
        )

    def chain(self, thread_id: str) -> list[str]:
        """The RFC 5322 ids of a thread, oldest first: what a reply puts into References."""
        rows = self._db.all("SELECT smtp_id FROM messages WHERE thread_id = ? ORDER BY at, seq", thread_id)
        return [row["smtp_id"] for row in rows if row["smtp_id"]]

    def page(
        self,
        filters: dict[str, str],
        *,
        limit: int,
        newest_first: bool,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> list[dict[str, Any]]:
        """The answers of :meth:`rows`."""
        rows = self.rows(filters, limit=limit, newest_first=newest_first, before=before, after=after)
        return [self.answer(row) for row in rows]

    def rows(
        self,
        filters: dict[str, str],
        *,
        limit: int,
        newest_first: bool,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> list[sqlite3.Row]:
        """Messages that meet every filter (column → value); ``before`` and ``after`` are exclusive."""
        where = [f"m.{column} = ?" for column in filters]
        values: list[Any] = list(filters.values())
        for sign, moment in (("<", before), (">", after)):
            if moment is not None:
                where.append(f"m.at {sign} ?")
                values.append(to_ms(moment))
        way = "DESC" if newest_first else "ASC"
        sql = (
            "SELECT m.*, i.address FROM messages m LEFT JOIN inboxes i ON i.id = m.inbox_id"  # noqa: S608
            f" WHERE {' AND '.join(where)} ORDER BY m.at {way}, m.seq {way} LIMIT ?"
        )
        return self._db.all(sql, *values, limit)

    def answer(self, row: sqlite3.Row) -> dict[str, Any]:
        """The Message object with the CLI's aliases; ``extracted_data`` in both places (discrepancies §34)."""
        people = json.loads(row["participants"])
        at = iso(row["at"])
        name = row["sender_name"]
        answer: dict[str, Any] = {
            "message_id": row["id"],
            "id": row["id"],
            "thread_id": row["thread_id"],
            "threadId": row["thread_id"],
            "channel": "email",
            "direction": row["direction"],
            "participants": people,
            "from": f"{name} <{row['sender']}>" if name else row["sender"],
            "to": [person["identity"] for person in people if person["role"] == "to"],
            "subject": row["subject"],
            "content": row["content"],
            "content_html": row["html"],
            "attachments": json.loads(row["attachments"]),
            "created_at": at,
            "createdAt": at,
            "date": at,
            "metadata": self._metadata(row, at),
        }
        if row["extracted"]:
            answer["extracted_data"] = json.loads(row["extracted"])
        return answer

    def _verdict(self, row: sqlite3.Row) -> dict[str, Any]:
        """The stored verdict, or the one of the rules now: a hundred thousand mails are too many to judge at once."""
        stored: dict[str, Any] = json.loads(row["verdict"])
        if stored != UNJUDGED:
            return stored
        files = self._db.all("SELECT filename, mime_type, content FROM attachments WHERE message_id = ?", row["id"])
        mail = Mail(
            sender=row["sender"],
            to=tuple(person["identity"] for person in json.loads(row["participants"]) if person["role"] == "to"),
            subject=row["subject"],
            text=row["content"],
            sent_at=datetime.fromtimestamp(row["at"] / 1000, UTC),
            sender_name=row["sender_name"],
            html=row["html"],
            message_id=row["smtp_id"],
            files=tuple(File(file["filename"], file["mime_type"], file["content"]) for file in files),
            headers=tuple(json.loads(row["headers"]).items()) if row["headers"] else (),
        )
        verdict = self._judge.verdict(mail)
        self._db.run("UPDATE messages SET verdict = ? WHERE id = ?", dump(verdict), row["id"])
        return verdict

    def _metadata(self, row: sqlite3.Row, at: str | None) -> dict[str, Any]:
        files = json.loads(row["attachments"])
        metadata: dict[str, Any] = {
            "created_at": at,
            "subject": row["subject"],
            "domain_id": row["domain_id"],
            "inbox_id": row["inbox_id"],
            "inbox_address": row["address"],
            "message_id": row["smtp_id"] or None,
            "in_reply_to": row["in_reply_to"],
            "references": json.loads(row["refs"]),
            "delivery_status": row["delivery_status"],
            "attachment_ids": files,
            "has_attachments": bool(files),
            "attachment_count": len(files),
        }
        if row["verdict"]:
            metadata |= self._verdict(row)
        if row["headers"] and (reply_to := json.loads(row["headers"]).get("Reply-To")):
            metadata["reply_to"] = reply_to
        if row["extracted"]:
            metadata["extracted_data"] = json.loads(row["extracted"])
        if row["delivery_data"]:
            metadata["delivery_data"] = json.loads(row["delivery_data"])
        return metadata
