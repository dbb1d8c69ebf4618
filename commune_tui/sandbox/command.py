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
import textwrap
from datetime import datetime
from pathlib import Path

from commune_tui import clock
from commune_tui.sandbox import empty
from commune_tui.sandbox.faults import GRAMMAR, KINDS, BadFault, FaultPlan, parse_fault
from commune_tui.sandbox.forms import FORMS, STRICT
from commune_tui.sandbox.hooks import Hooks
from commune_tui.sandbox.meaning import Meaning
from commune_tui.sandbox.routes import control
from commune_tui.sandbox.rules import describe
from commune_tui.sandbox.serve import Server
from commune_tui.sandbox.smtp import SmtpUnavailable, read_address
from commune_tui.sandbox.state import Options, State
from commune_tui.sandbox.world import World

KEY_PERMISSIONS = ["read", "write", "admin"]
PORT = 8180
EXPOSED = (
    "Warning: --expose lets everybody in your networks reach this sandbox, without encryption: whoever reads the key on"
    " the way can read and change all that is in it. It also posts webhooks to any address that an inbox names."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    faults = "\n".join(f"  {kind:<10} {text}" for kind, text in KINDS.items())
    switches = "\n".join(f"  {line}" for line in (inspect.getdoc(Options) or "").splitlines()[2:])
    parts = (
        describe(),
        textwrap.fill(f"faults ({GRAMMAR}):", 118, break_on_hyphens=False) + f"\n{faults}",
        f"options, all off at first:\n{switches}",
        inspect.getdoc(control),
    )
    parser.epilog = "\n\n".join(map(str, parts))
    add = parser.add_argument
    about = "; ".join(f"{form.name}: {form.about}" for form in FORMS.values())
    add(
        "--as",
        dest="form",
        choices=tuple(FORMS),
        default=STRICT.name,
        help=f"whose ways it has (default %(default)s). {about}",
    )
    add("--port", type=_port, default=PORT, help="port to serve on; 0 takes a free one (default %(default)s)")
    add("--data", type=Path, metavar="PATH", help="keep the world in this file (made private); default: in memory")
    add(
        "--threads",
        type=int,
        metavar="N",
        help="conversations of the demo organisation (default: some 300); 0: empty inboxes",
    )
    add("--seed", type=int, default=1, help="what the demo organisation and its ids are drawn from")
    as_of = "the demo organisation as it stands then: for one seed, only dates differ from time to time"
    add("--as-of", type=_moment, metavar="TIME", help=as_of)
    add("--live", action="store_true", help="customers write and agents answer while you watch")
    add("--quiet", action="store_true", help="with --live: no drama at first, and minutes between two mails")
    take = "take mail in: an mbox, a Maildir, a directory of .eml files, or one .eml; may be repeated"
    add("--import", dest="mail", type=Path, action="append", default=[], metavar="PATH", help=take)
    add("--smtp", metavar="HOST:PORT", help="also take mail by SMTP, on this machine only")
    add("--fault", action="append", default=[], metavar="FAULT", help="break answers; see below; may be repeated")
    add("--plain-threads", action="store_true", help="leave status, tags and assignee out of thread lists")
    add("--rate-limit", type=int, default=0, metavar="N", help="allow N sends per key and hour; 0: no limit")
    add("--option", action="append", default=[], metavar="NAME[=VALUE]", help="switch on; see below; may be repeated")
    add("--expose", action="store_true", help="listen on every network address, and post webhooks to any")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535")
    return int(text)


def _moment(text: str) -> datetime:
    if (moment := clock.parse_iso(text)) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-03-02T09:00Z")
    return moment


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted: 0 when terminated, 130 when interrupted, 1 when it could not start."""
    world = None
    if arguments.expose:
        print(EXPOSED, file=sys.stderr)
    try:
        plan = FaultPlan([parse_fault(text) for text in arguments.fault], arguments.seed)
        smtp = read_address(arguments.smtp) if arguments.smtp else None
        world = World(arguments.data, seed=arguments.seed, habits=FORMS[arguments.form].habits)
        state = furnish(world, plan, arguments)
        return asyncio.run(serve(state, arguments, smtp))
    except (BadFault, SmtpUnavailable, ValueError, OSError, sqlite3.Error) as error:
        about = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else error
        print(f"The sandbox did not start: {about}", file=sys.stderr)
        return 1
    finally:
        if world is not None:
            world.close()


def furnish(world: World, plan: FaultPlan, arguments: argparse.Namespace) -> State:
    """A new world gets its organisation, any world the imports; the key with all rights stays from start to start."""

    def refill() -> None:
        if arguments.threads == 0:
            world.load(empty.organisation())
        else:
            from commune_tui.sandbox import story  # its texts are big; an empty world starts without them
            from commune_tui.sandbox.story import hooks

            now, drawn_at = arguments.as_of or world.now(), story.DRAWN_AT if arguments.as_of else None
            made = story.organisation(seed=arguments.seed, threads=arguments.threads, now=now, drawn_at=drawn_at)
            world.load(made)
            hooks.furnish(world)
        take_in(world, arguments.mail)

    with world.database.transaction():
        if world.new:
            refill()
        else:
            take_in(world, arguments.mail)
        key = world.keys.printed("sandbox", KEY_PERMISSIONS)
    world.search.meaning = Meaning(world)
    options = Options(hourly_limit=arguments.rate_limit)
    options.change(dict(FORMS[arguments.form].options))
    if arguments.plain_threads:
        options.plain_threads = True
    for words in arguments.option:
        options.take(words)
    hooks = Hooks(world, exposed=arguments.expose, seed=arguments.seed)
    return State(world, key, hooks, options, plan, refill=refill)


def take_in(world: World, paths: list[Path]) -> None:
    """Import mail files; what could not be read is said on standard error."""
    if not paths:
        return
    from commune_tui.sandbox.mailfile import read_mails
    from commune_tui.sandbox.mailimport import import_mails

    def broken(place: str, reason: str) -> None:
        print(f"Not imported: {place}: {reason}", file=sys.stderr)

    for path in paths:
        done = import_mails(world, read_mails(path, broken))
        print(f"Imported {done.messages} mails from {path}; {done.already} were there already.", file=sys.stderr)


async def serve(state: State, arguments: argparse.Namespace, smtp: tuple[str, int] | None) -> int:
    """Open the port, print the two lines, stay."""
    live = None
    if arguments.live:
        from commune_tui.sandbox.live import Live

        live = Live(state.world, seed=arguments.seed, quiet=arguments.quiet)
    host = "0.0.0.0" if arguments.expose else "127.0.0.1"  # noqa: S104 - asked for in words
    server = Server(state, host=host, port=arguments.port, live=live, smtp=smtp, form=FORMS[arguments.form])

    def started(base_url: str) -> None:
        print(f"COMMUNE_BASE_URL={base_url}\nCOMMUNE_API_KEY={state.key}", flush=True)
        if server.smtp_address is not None:
            print("Taking mail by SMTP at {}:{}.".format(*server.smtp_address), file=sys.stderr)

    server.on_started = started
    try:
        await server.run_world()
    except SystemExit:  # uvicorn's way of saying that the port is taken
        said = f"port {arguments.port} cannot be opened. --port 0 takes a free one."
        print(f"The sandbox did not start: {said}", file=sys.stderr)
        return 1
    return 130 if server.signal == signal.SIGINT else 0
