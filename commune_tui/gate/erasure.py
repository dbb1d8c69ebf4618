"""Taking a person out of the gate: the words of every mail to them, and what was said about it. The chain stays whole.

In a transaction of the caller.
"""

from __future__ import annotations

import json
import sqlite3

from commune_tui.errors import Explained
from commune_tui.gate import approvals, claims, journal, queue
from commune_tui.gate.queue import Held
from commune_tui.gate.states import WAY

_NO_WORDS = json.dumps({"to": [], "subject": ""}).encode()
_SCRUBBED = (
    "UPDATE mails SET raw = ?, files = '[]', digest = '', reasons = '[]', say = '', reason = '', seal = '', "
    "facts = '', baseline = NULL, result = json_remove(result, '$.arrived') WHERE id = ?"
)


class OnItsWay(Explained):
    """Nothing was erased: a mail to this person is being judged, or may be leaving at this moment."""


def to(conn: sqlite3.Connection, address: str) -> list[Held]:
    """The mails that have this address among those who get them, or where answers go; in any case of letters."""
    wanted = address.strip().lower()
    return [each for each in queue.in_states(conn, tuple(WAY), limit=-1) if wanted in each.mail.recipients]


def erase(conn: sqlite3.Connection, address: str, who: str) -> int:
    """Take their words out, and end what waits; how many mails that were. Raises OnItsWay."""
    found = to(conn, address)
    if busy := [each for each in found if _is_busy(conn, each)]:
        raise OnItsWay(f"Mail {busy[0].id} is being judged or sent. Nothing was erased; try again when it is through.")
    for held in found:
        if held.state in ("held", "decided"):
            held = queue.move(conn, held, "withdrawn", who)
        _scrub(conn, held)
        journal.add(conn, "erased", who, held.id)
    return len(found)


def _is_busy(conn: sqlite3.Connection, held: Held) -> bool:
    begun = conn.execute("SELECT 1 FROM operations WHERE id = ? AND state <> 'ready'", (held.id,)).fetchone()
    return held.state in ("received", "sending", "accepted") or (held.state == "decided" and begun is not None)


def _scrub(conn: sqlite3.Connection, held: Held) -> None:
    for entry in journal.about(conn, held.id):
        names = [entry.data[name] for name in ("words", "why") if name in entry.data]
        conn.executemany("DELETE FROM words WHERE hash = ?", [(name,) for name in names])
    conn.execute("DELETE FROM operations WHERE id = ?", (held.id,))
    conn.execute("DELETE FROM arriving WHERE mail = ?", (held.id,))
    conn.execute("DELETE FROM asked WHERE mail = ?", (held.id,))
    approvals.void(conn, held.id)
    claims.end(conn, held.id)
    conn.execute(_SCRUBBED, (_NO_WORDS, held.id))
