# ruff: noqa: S608 - the table is one of two names of our own; values are bound
"""What is the same for whoever holds a key of the gate, agents and operators. Functions run in a transaction of the
caller.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.errors import Explained
from commune_tui.gate import journal
from commune_tui.gate.keys import hashed

_NOBODYS: Final = frozenset({"gate"})
"""What the journal calls somebody else already."""


class NoSuchHolder(Explained):
    """There is nobody of that name, or the key works no more."""


class HolderExists(Explained):
    """The name means somebody already."""


@dataclass(frozen=True, slots=True)
class Holders:
    """One kind: ``table`` has its rows, ``word`` is what it is called, ``said`` how the journal calls its keys."""

    table: str
    word: str
    said: str

    def row(self, conn: sqlite3.Connection, name: str) -> sqlite3.Row | None:
        """Whoever is or was called so."""
        found: sqlite3.Row | None = conn.execute(f"SELECT * FROM {self.table} WHERE name = ?", (name,)).fetchone()
        return found

    def rows(self, conn: sqlite3.Connection) -> list[sqlite3.Row]:
        """All that there are and were, by name."""
        return conn.execute(f"SELECT * FROM {self.table} ORDER BY name").fetchall()

    def of(self, conn: sqlite3.Connection, key: Secret) -> sqlite3.Row | None:
        """Whose key this is; whether it works is another question."""
        found: sqlite3.Row | None = conn.execute(
            f"SELECT * FROM {self.table} WHERE key_hash = ?", (hashed(key),)
        ).fetchone()
        return found

    def rotate(self, conn: sqlite3.Connection, name: str, key: Secret, who: str) -> None:
        """Give another key; the old one is dead at once. Raises NoSuchHolder."""
        self._working(conn, name)
        conn.execute(f"UPDATE {self.table} SET key_hash = ? WHERE name = ?", (hashed(key), name))
        journal.add(conn, f"{self.said} rotated", who, name)

    def revoke(self, conn: sqlite3.Connection, name: str, who: str) -> None:
        """End the key for good. Raises NoSuchHolder."""
        self._working(conn, name)
        conn.execute(f"UPDATE {self.table} SET revoked_at = ? WHERE name = ?", (clock.now_ms(), name))
        journal.add(conn, f"{self.said} revoked", who, name)

    def _working(self, conn: sqlite3.Connection, name: str) -> None:
        row = self.row(conn, name)
        if row is None or row["revoked_at"]:
            raise NoSuchHolder(f"There is no {self.word} {name!r} whose key works.")


AGENTS: Final = Holders("agents", "agent", "key")
OPERATORS: Final = Holders("operators", "operator", "operator")


def free(conn: sqlite3.Connection, name: str) -> None:
    """A name is used once, for one of either kind: the journal speaks of them by name. Raises HolderExists."""
    if name in _NOBODYS:
        raise HolderExists(f"{name!r} is the gate itself in the journal. Choose another name.")
    for kind in (AGENTS, OPERATORS):
        if kind.row(conn, name) is not None:
            raise HolderExists(
                f"There is an {kind.word} {name!r} already, or was. Choose another name, or rotate the key."
            )
