"""How sure it is how a thread stands: never read from the server, read long ago, or as good as now. Pure.

A state that was never read is drawn as not known, never as a default; one that is old says how old it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from commune_tui import clock
from commune_tui.store import triage
from commune_tui.store.rows import ThreadRow

WORDS: Final = "state not read yet"


def unread_state(row: ThreadRow) -> bool:
    """Whether nothing is known of how the thread is triaged but what was done here."""
    return row.triage_read_at is None


def age(row: ThreadRow, now: datetime) -> str:
    """How old the state is, ``25m``; empty while it is as good as new, and where it was never read."""
    if row.triage_read_at is None:
        return ""
    allowed = triage.OLD_DONE if row.status == "closed" else triage.OLD
    return clock.age(row.triage_read_at, now) if now - row.triage_read_at > allowed else ""


def who(row: ThreadRow, me: str, nobody: str) -> str:
    """``@bob``, ``@me``, ``@?`` where nobody knows, or what stands for nobody."""
    if row.assignee:
        return "@me" if row.assignee == me else f"@{row.assignee}"
    return "@?" if unread_state(row) else nobody
