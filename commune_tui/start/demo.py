"""``commune-tui demo``: the whole program on a made-up organisation, with no account and no network.

Each demo has a world of its own: a sandbox server in a process beside this one, on a loopback port, and a store in a
directory that is removed at the end.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.cli.ending import Stop
from commune_tui.cli.opening import settings_file
from commune_tui.cli.privacy import close_memory, ending_in_order, logging_to_file
from commune_tui.cli.terminal import refusal, theme_of
from commune_tui.config import Settings, load
from commune_tui.errors import USAGE
from commune_tui.start import demo_gate, demo_server
from commune_tui.start.play import check_terminal, hurry_to_the_screen, play
from commune_tui.start.world_folder import world_folder
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.session import Connect, Session
    from commune_tui.start.demo_gate import DemoGate
    from commune_tui.start.demo_server import Server
    from commune_tui.start.prepared import Completing
    from commune_tui.ui.app import CommuneApp

OPERATOR = "alex"
TARGETS = {
    "support": {"answer_within": "4h"}, "hello": {"answer_within": "1d"}, "hiring": {"answer_within": "2d"},
}  # fmt: skip
"""When answers are due where the person's own settings say nothing of an inbox of this name."""
MOST_THREADS = 100_000
SEED = 1
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=threads, metavar="N", help="how many conversations there are (about 300)")
    parser.add_argument("--seed", type=_number, default=SEED, metavar="N", help="another number, another organisation")
    parser.add_argument("--gate", action="store_true", help="agents ask before they send: eight mails wait for you")
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


def threads(text: str) -> int:
    if (number := _number(text)) > MOST_THREADS:
        raise argparse.ArgumentTypeError(f"{MOST_THREADS:,} is the most that a demo makes up")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Play until the person quits."""
    close_memory()
    words = ["--seed", str(arguments.seed)] if arguments.seed != SEED or arguments.threads is not None else []
    words += ["--threads", str(arguments.threads)] if arguments.threads is not None else []
    if arguments.guest and arguments.gate:
        raise Stop("a demo for guests starts no gate.", USAGE)
    if arguments.guest:
        return _for_guest(words, quiet=arguments.quiet, linear=arguments.linear)
    settings = load(settings_file(arguments))
    if arguments.linear or settings.linear:
        with logging_to_file():
            return converse_demo(settings, words, quiet=arguments.quiet, gate=arguments.gate)
    check_terminal("commune-tui demo --linear")
    with logging_to_file():
        return play_demo(settings, words, quiet=arguments.quiet, gate=arguments.gate)


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


def play_demo(
    settings: Settings, words: Sequence[str] = (), *, quiet: bool = False, guest: bool = False, gate: bool = False
) -> int:
    """Show a new world. ``words`` go to the sandbox, none: the usual one, which is there at once; ``guest`` locks this
    process for good. With a ``gate`` agents ask before they send."""
    with ending_in_order(), _world(words, quiet=quiet) as (server, folder, completing), _gated(folder, gate) as asks:
        status = show(settings, server, folder, guest=guest, completing=completing, gate=asks)
    if status == 0:
        print(GOODBYE_GUEST if guest else KEEP_IT)
    return status


def show(
    settings: Settings, server: Server, folder: Path, *, guest: bool, completing: Completing | None = None,
    gate: DemoGate | None = None,
) -> int:  # fmt: skip
    """Show the world of this server, with the store in its folder, which ``completing`` makes complete."""
    app: list[CommuneApp] = []
    connect = partial(demo_server.connect, server, lambda: _ended(app[0]))
    session = made_session(settings, folder / STORE, connect, completing, gate)
    app.append(_app(session, theme_of(settings), folder if guest else None))
    app[0].problems.insert(0, GREETING)
    return play(app[0], mouse=settings.mouse)


def converse_demo(
    settings: Settings, words: Sequence[str], *, quiet: bool = False, guest: bool = False, gate: bool = False
) -> int:
    """The same as lines."""
    from commune_tui.start import lines

    with ending_in_order(), _world(words, quiet=quiet) as (server, folder, completing), _gated(folder, gate) as asks:
        told: list[Callable[[str], None]] = []

        def ended() -> None:
            for tell in told:
                tell(ENDED_IN_LINES)

        greeting = [ABOUT_IN_LINES, *([GUESTS] if guest else [])]
        status = lines.converse(
            settings,
            lambda: made_session(
                settings, folder / STORE, partial(demo_server.connect, server, ended), completing, asks
            ),
            greeting,
            heard=told.append,
            lock_into=folder if guest else None,
            lasts=False,
        )
    if not guest and status == 0:
        print(KEEP_IT)
    return status


def made_session(
    settings: Settings, folder: Path, connect: Connect, completing: Completing | None = None,
    gate: DemoGate | None = None,
) -> Session:  # fmt: skip
    from commune_tui.mail.preferences import Fixed
    from commune_tui.mail.session import Session
    from commune_tui.risk import pace

    async def connected() -> Commune:
        client = await connect()
        if gate is not None:
            await gate.start(client)
        return client

    targets = pace.targets({**TARGETS, **settings.inboxes})
    return Session(
        folder, connected, me=OPERATOR, hold_s=settings.hold_s, targets=targets, points=settings.risk,
        fixed=Fixed(settings.views, settings.templates), completing=completing,
        gate=gate.client if gate is not None else None,
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
    app.call_from_outside(app.facts.notifications.server_ended, demo_server.ENDED)


@contextmanager
def _world(words: Sequence[str], *, quiet: bool) -> Iterator[tuple[Server, Path, Completing | None]]:
    """A server and a directory that live as long as the demo, and what makes the store in it complete."""
    moment = None if words else clock.now().replace(microsecond=0)
    told = ["--port", "0", *words, *(["--as-of", clock.iso(moment)] if moment else []), *([] if quiet else ["--live"])]
    with world_folder() as folder, demo_server.beside(told) as server:
        yield server, folder, furnish(folder, moment)


def _gated(folder: Path, wanted: bool) -> AbstractContextManager[DemoGate | None]:
    """The gate of a world, where one is wanted."""
    return demo_gate.beside(folder) if wanted else nullcontext()


def furnish(folder: Path, moment: datetime | None = None) -> Completing | None:
    """Put into the folder of a world what its store begins with: templates, and with a moment the usual world as it
    stands then; what makes that complete."""
    (folder / STORE).mkdir(mode=0o700)
    shutil.copytree(_TEMPLATES, folder / STORE / _TEMPLATES.name)
    if moment is None:
        return None
    from commune_tui.start import prepared

    return prepared.place(folder / STORE, moment)
