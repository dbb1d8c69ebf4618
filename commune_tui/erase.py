"""Removes files that held something private: their bytes are overwritten before their names go.

The only place of the program that takes a name off the disk; a test sees to it. Knows nothing of what files contain.
The disk may keep older blocks all the same: SSDs do, file systems that copy on write, snapshots, backups.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_BLOCK = 1_000_000
HELD = ".gone-"
"""In the name of a file that is being erased, and of a second link to one that may be: see :class:`Held`."""


def erase(path: Path) -> None:
    """Overwrite a file with zeros and remove it; a link or a pipe is only removed. Nothing there is no error.

    Its name goes first and in one step: nobody, however this ends, finds half a file under it.

    :raises OSError: it could not be overwritten, or not removed.
    """
    try:
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_size:
            path = path if HELD in path.name else path.rename(_second(path))
            try:
                _zero(path)
            finally:  # a disk that takes no zeros keeps no name either
                path.unlink()
        else:
            path.unlink()
    except FileNotFoundError:  # another program has removed it meanwhile
        return


def _second(path: Path) -> Path:
    return path.with_name(f"{path.name[:200]}{HELD}{secrets.token_hex(4)}")


def _zero(path: Path) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(fd, "wb") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())


def erase_tree(folder: Path) -> None:
    """:func:`erase` of every file below, then the folders. What cannot be removed stays, and so do its folders."""
    if folder.is_symlink() or not folder.is_dir():
        return
    inside = sorted(folder.rglob("*"), reverse=True)
    for path in (*(path for path in inside if path.is_symlink() or not path.is_dir()), *inside, folder):
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                erase(path)


def let_go(path: Path) -> None:
    """Remove a name that holds nothing private: a lock, a second name of a file, a world that was made up."""
    path.unlink(missing_ok=True)


def let_go_tree(folder: Path) -> None:
    """:func:`let_go` of a folder with all that is in it, as far as that is possible."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def replace(fresh: Path, path: Path) -> None:
    """Put ``fresh`` in the place of ``path`` in one step, then erase what stood there."""
    with Held([path]):
        fresh.replace(path)


class Held:
    """Files that the block may remove, replace or leave: those it took away from their names are erased after it.

    SQLite removes its write-ahead log without overwriting it; whoever wants that must hold a second name meanwhile.
    Where no second name can be made (a file system without links), the file goes as it would have gone.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._held: list[tuple[Path, Path]] = []

    def __enter__(self) -> None:
        for path in self._paths:
            second = _second(path)
            with suppress(OSError):
                os.link(path, second, follow_symlinks=False)
                self._held.append((path, second))

    def __exit__(self, *_: object) -> None:
        for path, second in self._held:
            with suppress(OSError):
                _end(path, second)


def sweep(folder: Path) -> None:
    """Finish what :func:`erase` or :class:`Held` could not, because the program was killed.

    The caller is alone with the folder.
    """
    for second in folder.rglob(f"*{HELD}*"):
        with suppress(OSError):
            _end(second.with_name(second.name.partition(HELD)[0]), second)


def _end(path: Path, second: Path) -> None:
    """A file that still has its name keeps its bytes; else they are erased."""
    try:
        kept = path.samefile(second)
    except FileNotFoundError:
        kept = False
    if kept:
        let_go(second)
    else:
        erase(second)
