"""What the program does when it is told to end from outside: leave in order, and give the terminal back in any case.

SIGTERM, SIGHUP (a closed window, a dropped SSH line), SIGINT and SIGQUIT from another process (their keys are keys like
any other) end the app as its own quit would, with the status 128 + signal; if that takes longer than two seconds, or
comes a second time, the terminal is restored by hand and the process ends. Nothing is saved here: drafts and the outbox
are on disk before anything is shown as done.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from textual.app import App

from commune_tui import clock

PATIENCE_S = 2.0
TWICE_S = 0.5
"""A second signal within this is the same one: a hang-up comes from the kernel and from the shell."""
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)

RESET = (
    "\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # synchronised output, mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"  # paste, focus, keys, screen, cursor
)
"""Undoes every mode that Textual 8.2.8 sets; harmless when none is set."""


def install(app: App[Any], given: list[Any] | None = None) -> Callable[[], None]:
    """Handle these signals for an app that is about to run; call what is returned when it has ended.

    Call in the main thread, while the terminal is as the person had it, or say in which modes it was ``given``.
    """
    terminal = _Terminal(given)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    asked = threading.Event()
    asked_at: list[float] = []
    waiting: list[threading.Timer] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            if clock.monotonic_s() - asked_at[0] > TWICE_S:
                terminal.leave(128 + number)
            return
        asked.set()
        asked_at.append(clock.monotonic_s())
        if app._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already
                app._loop.call_soon_threadsafe(lambda: app.exit(return_code=128 + number))
        last = threading.Timer(PATIENCE_S, terminal.leave, [128 + number])
        last.daemon = True
        with contextlib.suppress(RuntimeError):  # no thread is to be had: the app has to end by itself
            last.start()
            waiting.append(last)
        if app._loop is None:  # it has not begun, so nothing has to be left
            raise SystemExit(128 + number)

    for number in before:
        signal.signal(number, handle)
    atexit.register(terminal.restore)
    unwatch = _watch(terminal.number)

    def done() -> None:
        unwatch()
        for last in waiting:
            last.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
        atexit.unregister(terminal.restore)
        if asked.is_set():
            terminal.restore()
        terminal.restore_modes()

    return done


def _watch(terminal: int) -> Callable[[], None]:
    """Hang up by ourselves when this terminal goes away: the kernel tells only those whose own it is, which after
    ``su`` or in a container is somebody else, and Textual would read its end for ever. Call what is returned to stop.
    """
    if not os.isatty(terminal):
        return lambda: None
    stopped, stop = os.pipe()
    main = threading.main_thread().ident

    def wait() -> None:
        ends = select.poll()
        ends.register(terminal, 0)  # that it is gone is told without being asked for
        ends.register(stopped, 0)
        if main and any(fd == terminal and event & (select.POLLHUP | select.POLLERR) for fd, event in ends.poll()):
            signal.pthread_kill(main, signal.SIGHUP)

    with contextlib.suppress(RuntimeError):  # no thread is to be had
        threading.Thread(target=wait, name="terminal", daemon=True).start()

    def end() -> None:
        os.close(stop)
        os.close(stopped)

    return end


class _Terminal:
    """The terminal at standard input as it was found; ``number`` is its file descriptor."""

    def __init__(self, given: list[Any] | None) -> None:
        self._modes: list[Any] | None = None
        self.number = -1
        with contextlib.suppress(termios.error, ValueError, OSError):
            self.number = sys.__stdin__.fileno() if sys.__stdin__ else -1
            self._modes = given or termios.tcgetattr(self.number)

    def restore(self) -> None:
        """Modes and screen as they were. Writes nothing when there is no terminal."""
        out = sys.__stderr__
        if self._modes is None or out is None:
            return
        with contextlib.suppress(termios.error, ValueError, OSError):
            if os.isatty(out.fileno()):
                os.write(out.fileno(), RESET.encode())
            termios.tcsetattr(self.number, termios.TCSANOW, self._modes)

    def restore_modes(self) -> None:
        """Modes as they were found, whatever became of the program meanwhile; the screen is left alone."""
        with contextlib.suppress(termios.error, ValueError, OSError):
            if self._modes is not None:
                termios.tcsetattr(self.number, termios.TCSANOW, self._modes)

    def leave(self, status: int) -> None:
        """Restore and end now, without waiting for anything."""
        self.restore()
        os._exit(status)
