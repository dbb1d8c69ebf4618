"""Rows of webhook deliveries and their attempts (contract §4.8). Posts nothing: the poster beside the world does."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from commune_tui.sandbox.world.database import Database, iso

MAX_ATTEMPTS = 8
SYNONYMS = {"success": ("delivered",), "failed": ("dead", "retrying")}


class Webhooks:
    """The webhook deliveries of the world."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, inbox_id: str, message_id: str, endpoint: str, payload: str) -> str:
        """A delivery that nobody tried yet (``pending``); its id. ``payload`` is the body to post, as text."""
        number = f"whd_{self._db.hex(20)}"
        digest = hashlib.sha256(payload.encode()).hexdigest()
        cells = {"inbox_id": inbox_id, "message_id": message_id, "endpoint": endpoint, "payload": payload}
        state = {"status": "pending", "attempt_count": 0, "max_attempts": MAX_ATTEMPTS, "payload_hash": digest}
        self._db.insert("webhook_deliveries", id=number, created_at=self._db.now_ms(), **cells, **state)
        return number

    def row(self, delivery_id: str) -> sqlite3.Row | None:
        """Everything about a delivery, the payload included."""
        return self._db.one("SELECT * FROM webhook_deliveries WHERE id = ?", delivery_id)

    def attempted(
        self,
        delivery_id: str,
        *,
        status_code: int | None,
        error: str | None,
        latency_ms: int,
        next_retry_ms: int | None = None,
    ) -> None:
        """Note one attempt. No ``error``: delivered. ``next_retry_ms`` (a moment): retrying; neither: dead."""
        db, now = self._db, self._db.now_ms()
        row = self.row(delivery_id)
        if row is None:
            return
        count = row["attempt_count"] + 1
        facts = {"status_code": status_code, "error": error, "latency_ms": latency_ms, "attempted_at": now}
        db.insert("webhook_attempts", delivery_id=delivery_id, attempt=count, **facts)
        status = "delivered" if error is None else ("retrying" if next_retry_ms is not None else "dead")
        db.run(
            "UPDATE webhook_deliveries SET status = ?, attempt_count = ?, last_error = ?, last_status_code = ?,"
            " latency_ms = ?, next_retry_at = ?, delivered_at = ?, dead_at = ? WHERE id = ?",
            *(status, count, error, status_code, latency_ms, next_retry_ms),
            *(now if status == "delivered" else None, now if status == "dead" else None, delivery_id),
        )

    def requeue(self, delivery_id: str) -> None:
        """A manual retry: due now, alive again."""
        self._db.run(
            "UPDATE webhook_deliveries SET status = 'retrying', next_retry_at = ?, dead_at = NULL WHERE id = ?",
            *(self._db.now_ms(), delivery_id),
        )

    def page(
        self, filters: dict[str, str], status: str | None, limit: int, offset: int
    ) -> tuple[list[dict[str, Any]], int]:
        """One page, newest first, and how many there are in all; ``status`` also in the CLI's words."""
        where = [f"{column} = ?" for column in filters]
        values: list[Any] = list(filters.values())
        if status:
            wanted = SYNONYMS.get(status, (status,))
            where.append(f"status IN ({', '.join('?' * len(wanted))})")
            values += wanted
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        total = self._db.value(f"SELECT count(*) FROM webhook_deliveries {condition}", *values)  # noqa: S608
        sql = f"SELECT * FROM webhook_deliveries {condition} ORDER BY created_at DESC, rowid DESC LIMIT ? OFFSET ?"  # noqa: S608
        return [self.answer(row) for row in self._db.all(sql, *values, limit, offset)], int(total)

    def detail(self, row: sqlite3.Row) -> dict[str, Any]:
        """A delivery with its attempts."""
        rows = self._db.all("SELECT * FROM webhook_attempts WHERE delivery_id = ? ORDER BY attempt", row["id"])
        attempts = [
            {
                **{name: r[name] for name in ("attempt", "status_code", "error", "latency_ms")},
                "attempted_at": iso(r["attempted_at"]),
            }
            for r in rows
        ]
        return {**self.answer(row), "payload_hash": row["payload_hash"], "attempts": attempts}

    @staticmethod
    def answer(row: sqlite3.Row) -> dict[str, Any]:
        """The delivery of contract §4.8 with the CLI's aliases (discrepancies §54)."""
        names = ("inbox_id", "message_id", "endpoint", "status", "attempt_count", "max_attempts", "last_error")
        times = ("created_at", "delivered_at", "dead_at", "next_retry_at")
        return {
            "delivery_id": row["id"],
            "id": row["id"],
            **{name: row[name] for name in names},
            **{name: iso(row[name]) for name in times},
            "last_status_code": row["last_status_code"],
            "httpStatus": row["last_status_code"],
            "attemptCount": row["attempt_count"],
            "createdAt": iso(row["created_at"]),
            "delivery_latency_ms": row["latency_ms"],
        }

    def health(self) -> dict[str, Any]:
        """The last 24 hours, by endpoint and in sum; ``success_rate`` is 1 when nothing was posted."""
        since = self._db.now_ms() - 86_400_000
        rows = self._db.all(
            "SELECT endpoint, count(*) AS total, sum(status = 'delivered') AS delivered, sum(status = 'dead') AS dead,"
            " sum(status IN ('dead', 'retrying')) AS failed, avg(latency_ms) AS latency FROM webhook_deliveries"
            " WHERE created_at >= ? GROUP BY endpoint ORDER BY endpoint",
            since,
        )
        endpoints = [
            {
                **{name: row[name] for name in ("endpoint", "total", "delivered", "failed", "dead")},
                "success_rate": row["delivered"] / row["total"],
                "avg_latency_ms": round(row["latency"] or 0),
            }
            for row in rows
        ]
        states = self._db.all(
            "SELECT status, count(*) AS n FROM webhook_deliveries WHERE created_at >= ? GROUP BY 1", since
        )
        totals = dict.fromkeys(("pending", "delivered", "retrying", "dead"), 0)
        totals |= {row["status"]: row["n"] for row in states}
        total = sum(row["total"] for row in rows)
        delivered = sum(row["delivered"] for row in rows)
        latency = [row["latency"] for row in rows if row["latency"] is not None]
        return {
            "endpoints": endpoints,
            "totals": totals,
            "total": total,
            "delivered": delivered,
            "failed": sum(row["failed"] for row in rows),
            "success_rate": delivered / total if total else 1.0,
            "avg_latency_ms": round(sum(latency) / len(latency)) if latency else 0,
        }
