"""A process that may be given to a stranger: an environment without switches, limits, and no way to other files,
programs or addresses. For ``demo --guest``; :mod:`commune_tui.ui.guest` takes the same things from the screen.

The lock is Python's audit hook, which nothing can take off again. It guards against what the program can be made to
do, not against code that somebody runs inside it: for that, give guests a user of their own and a sandboxed service.
"""

from __future__ import annotations

import os
import resource
import sys
import sysconfig
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

KEPT = ("TERM", "COLORTERM", "NO_COLOR", "COLORFGBG", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LINES", "COLUMNS")
"""What of the environment a guest keeps: how the terminal is, nothing that starts, logs or loads anything."""

LIMITS = {
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_CPU: 900,
    resource.RLIMIT_AS: 1_500_000_000,
    resource.RLIMIT_FSIZE: 64_000_000,
    resource.RLIMIT_NOFILE: 256,
    resource.RLIMIT_NPROC: 256,
}
"""Seconds of processor time, bytes of address space, of a file; open files; processes and threads of this user."""

ONE_GUEST = 16
"""Processes and threads of one guest, with some to spare."""

FULL = """\
commune-tui: as many guests are here as this machine has room for. Please come again in some minutes.
It runs on your own machine as well:  commune-tui demo
"""

WITHOUT_TERMINAL = """\
commune-tui: the terminal in which people look after the inboxes of AI agents.
This is its demo, and it needs a terminal that can move its cursor: connect with  ssh -t
It runs on your own machine as well:  commune-tui demo
"""

_READABLE = ("/usr/share/", "/usr/lib/", "/lib/", "/etc/localtime", "/etc/mime.types", "/proc/", "/sys/", "/dev/")
_HERE = ("127.0.0.1", "::1")
_WRITABLE = ("/dev/null", "/dev/tty")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_STARTS = (
    "os.exec",
    "os.system",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "pty.spawn",
    "webbrowser.open",
)
_LOOKS = ("os.listdir", "os.scandir")
_CHANGES = {
    "sqlite3.connect": ((0, 0),),
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, 0),),
    "os.chmod": ((0, 2),),
}
"""Which arguments of an event are paths, each with the place of the open folder it may be relative to (0: none)."""


def start_clean() -> None:
    """Begin anew in an isolated interpreter with a clean environment, unless this is one. May not return."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment["PATH"] = "/usr/bin:/bin"
    if sys.flags.isolated and os.environ.keys() <= environment.keys() | {"HOME", "TMPDIR", "LC_CTYPE"}:
        return
    words = [sys.executable, "-I", "-B", "-m", "commune_tui", *sys.argv[1:]]
    os.execve(sys.executable, words, environment)  # noqa: S606 - our own program


def limit(limits: Mapping[int, int] = MappingProxyType(LIMITS)) -> None:
    """Limits for this process and what it starts. A lower one that is set already stays."""
    for kind, most in limits.items():
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            value = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (value, value))


def crowded(most: int, processes: Path = Path("/proc"), user: int | None = None) -> bool:
    """Whether the guests that are here leave too little of ``most`` processes and threads for one more. Where that
    cannot be counted (no /proc), and for root, whom no limit holds: no.
    """
    user = os.getuid() if user is None else user
    if user == 0 or most == resource.RLIM_INFINITY:
        return False
    threads = 0
    for status in processes.glob("[0-9]*/status"):
        with suppress(OSError, KeyError, ValueError):  # it has ended meanwhile
            fields = dict(line.split(":", 1) for line in status.read_text(errors="replace").splitlines())
            if int(fields["Uid"].split()[0]) == user:
                threads += int(fields["Threads"])
    return threads + ONE_GUEST > most


def lock(folder: Path) -> None:
    """From now on: files only in ``folder``, no program but the reader of mail bodies, no address but this machine.

    What is refused raises PermissionError where it is tried. Cannot be undone.
    """
    from commune_tui.body import process

    sys.dont_write_bytecode = True
    os.chdir(folder)  # names without a folder are names in this one
    inside = f"{folder.resolve()}/"
    ours = {str(Path(path).resolve()) + "/" for path in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())}
    ours.add(str(Path(__file__).resolve().parents[2]) + "/")
    readable = (inside, *ours, *_READABLE)
    readers = [process.command(files=files) for files in (False, True)]

    def check(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            writes = isinstance(arguments[2], int) and arguments[2] & _WRITING
            _within(arguments[0], (inside, *_WRITABLE) if writes else readable)
        elif event in _LOOKS:
            _within(arguments[0], readable)
        elif event in _CHANGES:
            for path, folder_at in _CHANGES[event]:
                _within(arguments[path], (inside,), arguments[folder_at] if folder_at else -1)
        elif event in _STARTS or (event == "subprocess.Popen" and list(arguments[1][:5]) not in readers):
            raise PermissionError("guests start no programs")
        elif event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in _HERE:
            raise PermissionError("guests reach no other machine")

    sys.addaudithook(check)


def _within(path: object, places: tuple[str, ...], folder: int = -1) -> None:
    if path is None or isinstance(path, int):  # the current directory's listing, or a file that is open already
        return
    name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
    if name == ":memory:":
        return
    if folder >= 0:
        name = str(Path(f"/proc/self/fd/{folder}").readlink() / name)
    if name.startswith("file:"):  # SQLite's way of naming a file with options
        name = name.removeprefix("file:").partition("?")[0]
    real = os.path.realpath(name)
    if not any(real == place.rstrip("/") or real.startswith(place) for place in places):
        raise PermissionError("guests have no files but their own")
