"""How a thread stands, in words: its status, whether somebody waits in it, who has it, how sure that is. Pure.

A state that was never read is said and drawn as not known, never as a default; one that is old says how old it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from commune_tui import clock
from commune_tui.store import triage
from commune_tui.store.rows import UNKNOWN, ThreadRow

NOT_READ: Final = "state not read yet"
WORDS: Final = {
    "needs_reply": "needs reply", "open": "open", "waiting": "waiting", "closed": "closed", UNKNOWN: NOT_READ,
}  # fmt: skip
"""What each status is called. One that is not known keeps its own name."""

UNANSWERED: Final = "unanswered"
AGAIN: Final = "wrote again"

SENDING: Final = "sending"
"""What is said of a thread with a mail of ours that leaves now, until the server shows it."""

ASSUMED: Final = "it counts as done: whether that was before or after the last mail, the server does not say"
"""What is said of a thread that was closed or set waiting at a time that nobody knows."""


def ours_only(row: ThreadRow) -> bool:
    """Whether every mail that is known of it is our own: its sender is ourselves, and says nothing."""
    return row.last_inbound_at is None and row.last_outbound_at is not None


def with_whom(row: ThreadRow) -> str:
    """With whom the thread is; empty where nobody knows. ``to Rosalind Costa`` where only we wrote."""
    if ours_only(row):
        return f"to {row.recipients}" if row.recipients else ""
    return row.sender_name or row.sender or row.recipients


def state(row: ThreadRow) -> str:
    """``sending``, ``closed, wrote again``, ``unanswered``, ``open``: what the person should know first."""
    if row.sending:
        return SENDING
    word = WORDS.get(row.status, row.status.replace("_", " ") or "no status")
    if row.waits_since_at is None or row.status == "needs_reply":
        return word
    if row.status in ("closed", "waiting"):
        return f"{word}, {AGAIN}"
    asks = AGAIN if row.last_outbound_at is not None else UNANSWERED
    return f"{asks}, {word}" if row.status == UNKNOWN else asks


def shape(row: ThreadRow) -> str:
    """The status by whose sign and colour a thread is drawn: where somebody waits, a reply is needed. What was never
    read stays drawn as not known."""
    return "needs_reply" if row.waits_since_at is not None and row.status != UNKNOWN else row.status


def has_it(row: ThreadRow, me: str) -> str:
    """Who has the thread."""
    if not row.assignee:
        return "who has it was not read yet" if never_read(row) else "nobody has it"
    return "you have it" if row.assignee == me else f"{row.assignee} has it"


def who(row: ThreadRow, me: str, nobody: str) -> str:
    """``@bob``, ``@me``, ``@?`` where nobody knows, or what stands for nobody."""
    if row.assignee:
        return "@me" if row.assignee == me else f"@{row.assignee}"
    return "@?" if never_read(row) else nobody


def due(row: ThreadRow, now: datetime) -> str:
    """``due in 20 min``, ``late by 2 h``; empty where nobody waits, or for no certain time."""
    if row.waits_since_at is None or row.due_at is None:
        return ""
    from commune_tui.risk.pace import lasting

    over = (now - row.due_at).total_seconds()
    return f"late by {lasting(over)}" if over > 0 else f"due in {lasting(-over)}"


def loop_ended(row: ThreadRow) -> str:
    """That a loop was there and a person ended it; empty where none was."""
    return f"It went round for {-row.loop} mails, until a person wrote." if row.loop < 0 else ""


def elsewhere(row: ThreadRow) -> str:
    """That the same customer is active in another inbox, too; empty where that is not so."""
    return f"The same customer is active in {', '.join(row.elsewhere)}, too." if row.elsewhere else ""


def never_read(row: ThreadRow) -> bool:
    """Whether nothing is known of how the thread is triaged but what was done here."""
    return row.triage_read_at is None


def age(row: ThreadRow, now: datetime) -> str:
    """How old the state is, ``25m``; empty while it is as good as new, and where it was never read."""
    if row.triage_read_at is None:
        return ""
    allowed = triage.OLD_DONE if row.status == "closed" else triage.OLD
    return clock.age(row.triage_read_at, now) if now - row.triage_read_at > allowed else ""
