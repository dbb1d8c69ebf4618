"""``commune-tui demo``: the whole program on a made-up organisation, with no account and no network.

Each demo has a world of its own: a sandbox server in a process beside this one, on a loopback port, and a store in a
directory that is removed at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commune_tui.api import Commune

OPERATOR = "alex"
ABOUT = "demo: nobody here is real"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, metavar="N", help="how many conversations there are (default: some 300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, another organisation")
    parser.add_argument("--quiet", action="store_true", help="nobody writes while you watch")


def run(arguments: argparse.Namespace) -> int:
    """Play until the person quits."""
    from commune_tui.config import Settings, load
    from commune_tui.mail.session import Session
    from commune_tui.paths import config_dir
    from commune_tui.ui.app import CommuneApp
    from commune_tui.ui.launch import launch

    words = ["--port", "0", "--seed", str(arguments.seed)]
    words += ["--threads", str(arguments.threads)] if arguments.threads is not None else []
    words += [] if arguments.quiet else ["--live"]
    settings: Settings = load(config_dir() / "config.toml")
    with _world(words) as (server, folder):
        session = Session(folder, lambda: _connect(server), me=OPERATOR, hold_s=settings.hold_s)
        return launch(CommuneApp(session, settings, demo=ABOUT))


@contextmanager
def _world(words: list[str]) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A server and a directory that live as long as the demo."""
    folder = Path(tempfile.mkdtemp(prefix="commune-demo-"))
    server = subprocess.Popen(  # noqa: S603 - our own module, arguments made of numbers
        [sys.executable, "-m", "commune_tui", "sandbox", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield server, folder
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if server.stdout is not None:
            server.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


async def _connect(server: subprocess.Popen[str]) -> Commune:
    """A client of the demo's server, as soon as that has said where it is."""

    def told() -> tuple[str, str]:
        assert server.stdout is not None
        url, key = (server.stdout.readline().strip().partition("=")[2] for _ in range(2))
        return url, key

    url, key = await asyncio.to_thread(told)
    from commune_tui.api import Commune
    from commune_tui.api.retry import RetryPolicy

    return Commune(key, base_url=url, retry=RetryPolicy(attempts=1))
