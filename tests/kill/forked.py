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


def tell(pipe: int, what: str, **fields: Any) -> None:
    """Promise something to whoever forked this life."""
    os.write(pipe, json.dumps({"what": what, **fields}).encode() + b"\n")


def killed_after(alive_s: float, live: Callable[[int], Coroutine[Any, Any, None]]) -> list[Told]:
    """What a life told that was killed so long after its first line; ``live`` gets the pipe to tell on, never ends, and
    tells ``begun`` first. A line that the kill cut short is no promise."""
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
    received = os.read(read, 65536)  # it has begun
    end = time.monotonic() + alive_s
    while (left := end - time.monotonic()) > 0 and select.select([read], [], [], left)[0]:
        if not (piece := os.read(read, 65536)):
            break
        received += piece
    os.kill(pid, signal.SIGKILL)
    while piece := os.read(read, 65536):
        received += piece
    os.close(read)
    if not os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
        raise AssertionError("a life ended by itself")
    said = [json.loads(line) for line in received.split(b"\n")[:-1]]
    return [each for each in said if each["what"] != "begun"]
