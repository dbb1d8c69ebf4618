"""What a person decides about a mail that waits. Each decision is about the mail as the person saw it, or nothing.

Functions run in a transaction of the caller.
"""

from __future__ import annotations

import difflib
import hmac
import sqlite3
from dataclasses import replace

from commune_tui.errors import Explained
from commune_tui.gate import queue
from commune_tui.gate.normal import normal
from commune_tui.gate.queue import Held
from commune_tui.gate.refusal import NotTaken
from commune_tui.gate.states import SAID


class CannotDecide(Explained):
    """Nothing was decided; the sentence says why."""


def waiting(conn: sqlite3.Connection, name: str) -> Held:
    """The mail of this id, or of the one that begins so. Raises CannotDecide unless it waits for a person."""
    held = known(conn, name)
    if held.state != "held":
        raise CannotDecide(f"Mail {held.id} does not wait for a decision: it is {held.state}.")
    return held


def known(conn: sqlite3.Connection, name: str) -> Held:
    """The mail of this id, or of the one that begins so. Raises CannotDecide where that is none, or more than one."""
    found = queue.named(conn, name) if name else []
    if len(found) != 1:
        raise CannotDecide(f"{'More than one mail begins' if found else 'No mail of the gate begins'} with that id.")
    return found[0]


def approve(conn: sqlite3.Connection, name: str, seal: str, who: str) -> Held:
    """Let it leave, if it still is what ``seal`` was shown for. Raises CannotDecide."""
    held = waiting(conn, name)
    if not held.sealed:
        raise CannotDecide(
            "Its conversation or its files could not be read yet, so nobody knows what would be approved. The gate "
            "reads them as soon as the API answers."
        )
    if not hmac.compare_digest(held.sealed.encode(), seal.encode("utf-8", "replace")):
        raise CannotDecide("It is not what that seal was shown for: it or its conversation changed. Look at it again.")
    return queue.move(conn, held, "decided", who, seal=held.sealed, by=who, reasons=held.reasons)


def reject(conn: sqlite3.Connection, name: str, reason: str, who: str) -> Held:
    """End it; the agent is told the reason. Raises CannotDecide."""
    if not reason.strip():
        raise CannotDecide("A rejection needs a reason: the agent is told.")
    return queue.move(conn, waiting(conn, name), "rejected", who, by=who, reason=reason.strip())


def edit(conn: sqlite3.Connection, name: str, text: str | None, subject: str | None, who: str) -> Held:
    """Write a new version, which waits for a decision as the old one did. Raises CannotDecide.

    With new text the HTML goes: nobody would know whether the two still say the same.
    """
    held = waiting(conn, name)
    if held.tried:
        raise CannotDecide("It may have been on its way already, so its words stay. Reject it, or approve it as it is.")
    was = held.mail
    now = replace(was, subject=was.subject if subject is None else subject)
    if text is not None:
        now = replace(now, text=text, html=None)
    try:
        now = normal(now.raw)
    except NotTaken as wrong:
        raise CannotDecide(wrong.sentence) from None
    if now == was:
        raise CannotDecide("Nothing of it was changed.")
    return queue.note(conn, held, "edited", who, raw=now.raw, version=held.version + 1, seal="")


def withdraw(conn: sqlite3.Connection, held: Held) -> Held:
    """Its agent takes it back, before it begins to leave. Raises CannotDecide."""
    begun = conn.execute("SELECT 1 FROM operations WHERE id = ? AND state <> 'ready'", (held.id,)).fetchone()
    if held.state not in ("held", "decided") or begun is not None:
        raise CannotDecide(f"It cannot be taken back: it is {SAID[held.state]}.")
    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
    return queue.move(conn, held, "withdrawn", held.agent)


def difference(before: Held, after: Held) -> list[str]:
    """What an edit changed, as lines that begin with ``-`` and ``+``."""
    old, new = _lines(before), _lines(after)
    return list(difflib.unified_diff(old, new, "before", "after", lineterm=""))


def _lines(held: Held) -> list[str]:
    mail = held.mail
    html = ["", "HTML:", *mail.html.splitlines()] if mail.html else []
    return [f"Subject: {mail.subject}", "", *(mail.text or "").splitlines(), *html]
