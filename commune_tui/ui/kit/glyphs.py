"""The signs of the list, each with the words that explain it, and their plain ASCII forms.

A sign never says by colour what it does not say by shape.
"""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set of signs; every one is one cell wide but ``file``."""

    needs_reply: str = "●"
    open: str = " "
    waiting: str = "→"
    closed: str = "✓"
    other: str = "?"
    pending: str = "~"
    risk: str = "!"
    trouble: str = "✗"
    file: str = "&"
    elsewhere: str = "⇄"
    inbound: str = "←"
    outbound: str = "→"
    up: str = "↑"
    down: str = "↓"
    note: str = "#"
    done: str = "·"
    dash: str = "—"
    bar: str = "│"
    rule: str = "─"
    folded: str = "▸"
    unfolded: str = "▾"
    cursor: str = "▌"
    cursor_away: str = "▏"
    marked: str = "◇"
    cursor_marked: str = "◆"

    def status(self, status: str) -> str:
        """The sign of a triage status; a status that is not known shows as a question."""
        return {
            "needs_reply": self.needs_reply,
            "open": self.open,
            "waiting": self.waiting,
            "closed": self.closed,
        }.get(status, self.other)


UNICODE = Glyphs()
ASCII = Glyphs(
    needs_reply="*",
    waiting=">",
    closed="x",
    trouble="X",
    elsewhere="%",
    inbound="<",
    outbound=">",
    up="^",
    down="v",
    done=".",
    dash="-",
    bar="|",
    rule="-",
    folded=">",
    unfolded="v",
    cursor=">",
    cursor_away=":",
    marked="+",
    cursor_marked="=",
)

#: Which role a status sign plays.
STATUS_ROLES = {"needs_reply": "warn", "open": "accent", "waiting": "dim", "closed": "good"}

LEGEND: tuple[tuple[str, str], ...] = (
    ("needs_reply", "somebody waits for a word from you"),
    ("waiting", "waiting for the other side"),
    ("closed", "closed"),
    ("other", "how it stands was not read yet; with a time, it was read so long ago"),
    ("pending", "a change that the server has not confirmed yet"),
    ("risk", "needs a human: the split Risk says why; or looks like spam"),
    ("trouble", "a mail of this thread was not delivered"),
    ("file", "has an attachment"),
    ("elsewhere", "the same customer is active in another inbox, too"),
    ("marked", "selected"),
    ("bold", "unread (kept on this machine)"),
)

#: The same in a few words, for one line.
IN_SHORT: tuple[tuple[str, str], ...] = (
    ("needs_reply", "waits for you"),
    ("bold", "unread"),
    ("waiting", "you wait"),
    ("closed", "closed"),
    ("risk", "risk"),
    ("trouble", "failed"),
    ("file", "file"),
    ("pending", "not confirmed yet"),
)

#: How the signs beside an inbox read, with ``{names}`` of signs.
INBOX_LEGEND: tuple[tuple[str, str], ...] = (
    ("3{needs_reply}", "threads of this inbox in which somebody waits for a word from you"),
    ("3{other}", "threads of which it was not read yet how they stand"),
    ("{trouble}", "a mail from here was not delivered"),
)
