"""The parent of the worker process: starts it late, asks it one mail at a time, ends it when it is late or wrong.

A mail that the worker cannot read in time is asked for again without its HTML, and the Body says so. Knows no screen.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from commune_tui import tasks
from commune_tui.body import wire
from commune_tui.body.lines import FIRST, WHOLE, Body, Limits

START_S = 20.0
"""A new process may take so long, beside a busy machine; the time for a mail begins when it is ready."""
FIRST_S = 2.0
WHOLE_S = 60.0
FILE_S = 5.0
_GRACE_S = 0.25
_FRAME = 64 * 1024 * 1024
_READ_AHEAD = 256 * 1024
_AT_ONCE = 20_000
"""Bytes that are taken apart without a thread: about a millisecond."""
_START = "import sys;sys.path[:0]=sys.argv[1:];from commune_tui.body.child import main;main(files={files})"
_LATE = "The HTML of this mail took too long to read; "


class BodyReader:
    """Reads mail bodies in a process that has no key, no network and limits on memory and time.

    Use it from one event loop: ``await reader.read(html=…, text=…)``, any number of tasks at once, each cancellable;
    ``await reader.close()`` at the end (or ``async with``). The process is started by the first read. All of a mail is
    read by a second process, so that no first page waits for it; that one ends when it has answered.
    """

    def __init__(self, first_s: float = FIRST_S, whole_s: float = WHOLE_S) -> None:
        self._first = _Lane(FIRST, first_s)
        self._whole = _Lane(WHOLE, whole_s)
        self._files = _Lane(FIRST, FILE_S, files=True)

    @property
    def restarts(self) -> int:
        """How often a process was ended because it was late or wrong."""
        return self._first.restarts + self._whole.restarts + self._files.restarts

    async def read(self, html: str | None, text: str | None, whole: bool = False) -> Body:
        """The Body of a mail: its first page, or with ``whole`` all of it. Never raises for what a mail contains."""
        lane = self._whole if whole else self._first
        body = await lane.read(html, text)
        return wire.completed(body, html, text, lane.limits)

    async def read_file(self, file: wire.Attached) -> Body | None:
        """The Body of a calendar file or an attached mail; ``None`` when it took too long."""
        return await self._files.read_file(file)

    async def close(self) -> None:
        """Ends the processes and waits until they are gone. Safe to call twice."""
        await self._first.close()
        await self._whole.close()
        await self._files.close()

    async def __aenter__(self) -> BodyReader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _Lane:
    """One mail after the other through one process, within the same limits."""

    def __init__(self, limits: Limits, limit_s: float, *, files: bool = False) -> None:
        self.limits, self._limit_s, self._files = limits, limit_s, files
        self._lock = asyncio.Lock()
        self.process: _Worker | None = None
        self.restarts = 0

    async def read(self, html: str | None, text: str | None) -> Body:
        async with self._lock:
            try:
                body = await self._ask(*self._request(html, text))
                return await self._without_html(html, text) if body is None else body
            finally:
                if self.limits is WHOLE:  # it may hold a hundred megabytes by now
                    await self._end()

    async def read_file(self, file: wire.Attached) -> Body | None:
        async with self._lock:
            return await self._ask(lambda number: wire.request_file(file, self.limits, number), len(file.data))

    def _request(self, html: str | None, text: str | None) -> tuple[Callable[[int], bytes], int]:
        return lambda number: wire.request(html, text, self.limits, number), len(html or "") + len(text or "")

    async def _without_html(self, html: str | None, text: str | None) -> Body:
        if text and text.strip():
            body = await self._ask(*self._request(None, text))
            if body is not None:
                return replace(body, notes=(_LATE + "this is its text part.", *body.notes)) if html else body
        from commune_tui.body.reading import fallback

        # Linear, bounded and without a parser: cheap enough for a thread of this process.
        return await asyncio.to_thread(fallback, html, None if html else text, FIRST)

    async def _ask(self, request: Callable[[int], bytes], size: int) -> Body | None:
        """The answer of the worker; None when it was late, broke off or answered nonsense (it is gone then)."""
        worker = await self._ready()
        try:
            async with asyncio.timeout(START_S):
                await worker.ready.wait()
            async with asyncio.timeout(self._limit_s):
                return await worker.ask(request, large=size >= _AT_ONCE)
        except (TimeoutError, OSError, EOFError, ValueError, TypeError, KeyError, IndexError):
            self.restarts += 1
            await self._end()
            return None

    async def _ready(self) -> _Worker:
        """A worker with nothing left to do. One that is still busy with a cancelled mail gets a moment, then goes."""
        if self.process is not None and not await self.process.idle(_GRACE_S):
            self.restarts += 1
            await self._end()
        if self.process is None:
            self.process = await _Worker.start(files=self._files)
        return self.process

    async def _end(self) -> None:
        worker, self.process = self.process, None
        if worker is not None:
            await worker.end()

    async def close(self) -> None:
        async with self._lock:
            await self._end()


class _Worker:
    """One process and the task that listens to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
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
    async def start(cls, *, files: bool) -> _Worker:
        process = await asyncio.create_subprocess_exec(
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
        return cls(process)

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
            large = len(data) > _AT_ONCE
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
