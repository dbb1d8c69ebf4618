"""Two-phase deletion (contract §9): preview counts, a token that expires, then rows that are truly gone."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from typing import Any

from commune_tui.sandbox.world.database import Database, dump, iso

LIFE_MS = 3_600_000
ACTIVE = ("pending", "confirmed", "executing")
SCOPES = ("organization", "inbox", "messages")
WHOLE = {
    name: name
    for name in (
        *("messages", "attachments", "domains", "inboxes", "webhook_deliveries", "delivery_events", "blocked_spam"),
        *("thread_metadata", "suppressions", "audit_logs", "api_keys"),
    )
} | {"users": "agents", "verification_tokens": "signups"}
COUNTERS = (*WHOLE, "dmarc_reports", "alerts", "spam_reports", "sessions")  # a sandbox never has any of the last four
OF_INBOX = (
    "messages", "webhook_deliveries", "delivery_events", "blocked_spam", "suppressions"
)  # fmt: skip
THEIRS = "message_id IN (SELECT id FROM messages WHERE {condition})"
WARNINGS = {
    "organization": "This deletes everything of the organisation for good: mail, domains, inboxes, keys, itself.",
    "inbox": "This deletes all data of the inbox for good.",
    "messages": "This deletes the messages and their attachments for good.",
}


class Deletions:
    """Deletion requests and their execution."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def active(self) -> sqlite3.Row | None:
        """The request that waits for its confirmation; expired ones are marked on the way."""
        self._db.run(
            "UPDATE deletions SET status = 'expired' WHERE status = 'pending' AND confirm_by <= ?", self._db.now_ms()
        )
        marks = ", ".join("?" * len(ACTIVE))
        return self._db.one(f"SELECT * FROM deletions WHERE status IN ({marks})", *ACTIVE)  # noqa: S608

    def row(self, deletion_id: str) -> sqlite3.Row | None:
        """One request, with an expiry noticed."""
        self.active()
        return self._db.one("SELECT * FROM deletions WHERE id = ?", deletion_id)

    def request(self, scope: str, inbox_id: str | None, before_ms: int | None) -> tuple[sqlite3.Row, str]:
        """A new request and its confirmation token, whose hash alone is kept."""
        number, token = f"del_{self._db.hex(20)}", secrets.token_hex(32)
        preview = dict.fromkeys(COUNTERS, 0) | self._count(scope, inbox_id, before_ms)
        now = self._db.now_ms()
        self._db.insert(
            "deletions",
            id=number,
            scope=scope,
            inbox_id=inbox_id,
            before_at=before_ms,
            status="pending",
            preview=dump(preview),
            token_hash=self.token_hash(number, token),
            confirm_by=now + LIFE_MS,
            requested_at=now,
        )
        row = self.row(number)
        assert row is not None
        return row, token

    @staticmethod
    def token_hash(deletion_id: str, token: str) -> str:
        """What is kept of a token; bound to its request."""
        return hashlib.sha256(f"{deletion_id}.{token}".encode()).hexdigest()

    def confirm(self, row: sqlite3.Row) -> sqlite3.Row:
        """Delete. The request stays to tell of it, and one line in the log, which begins anew with the organisation."""
        scope, inbox_id, before = row["scope"], row["inbox_id"], row["before_at"]
        with self._db.transaction():
            now = self._db.now_ms()
            self._db.epoch += 1
            deleted = self._delete_all() if scope == "organization" else self._delete_mail(scope, inbox_id, before)
            self._db.insert(
                "audit_logs", at=now, action="data.deletion", detail=dump({"id": row["id"], "scope": scope})
            )
            self._db.run(
                "UPDATE deletions SET status = 'completed', deleted = ?, confirmed_at = ?, completed_at = ?"
                " WHERE id = ?",
                *(dump(deleted), now, self._db.now_ms(), row["id"]),
            )
        done = self.row(row["id"])
        assert done is not None
        return done

    def _condition(self, scope: str, inbox_id: str | None, before_ms: int | None) -> tuple[str, tuple[Any, ...]]:
        if scope == "inbox":
            return "inbox_id = ?", (inbox_id,)
        return ("at < ?", (before_ms,)) if before_ms is not None else ("1", ())

    def _count(self, scope: str, inbox_id: str | None, before_ms: int | None) -> dict[str, int]:
        def count(table: str, condition: str = "1", *values: Any) -> int:
            return int(self._db.value(f"SELECT count(*) FROM {table} WHERE {condition}", *values))  # noqa: S608

        if scope == "organization":
            return {name: count(table) for name, table in WHOLE.items()}
        condition, values = self._condition(scope, inbox_id, before_ms)
        theirs = THEIRS.format(condition=condition)
        found = {
            "messages": count("messages", condition, *values),
            "attachments": count("attachments", theirs, *values),
        }
        if scope == "inbox":
            found |= {name: count(name, "inbox_id = ?", inbox_id) for name in OF_INBOX[1:]}
            found["thread_metadata"] = count(
                "thread_metadata", "thread_id IN (SELECT id FROM threads WHERE inbox_id = ?)", inbox_id
            )
            found["inboxes"] = 0
        return found

    def _delete_all(self) -> dict[str, int]:
        counts = {name: self._db.run(f"DELETE FROM {table}") for name, table in WHOLE.items()}  # noqa: S608
        for table in (
            "threads",
            "webhook_attempts",
            "organisation",
            "idempotency",
            "nonces",
            "jobs",
            "feedback",
            "claims",
        ):
            self._db.run(f"DELETE FROM {table}")  # noqa: S608
        self._forget_words()
        return counts

    def _delete_mail(self, scope: str, inbox_id: str | None, before_ms: int | None) -> dict[str, int]:
        condition, values = self._condition(scope, inbox_id, before_ms)
        theirs = THEIRS.format(condition=condition)
        deleted = {"attachments": self._db.run(f"DELETE FROM attachments WHERE {theirs}", *values)}  # noqa: S608
        if scope == "inbox":
            of_inbox = "thread_id IN (SELECT id FROM threads WHERE inbox_id = ?)"
            deleted["thread_metadata"] = self._db.run(f"DELETE FROM thread_metadata WHERE {of_inbox}", inbox_id)  # noqa: S608
            self._db.run(
                "DELETE FROM webhook_attempts WHERE delivery_id IN"
                " (SELECT id FROM webhook_deliveries WHERE inbox_id = ?)",
                inbox_id,
            )
            for name in OF_INBOX[1:]:
                deleted[name] = self._db.run(f"DELETE FROM {name} WHERE inbox_id = ?", inbox_id)  # noqa: S608
        deleted["messages"] = self._db.run(f"DELETE FROM messages WHERE {condition}", *values)  # noqa: S608
        self._mend_threads()
        self._forget_words()
        return deleted

    def _mend_threads(self) -> None:
        """Threads without messages go; the summaries of the others follow what is left."""
        gone = "id NOT IN (SELECT thread_id FROM messages)"
        self._db.run(f"DELETE FROM thread_metadata WHERE thread_id IN (SELECT id FROM threads WHERE {gone})")  # noqa: S608
        self._db.run(f"DELETE FROM threads WHERE {gone}")  # noqa: S608
        self._db.run(
            "UPDATE threads SET message_count = (SELECT count(*) FROM messages m WHERE m.thread_id = threads.id),"
            " first_at = (SELECT min(at) FROM messages m WHERE m.thread_id = threads.id),"
            " has_attachments = EXISTS"
            " (SELECT 1 FROM messages m WHERE m.thread_id = threads.id AND m.attachments <> '[]')"
        )

    def _forget_words(self) -> None:
        self._db.run("INSERT INTO words(words) VALUES ('rebuild')")

    @staticmethod
    def answer(row: sqlite3.Row) -> dict[str, Any]:
        """The request as it stands; never the token."""
        answer: dict[str, Any] = {"id": row["id"], "scope": row["scope"], "status": row["status"]}
        if row["inbox_id"]:
            answer["inbox_id"] = row["inbox_id"]
        if row["before_at"] is not None:
            answer["before"] = iso(row["before_at"])
        answer["preview"] = json.loads(row["preview"])
        if row["deleted"]:
            answer["deleted_counts"] = json.loads(row["deleted"])
        for name in ("confirm_by", "requested_at", "confirmed_at", "completed_at"):
            if row[name] is not None:
                answer[name] = iso(row[name])
        return answer
