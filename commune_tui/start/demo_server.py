"""The demo's server: a sandbox in a process beside this one, with a client of it as soon as it is up.

It begins when somebody wants to connect, which is after the first frame: before that it would only take processors from
those who wait for the list.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Protocol

from commune_tui import child
from commune_tui.cli.privacy import end_with_parent
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.api import Commune

ENDED = (
    "The demo's server has ended, so nothing new arrives and nothing is sent. "
    f"Start the demo again; {do('app.leave')} leaves."
)
_WAIT = ("/bin/sh", "-c", 'read -r _ && exec "$@" < /dev/null', "sh")
"""Becomes the program behind it when a line comes, and ends when none can come any more."""


class Server(Protocol):
    """The server of a world, which says on two lines of ``stdout`` where it is, and its key; where it has a ``stdin``,
    it waits for a line there."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def wait(self) -> int:
        """Returns when it has ended."""


@contextmanager
def beside(words: Sequence[str]) -> Iterator[Server]:
    """One that lives as long as the block. No thread may run yet. Its world is in memory and ends with it."""
    server = begin(words)
    try:
        yield server
    finally:
        server.kill()
        server.wait()
        for pipe in (server.stdin, server.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def begin(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start it, as far as :func:`connect`."""
    return subprocess.Popen(  # noqa: S603 - our own module, arguments made of numbers and a time
        [*_WAIT, sys.executable, *(["-I"] if sys.flags.isolated else []), "-m", "commune_tui", "sandbox", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child.environment(),
        preexec_fn=end_with_parent,
        process_group=0,  # Ctrl-C in a terminal of lines is about the line, not about the server
    )


async def connect(server: Server, ended: Callable[[], None]) -> Commune:
    """A client of it, as soon as it has said where it is. ``ended`` is called from a thread. Raises NeverConnected."""
    if server.stdin is not None:
        with suppress(OSError):  # it has ended already
            os.write(server.stdin.fileno(), b"\n")
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


async def _told(server: Server) -> tuple[str, str]:
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
