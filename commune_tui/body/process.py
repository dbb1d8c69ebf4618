"""One reading process, and what comes out of it. It may import this package and the libraries that it needs."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from commune_tui import tasks
from commune_tui.body import wire
from commune_tui.body.lines import Body

_FRAME = 64 * 1024 * 1024
_READ_AHEAD = 256 * 1024
_START = "import sys;sys.path[:0]=sys.argv[1:];from commune_tui.body.child import main;main(files={files})"
AT_ONCE = 20_000
"""Bytes that are taken apart without a thread: about a millisecond."""


class Running(Protocol):
    """As much of :class:`asyncio.subprocess.Process` as is needed here."""

    @property
    def stdin(self) -> asyncio.StreamWriter | None: ...
    @property
    def stdout(self) -> asyncio.StreamReader | None: ...
    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


class Begin(Protocol):
    """Begins a reading process, for mails or for their files."""

    async def __call__(self, *, files: bool) -> Running: ...


class Process:
    """One process and the task that listens to it."""

    begin: Begin
    """How one comes to be: started anew, unless whoever shows the program put something else here."""

    def __init__(self, process: Running) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._input, self._output = process.stdin, process.stdout
        self._number = 0
        self._answered = 0
        self._frames: asyncio.Queue[tuple[int, bytes, bytes] | None] = asyncio.Queue(maxsize=4)
        self._settled = asyncio.Event()
        self._settled.set()
        self.ready = asyncio.Event()
        self._listener = tasks.begin(self._listen(), "mail body reader", tasks.awaited)

    @classmethod
    async def start(cls, *, files: bool) -> Process:
        return cls(await cls.begin(files=files))

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, request: Callable[[int], bytes], *, large: bool) -> Body:
        """The answer to what ``request`` writes for a number; one that is ``large`` is written beside the loop."""
        self._number += 1
        number = self._number
        self._settled.clear()
        self._input.write(await asyncio.to_thread(request, number) if large else request(number))
        await self._input.drain()
        assembly = wire.Assembly()
        while (frame := await self._frames.get()) is not None:
            asked, kind, data = frame
            if asked != number:
                continue
            large = len(data) > AT_ONCE
            body = await asyncio.to_thread(assembly.add, kind, data) if large else assembly.add(kind, data)
            if body is not None:
                return body
        raise EOFError("the worker ended")

    async def _listen(self) -> None:
        """Takes frames from the pipe, so that a cancelled question leaves nothing half read."""
        try:
            while True:
                size, number, kind = wire.HEAD.unpack(await self._output.readexactly(wire.HEAD.size))
                if size > _FRAME:
                    break
                data = await self._output.readexactly(size)
                if kind == wire.READY:
                    self.ready.set()
                    continue
                if kind in (wire.END, wire.FAILED):
                    self._answered = number
                    if number == self._number:
                        self._settled.set()
                if number == self._number:
                    await self._frames.put((number, kind, data))
        except (asyncio.IncompleteReadError, OSError):
            pass
        self.ready.set()  # whoever waits hears that it ended
        await self._frames.put(None)

    async def idle(self, grace_s: float) -> bool:
        """Alive and with nothing to do, at the latest after ``grace_s``; drops what a cancelled question left."""
        self._drop()
        if self._process.returncode is not None or self._listener.done():
            return False
        if not self._settled.is_set():
            number = self._number
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace_s):
                    while self._answered < number and not self._listener.done():
                        frame = await self._frames.get()
                        if frame is None:
                            return False
            self._drop()
        return self._settled.is_set()

    def _drop(self) -> None:
        while not self._frames.empty():
            self._frames.get_nowait()

    async def end(self) -> None:
        """Kills the process, waits for it, and closes the pipes."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listener
        self._input.close()
        with contextlib.suppress(OSError):
            await self._input.wait_closed()
        await self._process.wait()


async def _started(*, files: bool) -> Running:
    return await asyncio.create_subprocess_exec(
        *command(files=files),
        *_roots(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"TZ": zone} if (zone := os.environ.get("TZ")) else {},  # whose clock a time is shown on
        cwd=Path(sys.prefix).anchor,
        start_new_session=True,
        limit=_READ_AHEAD,
    )


Process.begin = staticmethod(_started)


def command(*, files: bool) -> list[str]:
    """How a reading process is started, before the folders that it may import from: for mails, or for their files."""
    return [sys.executable, "-I", "-S", "-c", _START.format(files=files)]


def _roots() -> list[str]:
    """The folders from which the worker may import: this package, and the libraries that it needs."""
    roots: list[str] = []
    for name in ("commune_tui", "selectolax", "wcwidth", "idna", "dateutil", "six"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            root = str(Path(spec.origin).resolve().parent.parent)
            if root not in roots:
                roots.append(root)
    return roots
