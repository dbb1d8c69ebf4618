"""A private file for the text of a key: made before the key is, so that what cannot be written loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

from commune_tui.errors import FAILED, Explained
from commune_tui.text import one_line


@runtime_checkable
class Text(Protocol):
    """The text of a key, which nothing prints by accident."""

    def reveal(self) -> str:
        """The text itself."""


class NotWritten(Explained):
    """The file for a key could not be made or written; no key was handed to it."""

    exit_status = FAILED


def _path(words: str) -> Path:
    try:
        return Path(words).expanduser()
    except RuntimeError:  # a home that nobody has
        raise NotWritten(f"There is no such place: {one_line(words)}. Nothing was done.") from None


def shown(words: str) -> str:
    """The path for reading."""
    return one_line(str(_path(words)))


def check(words: str) -> None:
    """Raise :class:`NotWritten` where there can be no new file at the path that a person wrote."""
    path = _path(words)
    if path.exists() or path.is_symlink():
        raise NotWritten(f"{shown(words)} is there already, and is not written over. Name another file.")
    if not path.parent.is_dir():
        raise NotWritten(f"There is no folder {one_line(str(path.parent))}. Nothing was done.")


@contextmanager
def opened(words: str) -> Iterator[Callable[[Text], None] | None]:
    """What puts a key into a new file of this path, 0600 from its birth; ``None`` for an empty path. A file that got
    none is removed."""
    if not words:
        yield None
        return
    from commune_tui.erase import erase
    from commune_tui.text.filename import create

    path, filled = _path(words), False
    try:
        file, made = create(path.parent, path.name)
    except OSError as error:
        raise NotWritten(f"{shown(words)} could not be made: {error.strerror}. Nothing was made.") from None

    def hand(key: Text) -> None:
        nonlocal filled
        try:
            file.write(f"{key.reveal()}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise NotWritten(f"{shown(words)} could not be written: {error.strerror}.") from None
        filled = True

    with file:
        if made.name != path.name:
            erase(made)
            raise NotWritten(f"{shown(words)} is there already, and is not written over. Name another file.")
        try:
            yield hand
        finally:
            if not filled:
                erase(made)


def objection(words: str) -> str:
    """Why there can be no new file at the path that a person wrote; empty where there can."""
    try:
        check(words)
    except NotWritten as error:
        return error.sentence
    return ""


def put(words: str, key: Text) -> str:
    """Put a key that is shown into a new file, and say so. Raises NotWritten."""
    with opened(words) as hand:
        assert hand is not None
        hand(key)
    return f"It is in {shown(words)}, which only you can read."
