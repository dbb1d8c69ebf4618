"""The organisation's API keys as the server listed them last, and when that was. Never a key itself: nobody has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from commune_tui import clock
from commune_tui.store import cells, sync_state
from commune_tui.store.rows import line

_READ_AT, _REPLACEMENT = "apikeys_at", "key_replacement"


@dataclass(frozen=True, slots=True)
class ApiKeyRecord:
    """A key as it is listed (contract §4.9), not cleaned. ``ours``: the program calls with this one."""

    id: str
    name: str = ""
    prefix: str = ""
    permissions: tuple[str, ...] = ()
    status: str = ""
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    created_at: datetime | None = None
    ours: bool = False


class ApiKeyRow(NamedTuple):
    """A key as a screen shows it. ``prefix`` is how its text begins, which is no secret."""

    id: str
    name: str
    prefix: str
    permissions: tuple[str, ...]
    status: str
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime | None
    ours: bool

    def dead(self, now: datetime) -> bool:
        """Whether it opens nothing any more, whatever the list said when it was read."""
        return self.status in ("inactive", "expired", "revoked") or self.expired(now)

    def expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.status == "expired" or (self.expires_at is not None and self.expires_at <= now)


class ApiKeys(NamedTuple):
    """``rows`` in the order of the server's list; ``read_at`` is ``None`` before it was ever asked."""

    rows: Sequence[ApiKeyRow]
    read_at: datetime | None

    @property
    def ours(self) -> ApiKeyRow | None:
        """The one that the program calls with; ``None`` for an agent, and where it is not told."""
        mine = [row for row in self.rows if row.ours]
        return mine[0] if len(mine) == 1 else None


def put(conn: sqlite3.Connection, records: Sequence[ApiKeyRecord], read_at: datetime) -> None:
    """Replace the list by what the server listed: what it does not list any more cannot be kept true."""
    conn.execute("DELETE FROM api_keys")
    conn.executemany(
        "INSERT OR IGNORE INTO api_keys (id, name, prefix, permissions, status, expires_at, last_used_at, created_at, "
        "ours) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *map(cells.text, (each.id, each.name, each.prefix)),
                json.dumps([line(cells.text(scope)) for scope in each.permissions]),
                cells.text(each.status),
                *map(cells.millis, (each.expires_at, each.last_used_at, each.created_at)),
                int(each.ours),
            )
            for each in records
        ],
    )
    sync_state.put(conn, _READ_AT, clock.iso(read_at))


def put_replacement(conn: sqlite3.Connection, begun: Sequence[str] | None) -> None:
    """Note the replacement of our key that is begun: names and ids, never a key. ``None``: it is over."""
    conn.execute("DELETE FROM desk.facts WHERE name = ?", (_REPLACEMENT,))
    if begun is not None:
        conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (_REPLACEMENT, json.dumps(list(begun))))


def replacement(conn: sqlite3.Connection) -> list[str] | None:
    """What :func:`put_replacement` noted last."""
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (_REPLACEMENT,)).fetchone()
    return None if row is None else [str(each) for each in json.loads(row[0])]


def listed(conn: sqlite3.Connection) -> ApiKeys:
    """What is here."""
    found = conn.execute(
        "SELECT id, name, prefix, permissions, status, expires_at, last_used_at, created_at, ours FROM api_keys "
        "ORDER BY seq"
    )
    rows = [
        ApiKeyRow(
            *(v[0], line(v[1]), line(v[2]), tuple(json.loads(v[3])), line(v[4])),
            *(cells.moment(v[5]), cells.moment(v[6]), cells.moment(v[7]), bool(v[8])),
        )
        for v in found
    ]
    return ApiKeys(rows, clock.parse_iso(str(sync_state.get(conn, _READ_AT) or "")))
