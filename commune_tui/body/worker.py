"""The parent of the worker process: starts it late, asks it one mail at a time, ends it when it is late or wrong.

A mail that the worker cannot read in time is asked for again without its HTML, and the Body says so. Knows no screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from commune_tui.body import wire
from commune_tui.body.lines import FIRST, WHOLE, Body, Limits
from commune_tui.body.process import AT_ONCE, Process

START_S = 20.0
"""A new process may take so long, beside a busy machine; the time for a mail begins when it is ready."""
FIRST_S = 2.0
WHOLE_S = 60.0
FILE_S = 5.0
_GRACE_S = 0.25
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
        self.process: Process | None = None
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
                return await worker.ask(request, large=size >= AT_ONCE)
        except (TimeoutError, OSError, EOFError, ValueError, TypeError, KeyError, IndexError):
            self.restarts += 1
            await self._end()
            return None

    async def _ready(self) -> Process:
        """A worker with nothing left to do. One that is still busy with a cancelled mail gets a moment, then goes."""
        if self.process is not None and not await self.process.idle(_GRACE_S):
            self.restarts += 1
            await self._end()
        if self.process is None:
            self.process = await Process.start(files=self._files)
        return self.process

    async def _end(self) -> None:
        worker, self.process = self.process, None
        if worker is not None:
            await worker.end()

    async def close(self) -> None:
        async with self._lock:
            await self._end()
