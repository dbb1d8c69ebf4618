"""A running ``commune-tui serve`` on a port and with a temporary folder of its own, and OpenSSH clients of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from commune_tui import clock
from commune_tui.start.world_folder import PREFIX
from tests.sshd import SSH
from tests.terminal import LIMIT_S, Terminal, program

MISSING = "" if SSH and sys.platform.startswith("linux") else "serve needs Linux, and its tests the client ssh"
_ROOT = Path(__file__).parents[2]
_BEGIN_S = 110.0
"""It imports everything and plays a visit before it listens: seconds of processor time."""


@dataclass(frozen=True)
class Host:
    """A server, the folder in which its sessions have theirs, and the file with what it said."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def said(self) -> list[str]:
        """Its lines, without their times."""
        return [line.partition(" ")[2] for line in (self.folder / "said").read_text().splitlines()]

    def until(self, fact: str, limit_s: float = LIMIT_S) -> str:
        """Wait until it said something that holds this; the line."""
        end = clock.monotonic_s() + limit_s
        while not (found := [line for line in self.said if re.search(fact, line)]):
            assert clock.monotonic_s() < end, f"{fact!r} is not said: {self.said}"
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.said}"
            self._rest()
        return found[-1]

    def empty(self) -> None:
        """Wait until nothing of any session is left: no process, no folder."""
        end = clock.monotonic_s() + LIMIT_S
        while (left := (len(self.children()) - 1, self.folders())) != (0, []):
            assert clock.monotonic_s() < end, f"processes and folders are left: {left}, {self.said}"
            self._rest()

    def _rest(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(0.02)

    def folders(self) -> list[Path]:
        """The folders of sessions."""
        return [path for path in (self.folder / "tmp").iterdir() if PREFIX in path.name]

    def children(self) -> list[int]:
        """All that it started and has not reaped: the door, and the processes of sessions."""
        of = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]

    @property
    def door(self) -> int:
        """The process that speaks SSH."""
        return self.children()[0]

    def programs(self) -> list[int]:
        """The processes that show the program, each on a terminal of its own."""
        return [pid for pid in self.children() if int(_stat(pid)[4]) != 0]

    def client(self, *options: str) -> list[str]:
        """``ssh`` with nothing but its own defaults, to this server and no other."""
        assert SSH
        known = ["-o", f"UserKnownHostsFile={self.folder}/known", "-o", "StrictHostKeyChecking=accept-new"]
        return [SSH, "-F", "none", *known, "-o", "BatchMode=yes", "-p", str(self.port), *options, "demo@127.0.0.1"]

    @contextmanager
    def guest(self, *options: str, size: tuple[int, int] = (100, 30)) -> Iterator[Terminal]:
        """Somebody at a terminal."""
        with program(home=self.folder, size=size, argv=self.client("-tt", *options)) as screen:
            yield screen

    def ask(self, *options: str, command: str = "") -> subprocess.CompletedProcess[str]:
        """A client without a terminal that wants something else."""
        words = [*self.client(*options), *([command] if command else [])]
        return subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )


def _stat(pid: int) -> list[str]:
    """Its figures from the kernel: state, parent, group, session, terminal …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def command(folder: Path, *words: str) -> list[str]:
    """How it is started here."""
    own = ["--listen", "127.0.0.1:0", "--host-key", str(folder / "host_key"), "--as-root"]
    return [sys.executable, "-m", "commune_tui", "serve", *own, "--quiet", *words]


def environment(folder: Path) -> dict[str, str]:
    """A home and a temporary folder of its own; a switch of Textual that must reach nobody."""
    (folder / "tmp").mkdir(exist_ok=True)
    more = {"HOME": str(folder), "TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(_ROOT), "TEXTUAL_PRESS": "q"}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **more}


@contextmanager
def host(folder: Path, *words: str) -> Iterator[Host]:
    """A server that listens; it ends with the block, in order, and all its sessions with it."""
    said = folder / "said"
    with (
        said.open("wb") as file,
        subprocess.Popen(
            command(folder, *words),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=environment(folder),
            cwd="/",
        ) as process,
    ):
        try:
            running = Host(process, folder, 0)
            port = int(re.findall(r":(\d+),", running.until("listening on", _BEGIN_S))[0])
            yield Host(process, folder, port)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(LIMIT_S)
            finally:
                process.kill()
