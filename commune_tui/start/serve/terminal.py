"""The door's side of a session's terminal: what comes from the client goes in, what the program writes comes out."""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import termios
from collections.abc import Callable
from contextlib import suppress

from commune_tui.start.serve import limits

_READ = 16_384
_WAITING = 8_192
"""So many bytes wait for a program that does not read; until it does, no more are taken from its client."""
_RESIZE_S = 0.1
"""A window changes its size so often at most; the last size always comes."""


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """The size of a window that is drawn; the usual one where the client says none."""
    if columns <= 0 or rows <= 0:
        return 80, 24
    return min(columns, limits.LARGEST[0]), min(rows, limits.LARGEST[1])


class Terminal:
    """``write`` takes what came out, ``ended`` is called when nothing more will; ``hold`` stops and goes on asking the
    client for more. Reading stops meanwhile, when :meth:`pause` says so: then the program waits, and nobody else.
    """

    def __init__(
        self, master: int, write: Callable[[bytes], None], ended: Callable[[], None], hold: Callable[[bool], None]
    ) -> None:
        os.set_blocking(master, False)
        self._master, self._write, self._ended, self._hold = master, write, ended, hold
        self._loop = asyncio.get_running_loop()
        self._waiting = bytearray()
        self._holding = False
        self._size: tuple[int, int] | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._paused = 0
        self._loop.add_reader(master, self._read)

    def pause(self, *, on: bool) -> None:
        """Stop taking what the program writes, or go on; each reason to stop is taken back by itself."""
        self._paused += 1 if on else -1
        if self._master >= 0:
            if self._paused:
                self._loop.remove_reader(self._master)
            else:
                self._loop.add_reader(self._master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self._master, _READ)
        except BlockingIOError:
            return
        except OSError:  # the program is gone, and all it wrote was read
            data = b""
        if data:
            self._write(data)
        else:
            self.close()
            self._ended()

    def type(self, data: bytes) -> None:
        """Give it to the program."""
        if self._master < 0:
            return
        self._waiting += data
        self._flush()

    def _flush(self) -> None:
        with suppress(BlockingIOError, OSError):
            del self._waiting[: os.write(self._master, self._waiting)]
        if self._waiting:
            self._loop.add_writer(self._master, self._flush)
        else:
            self._loop.remove_writer(self._master)
        if (full := len(self._waiting) > _WAITING) != self._holding:
            self._holding = full
            self._hold(full)

    def resize(self, columns: int, rows: int) -> None:
        """The window has this size now."""
        self._size = clamped(columns, rows)
        if self._resizing is None:
            self._set_size()

    def _set_size(self) -> None:
        self._resizing = None
        if self._size is not None and self._master >= 0:
            columns, rows = self._size
            self._size = None
            with suppress(OSError):
                fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            self._resizing = self._loop.call_later(_RESIZE_S, self._set_size)

    def close(self) -> None:
        """Hang up: the kernel tells the program."""
        if self._master >= 0:
            self._loop.remove_reader(self._master)
            self._loop.remove_writer(self._master)
            os.close(self._master)
            self._master = -1
        if self._resizing is not None:
            self._resizing.cancel()
