"""``commune-tui sandbox``: build a world from the command line's words and serve it.

Two lines come first on standard output, flushed, for programs to read: ``COMMUNE_BASE_URL=…`` and
``COMMUNE_API_KEY=…``. Everything else goes to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import signal
import sqlite3
import sys
from pathlib import Path

from commune_tui.sandbox import empty
from commune_tui.sandbox.faults import GRAMMAR, KINDS, BadFault, FaultPlan, parse_fault
from commune_tui.sandbox.routes import control
from commune_tui.sandbox.rules import describe
from commune_tui.sandbox.serve import Server
from commune_tui.sandbox.state import Options, State
from commune_tui.sandbox.world import World

KEY_PERMISSIONS = ["read", "write", "admin"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    faults = "\n".join(f"  {kind:<10} {text}" for kind, text in KINDS.items())
    parser.epilog = (f"{describe()}\n\nfaults ({GRAMMAR}):\n{faults}\n\n{inspect.getdoc(control)}").replace("%", "%%")
    add = parser.add_argument
    add("--port", type=int, default=8180, help="port to serve on; 0 takes a free one (default %(default)s)")
    add("--data", type=Path, metavar="PATH", help="keep the world in this file (made private); default: in memory")
    add(
        "--threads",
        type=int,
        metavar="N",
        help="conversations of the demo organisation (default: some 300); 0: empty inboxes",
    )
    add("--seed", type=int, default=1, help="what the demo organisation and its ids are drawn from")
    add("--fault", action="append", default=[], metavar="FAULT", help="break answers; see below; may be repeated")
    add("--plain-threads", action="store_true", help="leave status, tags and assignee out of thread lists")
    add("--rate-limit", type=int, default=0, metavar="N", help="allow N sends per key and hour; 0: no limit")
    add("--expose", action="store_true", help="listen on every network address, not only on this machine")


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted: 0 when terminated, 130 when interrupted, 1 when it could not start."""
    try:
        plan = FaultPlan([parse_fault(text) for text in arguments.fault], arguments.seed)
        world = World(arguments.data, seed=arguments.seed)
    except (BadFault, ValueError, OSError, sqlite3.Error) as error:
        print(f"The sandbox did not start: {error}", file=sys.stderr)
        return 1
    try:
        return asyncio.run(serve(furnish(world, plan, arguments), arguments))
    finally:
        world.close()


def furnish(world: World, plan: FaultPlan, arguments: argparse.Namespace) -> State:
    """A new world gets its organisation; every start makes a key with all rights."""

    def refill() -> None:
        if arguments.threads == 0:
            world.load(empty.organisation())
            return
        from commune_tui.sandbox import story  # its texts are big; an empty world starts without them

        world.load(story.organisation(seed=arguments.seed, threads=arguments.threads, now=world.now()))

    options = Options(plain_threads=arguments.plain_threads, hourly_limit=arguments.rate_limit)
    with world.database.transaction():
        if world.new:
            refill()
        world.keys.retire("sandbox")
        key, _ = world.keys.create("sandbox", KEY_PERMISSIONS)
    return State(world, key, options, plan, refill=refill)


async def serve(state: State, arguments: argparse.Namespace) -> int:
    """Open the port, print the two lines, stay."""
    server = Server(state, host="0.0.0.0" if arguments.expose else "127.0.0.1", port=arguments.port)  # noqa: S104

    def started(base_url: str) -> None:
        print(f"COMMUNE_BASE_URL={base_url}\nCOMMUNE_API_KEY={state.key}", flush=True)

    server.on_started = started
    try:
        await server.run_world()
    except SystemExit:  # uvicorn's way of saying that the port is taken
        print(f"The sandbox did not start: port {arguments.port} cannot be opened.", file=sys.stderr)
        return 1
    return 130 if server.signal == signal.SIGINT else 0
