"""``commune-tui serve``: guests come in over SSH, and each has the demo of this program, without a key."""

from __future__ import annotations

import argparse
import importlib.util
import ipaddress
import os
import resource
import sys
from pathlib import Path

from commune_tui import paths
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, ending_in_order
from commune_tui.errors import USAGE
from commune_tui.start import demo, world_folder

SEATS, OF_ADDRESS = 40, 4
_WORDS = """\
Ends by SIGTERM or Ctrl-C, which end all sessions. SIGUSR1 writes counts. Each session that ended is a line on standard
error: when, who (an address), how long, how it ended.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _WORDS
    add = parser.add_argument
    add(
        "--listen", type=_address, default=("127.0.0.1", 2222), metavar="ADDR:PORT",
        help="where (default 127.0.0.1:2222; port 0 takes a free one)",
    )  # fmt: skip
    add("--expose", action="store_true", help="let --listen be an address that others can reach")
    add("--host-key", type=Path, metavar="PATH", help="the key of this host; made at the first start")
    add("--seats", type=_count, default=SEATS, metavar="N", help=f"guests at once (default {SEATS})")
    add(
        "--seats-per-address", type=_count, default=OF_ADDRESS, metavar="N",
        help=f"of these from one address (default {OF_ADDRESS})",
    )  # fmt: skip
    add("--threads", type=demo.threads, metavar="N", help="how many conversations each finds (about 300)")
    add("--quiet", action="store_true", help="nobody writes to them while they watch")
    add("--as-root", action="store_true", help="let guests be root, whom no limit on processes holds")


def _address(word: str) -> tuple[str, int]:
    host, _, port = word.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(host)
        if not (port.isascii() and port.isdecimal() and int(port) < 65_536):
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is no ADDR:PORT, such as 127.0.0.1:2222 or [::1]:2222") from None
    return host, int(port)


def _count(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and 0 < int(word) <= 1_000):
        raise argparse.ArgumentTypeError(f"{word!r} is no number from 1 to 1000")
    return int(word)


def run(arguments: argparse.Namespace) -> int:
    close_memory()
    host, port = arguments.listen
    if not sys.platform.startswith("linux"):
        raise Stop("serve needs Linux: it hands terminals from process to process.", USAGE)
    if not ipaddress.ip_address(host).is_loopback and not arguments.expose:
        raise Stop(f"others can reach {host}. If they are to come in, say --expose.", USAGE)
    if os.getuid() == 0 and not arguments.as_root:
        raise Stop(
            "guests would be root, whom no limit on processes holds. Start it as a user of its own, as docs/ssh.md "
            "shows, or say --as-root.",
            USAGE,
        )
    if importlib.util.find_spec("asyncssh") is None:
        raise Stop("serve needs asyncssh: pip install 'commune-tui[serve]'.", USAGE)
    key = arguments.host_key or paths.private_dir(paths.data_dir() / "serve") / "host_key"
    words = ["--threads", str(arguments.threads)] if arguments.threads is not None else []
    words += [] if arguments.quiet else ["--live"]
    return _serve(key.absolute(), host, port, words, arguments.seats, arguments.seats_per_address)


def _serve(key: Path, host: str, port: int, words: list[str], seats: int, of_address: int) -> int:
    from commune_tui.start.serve.preloaded import preload

    with ending_in_order():
        preload()
        from commune_tui.start.serve.rehearsal import rehearse

        rehearse(words)
    from commune_tui.start.serve.forking import fork
    from commune_tui.start.serve.messages import Line
    from commune_tui.start.serve.parent import Parent
    from commune_tui.start.serve.seats import Seats

    world_folder.sweep()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # sockets and terminals of all; a session has few
    mine, its = Line.pair()
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)

    def door() -> int:
        from commune_tui.start.serve import front
        from commune_tui.start.serve.flow import Arrivals

        return front.run(its, key, host, port, Arrivals(seats, of_address))

    door_pid = fork(door, streams=(nothing, nothing, 2), keep=[its.fileno()])
    its.close()
    os.close(nothing)
    return Parent(mine, door_pid, words, Seats(seats, of_address), seats).run()
