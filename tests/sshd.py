"""A real OpenSSH server that lets guests into the demo, set up by the lines of docs/ssh.md, and the client's side.

It runs as whoever runs the tests, on a loopback port of its own, with a key of its own for server and guest. Of the
recipe it changes what belongs to the machine: the user, the way to the program, and that a key lets in here. Before
those lines it takes any variable from a client.
"""

from __future__ import annotations

import getpass
import grp
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from commune_tui.start import world_folder
from tests.servers import own_port
from tests.terminal import LIMIT_S, Terminal, program

PAGE = Path(__file__).parents[1] / "docs" / "ssh.md"
SSH, SSHD = shutil.which("ssh"), shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
_PRIVSEP = Path("/run/sshd")
_FIRST = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/key
PidFile none
UsePAM no
StrictModes no
AcceptEnv *

"""


def _missing() -> str:
    """Why no guest can come over SSH on this machine; empty where one can."""
    if not (SSH and SSHD):
        return "ssh or sshd is not installed: no guest can come over it"
    master, slave = pty.openpty()
    try:
        given = os.getuid() == 0 or os.fstat(slave).st_gid == grp.getgrnam("tty").gr_gid
    finally:
        os.close(master)
        os.close(slave)
    return "" if given else "terminals are not of the group tty here: only root's sshd can hand them to guests"


MISSING = _missing()


@dataclass(frozen=True)
class Guesthouse:
    """A server that runs, and how its guests come to it."""

    process: subprocess.Popen[str]
    port: int
    folder: Path

    def client(self, *options: str) -> list[str]:
        """``ssh`` with nothing but its own defaults, to this server and no other."""
        assert SSH
        known = f"UserKnownHostsFile={self.folder}/known"
        own = ["-F", "none", "-i", f"{self.folder}/key", "-o", known, "-o", "StrictHostKeyChecking=yes"]
        who = f"{getpass.getuser()}@127.0.0.1"
        return [SSH, *own, "-o", "BatchMode=yes", "-o", "SendEnv=LANG", "-p", str(self.port), *options, who]

    @contextmanager
    def terminal(self, *options: str, size: tuple[int, int]) -> Iterator[Terminal]:
        """A guest at a terminal."""
        with program(home=self.folder, size=size, argv=self.client("-tt", *options)) as screen:
            yield screen

    def ask(self, *options: str, command: str = "") -> subprocess.CompletedProcess[str]:
        """A client without a terminal that wants something else."""
        words = [*self.client(*options), *([command] if command else [])]
        return subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )


@dataclass(frozen=True)
class Guest:
    """The folder of a guest, and handles of all that runs for it."""

    folder: Path
    handles: list[int]

    @classmethod
    def below(cls, pid: int) -> Guest:
        """The only one that this process started, or is, once its screen is drawn."""
        every = [pid, *_started_by(pid)]
        words = {each: Path(f"/proc/{each}/cmdline").read_bytes() for each in every}
        found = [each for each in every if b"\0commune_tui\0demo\0--guest\0" in words[each]]
        assert len(found) == 1, words
        ends = [os.pidfd_open(each) for each in every if each != pid or each in found]
        return cls(_folder_of(found[0]), ends)

    def gone(self) -> None:
        """Wait until none of those processes is there any more; the folder went before them."""
        for handle in self.handles:
            assert select.select([handle], [], [], LIMIT_S)[0], "a process of the guest stays"
            os.close(handle)


def _started_by(pid: int) -> Iterator[int]:
    """The processes that this one started, what they started, and so on."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield child
            yield from _started_by(child)


def _folder_of(pid: int) -> Path:
    """The world that this demo holds by a lock: what else is known of it, it hides from other processes."""
    held = re.findall(rf"FLOCK .* {pid} \S+:(\d+) ", Path("/proc/locks").read_text())
    (folder,) = (each for each in Path(gettempdir()).glob(f"{world_folder.PREFIX}*") if str(each.stat().st_ino) in held)
    return folder


def recipe(folder: Path) -> str:
    """The lines of the page, for whoever runs this."""
    found = re.search(r"^```\n(PerSource.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert found, "docs/ssh.md has no lines for sshd_config"
    lines, ours = found[1], shlex.join([sys.executable, "-m", "commune_tui"])
    here = {
        "Match User guest\n": f"Match User {getpass.getuser()}\n",
        "/opt/commune-demo/venv/bin/commune-tui demo --guest\n": f"{ours} demo --guest --threads 60 --quiet\n",
        "AuthorizedKeysFile none\n": f"AuthorizedKeysFile {folder}/key.pub\n",
    }
    for there, instead in here.items():
        assert lines.count(there) == 1, there
        lines = lines.replace(there, instead)
    return lines


@contextmanager
def guesthouse(folder: Path) -> Iterator[Guesthouse]:
    """A server that listens; it ends with the block, and its guests with it."""
    assert SSHD
    port, key = own_port(), folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (folder / "known").write_text(f"[127.0.0.1]:{port} {key.with_suffix('.pub').read_text()}")
    (folder / "sshd_config").write_text(_FIRST.format(port=port, folder=folder) + recipe(folder))
    if os.getuid() == 0:  # where Debian's sshd goes for what needs no rights; its service makes the folder
        _PRIVSEP.mkdir(mode=0o755, exist_ok=True)
    command = [SSHD, "-D", "-e", "-f", str(folder / "sshd_config")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if "Server listening" in line:
                    break
            else:
                raise AssertionError(f"sshd does not listen: {said}")
            yield Guesthouse(process, port, folder)
        finally:
            process.terminate()
