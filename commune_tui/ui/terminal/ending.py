"""An event that ends a thread which waits for something to read."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Event

_READ = 4096


class Ending(Event):
    """An event that somebody waits for beside a file: whoever sets it makes ``fileno`` readable."""

    def __init__(self) -> None:
        super().__init__()
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.set_blocking(self._in, False)

    def fileno(self) -> int:
        return self._out

    def set(self) -> None:
        super().set()
        with suppress(BlockingIOError):  # it is readable already
            os.write(self._in, b".")

    def clear(self) -> None:
        super().clear()
        with suppress(BlockingIOError):  # all of it was read
            while os.read(self._out, _READ):
                pass
