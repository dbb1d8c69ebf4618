"""Threads and their triage state (contract §4.3), and the paging that neither loses nor repeats a thread.

A plain keyset cursor on (last_message_at, id) loses a thread that gets mail while a reader pages: it jumps above the
cursor before the reader reached it. So the cursor also says how much had happened when the walk began (``as_of``, the
number of the newest message): threads changed since then are placed where they stood at that moment. Every thread
that existed when the walk began is seen exactly once, in its present state; younger threads belong to the next walk.
"""

from __future__ import annotations

import base64
import heapq
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from commune_tui import clock
from commune_tui.sandbox.world.database import Database, dump, iso, to_ms

STATUSES = ("open", "needs_reply", "waiting", "closed")
SELECT = (
    "SELECT t.*, m.status, m.tags, m.assigned_to, m.updated_at, m.was_assigned, m.summary FROM threads t "
    "LEFT JOIN thread_metadata m ON m.thread_id = t.id"
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a walk stands: the sort key of the last thread seen, and the newest message when the walk began."""

    at: int
    id: str
    as_of: int

    def text(self) -> str:
        """The opaque form: base64url of JSON that begins with ``last_message_at`` (contract §3.3)."""
        raw = dump({"last_message_at": iso(self.at), "id": self.id, "as_of": self.as_of})
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor of a request; ``None`` when it is not one of ours (contract: then the first page is served)."""
        try:
            raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            at = clock.parse_iso(raw["last_message_at"])
            return None if at is None else cls(to_ms(at), str(raw["id"]), int(raw.get("as_of", 2**62)))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


class Threads:
    """The threads of the world."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def row(self, thread_id: str) -> sqlite3.Row | None:
        """A thread with its triage state."""
        return self._db.one(f"{SELECT} WHERE t.id = ?", thread_id)

    def page(
        self, column: str, value: str, *, limit: int, cursor: Cursor | None, newest_first: bool
    ) -> tuple[list[sqlite3.Row], Cursor | None]:
        """One page of the threads with ``column`` (``inbox_id`` or ``domain_id``) equal to ``value``."""
        as_of = cursor.as_of if cursor else int(self._db.value("SELECT coalesce(max(seq), 0) FROM messages"))
        sign, way = ("<", "DESC") if newest_first else (">", "ASC")
        after = f"AND (t.last_at, t.id) {sign} (?, ?)" if cursor else ""
        key = (cursor.at, cursor.id) if cursor else ()
        still = self._db.all(
            f"{SELECT} WHERE t.{column} = ? AND t.last_seq <= ? {after} ORDER BY t.last_at {way}, t.id {way} LIMIT ?",
            *(value, as_of, *key, limit + 1),
        )
        placed = self._merge(still, self._moved(column, value, as_of, cursor, newest_first), newest_first)
        if len(placed) <= limit:
            return [row for _, row in placed], None
        (at, number), _ = placed[limit - 1]
        return [row for _, row in placed[:limit]], Cursor(at, number, as_of)

    def _moved(
        self, column: str, value: str, as_of: int, cursor: Cursor | None, newest_first: bool
    ) -> list[tuple[tuple[int, str], sqlite3.Row]]:
        """Threads changed since the walk began, with the place they had then, behind the cursor only."""
        found = []
        for row in self._db.all(f"{SELECT} WHERE t.last_seq > ? AND t.{column} = ?", as_of, value):
            at = self._db.value("SELECT max(at) FROM messages WHERE thread_id = ? AND seq <= ?", row["id"], as_of)
            if at is None:
                continue
            here = (at, row["id"])
            there = (cursor.at, cursor.id) if cursor else here
            if cursor is None or (here < there if newest_first else here > there):
                found.append((here, row))
        return sorted(found, key=lambda item: item[0], reverse=newest_first)

    @staticmethod
    def _merge(
        still: Iterable[sqlite3.Row], moved: list[tuple[tuple[int, str], sqlite3.Row]], newest_first: bool
    ) -> list[tuple[tuple[int, str], sqlite3.Row]]:
        placed = [((row["last_at"], row["id"]), row) for row in still]
        return list(heapq.merge(placed, moved, key=lambda item: item[0], reverse=newest_first))

    def answer(self, row: sqlite3.Row, *, plain: bool = False) -> dict[str, Any]:
        """The Thread object with the CLI's aliases and triage (discrepancies §29); ``plain`` leaves triage out."""
        last = iso(row["last_at"])
        answer: dict[str, Any] = {
            "thread_id": row["id"],
            "id": row["id"],
            "subject": row["subject"],
            "last_message_at": last,
            "first_message_at": iso(row["first_at"]),
            "message_count": row["message_count"],
            "snippet": row["snippet"],
            "last_direction": row["last_direction"],
            "inbox_id": row["inbox_id"],
            "domain_id": row["domain_id"],
            "has_attachments": bool(row["has_attachments"]),
            "lastActivityAt": last,
            "last_activity": last,
            "participantCount": row["participant_count"],
        }
        if not plain:
            triage = self.metadata_of(row)
            answer |= {key: triage[key] for key in ("status", "tags", "assigned_to")}
            answer["assignedTo"] = triage["assigned_to"]
        return answer

    @staticmethod
    def metadata_of(row: sqlite3.Row) -> dict[str, Any]:
        """The triage state in a row of this module; a thread nobody touched is open (contract §4.3)."""
        return {
            "thread_id": row["id"],
            "tags": json.loads(row["tags"]) if row["tags"] else [],
            "status": row["status"] or "open",
            "assigned_to": row["assigned_to"],
            "updated_at": iso(row["updated_at"]),
        }

    def metadata(self, thread_id: str) -> dict[str, Any]:
        """The triage state of a thread; also of an unknown one, as the published API does."""
        return self.metadata_of(self.stored(thread_id))

    def stored(self, thread_id: str) -> sqlite3.Row:
        """The row of a triage state: its cells are null where nobody touched the thread, known or not."""
        row = self._db.one(
            "SELECT ? AS id, m.* FROM (SELECT 1) LEFT JOIN thread_metadata m ON m.thread_id = ?", thread_id, thread_id
        )
        assert row is not None
        return row

    def triage(self, thread_id: str, **changes: Any) -> dict[str, Any] | None:
        """Change ``status``, ``tags`` (a list) or ``assigned_to``; ``None`` for an unknown thread."""
        if self.row(thread_id) is None:
            return None
        self.note(thread_id, **changes)
        return self.metadata(thread_id)

    def note(self, thread_id: str, **changes: Any) -> None:
        """Change the triage state, also of a thread that nobody knows; without changes only its time moves."""
        row = self.stored(thread_id)
        state = self.metadata_of(row) | changes
        given = int("assigned_to" in changes or bool(row["was_assigned"]))
        summary = dump(changes["summary"]) if "summary" in changes else row["summary"]
        cells = (thread_id, state["status"], dump(state["tags"]), state["assigned_to"], self._db.now_ms())
        self._db.run("INSERT OR REPLACE INTO thread_metadata VALUES (?, ?, ?, ?, ?, ?, ?)", *cells, given, summary)

    def add_tags(self, thread_id: str, tags: list[str]) -> dict[str, Any] | None:
        """Add to the set; nothing is removed."""
        known = cast("list[str]", self.metadata(thread_id)["tags"])
        return self.triage(thread_id, tags=list(dict.fromkeys([*known, *tags])))

    def remove_tags(self, thread_id: str, tags: list[str]) -> dict[str, Any] | None:
        """Take out of the set; unknown tags do not matter."""
        known = cast("list[str]", self.metadata(thread_id)["tags"])
        return self.triage(thread_id, tags=[tag for tag in known if tag not in tags])
