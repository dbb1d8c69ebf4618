"""``commune-tui gate operator``: the keys of the people who decide over HTTP."""

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
from commune_tui.gate import keys, operators
from commune_tui.gate.holders import OPERATORS
from commune_tui.gate.operators import ROLES, Operator


def operator(arguments: argparse.Namespace) -> int:
    """Make, list, rotate or revoke."""
    return gate_holders.run(arguments, Kind(OPERATORS, keys.OPERATOR, _make, _list))


def _make(conn: sqlite3.Connection, arguments: argparse.Namespace, name: str, secret: Secret) -> None:
    if arguments.role is None:
        raise Stop(f"operator create needs --role: {', '.join(ROLES)}, each with what the ones before it may.", USAGE)
    made = Operator(checked(name, OPERATORS), arguments.role, ends_at(arguments))
    operators.make(conn, made, secret, who(arguments))


def _list(arguments: argparse.Namespace) -> int:
    with opened(arguments) as db:
        found = operators.every(db.conn)
    now = clock.now_ms()
    for each in found:
        works, until = state(each.works(now), each.revoked_at), iso(each.expires_at)
        if arguments.json:
            print(json.dumps({"name": each.name, "state": works, "role": each.role, "expires_at": until}))
            continue
        print("  ".join([each.name, works, each.role, *([f"until {until}"] if until else [])]))
    return OK
