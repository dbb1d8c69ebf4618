"""Agents, on disk. Functions run in a transaction of the caller."""

from __future__ import annotations

import json
import sqlite3

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.errors import Explained
from commune_tui.gate import journal
from commune_tui.gate.keys import Agent, hashed


class NoSuchAgent(Explained):
    """There is no agent of that name, or its key works no more."""


class AgentExists(Explained):
    """There is one of that name."""


def make(conn: sqlite3.Connection, agent: Agent, key: Secret, who: str) -> None:
    """Write a new agent. A name is used once: the journal speaks of agents by name."""
    if find(conn, agent.name) is not None:
        raise AgentExists(f"There is an agent {agent.name!r} already, or was. Choose another name, or rotate its key.")
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


def rotate(conn: sqlite3.Connection, name: str, key: Secret, who: str) -> None:
    """Give an agent another key; the old one is dead at once. Raises NoSuchAgent."""
    _working(conn, name)
    conn.execute("UPDATE agents SET key_hash = ? WHERE name = ?", (hashed(key), name))
    journal.add(conn, "key rotated", who, name)


def revoke(conn: sqlite3.Connection, name: str, who: str) -> None:
    """End its key for good. Raises NoSuchAgent."""
    _working(conn, name)
    conn.execute("UPDATE agents SET revoked_at = ? WHERE name = ?", (clock.now_ms(), name))
    journal.add(conn, "key revoked", who, name)


def every(conn: sqlite3.Connection) -> list[Agent]:
    """All that there are and were, by name."""
    return [_agent(row) for row in conn.execute("SELECT * FROM agents ORDER BY name")]


def find(conn: sqlite3.Connection, name: str) -> Agent | None:
    row = conn.execute("SELECT * FROM agents WHERE name = ?", (name,)).fetchone()
    return _agent(row) if row is not None else None


def calling(conn: sqlite3.Connection, key: Secret) -> Agent | None:
    """Whose key this is, if it works now."""
    row = conn.execute("SELECT * FROM agents WHERE key_hash = ?", (hashed(key),)).fetchone()
    agent = _agent(row) if row is not None else None
    return agent if agent is not None and agent.works(clock.now_ms()) else None


def _working(conn: sqlite3.Connection, name: str) -> Agent:
    agent = find(conn, name)
    if agent is None or agent.revoked_at:
        raise NoSuchAgent(f"There is no agent {name!r} whose key works.")
    return agent


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
