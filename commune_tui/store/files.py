"""The files of one account's store: where they lie, that they are private, how a damaged one steps aside.

Knows no SQL. Every file is made 0600 in a 0700 folder *before* SQLite opens it: SQLite gives -wal and -shm the mode of
the database (security §T15).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commune_tui import clock
from commune_tui.store.errors import LockedStore, StoreError, UnusableStore

MAGIC = b"SQLite format 3\x00"
COMPANIONS = ("", "-wal", "-shm")
ENCRYPTED_PAGE = 4096
MARKER = "encryption.json"
"""Beside the desk: says that the store is encrypted, and with which key."""
TURNED, OLD = ".turned", ".old"
"""What a file's name ends with while it is being encrypted or decrypted: the new form, and what it replaces."""
_PATIENCE_S = 10.0


def account_name(base_url: str, identity: str) -> str:
    """The folder name of an account: stable for one base URL and one organisation or key, and telling neither."""
    seed = f"{base_url.rstrip('/').lower()}\n{identity}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(seed).hexdigest()[:24]


def private_folder(path: Path) -> None:
    """Make ``path`` and see that nobody else can look into it."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and os.access(path, os.W_OK):
            path.chmod(0o700)
    except OSError as error:
        raise UnusableStore(f"The folder {path} for the local store cannot be made: {error.strerror}.") from None


def identity(*paths: Path) -> tuple[tuple[int, int] | None, ...]:
    """Which files stand under these names now; what is written to one that was removed is lost without an error."""

    def one(path: Path) -> tuple[int, int] | None:
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    return tuple(map(one, paths))


def written(*paths: Path) -> tuple[tuple[int, int] | None, ...]:
    """When these databases were last written to, and how long they were: other than before after every commit, except
    that two within one tick of the file system's clock may look the same."""

    def one(path: Path) -> tuple[int, int] | None:
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    return tuple(one(path.with_name(path.name + end)) for path in paths for end in ("", "-wal"))


def private_file(path: Path) -> bool:
    """Make ``path`` empty with mode 0600 if it is missing, tighten it if it is not; whether it may be written."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        for companion in companions(path):
            with suppress(FileNotFoundError):  # another program has folded it into the file meanwhile
                if stat.S_IMODE(companion.stat().st_mode) & 0o077:
                    companion.chmod(0o600)
    except IsADirectoryError:
        raise UnusableStore(f"{path} is a folder, but the local store needs a file there. Move it away.") from None
    except OSError as error:
        if path.is_file() and os.access(path, os.R_OK):
            return False
        raise UnusableStore(f"The local store {path} cannot be opened: {error.strerror}.") from None
    return os.access(path.parent, os.W_OK)


def companions(path: Path) -> list[Path]:
    """The database file and the -wal and -shm beside it that exist."""
    return [file for suffix in COMPANIONS if (file := path.with_name(path.name + suffix)).exists()]


def marked(mail: Path, desk: Path) -> bool:
    """Whether encryption has left a trace here: :mod:`commune_tui.store.encryption` looks at the rest."""
    return any(file.exists() for file in (desk.with_name(MARKER), *turning(mail), *turning(desk)))


def turning(path: Path) -> list[Path]:
    """The two names that exist only while a file is being encrypted or decrypted: the new form, the old one."""
    return [path.with_name(path.name + TURNED), path.with_name(path.name + OLD)]


def plain(path: Path) -> bool:
    """Whether this file is a database that anybody can read."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def settle(folder: Path) -> None:
    """Renames and new names in this folder are on disk when this returns."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sound(path: Path, *, encrypted: bool = False) -> bool:
    """Whether the first page looks like a database; cheap enough for every start.

    A file shorter than its header says is sound only while a -wal may hold the rest. Of an encrypted one no more can
    be seen than that it has whole pages.

    Header, -wal and size are looked at in this order: another program that ends meanwhile makes the file longer, then
    removes the -wal, so that the other way round a whole file would seem cut.
    """
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        return True
    if encrypted:
        return bool(companions(path)[1:]) or path.stat().st_size % ENCRYPTED_PAGE == 0
    if not header.startswith(MAGIC) or len(header) < 100:
        return False
    page = int.from_bytes(header[16:18], "big") or 0
    page = 65536 if page == 1 else page
    if page < 512 or page & (page - 1):
        return False
    with suppress(FileNotFoundError):
        if path.with_name(path.name + "-wal").stat().st_size > 0:
            return True
    size = path.stat().st_size
    return size % page == 0 and size >= int.from_bytes(header[28:32], "big") * page


def move_aside(path: Path) -> Path:
    """Rename a damaged database with its companions; the new name tells when. Nothing is deleted."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    target, count = path.with_name(f"{path.stem}.damaged-{stamp}.db"), 1
    while target.exists():
        count += 1
        target = path.with_name(f"{path.stem}.damaged-{stamp}-{count}.db")
    for file in companions(path):
        file.rename(target.with_name(target.name + file.name.removeprefix(path.name)))
    return target


_MENDING = (
    "The local store is damaged and another copy of the program has it open. "
    "Close the other copy, then start again; the damaged files are kept."
)


class Tenancy:
    """A shared lock that says "someone has these files open"; repair needs to be alone.

    The lock goes with the process, however that ends.
    """

    def __init__(self, path: Path) -> None:
        """Wait a little for a copy of the program that is alone with the files. Raises LockedStore when it stays so."""
        self._fd = self._turn = -1
        self._folder = path.parent
        try:
            end = clock.monotonic_s() + _PATIENCE_S
            while not self._enter(path):
                if clock.monotonic_s() > end:
                    self.close()
                    raise LockedStore(
                        "Another copy of the program is mending, encrypting or removing the local store. "
                        "Nothing was touched. Try again when it is done."
                    )
                time.sleep(0.05)
        except OSError:
            self.close()  # a folder that cannot be written cannot be repaired either

    def _enter(self, path: Path) -> bool:
        self.close()
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return os.fstat(self._fd).st_nlink > 0  # else whoever was alone has removed the files, and this one with them

    def alone(self, sentence: str = _MENDING) -> None:
        """Become the only one. Raises StoreError when another copy of the program has the store open.

        A lock that is made stricter is given back for a moment, so only one at a time may try.
        """
        self._begin_turn(sentence)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.share()
            raise StoreError(sentence) from None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One after another: waits a little for others that are at it too. What SQLite does with a file that is being
        made, it refuses at once to whoever meets it."""
        held, end = self._turn >= 0, clock.monotonic_s() + _PATIENCE_S
        while not held and not self._took_turn() and clock.monotonic_s() < end:
            time.sleep(0.02)
        try:
            yield
        finally:
            if not held:
                self._end_turn()

    def _begin_turn(self, sentence: str) -> None:
        if self._turn < 0 and not self._took_turn():
            raise StoreError(sentence)

    def _took_turn(self) -> bool:
        turn = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(turn)
            return False
        self._turn = turn
        return True

    def share(self) -> None:
        """Let others in again."""
        if self._fd >= 0:
            fcntl.flock(self._fd, fcntl.LOCK_SH)
        self._end_turn()

    def _end_turn(self) -> None:
        if self._turn >= 0:
            os.close(self._turn)
            self._turn = -1

    def close(self) -> None:
        """Give the lock back."""
        self._end_turn()
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
