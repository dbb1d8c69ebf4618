"""``commune-tui gate key``: the keys of agents."""

from __future__ import annotations

import argparse
import json
import sys

from commune_tui import clock
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import opened, who
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import agents, keys, pauses
from commune_tui.gate.keys import Agent
from commune_tui.gate.pauses import Place
from commune_tui.text import one_line

_DAY_MS = 86_400_000
_SHOWN = "The key is shown this once. The gate keeps only its hash."


def key(arguments: argparse.Namespace) -> int:
    """Make, list, rotate or revoke."""
    does = arguments.words[0] if arguments.words else ""
    if does == "list" and len(arguments.words) == 1:
        return _list(arguments)
    if does not in ("create", "rotate", "revoke") or len(arguments.words) != 2:
        raise Stop("say key create NAME, key list, key rotate NAME or key revoke NAME.", USAGE)
    name, secret = arguments.words[1], keys.new()
    with opened(arguments) as db, db.write() as conn:
        if does == "create":
            agents.make(conn, _agent(arguments, name), secret, who(arguments))
        elif does == "rotate":
            agents.rotate(conn, name, secret, who(arguments))
        else:
            agents.revoke(conn, name, who(arguments))
    if does == "revoke":
        tell(f"The key of {name} works no more.")
        return OK
    tell(_SHOWN, sys.stderr)
    print(secret.reveal())
    return OK


def _agent(arguments: argparse.Namespace, name: str) -> Agent:
    if not keys.is_name(name):
        raise Stop("an agent's name is of small letters, digits, dots, dashes and underscores, at most 40.", USAGE)
    scopes = keys.scopes_of(arguments.scope or ["read", "write"])
    if scopes is None:
        raise Stop(f"a key of the gate may have read, write, or of: {', '.join(keys.SCOPES)}.", USAGE)
    expires_at = clock.now_ms() + arguments.days * _DAY_MS if arguments.days else 0
    inboxes = None if arguments.inbox is None else tuple(arguments.inbox)
    return Agent(name, inboxes, scopes, expires_at, arguments.per_hour, arguments.per_day)


def _list(arguments: argparse.Namespace) -> int:
    with opened(arguments) as db:
        found = agents.every(db.conn)
        stops = {each.name: pauses.told(pauses.of(db.conn, Place(each.name))) for each in found}
    now = clock.now_ms()
    for agent in found:
        state = "works" if agent.works(now) else "revoked" if agent.revoked_at else "expired"
        paused = stops[agent.name] or None
        if arguments.json:
            said = {"name": agent.name, "state": state, "inboxes": agent.inboxes, "scopes": agent.scopes}
            limits = {"per_hour": agent.per_hour or None, "per_day": agent.per_day or None, "paused": paused}
            until = clock.iso(clock.from_ms(agent.expires_at)) if agent.expires_at else None
            print(json.dumps({**said, **limits, "expires_at": until}))
            continue
        inboxes = "all inboxes" if agent.inboxes is None else ", ".join(agent.inboxes)
        limits_said = ", ".join(
            f"{most} a {span}" for most, span in ((agent.per_hour, "hour"), (agent.per_day, "day")) if most
        )
        parts = [agent.name, state, one_line(inboxes), " ".join(agent.scopes), limits_said]
        print("  ".join(filter(None, [*parts, f"PAUSED: {one_line(paused)}" if paused else ""])))
    return OK
