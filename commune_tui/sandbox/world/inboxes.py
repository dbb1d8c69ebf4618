"""Inboxes as contract §4.2 describes them: rows, webhooks, extraction schemas, and whose address is whose."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from typing import Any

from commune_tui.sandbox.world.database import Database, dump, iso
from commune_tui.sandbox.world.habits import KEPT_PROMISES, Habits

DEFAULT_EVENTS = ["email.received"]
TOKEN = re.compile(r"^(?P<local>.+?)\+t(?P<token>[0-9a-f]{12})$")
SELECT = "SELECT i.*, d.name AS domain_name FROM inboxes i JOIN domains d ON d.id = i.domain_id"


class Inboxes:
    """The inboxes of the world."""

    def __init__(self, database: Database, habits: Habits = KEPT_PROMISES) -> None:
        self._db, self._habits = database, habits

    def create(self, domain: sqlite3.Row, local_part: str, name: str | None = None) -> str:
        """A new inbox, or the id of the one that already has this address (a repeat is merged, contract §4.2).

        Where inboxes are replaced, the one that had the address is gone, and its threads stay under its id.
        """
        address = f"{local_part}@{domain['name']}".lower()
        known: str | None = self._db.value("SELECT id FROM inboxes WHERE address = ? ORDER BY rowid", address)
        if known is not None and self._habits.replaces_inboxes:
            self.delete(known)
        elif known is not None:
            if name is not None:
                self._db.run("UPDATE inboxes SET name = ? WHERE id = ?", name, known)
            return known
        number = self._db.uuid()
        cells = {"domain_id": domain["id"], "local_part": local_part.lower(), "address": address, "name": name}
        self._db.insert("inboxes", id=number, created_at=self._db.now_ms(), **cells)
        return number

    def row(self, inbox_id: str, domain_id: str | None = None) -> sqlite3.Row | None:
        """The row of an inbox, together with ``domain_name``; with a ``domain_id`` only when it lives there."""
        row = self._db.one(f"{SELECT} WHERE i.id = ?", inbox_id)
        return None if row is None or (domain_id is not None and row["domain_id"] != domain_id) else row

    def rows(self, domain_id: str | None = None) -> list[sqlite3.Row]:
        """All inboxes (of a domain), oldest first."""
        if domain_id is None:
            return self._db.all(f"{SELECT} ORDER BY i.created_at, i.rowid")
        return self._db.all(f"{SELECT} WHERE i.domain_id = ? ORDER BY i.created_at, i.rowid", domain_id)

    def by_address(self, address: str) -> tuple[sqlite3.Row, str | None] | None:
        """Whose address this is, and the reply token in it (``local+t<12 hex>@domain``, contract §7).

        Any other ``+detail`` also belongs to the inbox, as mail systems do.
        """
        local, at, domain = address.strip().lower().rpartition("@")
        if not at:
            return None
        row = self._db.one(f"{SELECT} WHERE i.address = ?", f"{local}@{domain}")
        if row is not None:
            return row, None
        found = TOKEN.match(local)
        token = found["token"] if found else None
        base = found["local"] if found else local.partition("+")[0]
        row = self._db.one(f"{SELECT} WHERE i.address = ?", f"{base}@{domain}")
        return None if row is None else (row, token)

    def delete(self, inbox_id: str) -> bool:
        """Remove the inbox; its threads stay readable by id, as past mail does."""
        return self._db.run("DELETE FROM inboxes WHERE id = ?", inbox_id) == 1

    def move(self, row: sqlite3.Row, local_part: str) -> bool:
        """Another local part on the same domain; ``False`` when the address is taken."""
        address = f"{local_part}@{row['domain_name']}".lower()
        owner = self._db.value("SELECT id FROM inboxes WHERE address = ?", address)
        if owner not in (None, row["id"]) and not self._habits.shares_addresses:
            return False
        self._db.run(
            "UPDATE inboxes SET local_part = ?, address = ? WHERE id = ?", local_part.lower(), address, row["id"]
        )
        return True

    def set(self, inbox_id: str, column: str, value: Any) -> None:
        """Change ``name``, ``status``, ``agent`` or ``extraction``."""
        assert column in ("name", "status", "agent", "extraction", "webhook")
        stored = dump(value) if isinstance(value, dict) else value
        self._db.run(f"UPDATE inboxes SET {column} = ? WHERE id = ?", stored, inbox_id)  # noqa: S608

    def set_webhook(self, inbox_id: str, change: dict[str, Any] | None) -> None:
        """Merge into the webhook: the secret is made once and survives a new endpoint; a null endpoint switches off.

        An empty change changes nothing (discrepancies §25).
        """
        if change is None or ("endpoint" in change and change["endpoint"] is None):
            self._db.run("UPDATE inboxes SET webhook = NULL WHERE id = ?", inbox_id)
            return
        row = self.row(inbox_id)
        webhook = json.loads(row["webhook"]) if row is not None and row["webhook"] else {}
        webhook.update({key: value for key, value in change.items() if key in ("endpoint", "events", "secret")})
        if not webhook.get("endpoint"):
            return
        webhook.setdefault("events", DEFAULT_EVENTS)
        webhook.setdefault("secret", f"whsec_{secrets.token_hex(24)}")
        self.set(inbox_id, "webhook", webhook)

    def answer(self, row: sqlite3.Row) -> dict[str, Any]:
        """The Inbox object with the CLI's aliases ``email``, ``name``, ``domainId`` (discrepancies §20)."""
        answer: dict[str, Any] = {
            "id": row["id"],
            "localPart": row["local_part"],
            "address": row["address"],
            "email": row["address"],
            "domain_id": row["domain_id"],
            "domainId": row["domain_id"],
            "domain_name": row["domain_name"],
            "status": row["status"],
            "createdAt": iso(row["created_at"]),
        }
        if row["name"] is not None:
            answer |= {"displayName": row["name"], "name": row["name"]}
        for key, column in (("webhook", "webhook"), ("extractionSchema", "extraction"), ("agent", "agent")):
            if row[column]:
                answer[key] = json.loads(row[column])
        return answer
