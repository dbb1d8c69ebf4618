"""What the person said that each term of the score weighs. Cheap to ask: every start does."""

from __future__ import annotations

import sqlite3


def said(conn: sqlite3.Connection) -> dict[str, int]:
    """Points by term, only where somebody said so."""
    return dict(conn.execute("SELECT term, points FROM risk_points").fetchall())
