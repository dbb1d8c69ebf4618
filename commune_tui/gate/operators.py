"""The people who decide, each with a key and a role, on disk. Functions run in a transaction of the caller."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Final

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.gate import holders, journal
from commune_tui.gate.holders import OPERATORS
from commune_tui.gate.keys import hashed, is_good

ROLES: Final = ("look", "decide", "administer")
"""Each includes the ones before."""


@dataclass(frozen=True, slots=True)
class Operator:
    """``role`` is one of :data:`ROLES`; times are unix milliseconds, 0 for never."""

    name: str
    role: str
    expires_at: int = 0
    made_at: int = 0
    revoked_at: int = 0
    key_hash: str = field(default="", repr=False)

    def works(self, now_ms: int) -> bool:
        """Whether the key is good at this moment."""
        return is_good(self.revoked_at, self.expires_at, now_ms)

    def may(self, role: str) -> bool:
        """Whether what wants this role is allowed."""
        return ROLES.index(self.role) >= ROLES.index(role)


def make(conn: sqlite3.Connection, operator: Operator, key: Secret, who: str) -> None:
    """Write a new operator. Raises HolderExists."""
    holders.free(conn, operator.name)
    values = (operator.name, hashed(key), operator.role, operator.expires_at, clock.now_ms())
    conn.execute("INSERT INTO operators VALUES (?, ?, ?, ?, ?, 0)", values)
    journal.add(
        conn, "operator created", who, operator.name, role=operator.role, expires_at=operator.expires_at
    )  # fmt: skip


def every(conn: sqlite3.Connection) -> list[Operator]:
    """All that there are and were, by name."""
    return [_operator(row) for row in OPERATORS.rows(conn)]


def calling(conn: sqlite3.Connection, key: Secret) -> Operator | None:
    """Whose key this is, if it works now."""
    row = OPERATORS.of(conn, key)
    operator = _operator(row) if row is not None else None
    return operator if operator is not None and operator.works(clock.now_ms()) else None


def _operator(row: sqlite3.Row) -> Operator:
    return Operator(
        row["name"], row["role"], row["expires_at"], row["made_at"], row["revoked_at"], row["key_hash"]
    )  # fmt: skip
