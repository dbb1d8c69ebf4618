"""The organisation itself, its API keys and its agents.

A key is stored as its SHA-256 only; the raw text exists in the answer that created it (contract §2.1, §4.9).
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from typing import Any

from commune_tui.sandbox.records import SeedKey
from commune_tui.sandbox.world.database import Database, dump, iso, to_ms


def key_hash(raw: str) -> str:
    """What the world keeps of a key."""
    return hashlib.sha256(raw.encode()).hexdigest()


class Organisation:
    """One organisation per world; registering a further agent joins it under its own slug's inbox."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, name: str, slug: str) -> None:
        """Set up the organisation of a new world."""
        now = self._db.now_ms()
        cells = {"name": name, "slug": slug, "tier": "sandbox", "status": "active"}
        self._db.insert("organisation", id=self._db.hex(24), created_at=now, updated_at=now, **cells)

    def row(self) -> dict[str, Any] | None:
        """The organisation of contract §4.9, or ``None`` after it was deleted."""
        row = self._db.one("SELECT * FROM organisation LIMIT 1")
        if row is None:
            return None
        names = ("id", "name", "slug", "tier", "status")
        times = {"createdAt": iso(row["created_at"]), "updatedAt": iso(row["updated_at"])}
        return {**{name: row[name] for name in names}, "settings": {}, **times}

    def rename(self, name: str) -> dict[str, Any] | None:
        """A new name; the slug stays."""
        self._db.run("UPDATE organisation SET name = ?, updated_at = ?", name, self._db.now_ms())
        return self.row()


class Keys:
    """API keys: create, list, rotate, revoke, and recognise."""

    LIMIT = 10

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(
        self, name: str, permissions: list[str], expires_in_s: int | None = None, raw: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        """A new key: its raw text (only here) and its public form."""
        raw = raw or f"comm_{secrets.token_hex(32)}"
        now = self._db.now_ms()
        number = self._db.hex(32)
        expires = None if expires_in_s is None else now + expires_in_s * 1000
        cells = {"name": name, "hash": key_hash(raw), "prefix": raw[:12], "permissions": dump(permissions)}
        self._db.insert("api_keys", id=number, status="active", expires_at=expires, created_at=now, **cells)
        return raw, self.get(number) or {}

    def take(self, key: SeedKey) -> None:
        """A key that was made elsewhere: nobody can call with it."""
        times = {name: to_ms(at) for name in ("created_at", "last_used_at", "expires_at") if (at := getattr(key, name))}
        cells = {"name": key.name, "prefix": key.prefix, "permissions": dump(list(key.permissions)), **times}
        self._db.insert("api_keys", id=self._db.hex(32), status="active", hash=secrets.token_hex(32), **cells)

    def get(self, key_id: str) -> dict[str, Any] | None:
        """The public form of one key."""
        row = self._db.one("SELECT * FROM api_keys WHERE id = ?", key_id)
        return None if row is None else self._public(row)

    def all(self) -> list[dict[str, Any]]:
        """Every key, newest first, without its secret."""
        return [
            self._public(row) for row in self._db.all("SELECT * FROM api_keys ORDER BY created_at DESC, rowid DESC")
        ]

    def active(self) -> int:
        """How many keys count against the limit of ten."""
        return int(self._db.value("SELECT count(*) FROM api_keys WHERE status = 'active'"))

    def find(self, raw: str) -> dict[str, Any] | None:
        """The key of a request, when it is active and not expired; notes that it was used."""
        row = self._db.one("SELECT * FROM api_keys WHERE hash = ?", key_hash(raw))
        if row is None or self._state(row) != "active":
            return None
        now = self._db.now_ms()
        if now - (row["last_used_at"] or 0) > 1000:  # a read must not become a write for every request
            self._db.run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", now, row["id"])
        return self._public(row)

    def rotate(self, key_id: str, *, dead_too: bool = False) -> tuple[str, dict[str, Any]] | None:
        """A new secret under the same id; the old one is dead at once. ``None`` when unknown or inactive.

        ``dead_too``: an inactive key gets one as well, and stays inactive.
        """
        row = self._db.one("SELECT * FROM api_keys WHERE id = ?", key_id)
        if row is None or (self._state(row) != "active" and not dead_too):
            return None
        raw = f"comm_{secrets.token_hex(32)}"
        self._db.run("UPDATE api_keys SET hash = ?, prefix = ? WHERE id = ?", key_hash(raw), raw[:12], key_id)
        return raw, self.get(key_id) or {}

    def revoke(self, key_id: str) -> bool:
        """Switch a key off for good; ``False`` when it was already."""
        return self._db.run("UPDATE api_keys SET status = 'inactive' WHERE id = ? AND status = 'active'", key_id) == 1

    def printed(self, name: str, permissions: list[str]) -> str:
        """The key that every start of this world prints: of this name, made at the first, good again if it was not.

        Its raw text is kept, which is as private as the file of the world.
        """
        raw: str | None = self._db.value("SELECT key FROM printed")
        if raw is None:
            raw = f"comm_{secrets.token_hex(32)}"
            self._db.insert("printed", key=raw)
        if self.find(raw) is None:
            self._db.run("DELETE FROM api_keys WHERE hash = ? OR name = ?", key_hash(raw), name)
            self.create(name, permissions, raw=raw)
        return raw

    def _state(self, row: sqlite3.Row) -> str:
        expired = row["expires_at"] is not None and row["expires_at"] <= self._db.now_ms()
        return "expired" if row["status"] == "active" and expired else str(row["status"])

    def _public(self, row: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": row["id"],
            "name": row["name"],
            "keyPrefix": row["prefix"],
            "permissions": json.loads(row["permissions"]),
            "status": self._state(row),
            "expiresAt": iso(row["expires_at"]),
            "lastUsedAt": iso(row["last_used_at"]),
            "createdAt": iso(row["created_at"]),
        }


class Agents:
    """Ed25519 identities, unfinished registrations, and the memory against replayed signatures."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, body: dict[str, Any], challenge: Any, life_s: int = 900) -> str:
        """Keep a registration until it is verified; the token of it."""
        token = f"agt_signup_{secrets.token_hex(24)}"
        expires = self._db.now_ms() + life_s * 1000
        self._db.insert("signups", token=token, body=dump(body), challenge=dump(challenge), expires_at=expires)
        return token

    def pending(self, token: str) -> tuple[dict[str, Any], Any] | None:
        """The body and the challenge of a registration that has not expired."""
        row = self._db.one("SELECT * FROM signups WHERE token = ? AND expires_at > ?", token, self._db.now_ms())
        return None if row is None else (json.loads(row["body"]), json.loads(row["challenge"]))

    def asked(self, slug: str) -> bool:
        """Whether somebody is about to register under this slug."""
        rows = self._db.all("SELECT body FROM signups WHERE expires_at > ?", self._db.now_ms())
        return any(str(json.loads(row["body"]).get("orgSlug", "")).lower() == slug for row in rows)

    def finish(self, token: str, name: str, public_key: str, purpose: str | None, email: str) -> str:
        """Use up the token and make the agent; its id."""
        number = f"agt_{self._db.hex(32)}"
        self._db.run("DELETE FROM signups WHERE token = ?", token)
        cells = {"name": name, "public_key": public_key, "purpose": purpose, "email": email}
        self._db.insert("agents", id=number, created_at=self._db.now_ms(), **cells)
        return number

    def about(self, agent_id: str) -> sqlite3.Row:
        """What is known of an agent, or was: an agent that is gone has no facts."""
        row = self._db.one("SELECT name, purpose, email, created_at FROM agents WHERE id = ?", agent_id)
        return row or self._db.all("SELECT NULL AS name, NULL AS purpose, NULL AS email, NULL AS created_at")[0]

    def public_key(self, agent_id: str) -> str | None:
        """The base64 key of an agent."""
        key: str | None = self._db.value("SELECT public_key FROM agents WHERE id = ?", agent_id)
        return key

    def name(self, agent_id: str) -> str | None:
        """What the agent calls itself."""
        name: str | None = self._db.value("SELECT name FROM agents WHERE id = ?", agent_id)
        return name

    def claim(self, agent_id: str, owner_email: str, life_ms: int) -> str:
        """A new claim on an agent; its token."""
        token = secrets.token_hex(32)
        cells = {"agent_id": agent_id, "owner_email": owner_email, "expires_at": self._db.now_ms() + life_ms}
        self._db.insert("claims", token=token, **cells)
        return token

    def claimed(self, token: str) -> sqlite3.Row | None:
        """The claim of a token, expired or not."""
        return self._db.one("SELECT * FROM claims WHERE token = ?", token)

    def accept(self, token: str) -> None:
        """The owner agrees."""
        self._db.run("UPDATE claims SET accepted_at = ? WHERE token = ?", self._db.now_ms(), token)

    def owner(self, agent_id: str) -> str | None:
        """The address of whoever accepted this agent."""
        sql = "SELECT owner_email FROM claims WHERE agent_id = ? AND accepted_at IS NOT NULL"
        owner: str | None = self._db.value(sql, agent_id)
        return owner

    def first_use(self, agent_id: str, stamp_ms: int) -> bool:
        """Remember a signature's timestamp for two minutes; ``False`` when it was used before."""
        self._db.run("DELETE FROM nonces WHERE stamp < ?", self._db.now_ms() - 120_000)
        return self._db.run("INSERT OR IGNORE INTO nonces VALUES (?, ?)", agent_id, stamp_ms) == 1
