"""The terminal before Textual has it: its first picture, and the keys that are typed while Textual is imported.

It is put into the modes that Textual 8.2.8 sets, so that taking over changes nothing that is seen. What is typed is
kept as it came, each piece with the time at which it was read: the guards of :mod:`.input_filter` judge it by that.
Needs no Textual.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from typing import Any

from commune_tui import clock
from commune_tui.ui.terminal.cells import Part, TerminalCells
from commune_tui.ui.terminal.ending import Ending

Typed = tuple[float, bytes]
"""When something was read (monotonic seconds), and what."""
ENTER = "\x1b[?1049h"
BEGUN = (ENTER, "\x1b[?25l", "\x1b[?7l", "\x1b[?2004h")
"""The other screen, no cursor, no wrapping, pastes marked: nobody need say it again."""
_END = "\x1b[?2004l\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
_IN, _OUT = 0, 2  # where Textual reads and writes
_READ = 4096
_CTRL_C = b"\x03"


class EarlyTerminal:
    """From :meth:`begin` to :meth:`end`; in between Textual takes over what stands there."""

    def __init__(self) -> None:
        self.given: list[Any] | None = None
        """The modes in which the terminal was found."""
        self.cells = TerminalCells()
        """What stands on it."""
        self.taken = False
        self._ending = Ending()
        self._typed: list[Typed] = []
        self._reader: Thread | None = None
        self._resized: Any = signal.SIG_DFL

    def begin(self, parts: Iterable[Part], width: int, height: int) -> None:
        """Draw, and listen. Raises OSError and termios.error for what the terminal did; :meth:`end` is due even so."""
        given = termios.tcgetattr(_IN)
        self._resized = signal.signal(signal.SIGWINCH, lambda *_: self.cells.forget())
        # A stop would leave our picture on the screen of whoever comes next: it waits until Textual can undo that.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTSTP])
        self.given = given
        termios.tcsetattr(_IN, termios.TCSANOW, _raw(given))
        _write("".join(BEGUN) + self.cells.paint(parts, width, height))
        reader = Thread(target=self._read, name="early keys", daemon=True)
        reader.start()
        self._reader = reader  # a signal may come at any moment, and nobody waits for a thread that was not started

    def typed(self) -> list[Typed]:
        """What was typed until now; from now on somebody else reads it."""
        self._ending.set()
        if self._reader is not None:
            self._reader.join()
            self._reader = None
        typed, self._typed = self._typed, []
        return typed

    def take(self) -> None:
        """Textual has the terminal, and handles the signals."""
        self.taken = True
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTSTP])

    def end(self) -> None:
        """Give the terminal back, unless it was taken: then whoever did gives it back."""
        self.typed()
        if self.given is None or self.taken:
            return
        given, self.given = self.given, None
        with suppress(OSError):
            _write(_END)
        with suppress(termios.error):
            termios.tcsetattr(_IN, termios.TCSANOW, given)
        signal.signal(signal.SIGWINCH, self._resized)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTSTP])

    def _read(self) -> None:
        """Keep what is typed. Ctrl-C is a key like any other; a second one ends a start that takes too long."""
        asked = 0
        while not self._ending.is_set():
            ready, _, _ = select.select([_IN, self._ending.fileno()], [], [])
            if _IN not in ready:
                return
            try:
                data = os.read(_IN, _READ)
            except OSError:
                data = b""
            if not data:  # it was hung up
                return
            self._typed.append((clock.monotonic_s(), data))
            if _CTRL_C in data:
                asked += 1
                if asked > 1:
                    os.kill(os.getpid(), signal.SIGINT)


def _raw(given: list[Any]) -> list[Any]:
    """The modes that Textual sets: every key as it comes, and no echo."""
    modes = [*given[:6], [*given[6]]]
    modes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    modes[6][termios.VMIN] = 1
    return modes


def _write(codes: str) -> None:
    data = codes.encode()
    while data:
        data = data[os.write(_OUT, data) :]
