"""Domains as contract §4.1 describes them: their rows, their DNS records, their answers."""

from __future__ import annotations

import sqlite3
from typing import Any

from commune_tui.sandbox.world.database import Database, iso

REGIONS = ("us-east-1", "eu-west-1", "sa-east-1", "ap-northeast-1")
DEFAULT_REGION = "us-east-1"


class Domains:
    """The domains of the world."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, name: str, status: str = "not_started", region: str = DEFAULT_REGION) -> str:
        """A new domain; its id. The name is lower-cased."""
        number = self._db.uuid()
        now = self._db.now_ms()
        self._db.insert("domains", id=number, name=name.lower(), status=status, region=region, created_at=now)
        return number

    def row(self, domain_id: str) -> sqlite3.Row | None:
        """The row of a domain."""
        return self._db.one("SELECT * FROM domains WHERE id = ?", domain_id)

    def named(self, name: str) -> sqlite3.Row | None:
        """The row of a domain by its name, whatever its case."""
        return self._db.one("SELECT * FROM domains WHERE name = ?", name.lower())

    def all(self) -> list[dict[str, Any]]:
        """Every domain, oldest first."""
        return [self.answer(row) for row in self._db.all("SELECT * FROM domains ORDER BY created_at, rowid")]

    def verify(self, domain_id: str) -> str | None:
        """Pretend that the DNS records were found; the new status. Where some were found and others not
        (``pending:2``), one more is each time.
        """
        row = self.row(domain_id)
        if row is None:
            return None
        state, _, found = row["status"].partition(":")
        count = int(found) + 1 if found else len(self.records(row))
        status = "verified" if count >= len(self.records(row)) else f"{state}:{count}"
        self._db.run("UPDATE domains SET status = ? WHERE id = ?", status, domain_id)
        return status.partition(":")[0]

    def answer(self, row: sqlite3.Row) -> dict[str, Any]:
        """The Domain object, with the CLI's alias ``domain`` (discrepancies §17)."""
        inboxes = self._db.all("SELECT id, local_part, address FROM inboxes WHERE domain_id = ?", row["id"])
        return {
            "id": row["id"],
            "name": row["name"],
            "domain": row["name"],
            "status": row["status"].partition(":")[0],
            "region": row["region"],
            "records": self.records(row),
            "inboxes": [{"id": i["id"], "localPart": i["local_part"], "address": i["address"]} for i in inboxes],
            "createdAt": iso(row["created_at"]),
        }

    @staticmethod
    def records(row: sqlite3.Row) -> list[dict[str, Any]]:
        """What the owner would put into DNS: SPF (MX and TXT), DKIM, DMARC, and where mail is received."""
        name, region = row["name"], row["region"]
        found = row["status"].partition(":")[2]
        wanted: list[tuple[str, str, str, str, int | None]] = [
            ("SPF", f"send.{name}", "MX", f"feedback-smtp.{region}.mail.example", 10),
            ("SPF", f"send.{name}", "TXT", "v=spf1 include:mail.example ~all", None),
            ("DKIM", f"sandbox._domainkey.{name}", "TXT", "p=MCowBQYDK2VwAyEA" + row["id"].replace("-", ""), None),
            ("DMARC", f"_dmarc.{name}", "TXT", "v=DMARC1; p=none;", None),
            ("Receiving", name, "MX", f"inbound-smtp.{region}.mail.example", 10),
        ]
        answers = []
        for number, (record, host, kind, value, priority) in enumerate(wanted):
            there = row["status"] == "verified" or number < int(found or 0)
            entry: dict[str, Any] = {"record": record, "name": host, "type": kind, "value": value}
            if priority is not None:
                entry["priority"] = priority
            answers.append({**entry, "status": "verified" if there else "pending", "ttl": "Auto"})
        return answers
