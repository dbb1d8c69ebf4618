"""What ``commune-tui gate key`` and ``commune-tui gate operator`` have in common: create, list, rotate, revoke."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.cli.ending import Stop
from commune_tui.cli.gate_store import opened, who
from commune_tui.cli.tell import tell
from commune_tui.errors import OK, USAGE
from commune_tui.gate import keys
from commune_tui.gate.holders import Holders

_DAY_MS = 86_400_000
_SHOWN = "The key is shown this once. The gate keeps only its hash."


@dataclass(frozen=True, slots=True)
class Kind:
    """``prefix`` is how its keys begin; ``make`` writes a new holder of that name and key."""

    holders: Holders
    prefix: str
    make: Callable[[sqlite3.Connection, argparse.Namespace, str, Secret], None]
    listing: Callable[[argparse.Namespace], int]


def run(arguments: argparse.Namespace, kind: Kind) -> int:
    """Make, list, rotate or revoke."""
    does = arguments.words[0] if arguments.words else ""
    if does == "list" and len(arguments.words) == 1:
        return kind.listing(arguments)
    if does not in ("create", "rotate", "revoke") or len(arguments.words) != 2:
        word = arguments.action
        raise Stop(f"say {word} create NAME, {word} list, {word} rotate NAME or {word} revoke NAME.", USAGE)
    name, secret = arguments.words[1], keys.new(kind.prefix)
    with opened(arguments) as db, db.write() as conn:
        if does == "create":
            kind.make(conn, arguments, name, secret)
        elif does == "rotate":
            kind.holders.rotate(conn, name, secret, who(arguments))
        else:
            kind.holders.revoke(conn, name, who(arguments))
    if does == "revoke":
        tell(f"The key of {name} works no more.")
        return OK
    tell(_SHOWN, sys.stderr)
    print(secret.reveal())
    return OK


def checked(name: str, kind: Holders) -> str:
    """A name that one may have. Raises Stop."""
    if not keys.is_name(name):
        raise Stop(
            f"an {kind.word}'s name is of small letters, digits, dots, dashes and underscores, at most 40.", USAGE
        )
    return name


def ends_at(arguments: argparse.Namespace) -> int:
    """When a key that is made now works no more, in unix milliseconds; 0 for never."""
    return clock.now_ms() + arguments.days * _DAY_MS if arguments.days else 0


def state(works: bool, revoked_at: int) -> str:
    """How a key stands, in a word."""
    return "works" if works else "revoked" if revoked_at else "expired"


def iso(milliseconds: int) -> str | None:
    """A moment for programs; ``None`` for never."""
    return clock.iso(clock.from_ms(milliseconds)) if milliseconds else None
