"""Where the program's files live on each system, and how they are kept private: directories 0700, files 0600.

Knows nothing of what the files contain. Paths follow the platform (XDG on Linux, ``~/Library`` on macOS).
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import platformdirs

from commune_tui import erase
from commune_tui.errors import Explained

APP = "commune-tui"

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class NotPrivate(Explained):
    """A file or directory that others can read or that is not ours; the message is for the person and names the fix."""


def config_dir() -> Path:
    """Settings and the key file; made when missing."""
    return private_dir(Path(platformdirs.user_config_dir(APP, appauthor=False)))


def templates_folder() -> Path:
    """Templates of mails, of all accounts; need not exist."""
    return config_dir() / "templates"


def data_dir() -> Path:
    """Drafts and the outbox: what cannot be fetched again; made when missing."""
    return private_dir(Path(platformdirs.user_data_dir(APP, appauthor=False)))


def cache_dir() -> Path:
    """The copy of the server's mail, which may be deleted at any time; made when missing."""
    return private_dir(Path(platformdirs.user_cache_dir(APP, appauthor=False)))


def state_dir() -> Path:
    """Logs and the files that an editor works on; made when missing."""
    return private_dir(Path(platformdirs.user_state_dir(APP, appauthor=False)))


def log_file() -> Path:
    """The log of :mod:`commune_tui.log`; rotated copies stand beside it."""
    return private_dir(state_dir() / "log") / "commune-tui.log"


def short(place: str) -> str:
    """A place for reading: the home directory is ``~``."""
    home = str(Path.home())
    return f"~{place.removeprefix(home)}" if place.startswith(f"{home}/") else place


def private_dir(path: Path) -> Path:
    """The directory, made with its parents when missing; 0700, narrowed when it is ours and open to others.

    :raises NotPrivate: it belongs to somebody else, or is no directory.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    if found.st_uid != os.getuid():
        raise NotPrivate(f"{path} belongs to another user. Nothing was written there. Choose another directory.")
    if found.st_mode & _OTHERS:
        path.chmod(0o700)
    _sweep(path)
    return path


def _sweep(folder: Path) -> None:
    """Erase what :func:`write_private` left here when it was killed."""
    for path in folder.glob(".*.*.new"):
        with suppress(OSError):
            try:
                os.kill(int(path.name.split(".")[-2]), 0)
            except ProcessLookupError:
                erase.erase(path)
            except ValueError:
                continue


def write_private(path: Path, data: bytes) -> None:
    """Replace a file's content in one step: whoever reads sees the old bytes or the new ones. 0600 from its birth;
    the old bytes are overwritten.

    The bytes are on disk when this returns. A crash can leave ``.<name>.<pid>.new`` behind, never half a file;
    :func:`private_dir` erases it at the next start.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    erase.sweep(path.parent)
    erase.erase(fresh)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        erase.replace(fresh, path)
    except BaseException:
        erase.erase(fresh)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_secret(path: Path, limit: int = 64 * 1024) -> bytes:
    """The content of a file that holds a secret.

    :raises NotPrivate: others can read or write it, it is not ours, or it is no regular file; nothing was read.
    :raises OSError: it cannot be opened (``FileNotFoundError`` when it is missing).
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise NotPrivate(f"{path} is no regular file, so the secret in it was not read.")
        if found.st_uid != os.getuid():
            raise NotPrivate(f"{path} belongs to another user, so the secret in it was not read.")
        if found.st_mode & _OTHERS:
            mode = stat.S_IMODE(found.st_mode)
            raise NotPrivate(
                f"{path} can be read by other users (mode {mode:04o}), so the secret in it was not used. "
                f"Close it with: chmod 600 '{path}'"
            )
        return file.read(limit)
