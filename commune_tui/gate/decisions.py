"""What a person decides about a mail that waits. Each decision is about the mail as the person saw it, or nothing.

Functions run in a transaction of the caller.
"""

from __future__ import annotations

import difflib
import hmac
import sqlite3
from dataclasses import replace

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.gate import approvals, claims, journal, queue
from commune_tui.gate.approvals import is_same
from commune_tui.gate.mail import Mail
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
        raise CannotDecide(f"Mail {held.id} does not wait for a decision: it is {SAID[held.state]}.")
    if held.expires_at <= clock.now_ms():  # whether or not the gate has looked since
        raise CannotDecide(f"Mail {held.id} does not wait for a decision: its time is over, so it never leaves.")
    return held


def known(conn: sqlite3.Connection, name: str) -> Held:
    """The mail of this id, or of the one that begins so. Raises CannotDecide where that is none, or more than one."""
    found = queue.named(conn, name) if name else []
    if len(found) != 1:
        raise CannotDecide(f"{'More than one mail begins' if found else 'No mail of the gate begins'} with that id.")
    return found[0]


def approve(conn: sqlite3.Connection, name: str, seal: str, who: str, hold_s: int = 0) -> Held:
    """Let it leave in ``hold_s`` seconds, if it still is what ``seal`` was shown for. Where it wants more people than
    have approved that seal by now, it waits on. Raises CannotDecide."""
    held = _for(conn, name, who)
    _as_shown(held, seal)
    new = approvals.add(conn, held.id, held.sealed, who)
    people = approvals.of(conn, held.id, held.sealed)
    claims.end(conn, held.id)
    if len(people) < held.approvers:
        if new:
            journal.add(conn, "approved", who, held.id, version=held.version, seal=held.sealed)
        return held
    leaves_at = clock.now_ms() + hold_s * 1000 if hold_s else 0
    return queue.move(
        conn, held, "decided", who, seal=held.sealed, by=", ".join(people), reasons=held.reasons, leaves_at=leaves_at
    )


def has_approved(conn: sqlite3.Connection, held: Held, seal: str, who: str) -> bool:
    """Whether this person's approval of that seal stands already, and the mail has not begun to leave."""
    shown = {"held": held.sealed, "decided": held.seal}.get(held.state)
    return bool(seal) and shown == seal and not _begun(conn, held) and approvals.has(conn, held.id, seal, who)


def undo(conn: sqlite3.Connection, name: str, who: str) -> Held:
    """Take an approval back, all of it where several people gave it, while it has not begun to leave; the mail waits
    again. Raises CannotDecide."""
    held = known(conn, name)
    if held.state not in ("decided", "sending"):
        raise CannotDecide(f"Nothing is to be taken back of mail {held.id}: it is {SAID[held.state]}.")
    if held.state == "sending" or _begun(conn, held):
        raise CannotDecide(f"Mail {held.id} cannot be taken back: it has begun to leave.")
    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
    approvals.void(conn, held.id)
    return queue.move(conn, held, "held", who, seal="", by="", leaves_at=0)


def reject(conn: sqlite3.Connection, name: str, reason: str, who: str) -> Held:
    """End it; the agent is told the reason. Raises CannotDecide."""
    if not reason.strip():
        raise CannotDecide("A rejection needs a reason: the agent is told.")
    return queue.move(conn, _for(conn, name, who), "rejected", who, by=who, reason=reason.strip())


def has_rejected(held: Held, reason: str, who: str) -> bool:
    """Whether this person has rejected it with these words already."""
    return held.state == "rejected" and is_same(held.by, who) and held.reason == reason.strip()


def edit(
    conn: sqlite3.Connection, name: str, text: str | None, subject: str | None, who: str, seal: str | None = None
) -> Held:
    """Write a new version, which waits for a decision as the old one did. ``seal`` is what was shown, where the caller
    knows it. Raises CannotDecide.

    With new text the HTML goes: nobody would know whether the two still say the same.
    """
    held = _for(conn, name, who)
    if seal is not None:
        _as_shown(held, seal)
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


def claim(conn: sqlite3.Connection, name: str, who: str) -> Held:
    """Say that this person reads it: for a minute nobody else decides. Raises CannotDecide."""
    held = _for(conn, name, who)
    claims.take(conn, held.id, who)
    return held


def unclaim(conn: sqlite3.Connection, name: str, who: str) -> Held:
    """Say that this person reads it no more. Raises CannotDecide where somebody else does."""
    held = known(conn, name)
    _unclaimed(conn, held, who)
    claims.end(conn, held.id)
    return held


def withdraw(conn: sqlite3.Connection, held: Held) -> Held:
    """Its agent takes it back, before it begins to leave. Raises CannotDecide."""
    if held.state not in ("held", "decided") or _begun(conn, held):
        raise CannotDecide(f"It cannot be taken back: it is {SAID[held.state]}.")
    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
    return queue.move(conn, held, "withdrawn", held.agent)


def _begun(conn: sqlite3.Connection, held: Held) -> bool:
    found = conn.execute("SELECT 1 FROM operations WHERE id = ? AND state <> 'ready'", (held.id,)).fetchone()
    return found is not None


def _for(conn: sqlite3.Connection, name: str, who: str) -> Held:
    held = waiting(conn, name)
    _unclaimed(conn, held, who)
    return held


def _unclaimed(conn: sqlite3.Connection, held: Held, who: str) -> None:
    if (other := claims.others(conn, held.id, who)) is not None:
        raise CannotDecide(other.words)


def _as_shown(held: Held, seal: str) -> None:
    if not held.sealed:
        raise CannotDecide(
            "Its conversation or its files could not be read yet, so nobody knows what would be approved. The gate "
            "reads them as soon as the API answers."
        )
    if not hmac.compare_digest(held.sealed.encode(), seal.encode("utf-8", "replace")):
        raise CannotDecide("It is not what that seal was shown for: it or its conversation changed. Look at it again.")


def difference(before: Mail, after: Mail) -> list[str]:
    """What an edit changed, as lines that begin with ``-`` and ``+``."""
    return list(difflib.unified_diff(_lines(before), _lines(after), "before", "after", lineterm=""))


def _lines(mail: Mail) -> list[str]:
    html = ["", "HTML:", *mail.html.splitlines()] if mail.html else []
    return [f"Subject: {mail.subject}", "", *(mail.text or "").splitlines(), *html]
