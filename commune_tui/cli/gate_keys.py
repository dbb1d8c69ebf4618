"""``commune-tui gate key``: the keys of agents."""

from __future__ import annotations

import argparse
import json
import sqlite3

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.cli import gate_holders
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_holders import Kind, checked, ends_at, iso, state
from commune_tui.cli.gate_store import opened, who
from commune_tui.errors import OK, USAGE
from commune_tui.gate import agents, keys, pauses
from commune_tui.gate.holders import AGENTS
from commune_tui.gate.keys import Agent
from commune_tui.gate.pauses import Place
from commune_tui.text import one_line


def key(arguments: argparse.Namespace) -> int:
    """Make, list, rotate or revoke."""
    return gate_holders.run(arguments, Kind(AGENTS, keys.AGENT, _make, _list))


def _make(conn: sqlite3.Connection, arguments: argparse.Namespace, name: str, secret: Secret) -> None:
    scopes = keys.scopes_of(arguments.scope or ["read", "write"])
    if scopes is None:
        raise Stop(f"a key of the gate may have read, write, or of: {', '.join(keys.SCOPES)}.", USAGE)
    inboxes = None if arguments.inbox is None else tuple(arguments.inbox)
    limits = (ends_at(arguments), arguments.per_hour, arguments.per_day)
    agents.make(conn, Agent(checked(name, AGENTS), inboxes, scopes, *limits), secret, who(arguments))


def _list(arguments: argparse.Namespace) -> int:
    with opened(arguments) as db:
        found = agents.every(db.conn)
        stops = {each.name: pauses.told(pauses.of(db.conn, Place(each.name))) for each in found}
    now = clock.now_ms()
    for agent in found:
        works = state(agent.works(now), agent.revoked_at)
        paused = stops[agent.name] or None
        if arguments.json:
            said = {"name": agent.name, "state": works, "inboxes": agent.inboxes, "scopes": agent.scopes}
            limits = {"per_hour": agent.per_hour or None, "per_day": agent.per_day or None, "paused": paused}
            print(json.dumps({**said, **limits, "expires_at": iso(agent.expires_at)}))
            continue
        inboxes = "all inboxes" if agent.inboxes is None else ", ".join(agent.inboxes)
        limits_said = ", ".join(
            f"{most} a {span}" for most, span in ((agent.per_hour, "hour"), (agent.per_day, "day")) if most
        )
        parts = [agent.name, works, one_line(inboxes), " ".join(agent.scopes), limits_said]
        print("  ".join(filter(None, [*parts, f"PAUSED: {one_line(paused)}" if paused else ""])))
    return OK
