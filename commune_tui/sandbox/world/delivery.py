"""What became of outbound mail (contract §4.7): events, the metrics counted from them, and suppressions."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from commune_tui.sandbox.world.database import Database, dump, iso

COUNTED = ("sent", "delivered", "bounced", "complained", "failed", "suppressed")
TYPES = (*COUNTED, "delivery_delayed", "opened", "clicked")
RANK = {"queued": 0, "suppressed": 0, "sent": 1, "delivered": 2, "failed": 3, "bounced": 3, "complained": 4}
SOFT_LIFE_MS = 7 * 86_400_000
SOFT_LIMIT = 3


class Delivery:
    """Delivery events and suppressions of the world."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(
        self, message: sqlite3.Row, kind: str, recipient: str, detail: str = "", at_ms: int | None = None
    ) -> str:
        """Note one step of a mail for one recipient; moves the message's ``delivery_status`` along. The event's id."""
        db = self._db
        at = db.now_ms() if at_ms is None else at_ms
        number = f"evt_{db.hex(20)}"
        place = {"message_id": message["id"], "inbox_id": message["inbox_id"], "domain_id": message["domain_id"]}
        db.insert("delivery_events", id=number, type=kind, recipient=recipient, at=at, detail=detail, **place)
        if kind in RANK:
            now = db.one("SELECT delivery_status, delivery_data FROM messages WHERE id = ?", message["id"])
            stored, status = (now["delivery_data"], now["delivery_status"] or "queued") if now else (None, "queued")
            data = {**(json.loads(stored) if stored else {}), f"{kind}_at": iso(at), "last_attempt": iso(at)}
            if kind == "bounced":
                data |= {"bounce_reason": detail, "bounce_type": "soft" if detail.startswith("soft") else "hard"}
            if kind == "failed":
                data["failure_reason"] = detail
            # One bad recipient among several must stay visible: a later "delivered" does not hide it.
            worst = kind if RANK[kind] >= RANK.get(status, 0) else status
            sql = "UPDATE messages SET delivery_status = ?, delivery_data = ? WHERE id = ?"
            db.run(sql, worst, dump(data), message["id"])
        return number

    def bounce(self, message: sqlite3.Row, recipient: str, detail: str, *, hard: bool) -> None:
        """A bounce and what follows: a hard one suppresses for good, the third soft one for seven days."""
        self.record(message, "bounced", recipient, detail if hard else f"soft: {detail}")
        if hard:
            self.suppress(message["inbox_id"], recipient, "bounce", "hard", message_id=message["id"])
            return
        count = self._db.value(
            "SELECT count(*) FROM delivery_events WHERE inbox_id = ? AND recipient = ? AND type = 'bounced'"
            " AND detail LIKE 'soft%'",
            *(message["inbox_id"], recipient),
        )
        if count >= SOFT_LIMIT:
            until = self._db.now_ms() + SOFT_LIFE_MS
            self.suppress(message["inbox_id"], recipient, "bounce", "soft", message_id=message["id"], expires_ms=until)

    def complain(self, message: sqlite3.Row, recipient: str, detail: str) -> None:
        """The recipient called it spam: delivered, complained, suppressed."""
        self.record(message, "complained", recipient, detail)
        self.suppress(message["inbox_id"], recipient, "complaint", "spam", message_id=message["id"])

    def suppress(
        self,
        inbox_id: str,
        email: str,
        reason: str,
        kind: str,
        *,
        at_ms: int | None = None,
        expires_ms: int | None = None,
        message_id: str | None = None,
    ) -> None:
        """Stop an inbox from writing to an address; a lasting entry is never turned into a passing one."""
        known = self._db.one("SELECT * FROM suppressions WHERE inbox_id = ? AND email = ?", inbox_id, email.lower())
        if known is not None and known["expires_at"] is None:
            return
        domain = self._db.value("SELECT domain_id FROM inboxes WHERE id = ?", inbox_id) or ""
        self._db.run("DELETE FROM suppressions WHERE inbox_id = ? AND email = ?", inbox_id, email.lower())
        cells = {"inbox_id": inbox_id, "domain_id": domain, "email": email.lower(), "reason": reason, "type": kind}
        when = self._db.now_ms() if at_ms is None else at_ms
        more = {"created_at": when, "expires_at": expires_ms, "message_id": message_id}
        self._db.insert("suppressions", id=f"sup_{self._db.hex(20)}", source="inbox", **cells, **more)

    def suppressed(self, inbox_id: str, email: str) -> bool:
        """May this inbox not write to this address now?"""
        return bool(
            self._db.value(
                "SELECT 1 FROM suppressions WHERE inbox_id = ? AND email = ?"
                " AND (expires_at IS NULL OR expires_at > ?)",
                *(inbox_id, email.lower(), self._db.now_ms()),
            )
        )

    def counts(self, column: str, value: str, since_ms: int) -> dict[str, int]:
        """How many recipients reached each state since then."""
        rows = self._db.all(
            f"SELECT type, count(*) AS n FROM delivery_events WHERE {column} = ? AND at >= ? GROUP BY type",  # noqa: S608
            *(value, since_ms),
        )
        found = {row["type"]: row["n"] for row in rows}
        return {kind: found.get(kind, 0) for kind in COUNTED}

    def events(self, filters: dict[str, str], limit: int) -> list[dict[str, Any]]:
        """Events, newest first, under every client's names (discrepancies §51)."""
        return [self._event(row) for row in self.rows(filters, limit)]

    def rows(self, filters: dict[str, str], limit: int) -> list[sqlite3.Row]:
        """Events that meet every filter (column → value), newest first."""
        where = " AND ".join(f"{column} = ?" for column in filters)
        sql = f"SELECT * FROM delivery_events WHERE {where} ORDER BY at DESC, seq DESC LIMIT ?"  # noqa: S608
        return self._db.all(sql, *filters.values(), limit)

    @staticmethod
    def _event(row: sqlite3.Row) -> dict[str, Any]:
        at = iso(row["at"])
        common = {"inbox_id": row["inbox_id"], "domain_id": row["domain_id"], "recipient": row["recipient"]}
        ours = {"event_id": row["id"], "_id": row["id"], "id": row["id"], "message_id": row["message_id"]}
        kind = {"event_type": row["type"], "type": row["type"], "messageId": row["message_id"]}
        times = {"timestamp": at, "processed_at": at, "created_at": at}
        data = {"recipient": row["recipient"], "detail": row["detail"]}
        return {
            **ours,
            **kind,
            **common,
            **times,
            "email": row["recipient"],
            "detail": row["detail"],
            "event_data": data,
        }

    def suppressions(self, filters: dict[str, str], limit: int) -> list[dict[str, Any]]:
        """Suppressions that hold now, newest first, under every client's names (discrepancies §52)."""
        where = "".join(f"{column} = ? AND " for column in filters)
        sql = (
            f"SELECT * FROM suppressions WHERE {where} (expires_at IS NULL OR expires_at > ?)"  # noqa: S608
            " ORDER BY created_at DESC, id LIMIT ?"
        )
        return [self._suppression(row) for row in self._db.all(sql, *filters.values(), self._db.now_ms(), limit)]

    @staticmethod
    def _suppression(row: sqlite3.Row) -> dict[str, Any]:
        at = iso(row["created_at"])
        names = ("email", "reason", "type", "source", "inbox_id", "domain_id", "message_id")
        times = {"created_at": at, "suppressed_at": at, "suppressedAt": at, "expires_at": iso(row["expires_at"])}
        return {"_id": row["id"], "id": row["id"], **{name: row[name] for name in names}, **times, "metadata": {}}
