"""A small disk of its own, filled and emptied at will; what was tried on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from commune_tui.mail.compose.composer import NotOnDisk
from commune_tui.mail.files import NotAttached, NotSaved
from commune_tui.store.errors import StoreError

PAGE = 4096
SIZE = "48M"
TOLD = (StoreError, NotOnDisk, NotAttached, NotSaved)
"""The errors whose words are sentences for a person."""


class Disk:
    """A tmpfs; ``home`` is where it is mounted."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._ballast = home / "ballast"

    def fill(self, spare: int = 0) -> None:
        """Nothing more goes in but so many pages."""
        fd = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for size in (1 << 20, PAGE):
            with suppress(OSError):
                while os.write(fd, bytes(size)):
                    pass
        os.ftruncate(fd, max(0, os.fstat(fd).st_size - spare * PAGE))
        os.close(fd)

    def room(self) -> None:
        self._ballast.unlink(missing_ok=True)

    @contextmanager
    def full(self, spare: int = 0) -> Iterator[None]:
        self.fill(spare)
        try:
            yield
        finally:
            self.room()


@contextmanager
def disk(size: str = SIZE) -> Iterator[Disk]:
    with TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder], check=True)
        try:
            yield Disk(Path(folder))
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


class Findings:
    """What was tried, and what went wrong."""

    def __init__(self) -> None:
        self.tried = self.refused = 0
        self.wrong: list[str] = []

    def expect(self, truth: object, what: str) -> None:
        if not truth:
            self.wrong.append(what)
            print(f"  WRONG: {what}", flush=True)
