"""``commune-tui listen``: a receiver of webhooks for whoever writes an agent; what it took can be sent again.

The secret comes from ``--secret-file``, from COMMUNE_WEBHOOK_SECRET, or is asked for: never from the command line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import paths
from commune_tui.cli import hidden
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, ending_in_order, logging_to_file
from commune_tui.cli.tell import tell
from commune_tui.errors import NO_KEY, OK, USAGE

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret
    from commune_tui.listen.receiver import Failure, Receipt

VARIABLE = "COMMUNE_WEBHOOK_SECRET"
ACTIONS = ("receive", "stored", "show", "replay", "forget")
_MOST = 1_000
_WORDS = """\
receive takes deliveries until it is ended; stored lists those that are kept; show prints some as JSON; replay sends
some to --forward again; forget removes what is kept. 3-7 means the numbers from 3 to 7, all means all.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _WORDS
    add = parser.add_argument
    add("action", nargs="?", choices=ACTIONS, default="receive", help="what to do (default: receive); see below")
    add("numbers", nargs="*", metavar="N", help="of show and replay: the numbers of deliveries that are kept")
    add("--port", type=_port, default=8080, help="the port to listen on (default 8080; 0 takes a free one)")
    add("--expose", action="store_true", help="listen in every network, not on this machine only")
    add("--forward", metavar="URL", help="pass what is taken on to this address, and its answer back")
    add("--secret-file", metavar="PATH", type=Path, help="the secret of the webhook: a file that only you can read")
    add("--unsigned", action="store_true", help="take deliveries without checking them, from anybody")
    add("--fail", metavar="WHAT", type=_failing, help="answer wrongly on purpose: a status (300 to 599), silent or cut")
    add(
        "--fail-first", metavar="N", type=_count, help="of --fail: no more deliveries than that, and then as without it"
    )
    show = "both (default) is a line and the JSON of each, line the line, json one line of JSON for programs"
    add("--show", choices=("both", "line", "json"), default="both", help=show)
    add(
        "--keep", metavar="N", type=_kept, default=_MOST, help=f"how many to keep for replay (default {_MOST}; 0: none)"
    )
    stamp = "of replay: fresh (default) signs anew with the time of now, original sends what came"
    add("--stamp", choices=("fresh", "original"), default="fresh", help=stamp)


def _number(word: str, least: int, most: int) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and least <= int(word) <= most):
        raise argparse.ArgumentTypeError(f"{word!r} is no number from {least} to {most}")
    return int(word)


def _port(word: str) -> int:
    return _number(word, 0, 65_535)


def _count(word: str) -> int:
    return _number(word, 1, 1_000_000)


def _kept(word: str) -> int:
    return _number(word, 0, _MOST)


def _failing(word: str) -> str:
    if word not in ("silent", "cut"):
        _number(word, 300, 599)
    return word


def run(arguments: argparse.Namespace) -> int:
    close_memory()
    if arguments.numbers and arguments.action not in ("show", "replay"):
        raise Stop(f"{arguments.action} takes no numbers.", USAGE)
    if arguments.fail_first is not None and arguments.fail is None:
        raise Stop("--fail-first says how often --fail comes, and there is no --fail.", USAGE)
    if arguments.unsigned and arguments.secret_file is not None:
        raise Stop("--unsigned checks nothing, so it needs no --secret-file.", USAGE)
    from commune_tui.cli import listen_kept

    with ending_in_order(), logging_to_file():
        return _receive(arguments) if arguments.action == "receive" else listen_kept.run(arguments, secret_of)


def secret_of(arguments: argparse.Namespace) -> Secret:
    """The secret of the webhook. Raises Stop where there is none."""
    from commune_tui.api.auth import Secret

    if arguments.secret_file is not None:
        try:
            said = paths.read_secret(arguments.secret_file).decode("utf-8").strip()
        except UnicodeDecodeError:
            raise Stop(f"{arguments.secret_file} is no text in UTF-8.", USAGE) from None
        except OSError as error:
            raise Stop(f"{arguments.secret_file} cannot be read: {error.strerror}.", NO_KEY) from None
    elif not (said := os.environ.get(VARIABLE, "").strip()):
        if not sys.stdin.isatty():
            raise Stop(
                f"there is no secret to check deliveries with. Set {VARIABLE}, or name a file with --secret-file; "
                "--unsigned checks nothing.",
                NO_KEY,
            )
        said = hidden.ask("Secret of the webhook (whsec_…), it is not shown: ").strip()
    if not said or "\n" in said:
        raise Stop("the secret is empty, or has more than one line. Nothing was begun.", NO_KEY)
    return Secret(said)


def _receive(arguments: argparse.Namespace) -> int:
    from commune_tui.listen.forwarding import checked

    if arguments.forward is not None:
        checked(arguments.forward)
    secret = None if arguments.unsigned else secret_of(arguments)
    asyncio.run(_listening(arguments, secret))
    return OK


async def _listening(arguments: argparse.Namespace, secret: Secret | None) -> None:
    from commune_tui.listen.forwarding import Forwarding, port_here
    from commune_tui.listen.kept import KeptDeliveries
    from commune_tui.listen.port import Port
    from commune_tui.listen.receiver import Receiver

    forwarding = Forwarding(arguments.forward) if arguments.forward is not None else None
    kept, failure = KeptDeliveries(arguments.keep), _failure(arguments)
    receiver = Receiver(secret, kept, _teller(arguments.show), forwarding=forwarding, failure=failure)
    port = Port(receiver)
    host = "0.0.0.0" if arguments.expose else "127.0.0.1"  # noqa: S104 - asked for in words
    try:
        try:
            opened = await port.open(host, arguments.port)
        except OSError as error:
            raise Stop(
                f"port {arguments.port} cannot be opened: {error.strerror}. --port 0 takes a free one."
            ) from None
        if forwarding is not None and port_here(forwarding.address) == opened:
            raise Stop(f"--forward leads to port {opened} of this machine, which is this receiver itself.", USAGE)
        for sentence in _welcome(arguments, host, opened):
            tell(sentence, sys.stderr)
        await port.failed
    finally:
        await port.aclose()
        if forwarding is not None:
            await forwarding.aclose()


def _failure(arguments: argparse.Namespace) -> Failure | None:
    from commune_tui.listen.receiver import CUT, SILENT, Failure

    if arguments.fail is None:
        return None
    ways = {"silent": SILENT, "cut": CUT}
    return Failure(ways[arguments.fail] if arguments.fail in ways else int(arguments.fail), arguments.fail_first)


def _welcome(arguments: argparse.Namespace, host: str, port: int) -> list[str]:
    from commune_tui.listen import kept

    said = [f"Listening on http://{host}:{port} (Ctrl-C ends)."]
    if arguments.expose:
        said.append("Everybody who reaches this machine can send to it, and nothing on the way is encrypted.")
    if arguments.unsigned:
        said.append("Nothing is checked: whatever is posted here is taken for a delivery.")
    if arguments.forward is not None:
        said.append(f"What is taken goes on to {arguments.forward}, and its answer goes back.")
    if arguments.keep:
        said.append(f"The last {arguments.keep:,} are kept as plain text in {kept.folder()}.")
    return said


def _teller(show: str) -> Callable[[Receipt], None]:
    from commune_tui.listen import telling

    def told(receipt: Receipt) -> None:
        lines = [telling.as_json(receipt)] if show == "json" else [telling.line(receipt)]
        if show == "both":
            lines += telling.block(receipt)
        print("\n".join(lines), flush=True)
        if show == "json" and (receipt.refused or receipt.trouble):
            print(telling.line(receipt), file=sys.stderr, flush=True)

    return told
