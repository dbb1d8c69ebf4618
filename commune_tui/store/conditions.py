"""Conditions of fields that have one value and are not looked up as words: times, sizes, copies, whose mail it is."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any, Final

from commune_tui.query import SILENT, Term
from commune_tui.query.spans import bytes_in, compared, cutoff, during
from commune_tui.store import cells
from commune_tui.store.overlay import DUE_AT, OPEN
from commune_tui.store.words import find, phrase, tokens

Sql = tuple[str, tuple[Any, ...]]
_GOT: Final = (
    "SELECT m.thread, m.participants FROM words w CROSS JOIN messages m ON m.seq = w.rowid "
    "WHERE words MATCH ? AND m.participants LIKE '%[\"cc\",%'"
)
_OURS: Final = {
    "from": "(t.last_outbound_at > 0 OR t.last_direction = 'outbound')",
    "to": "(t.last_inbound_at > 0 OR t.last_direction = 'inbound')",
}
_LARGER: Final = (
    "t.seq IN (SELECT m.thread FROM messages m JOIN message_attachments f ON f.message = m.seq "
    "JOIN attachments a ON a.id = f.attachment GROUP BY m.seq HAVING sum(a.size) >= ?)"
)


def single(conn: sqlite3.Connection, node: Term, now: datetime) -> Sql:
    """The condition of a part with one of these fields."""
    match node.field:
        case "from" | "to":
            return _OURS[node.field], ()
        case "older" | "newer":
            return _age(node, now)
        case "date":
            first, after = (cells.millis(edge) for edge in during(node.values[0], now))
            return "(t.last_message_at >= ? AND t.last_message_at < ?)", (first or 0, after or cells.INT_MAX)
        case "unanswered":
            return _unanswered(node, now)
        case "late":
            return _late(node, now)
        case "silent":
            return _silent(node, now)
        case "cc":
            return _copied(conn, node)
    return _LARGER, (bytes_in(node.values[0]),)


def _age(node: Term, now: datetime) -> Sql:
    at = cells.millis(cutoff(node.values[0], now)) or 0
    return f"t.last_message_at {'<' if node.field == 'older' else '>='} ?", (at,)


def _unanswered(node: Term, now: datetime) -> Sql:
    way, at = _since(node, now)
    return f"(t.waits_since > 0 AND t.waits_since {way} ?)", (at,)


def _late(node: Term, now: datetime) -> Sql:
    way, at = _since(node, now)
    return f"(t.waits_since > 0 AND {DUE_AT} < ? AND {DUE_AT} {way} ?)", (cells.millis(now), at)


def _silent(node: Term, now: datetime) -> Sql:
    from commune_tui.store import silence

    if node.values[0] in SILENT:
        return silence.condition(node.values[0])
    way, at = _since(node, now)
    return f"({OPEN} AND t.last_message_at {way} ?)", (at,)


def _since(node: Term, now: datetime) -> tuple[str, int]:
    """How the beginning of what has lasted so long compares, and with which moment: what lasts longer is older."""
    comparison, span = compared(node.values[0])
    at = cells.millis(cutoff(span, now)) or 0
    return {">": "<", ">=": "<=", "<": ">", "<=": ">="}[comparison], at


def _copied(conn: sqlite3.Connection, node: Term) -> Sql:
    """The index knows recipients together, so those that it finds are looked at one by one."""
    wanted = phrase(node.values[0], exact=node.exact)
    if not wanted.words:
        return "0", ()
    threads = {
        thread
        for thread, participants in conn.execute(_GOT, (f"({{recipients}} : {wanted.fts()})",))
        for role, address, name in cells.unpacked_triples(participants)
        if role == "cc" and find(tokens(f"{name} {address}"), wanted)
    }
    return "t.seq IN (SELECT value FROM json_each(?))", (json.dumps(sorted(threads)),)
