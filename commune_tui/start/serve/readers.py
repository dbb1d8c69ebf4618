"""Readers of mail bodies for a session: its program asks for one, the parent forks it, and both can end it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket

from commune_tui.body import child
from commune_tui.start.serve.forking import fork
from commune_tui.start.serve.messages import Gone, Line

_READ_AHEAD = 256 * 1024


def begin(line: Line, *, files: bool) -> int:
    """Fork a reader, hand the session its end of it, and return its number. Raises OSError, Gone."""
    mine, its = socket.socketpair()
    nothing = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    try:
        with mine, its:
            pid = fork(lambda: _read(files), streams=(its.fileno(), its.fileno(), nothing))
            handle = os.pidfd_open(pid)
            try:
                line.say({"pid": pid}, mine.fileno(), handle)
            except Gone:
                os.kill(pid, signal.SIGKILL)
            finally:
                os.close(handle)
            return pid
    finally:
        os.close(nothing)


def _read(files: bool) -> int:
    os.environ.clear()
    child.main(files=files)
    return 0


class Reader:
    """As much of :class:`asyncio.subprocess.Process` as its user needs, for one that somebody else started."""

    def __init__(self, pid: int, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, handle: int) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._handle = handle

    @property
    def returncode(self) -> int | None:
        """Not ``None`` once it has ended; with what, only its parent knows."""
        return 0 if select.select([self._handle], [], [], 0)[0] else None

    def kill(self) -> None:
        """End it at once."""
        signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    async def wait(self) -> int:
        """Returns when it has ended. Call it once."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._handle, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._handle)
            os.close(self._handle)
        return 0


class Readers:
    """Where a session's program gets its readers. One is asked for at a time."""

    def __init__(self, line: Line) -> None:
        self._line, self._one = line, asyncio.Lock()

    async def begin(self, *, files: bool) -> Reader:
        """A new reader. Raises OSError where none is to be had."""
        async with self._one:
            loop, answered = asyncio.get_running_loop(), asyncio.Event()
            loop.add_reader(self._line, answered.set)
            try:
                self._line.say({"files": files})
                await answered.wait()
                heard = self._line.hear()
            except Gone:
                raise ConnectionError("no reader is to be had") from None
            finally:
                loop.remove_reader(self._line)
        if heard is None or len(heard[1]) != 2:
            raise ConnectionError("no reader is to be had")
        message, (end, handle) = heard
        stdout, stdin = await asyncio.open_connection(sock=socket.socket(fileno=end), limit=_READ_AHEAD)
        return Reader(message["pid"], stdin, stdout, handle)
