"""The program as a person starts it: a process in a real terminal (a pty), with a home of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.start import world_folder
from tests.emulator import Emulator
from tests.hostile.terminal import TOKEN

PROGRAM = [sys.executable, "-m", "commune_tui"]
FULL = Path("/dev/full")
LIMIT_S = 90.0


class Home:
    """A home directory without anything in it, and what a program started there sees of the environment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config, self.data, self.copy, self.state = (path / name for name in ("config", "data", "cache", "state"))

    def environment(self, **more: str) -> dict[str, str]:
        """TERM and a home; nothing of the machine that runs the test but PATH."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DATA_HOME": str(self.data),
            "XDG_CACHE_HOME": str(self.copy),
            "XDG_STATE_HOME": str(self.state),
            "TMPDIR": str(self.path),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "USER": "anna",
            **more,
        }

    def run(self, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """A command without a terminal."""
        return subprocess.run(
            [*PROGRAM, *words],
            input=typed,
            capture_output=True,
            text=True,
            env=self.environment(**more),
            timeout=LIMIT_S,
        )

    def onto_full_disk(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command whose output has no room where it goes; its messages are heard."""
        with FULL.open("w") as full:
            return subprocess.run(
                [*PROGRAM, *words],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=self.environment(**more),
                timeout=LIMIT_S,
                check=False,
            )

    def files(self) -> list[Path]:
        return [path for path in self.path.rglob("*") if path.is_file()]

    def open_to_others(self) -> list[str]:
        """Files and directories below this home that somebody else could look into."""
        ours = [self.config, self.data, self.copy, self.state]
        below = [*ours, *(path for folder in ours for path in folder.rglob("*"))]
        return [str(path) for path in below if path.exists() and path.lstat().st_mode & 0o077]

    def holding(self, secret: str) -> list[Path]:
        """The files in which a secret stands."""
        return [path for path in self.files() if secret.encode() in path.read_bytes()]


class Terminal:
    """A running program: what it wrote, what stands there, what is typed."""

    def __init__(self, child: int, master: int, size: tuple[int, int]) -> None:
        self.child, self.master = child, master
        self.raw = b""
        rows, columns = size
        self.screen = Emulator(columns, rows)
        self.status: int | None = None

    @property
    def text(self) -> str:
        """Everything written so far, without the terminal's own language."""
        return TOKEN.sub("\n", self.raw.decode("utf-8", "replace"))

    def type(self, keys: str) -> None:
        """Keys as a terminal sends them."""
        os.write(self.master, keys.encode())

    def expect(self, *words: str) -> None:
        """Wait until all of these stand on the screen."""
        end = clock.monotonic_s() + LIMIT_S
        while not all(word in self.screen.text for word in words):
            assert clock.monotonic_s() < end, f"{words} did not come:\n{self.screen.text}"
            assert self._read(), f"ended before {words}:\n{self.text[-3000:]}"

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], 1.0)
        if not ready:
            return True
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # the other side is closed
            return False
        self.raw += piece
        self.screen.feed(piece)
        return bool(piece)

    def signal(self, number: int) -> None:
        os.kill(self.child, number)

    def modes(self) -> list[Any]:
        """How the terminal is set: echo, lines, signals."""
        return termios.tcgetattr(self.master)[:4]

    def answer(self, words: str, then: str) -> None:
        """Type words into a line, Enter, and wait for ``then``; Enter again where the first came too fast."""
        self.type(words)
        self.expect(words)
        end = clock.monotonic_s() + LIMIT_S
        pressed_at = 0.0
        while then not in self.screen.text:
            assert clock.monotonic_s() < end, f"{then!r} did not come:\n{self.screen.text}"
            if not pressed_at or ("once more" in self.screen.text and clock.monotonic_s() - pressed_at > 0.5):
                self.type("\r")
                pressed_at = clock.monotonic_s()
            assert self._read(), f"ended before {then!r}:\n{self.text[-3000:]}"

    def leave(self) -> int:
        """Press Ctrl-q until the program ends: just after a burst of keys it asks for slower ones."""
        end = clock.monotonic_s() + LIMIT_S
        pressed_at = 0.0
        while True:
            assert clock.monotonic_s() < end, f"did not end:\n{self.screen.text}"
            if clock.monotonic_s() - pressed_at > 1:
                self.type("\x11")
                pressed_at = clock.monotonic_s()
            if not self._read():
                return self.finish()

    def finish(self) -> int:
        """Wait for the end; the exit status, negative for a signal."""
        end = clock.monotonic_s() + LIMIT_S
        while self._read():
            assert clock.monotonic_s() < end, f"did not end:\n{self.screen.text}"
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return self.status


@contextmanager
def terminal(
    home: Home, *words: str, argv: Sequence[str] = PROGRAM, size: tuple[int, int] = (24, 110), **more: str
) -> Iterator[Terminal]:
    """Start a program in a terminal of ``size`` (rows, columns); killed at the end if it still runs. ``more`` is put
    into its environment.
    """
    command, environment = [*argv, *words], home.environment(**more)
    child, master = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in a shell's background
        ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        os.chdir(home.path)
        os.execvpe(command[0], command, environment)  # noqa: S606
    running = Terminal(child, master, size)
    try:
        yield running
    finally:
        if running.status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(master)


def sane(output: bytes) -> bool:
    """Whether every mode that was switched on for the screen was switched off at its end."""
    last = {}
    for mode, state in re.findall(rb"\x1b\[\?(\d+)([hl])", output):
        last[mode] = state
    wanted = {b"25": b"h", b"7": b"h"}
    return all(state == wanted.get(mode, b"l") for mode, state in last.items())


def left_behind(home: Home) -> list[Path]:
    """The folders of demos that the next demo does not sweep. Told to end from outside, a program that is not through
    with it after two seconds ends all the same, so on a busy machine its folder may wait for the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(home.path))
        world_folder.sweep()
    return [path for path in home.path.iterdir() if world_folder.PREFIX in path.name]
