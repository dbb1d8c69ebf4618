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
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import child
from commune_tui.cli.opening import settings_file
from commune_tui.cli.privacy import close_memory, end_with_parent, ending_in_order, logging_to_file
from commune_tui.cli.terminal import refusal, theme_of
from commune_tui.config import Settings, load
from commune_tui.start.play import check_terminal, hurry_to_the_screen, play
from commune_tui.start.world_folder import world_folder
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.session import Connect, Session
    from commune_tui.ui.app import CommuneApp

OPERATOR = "alex"
TARGETS = {
    "support": {"answer_within": "4h"}, "hello": {"answer_within": "1d"}, "hiring": {"answer_within": "2d"},
}  # fmt: skip
"""When answers are due where the person's own settings say nothing of an inbox of this name."""
MOST_THREADS = 100_000
_TEMPLATES = Path(__file__).with_name("templates")
STORE = "store"
"""Where the store is in the folder of the world: it locks its own to be alone with it, and the demo holds the other."""
ABOUT = "demo: nobody here is real"
GREETING = (
    f"Made up, on this machine only. Try {do('go.risk')} risk, {do('go.agents')} agents, {do('thread.reply')} reply. "
    f"{do('app.help')} for help."
)
ABOUT_IN_LINES = f"A made-up organisation, on this machine only: nobody here is real. Your name is {OPERATOR}."
KEEP_IT = (
    "That was made up. To keep the program: pipx install . (or uv tool install .) in the copy that this came from; "
    "commune-tui then opens your own account."
)
GOODBYE_GUEST = "Goodbye. It runs on your machine as well: commune-tui demo"
GUESTS = "This session ends after ten minutes without a line, or after half an hour."
ENDED_IN_LINES = "The demo's server has ended, so nothing new arrives and nothing is sent. quit, and start it again."
ENDED = (
    "The demo's server has ended, so nothing new arrives and nothing is sent. "
    f"Start the demo again; {do('app.leave')} leaves."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=_threads, metavar="N", help="how many conversations there are (about 300)")
    parser.add_argument("--seed", type=_number, default=1, metavar="N", help="another number, another organisation")
    parser.add_argument("--quiet", action="store_true", help="nobody writes while you watch")
    parser.add_argument(
        "--guest",
        action="store_true",
        help="for strangers, as over SSH: without editor, files, programs, clipboard; ends after ten idle minutes",
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _threads(text: str) -> int:
    if (number := _number(text)) > MOST_THREADS:
        raise argparse.ArgumentTypeError(f"{MOST_THREADS:,} is the most that a demo makes up")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Play until the person quits."""
    close_memory()
    words = ["--seed", str(arguments.seed)]
    words += ["--threads", str(arguments.threads)] if arguments.threads is not None else []
    if arguments.guest:
        return _for_guest(words, quiet=arguments.quiet, linear=arguments.linear)
    settings = load(settings_file(arguments))
    if arguments.linear or settings.linear:
        with logging_to_file():
            return converse_demo(settings, words, quiet=arguments.quiet)
    check_terminal("commune-tui demo --linear")
    with logging_to_file():
        return play_demo(settings, words, quiet=arguments.quiet)


def _for_guest(words: list[str], *, quiet: bool, linear: bool) -> int:
    import resource

    from commune_tui.errors import FAILED
    from commune_tui.start import guest

    if not linear and refusal():
        print(guest.WITHOUT_TERMINAL, end="")
        return 0
    guest.start_clean()
    guest.limit()
    if guest.crowded(resource.getrlimit(resource.RLIMIT_NPROC)[0]):
        print(guest.FULL, end="")
        return FAILED
    if linear:
        return converse_demo(Settings(), words, quiet=quiet, guest=True)
    return play_demo(Settings(), words, quiet=quiet, guest=True)


def play_demo(settings: Settings, words: list[str] | None = None, *, quiet: bool = False, guest: bool = False) -> int:
    """Show a new world. ``words`` go to the sandbox; ``guest`` locks this process for good."""
    with ending_in_order(), _world(["--port", "0", *(words or []), *([] if quiet else ["--live"])]) as (server, folder):
        app: list[CommuneApp] = []
        session = _session(settings, folder / STORE, lambda: _connect(server, lambda: _ended(app[0])))
        app.append(_app(session, theme_of(settings), folder if guest else None))
        app[0].problems.insert(0, GREETING)
        status = play(app[0], mouse=settings.mouse)
    if status == 0:
        print(GOODBYE_GUEST if guest else KEEP_IT)
    return status


def converse_demo(settings: Settings, words: list[str], *, quiet: bool = False, guest: bool = False) -> int:
    """A new world as lines. ``words`` go to the sandbox; ``guest`` locks this process for good."""
    from commune_tui.start import lines

    with ending_in_order(), _world(["--port", "0", *words, *([] if quiet else ["--live"])]) as (server, folder):
        told: list[Callable[[str], None]] = []

        def ended() -> None:
            for tell in told:
                tell(ENDED_IN_LINES)

        greeting = [ABOUT_IN_LINES, *([GUESTS] if guest else [])]
        status = lines.converse(
            settings,
            lambda: _session(settings, folder / STORE, lambda: _connect(server, ended)),
            greeting,
            heard=told.append,
            lock_into=folder if guest else None,
            lasts=False,
        )
    if not guest and status == 0:
        print(KEEP_IT)
    return status


def _session(settings: Settings, folder: Path, connect: Connect) -> Session:
    from commune_tui.mail.preferences import Fixed
    from commune_tui.mail.session import Session
    from commune_tui.risk import pace

    targets = pace.targets({**TARGETS, **settings.inboxes})
    return Session(
        folder, connect, me=OPERATOR, hold_s=settings.hold_s, targets=targets, points=settings.risk,
        fixed=Fixed(settings.views, settings.templates),
    )  # fmt: skip


def _app(session: Session, settings: Settings, lock_into: Path | None) -> CommuneApp:
    hurry_to_the_screen()
    if lock_into is None:
        from commune_tui.ui.app import CommuneApp

        return CommuneApp(session, settings, demo=ABOUT)
    from commune_tui.start import guest
    from commune_tui.ui.guest import GuestApp

    app = GuestApp(session, settings, demo=ABOUT)
    guest.lock(lock_into)
    return app


def _ended(app: CommuneApp) -> None:
    """The server is gone although nobody left. Called in a thread of its own."""
    app.call_from_outside(app.facts.notifications.server_ended, ENDED)


@contextmanager
def _world(words: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A server and a directory that live as long as the demo."""
    with world_folder() as folder:
        (folder / STORE).mkdir(mode=0o700)
        server = subprocess.Popen(  # noqa: S603 - our own module, arguments made of numbers; no thread runs yet
            [sys.executable, *(["-I"] if sys.flags.isolated else []), "-m", "commune_tui", "sandbox", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child.environment(),
            preexec_fn=end_with_parent,
            process_group=0,  # Ctrl-C in a terminal of lines is about the line, not about the server
        )
        shutil.copytree(_TEMPLATES, folder / STORE / _TEMPLATES.name)
        try:
            yield server, folder
        finally:
            server.kill()  # its world is in memory and ends with it
            server.wait()
            if server.stdout is not None:
                server.stdout.close()


async def _told(server: subprocess.Popen[bytes]) -> tuple[str, str]:
    """Where the server is and its key, empty when it ended. In no thread: who leaves meanwhile waits for nothing."""
    reader = asyncio.StreamReader()
    pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), server.stdout
    )
    try:
        url, key = [(await reader.readline()).decode().strip().partition("=")[2] for _ in range(2)]
    finally:
        pipe.close()
    return url, key


async def _connect(server: subprocess.Popen[bytes], ended: Callable[[], None]) -> Commune:
    """A client of the demo's server, as soon as that has said where it is. ``ended`` is called from a thread."""

    url, key = await _told(server)

    def watch() -> None:
        server.wait()
        ended()

    threading.Thread(target=watch, name="demo server", daemon=True).start()
    from commune_tui.api import Commune
    from commune_tui.api.errors import NeverConnected
    from commune_tui.api.retry import RetryPolicy

    if not key:
        raise NeverConnected(ENDED)
    return Commune(key, base_url=url, retry=RetryPolicy(attempts=1))
