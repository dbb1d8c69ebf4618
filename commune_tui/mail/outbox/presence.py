"""Which copies of the program are alive: each holds a lock on a file of its own, and loses it however it ends.

Knows nothing of operations. A process id would not do: it is used again, and says nothing after a restart.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path

from commune_tui.erase import let_go


class Presence:
    """This copy of the program, by a name that was never used before. Close it when nothing is written any more."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is private and shared by all copies on one store."""
        self._folder = folder
        self.name = secrets.token_hex(8)
        fresh = folder / f"alive-{self.name}.new"
        self._fd = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        fresh.rename(self._file(self.name))  # nobody ever sees it under this name without its lock

    def _file(self, name: str) -> Path:
        return self._folder / f"alive-{name}.lock"

    def others(self) -> set[str]:
        """Names of copies that are alive, or ended without clearing up."""
        names = {path.name.removeprefix("alive-").removesuffix(".lock") for path in self._folder.glob("alive-*.lock")}
        return names - {self.name}

    def gone(self, name: str) -> bool:
        """Whether that copy has ended. ``False`` when it cannot be found out."""
        if name == self.name:
            return False
        try:
            fd = os.open(self._file(name), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        else:
            return True
        finally:
            os.close(fd)

    def forget(self, name: str) -> None:
        """Clear away the file of a copy that has ended and has nothing left here."""
        with suppress(OSError):
            let_go(self._file(name))

    def close(self) -> None:
        """End: others may take over from here."""
        if self._fd >= 0:
            self.forget(self.name)
            os.close(self._fd)
            self._fd = -1
