"""The agents and their keys, on disk. Functions run in a transaction of the caller."""

from __future__ import annotations

import json
import sqlite3

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.gate import holders, journal
from commune_tui.gate.holders import AGENTS
from commune_tui.gate.keys import Agent, hashed


def make(conn: sqlite3.Connection, agent: Agent, key: Secret, who: str) -> None:
    """Write a new agent. Raises HolderExists."""
    holders.free(conn, agent.name)
    conn.execute(
        "INSERT INTO agents VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            agent.name, hashed(key), None if agent.inboxes is None else json.dumps(agent.inboxes),
            json.dumps(agent.scopes), agent.expires_at, agent.per_hour, agent.per_day, clock.now_ms(),
        ),
    )  # fmt: skip
    said = {"inboxes": agent.inboxes and list(agent.inboxes), "scopes": list(agent.scopes)}
    limits = {"expires_at": agent.expires_at, "per_hour": agent.per_hour, "per_day": agent.per_day}
    journal.add(conn, "key created", who, agent.name, **said, **limits)


def every(conn: sqlite3.Connection) -> list[Agent]:
    """All that there are and were, by name."""
    return [_agent(row) for row in AGENTS.rows(conn)]


def find(conn: sqlite3.Connection, name: str) -> Agent | None:
    row = AGENTS.row(conn, name)
    return _agent(row) if row is not None else None


def calling(conn: sqlite3.Connection, key: Secret) -> Agent | None:
    """Whose key this is, if it works now."""
    row = AGENTS.of(conn, key)
    agent = _agent(row) if row is not None else None
    return agent if agent is not None and agent.works(clock.now_ms()) else None


def _agent(row: sqlite3.Row) -> Agent:
    return Agent(
        row["name"],
        None if row["inboxes"] is None else tuple(json.loads(row["inboxes"])),
        tuple(json.loads(row["scopes"])),
        row["expires_at"],
        row["per_hour"],
        row["per_day"],
        row["made_at"],
        row["revoked_at"],
        row["key_hash"],
    )
