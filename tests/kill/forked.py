"""One life of the program: forked, so that it starts in milliseconds, and ended by SIGKILL."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Coroutine
from typing import Any

Told = dict[str, Any]
LIMIT_S = 60.0
"""Of a life that tells less than is waited for."""


def tell(pipe: int, what: str, **fields: Any) -> None:
    """Promise something to whoever forked this life."""
    os.write(pipe, json.dumps({"what": what, **fields}).encode() + b"\n")


def killed_after(alive_s: float, live: Callable[[int], Coroutine[Any, Any, None]], lines: int = 1) -> list[Told]:
    """What a life told that was killed so long after that many lines; ``live`` gets the pipe to tell on, never ends,
    and tells ``begun`` first. A line that the kill cut short is no promise."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            asyncio.run(live(write))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(write)
    received, end = _heard(read, b"", time.monotonic() + LIMIT_S, lines), time.monotonic() + alive_s
    received = _heard(read, received, end)
    os.kill(pid, signal.SIGKILL)
    while piece := os.read(read, 65536):
        received += piece
    os.close(read)
    if not os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
        raise AssertionError("a life ended by itself")
    said = [json.loads(line) for line in received.split(b"\n")[:-1]]
    return [each for each in said if each["what"] != "begun"]


def _heard(pipe: int, received: bytes, end: float, lines: int = 0) -> bytes:
    """All that came until then; no longer than until so many lines did."""
    while (left := end - time.monotonic()) > 0 and not (lines and received.count(b"\n") >= lines):
        if not select.select([pipe], [], [], left)[0] or not (piece := os.read(pipe, 65536)):
            break
        received += piece
    return received
