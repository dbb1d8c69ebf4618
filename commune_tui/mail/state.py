"""How a thread stands, in words: its status, whether somebody waits in it, who has it. Pure: a row in, words out."""

from __future__ import annotations

from typing import Final

from commune_tui.mail import certainty
from commune_tui.store.rows import UNKNOWN, ThreadRow

WORDS: Final = {
    "needs_reply": "needs reply", "open": "open", "waiting": "waiting", "closed": "closed", UNKNOWN: certainty.WORDS,
}  # fmt: skip
"""What each status is called. One that is not known keeps its own name."""

UNANSWERED: Final = "unanswered"
AGAIN: Final = "wrote again"

ASSUMED: Final = "it counts as done: whether that was before or after the last mail, the server does not say"
"""What is said of a thread that was closed or set waiting at a time that nobody knows."""


def state(row: ThreadRow) -> str:
    """``closed, wrote again``, ``unanswered``, ``open``: what the person should know first."""
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
        return "who has it was not read yet" if certainty.unread_state(row) else "nobody has it"
    return "you have it" if row.assignee == me else f"{row.assignee} has it"
