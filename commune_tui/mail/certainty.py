"""How sure it is how a thread stands: never read from the server, read long ago, or as good as now. Pure.

A state that was never read is drawn as not known, never as a default; one that is old says how old it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from commune_tui import clock
from commune_tui.store.rows import ThreadRow

OLD: Final = timedelta(minutes=12)
"""The state of an open thread is read every ten minutes; so old is one that could not be read in time."""
OLD_DONE: Final = timedelta(hours=26)
"""The same of a closed thread, which is read once a day."""
WORDS: Final = "state not read yet"


def unread_state(row: ThreadRow) -> bool:
    """Whether nothing is known of how the thread is triaged but what was done here."""
    return row.triage_read_at is None


def age(row: ThreadRow, now: datetime) -> str:
    """How old the state is, ``25m``; empty while it is as good as new, and where it was never read."""
    if row.triage_read_at is None:
        return ""
    allowed = OLD_DONE if row.status == "closed" else OLD
    return clock.age(row.triage_read_at, now) if now - row.triage_read_at > allowed else ""


def who(row: ThreadRow, me: str, nobody: str) -> str:
    """``@bob``, ``@me``, ``@?`` where nobody knows, or what stands for nobody."""
    if row.assignee:
        return "@me" if row.assignee == me else f"@{row.assignee}"
    return "@?" if unread_state(row) else nobody
