"""Work beside everything else: what it fails with always reaches somebody. The only place that begins a task.

A test sees to that. Knows nothing of what the work is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
Failed = Callable[[Exception], object]

_AGAIN_S, _LONGEST_S = 5.0, 300.0


def awaited(error: Exception) -> None:
    """For ``failed``: whoever awaits the task, or asks it for its result, hears of it there."""


def begin(work: Coroutine[Any, Any, T], name: str, failed: Failed) -> asyncio.Task[T]:
    """Run ``work`` beside the caller; ``failed`` is handed what it fails with."""
    task = asyncio.create_task(work, name=name)

    def ended(_: object) -> None:
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            failed(error)

    task.add_done_callback(ended)
    return task


def lasting(work: Callable[[], Awaitable[object]], name: str, failed: Failed) -> asyncio.Task[None]:
    """Run what goes on until it is cancelled: after a failure, which is told, it is begun again, each time later."""

    async def run() -> None:
        pause_s = _AGAIN_S
        while True:
            try:
                await work()
                return
            except Exception as error:
                failed(error)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_S)

    return begin(run(), name, failed)
