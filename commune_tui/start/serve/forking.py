"""A process forked from one that has everything imported: it has what it is given, and nothing else of its parent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Collection
from itertools import pairwise

from commune_tui.cli.privacy import close_memory, end_with_parent

_LAST = 1 << 20
"""No open file has a higher number."""
STREAMS = (0, 1, 2)


def fork(run: Callable[[], int], *, streams: tuple[int, int, int], keep: Collection[int] = ()) -> int:
    """The number of a new process that calls ``run`` and ends with what it returns. Its standard streams are
    ``streams``; where all three are one terminal, that is its own. Of the other open files it has ``keep`` only.

    Call it where there is one thread. Signals that come meanwhile wait. Raises OSError.
    """
    parent, before = os.getpid(), signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        if pid := os.fork():
            return pid
        _become(run, streams, keep, parent, before)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    raise AssertionError("the child returned")  # it never does


def _become(
    run: Callable[[], int],
    streams: tuple[int, int, int],
    keep: Collection[int],
    parent: int,
    mask: Collection[int],
) -> None:
    status = 1
    try:
        end_with_parent(signal.SIGKILL)
        if os.getppid() == parent:
            _forget_signals()
            _take(streams, keep)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            status = run()
            sys.stdout.flush()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        status = 130
    finally:  # whatever came: the frames of the parent are below this one, and must not go on
        os._exit(status & 0xFF)


def _forget_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # meant for the parent, also where it was sent to all


def _take(streams: tuple[int, int, int], keep: Collection[int]) -> None:
    """Standard streams, and no other open file but these."""
    if len(set(streams)) == 1:
        os.login_tty(streams[0])
    else:
        os.setsid()
        for number, stream in zip(STREAMS, streams, strict=True):
            os.dup2(stream, number)
    for before, after in pairwise(sorted({*STREAMS, *keep, _LAST})):
        os.closerange(before + 1, after)
    close_memory()
    for number, name, mode in zip(STREAMS, ("stdin", "stdout", "stderr"), "rww", strict=True):
        opened = open(number, mode, encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", opened)
