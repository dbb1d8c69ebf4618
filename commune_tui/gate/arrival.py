"""What became of mails that left, for each who gets them: asked for each inbox until it is known, for a day at most."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.api.client import Commune
from commune_tui.api.models import DeliveryEvent
from commune_tui.gate import queue
from commune_tui.gate.database import Database
from commune_tui.gate.queue import GATE, Held, Moved

ARRIVED: Final = "arrived"
"""Where it stands in the result of a mail: what became of it by recipient."""
_FATES: Final = ("delivered", "bounced", "failed", "suppressed", "complained")
"""A later one of these is said in place of an earlier one."""
_MOST = 200
_FOR_MS = 86_400_000


def expect(conn: sqlite3.Connection, held: Held) -> None:
    """The mail is there: ask from now on what becomes of it. In the caller's transaction."""
    conn.execute("INSERT OR REPLACE INTO arriving VALUES (?, ?)", (held.id, clock.now_ms() + _FOR_MS))


def fates(events: Iterable[DeliveryEvent], ids: Sequence[str]) -> dict[str, str]:
    """What became of a mail that goes by one of these ids, by recipient in small letters. Pure."""
    found: dict[str, str] = {}
    for event in events:
        to, what = (event.recipient or "").lower(), event.event_type or ""
        if event.message_id in ids and to and what in _FATES:
            found[to] = max(found.get(to, what), what, key=_FATES.index)
    return found


async def look(db: Database, client: Commune) -> None:
    """Ask, and write down what is new. What cannot be read now is asked for again."""
    with db.write() as conn:
        conn.execute("DELETE FROM arriving WHERE until <= ?", (clock.now_ms(),))
    rows = db.conn.execute("SELECT mail FROM arriving LIMIT 1000").fetchall()
    waiting: dict[str, list[Held]] = {}
    for row in rows:
        held = queue.get(db.conn, row["mail"])
        if held is not None and held.mail.inbox_id is not None:
            waiting.setdefault(held.mail.inbox_id, []).append(held)
    for inbox_id, mails in waiting.items():
        try:
            events = tuple(await client.delivery.events(inbox_id=inbox_id, limit=_MOST))
        except errors.CommuneError:
            continue
        for held in mails:
            _write(db, held, fates(events, [held.result[name] for name in ("seen_id", "id") if name in held.result]))


def _write(db: Database, held: Held, found: dict[str, str]) -> None:
    known = held.result.get(ARRIVED, {})
    now = {**known, **found}
    try:
        with db.write() as conn:
            if now != known:
                held = queue.note(conn, held, ARRIVED, GATE, result={**held.result, ARRIVED: now})
            if now.keys() >= held.mail.to_all:
                conn.execute("DELETE FROM arriving WHERE mail = ?", (held.id,))
    except Moved:
        return
