"""What a process does about itself: no core dump, a private log, an end that cleans up."""

from __future__ import annotations

import ctypes
import logging
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def close_memory() -> None:
    """No core dump, and on Linux no debugger of the same user: memory holds keys and mail (security §T34)."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def end_with_parent() -> None:
    """On Linux: this process gets SIGTERM when the one that started it is gone, however that went."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


@contextmanager
def ending_in_order(*numbers: signal.Signals) -> Iterator[None]:
    """Meanwhile these signals (SIGTERM and SIGHUP, when none is named) end the program as an exception does, so that
    what was begun is cleaned up.

    For the time before and after the screen, which handles signals by itself.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in numbers or (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
