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

from commune_tui import clock

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
TWICE_S = 0.5
"""A second signal within this is the same one: a hang-up comes from the kernel and from the shell."""
AGAIN_S = 0.02
"""How soon an end is asked for again that was asked for where Python drops every exception, as in its imports."""
_asked: list[tuple[int, float]] = []
"""The signals that asked for an end, with when; the process ends over the first."""
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4


def close_memory() -> None:
    """No core dump, and on Linux no debugger of the same user: memory holds keys and mail (security §T34)."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """On Linux: this process gets this signal when the one that started it is gone, however that went."""
    _prctl(_PR_SET_PDEATHSIG, number)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


@contextmanager
def ending_in_order(*numbers: signal.Signals) -> Iterator[None]:
    """Meanwhile these signals (all four that ask for an end, when none is named) end the program as an exception does,
    so that what was begun is cleaned up; one that comes again at once disturbs nothing.

    For the time before and after the screen, which handles signals by itself; see also :func:`heed`.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        now = clock.monotonic_s()
        if _asked and now - _asked[-1][1] < TWICE_S:
            return
        _asked.append((number, now))
        _end(number)

    def swallowed(told: sys.UnraisableHookArgs) -> None:
        if not _asked:
            said(told)
        elif told.exc_type in (SystemExit, KeyboardInterrupt):  # ours: Python goes on without it, so it comes again
            signal.setitimer(signal.ITIMER_REAL, AGAIN_S)

    said, sys.unraisablehook = sys.unraisablehook, swallowed
    before = {number: signal.signal(number, end) for number in numbers or ENDING}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, lambda *_: heed())
    try:
        yield
    finally:
        if _asked:  # the process ends, and whatever comes again until then disturbs nothing
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.unraisablehook = lambda _: None
        else:
            sys.unraisablehook = said
            for number, handler in before.items():
                signal.signal(number, handler)


def heed() -> None:
    """End now if that was asked for: an exception that comes while Python imports may be swallowed by it."""
    if _asked:
        _end(_asked[-1][0])


def _end(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


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
