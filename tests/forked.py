"""Sandboxes forked from a process that has imported them already: hundreds of tests want one of their own each.

What runs is what ``python -m commune_tui sandbox`` runs, in a process of its own; only the imports were done before.
Tests of the command itself start the command (:func:`tests.servers.sandbox_command`).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import IO

from commune_tui import clock

_IMPORTED = ("commune_tui.__main__", "commune_tui.cli.parser", "commune_tui.sandbox.command", "uvicorn.lifespan.off")


class Forked:
    """As much of :class:`subprocess.Popen` as a test needs. ``stderr`` is what it says beside its first two lines."""

    def __init__(self, process: ForkServerProcess, stdout: IO[str], stderr: IO[str]) -> None:
        self._process, self.stdout, self.stderr = process, stdout, stderr

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is there still."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended. Raises TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("sandbox", timeout or 0.0)
        return self._process.exitcode

    def close(self) -> None:
        """Let go of its streams."""
        self.stdout.close()
        self.stderr.close()
        self._process.close()


@cache
def context() -> ForkServerContext:
    """What starts processes that have imported all that already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.forked", *_IMPORTED])
    return context


def start(words: Sequence[str], stands_at: str = "") -> Forked:
    """``commune-tui`` with these words; its clock stands at ``stands_at`` where that is said."""
    outs, errs = (multiprocessing.Pipe(duplex=False) for _ in range(2))
    process = context().Process(
        target=_run, args=(list(words), stands_at, dict(os.environ), outs[1], errs[1]), daemon=True
    )
    process.start()
    readers = []
    for mine, its in (outs, errs):
        its.close()
        readers.append(open(os.dup(mine.fileno()), encoding="utf-8"))  # noqa: SIM115, PTH123 - closed by Forked
        mine.close()
    return Forked(process, *readers)


def _run(
    words: list[str], stands_at: str, environ: Mapping[str, str], out: Connection, err: Connection
) -> None:  # pragma: no cover - in the child
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    random.seed()
    for number, connection in ((1, out), (2, err)):
        os.dup2(connection.fileno(), number)
        connection.close()
    sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", buffering=1) for number in (1, 2))  # noqa: SIM115, PTH123
    sys.argv = ["commune-tui", *words]
    from commune_tui.__main__ import program

    if stands_at:
        clock.set_frozen(clock.parse_iso(stands_at))
    sys.exit(program())
