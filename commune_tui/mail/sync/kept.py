"""What is kept of what the synchroniser knows between two runs, and how it is read again."""

from __future__ import annotations

import sqlite3
from typing import Any

from commune_tui import clock
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known
from commune_tui.store import due, inboxes, sync_state

_TIMES = ("newest_at", "oldest_at", "polled_at", "mailed_at", "listing_since", "listed_at", "news_at")


def remembered(conn: sqlite3.Connection) -> Known:
    """The knowledge of the last run."""
    known = Known()
    for row in inboxes.rows(conn):
        kept = sync_state.get(conn, f"inbox:{row.id}")
        inbox = known.inboxes[row.id] = InboxKnown() if kept is None else from_json(kept)
        inbox.domain_id = row.domain_id
        if row.domain_id:
            known.domains.setdefault(row.domain_id, _domain(conn, row.domain_id))
        if inbox.history_done and inbox.listed_at is not None:
            known.counts_differ += due.counts_differ(conn, row.id)
    known.triage_in_list = sync_state.get(conn, "triage_in_list")
    moved = sync_state.get(conn, "inboxes_moved")
    known.moved = dict(moved) if isinstance(moved, dict) else {}
    return known


def _domain(conn: sqlite3.Connection, domain_id: str) -> DomainKnown:
    kept = sync_state.get(conn, f"strays:{domain_id}")
    if not (isinstance(kept, list) and len(kept) == 2):
        return DomainKnown()
    return DomainKnown(strays_at=clock.parse_iso(str(kept[0])), strays_seen=kept[1] is True)


def to_json(inbox: InboxKnown) -> dict[str, Any]:
    """What of an inbox is worth keeping between two runs."""
    kept: dict[str, Any] = {"history_done": inbox.history_done, "listing_cursor": inbox.listing_cursor}
    kept["listing_missed"] = inbox.listing_missed
    for name in _TIMES:
        moment = getattr(inbox, name)
        kept[name] = None if moment is None else clock.iso(moment)
    return kept


def from_json(kept: Any) -> InboxKnown:
    """The inbox as it was kept; anything unreadable is as if nothing were known."""
    if not isinstance(kept, dict):
        return InboxKnown()
    made = InboxKnown(history_done=kept.get("history_done") is True)
    for name in _TIMES:
        setattr(made, name, clock.parse_iso(str(kept.get(name) or "")))
    cursor = kept.get("listing_cursor")
    made.listing_cursor = cursor if isinstance(cursor, str) else None
    missed = kept.get("listing_missed")
    made.listing_missed = missed if isinstance(missed, int) else 0
    if made.newest_at is None or made.oldest_at is None:
        made.newest_at = made.oldest_at = None
        made.history_done = False
    return made
