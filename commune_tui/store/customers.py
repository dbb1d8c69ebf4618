"""Whom mail is exchanged with: every conversation in which an address stands, from the mail that is here."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from commune_tui.store import cells
from commune_tui.store.words import phrase

_MAIL = (
    "SELECT t.id, m.created_at, m.sender, m.participants FROM words w CROSS JOIN messages m ON m.seq = w.rowid "
    "JOIN threads t ON t.seq = m.thread WHERE words MATCH ?"
)


class Contact(NamedTuple):
    """One conversation with somebody: when the first and the newest mail in it went either way, how many they wrote."""

    thread_id: str
    first_at: datetime | None
    last_at: datetime | None
    wrote: int


def contacts(conn: sqlite3.Connection, address: str) -> list[Contact]:
    """The conversations with an address, the newest first. Letters are alike in both cases, nothing else is."""
    wanted, found = address.strip().lower(), dict[str, list[tuple[int, bool]]]()
    words = phrase(wanted, exact=True)
    if not words.words:
        return []
    for thread_id, at, sender, participants in conn.execute(_MAIL, (f"({{sender recipients}} : {words.fts()})",)):
        wrote = sender.strip().lower() == wanted
        if wrote or any(each.strip().lower() == wanted for _, each, _ in cells.unpacked_triples(participants)):
            found.setdefault(thread_id, []).append((at, wrote))
    made = []
    for thread_id, mails in found.items():
        times = [at for at, _ in mails]
        ends = cells.moment(min(times)), cells.moment(max(times))
        made.append((max(times), Contact(thread_id, *ends, sum(wrote for _, wrote in mails))))
    return [contact for _, contact in sorted(made, key=lambda pair: pair[0], reverse=True)]


def name_of(conn: sqlite3.Connection, address: str) -> str:
    """How this address calls itself; empty where it does not."""
    row = conn.execute("SELECT name FROM people WHERE address = ?", (address.strip().lower(),)).fetchone()
    return str(row[0]) if row is not None else ""
