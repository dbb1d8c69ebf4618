"""Who reads a mail at this moment, on disk: for a minute nobody else decides on it. In a transaction of the caller."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from commune_tui import clock
from commune_tui.gate.approvals import is_same

CLAIMED_FOR_MS = 60_000


@dataclass(frozen=True, slots=True)
class Claim:
    """``until`` is in unix milliseconds."""

    who: str
    until: int

    @property
    def words(self) -> str:
        """Why somebody else waits."""
        left = clock.span((self.until - clock.now_ms()) / 1000)
        return f"{self.who} is reading this mail; the claim ends in {left}."


def take(conn: sqlite3.Connection, mail: str, who: str) -> None:
    """Say that ``who`` reads it, from now on for a minute."""
    conn.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", (mail, who, clock.now_ms() + CLAIMED_FOR_MS))


def of(conn: sqlite3.Connection, mail: str) -> Claim | None:
    """The one that is good at this moment. One that ends later than any that is made now is of a clock that was set
    back, and is none."""
    now = clock.now_ms()
    row = conn.execute(
        "SELECT who, until FROM claims WHERE mail = ? AND until > ? AND until <= ?", (mail, now, now + CLAIMED_FOR_MS)
    ).fetchone()
    return Claim(row["who"], row["until"]) if row is not None else None


def others(conn: sqlite3.Connection, mail: str, who: str) -> Claim | None:
    """Somebody else's."""
    claim = of(conn, mail)
    return claim if claim is not None and not is_same(claim.who, who) else None


def end(conn: sqlite3.Connection, mail: str) -> None:
    """Nobody reads it any more."""
    conn.execute("DELETE FROM claims WHERE mail = ?", (mail,))
