"""What a process does about its own memory and files before it holds a secret: no core dump, a private log."""

from __future__ import annotations

import ctypes
import logging
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PR_SET_DUMPABLE = 4


def close_memory() -> None:
    """No core dump, and on Linux no debugger of the same user: memory holds keys and mail (security T34)."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@contextmanager
def logging_to_file() -> Iterator[None]:
    """Write the log file meanwhile; without one when the disk does not allow it."""
    from commune_tui import log, paths

    handler: logging.Handler | None = None
    with suppress(OSError, paths.NotPrivate):
        handler = log.open_log(paths.log_file())
    try:
        yield
    finally:
        if handler is not None:
            log.close_log(handler)
