"""The private files that editors outside have: each in a folder of its own, which outlives a kill of the program.

They lie in the store's own folder, so an editor's swap files do as well. Runs no editor and knows no text.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from commune_tui.erase import erase_tree


class EditorFiles:
    """``owner`` is this copy of the program; ``gone`` tells of another whether it has ended."""

    def __init__(self, folder: Path, owner: str, gone: Callable[[str], bool]) -> None:
        self._folder, self._owner, self._gone = folder, owner, gone

    def path(self, id: str, name: str) -> Path:
        """Where the file about ``id`` lies for this copy of the program."""
        return self._folder / f"{self._owner}-{id}" / name

    def write(self, path: Path, text: str, errors: str = "replace") -> None:
        """Make the file, or write it anew."""
        for each in (self._folder, path.parent):
            each.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8", errors=errors, newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def given_up(self, path: Path) -> bool:
        """Whether the copy of the program that this file was for has ended."""
        owner = path.parent.name.partition("-")[0]
        return path.parent.parent == self._folder and owner != self._owner and self._gone(owner)

    def of_others(self, path: Path) -> bool:
        """Whether another copy of the program still has it in an editor."""
        owner = path.parent.name.partition("-")[0]
        return path.parent.parent == self._folder and owner != self._owner and not self._gone(owner)

    def erase(self, path: Path) -> None:
        """Erase the file, and what an editor left beside it."""
        if path.parent.parent == self._folder:
            erase_tree(path.parent)

    def sweep(self, needed: Iterable[Path]) -> None:
        """Erase what copies of the program that have ended left, and what is needed no more."""
        kept = {path.parent for path in needed}
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder not in kept and self.given_up(folder / "any"):
                erase_tree(folder)
