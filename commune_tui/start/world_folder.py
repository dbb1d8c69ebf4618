"""The folder of a demo's world: made for it, held by a lock, swept by the next demo when its own was killed."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commune_tui.erase import let_go_tree

PREFIX = "commune-demo-"


@contextmanager
def world_folder() -> Iterator[Path]:
    """A private folder that goes with the block."""
    sweep()
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{secrets.token_hex(8)}"
    fresh, lock = folder.with_name(f".{folder.name}"), -1
    try:  # the names are known before: this may be interrupted anywhere
        fresh.mkdir(mode=0o700)
        lock = _open(fresh)
        fcntl.flock(lock, fcntl.LOCK_EX)
        fresh.rename(folder)  # nobody sees this name without its lock
        yield folder
    finally:
        for path in (fresh, folder):
            let_go_tree(path)
        if lock >= 0:
            os.close(lock)


def sweep() -> None:
    """Remove the folders of demos that were killed: their locks went with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid == os.getuid():
                lock = _open(folder)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    let_go_tree(folder)
                finally:
                    os.close(lock)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
