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


def every(conn: sqlite3.Connection) -> dict[str, Claim]:
    """Those that are good at this moment, by mail. One that ends later than any that is made now is of a clock that was
    set back, and is none."""
    now = clock.now_ms()
    rows = conn.execute(
        "SELECT mail, who, until FROM claims WHERE until > ? AND until <= ?", (now, now + CLAIMED_FOR_MS)
    )
    return {row["mail"]: Claim(row["who"], row["until"]) for row in rows}


def of(conn: sqlite3.Connection, mail: str) -> Claim | None:
    """The one of this mail."""
    return every(conn).get(mail)


def others(conn: sqlite3.Connection, mail: str, who: str) -> Claim | None:
    """Somebody else's."""
    claim = of(conn, mail)
    return claim if claim is not None and not is_same(claim.who, who) else None


def end(conn: sqlite3.Connection, mail: str) -> None:
    """Nobody reads it any more."""
    conn.execute("DELETE FROM claims WHERE mail = ?", (mail,))
