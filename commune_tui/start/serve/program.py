"""What runs in the processes of a session: the program on its terminal, and the server of its world."""

from __future__ import annotations

import os
import select
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from commune_tui import clock
from commune_tui.body.process import Process
from commune_tui.cli.privacy import ending_in_order
from commune_tui.config import Settings
from commune_tui.start import demo
from commune_tui.start.serve import limits
from commune_tui.start.serve.asked import Asked
from commune_tui.start.serve.messages import Line
from commune_tui.start.serve.readers import Readers


class _World:
    """The server of this session's world, whose parent is another."""

    def __init__(self, told: int, handle: int) -> None:
        self.stdin: IO[bytes] | None = None
        self.stdout: IO[bytes] | None = os.fdopen(told, "rb", buffering=0)
        self._handle = handle

    def wait(self) -> int:
        """Returns when it has ended."""
        select.select([self._handle], [], [])
        return 0


def usual_as_of(words: list[str]) -> datetime | None:
    """As of when the usual world is to be shown, of which there is a copy already; ``None`` where these words want
    another one.
    """
    return None if "--threads" in words else clock.now().replace(microsecond=0)


def play(asked: Asked, folder: Path, moment: datetime | None, told: int, handle: int, line: Line, seats: int) -> int:
    """The program, on the terminal that is this process's streams. ``told`` is what the world's server says, ``handle``
    knows whether it is there, over ``line`` readers are asked for. The exit status.
    """
    os.environ.clear()
    os.environ.update(asked.environment, HOME=str(folder), TMPDIR=str(folder), PATH="/usr/bin:/bin")
    os.umask(0o077)
    time.tzset()
    limits.limit("program", seats)
    Process.begin = Readers(line).begin
    completing = demo.furnish(folder, moment)
    with ending_in_order():
        status = demo.show(Settings(), _World(told, handle), folder, guest=True, completing=completing)
        if status == 0:
            print(demo.GOODBYE_GUEST)
    return status


def serve_world(words: list[str], moment: datetime | None, seats: int) -> int:
    """The server of a world of its own; it says on standard output where it is."""
    from commune_tui.__main__ import main

    os.environ.clear()
    limits.limit("world", seats)
    sys.argv = ["commune-tui", "sandbox"]
    return main(world_words(words, moment))


def world_words(words: list[str], moment: datetime | None) -> list[str]:
    """The words of that server."""
    return ["sandbox", "--port", "0", *words, *(["--as-of", clock.iso(moment)] if moment else [])]
