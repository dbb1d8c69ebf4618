"""Mailboxes on disk: mbox files, Maildirs, directories of ``.eml`` files, single mails. Knows no world."""

from __future__ import annotations

import errno
import mailbox
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.rfc5322 import parse_mail

LARGEST = 25 * 1024 * 1024
"""Bytes of one mail that are read; a larger one is skipped and reported."""

OnBroken = Callable[[str, str], None]
"""Called with the place of a mail that was skipped and the reason, in words."""


def read_mails(path: Path, on_broken: OnBroken | None = None) -> Iterator[Mail]:
    """Every mail at ``path``: an mbox file, a Maildir, a directory of ``.eml`` files (deep), or one ``.eml``.

    A mail that cannot be read is reported to ``on_broken`` and skipped. Raises ``FileNotFoundError`` when nothing is
    there. A file is taken as an mbox when it ends in ``.mbox`` or begins with ``From ``.
    """
    for place, raw in _raw_mails(path):
        if isinstance(raw, bytes) and raw.strip() and len(raw) <= LARGEST:
            try:
                yield parse_mail(raw)
                continue
            except Exception as error:  # a mail that breaks the parser must not end the import of the others
                reason = f"it could not be read ({type(error).__name__})"
        elif isinstance(raw, bytes):
            reason = "it is empty" if not raw.strip() else f"it is larger than {LARGEST >> 20} MB"
        else:
            reason = str(raw)
        if on_broken:
            on_broken(place, reason)


def _raw_mails(path: Path) -> Iterator[tuple[str, bytes | str]]:
    if not path.exists():
        raise FileNotFoundError(f"There is nothing at {path}.")
    if path.is_dir():
        if (path / "cur").is_dir() and (path / "new").is_dir():
            files: Iterable[Path] = sorted((*(path / "cur").iterdir(), *(path / "new").iterdir()))
        else:
            files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".eml")
        for file in files:
            yield str(file), _read(file)
    elif path.is_file() and (path.suffix.lower() == ".mbox" or _begins_as_mbox(path)):
        yield from _mbox(path)
    else:
        yield str(path), _read(path)


def _open(file: Path) -> BinaryIO:
    """A regular file, open for reading. A pipe or a device is refused: reading it could wait, or go on, for ever."""
    handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no regular file")
    return os.fdopen(handle, "rb")


def _read(file: Path) -> bytes | str:
    try:
        with _open(file) as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        return f"it could not be opened ({error.strerror})"


def _begins_as_mbox(path: Path) -> bool:
    with suppress(OSError), _open(path) as stream:
        return stream.read(5) == b"From "
    return False


def _mbox(path: Path) -> Iterator[tuple[str, bytes | str]]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            place = f"{path}, mail {number}"
            try:
                with box.get_file(key) as stream:
                    raw = stream.read(LARGEST + 1)
            except (OSError, KeyError, ValueError) as error:
                yield place, f"it could not be read ({type(error).__name__})"
                continue
            yield place, re.sub(rb"(?m)^>(>*From )", rb"\1", raw)
    finally:
        box.close()
