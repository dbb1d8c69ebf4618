"""Ended from outside at a bad moment: it ends with the true status, spins never, and leaves nothing for good."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.start import world_folder
from tests.cli.terminals import LIMIT_S, PROGRAM, Home, Terminal, left_behind, terminal

ROOT = Path(__file__).parents[2]
DEMO = ("demo", "--quiet", "--threads", "5")
UP = {"screen": "Made up, on this machine", "lines": "list>"}
WORDS = {"screen": DEMO, "lines": (*DEMO, "--linear")}


def below(process: int) -> list[int]:
    """The processes that a process started, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *below(child)]
    return found


def runs(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def world(home: Home) -> list[Path]:
    """The folders of demos that are here."""
    return [path for path in home.path.iterdir() if "commune-demo-" in path.name]


def until_it_begins(home: Home) -> None:
    """Until the demo has something that has to be cleaned up; its screen is far away still."""
    end = clock.monotonic_s() + LIMIT_S
    while not world(home):
        assert clock.monotonic_s() < end
        select.select([], [], [], 0.002)


@contextmanager
def in_a_terminal_of_another(home: Home, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A program whose terminal is not its own, as after ``su``: when that goes away no signal comes."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 110, 0, 0))
    environment = home.environment(TERM="xterm-256color")
    with subprocess.Popen(
        [*PROGRAM, *words], env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    ) as program:
        os.close(slave)
        try:
            yield program, master
        finally:
            program.kill()


@pytest.mark.parametrize(("mode", "moment"), [("screen", "start"), ("lines", "start"), ("lines", "up")])
def test_a_terminal_that_is_gone_ends_it(mode: str, moment: str, home: Home) -> None:
    """Also before anybody watches it: reading its end again and again would take a processor for ever."""
    with in_a_terminal_of_another(home, *WORDS[mode]) as (program, master):
        if moment == "up":
            Terminal(program.pid, master, (24, 110)).expect(UP[mode])
        else:
            until_it_begins(home)
        started = below(program.pid)
        os.close(master)
        assert program.wait(LIMIT_S) == 128 + signal.SIGHUP
    assert left_behind(home) == [] and not any(map(runs, started))


@pytest.mark.parametrize("mode", ["screen", "lines"])
@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGINT, signal.SIGHUP])
def test_a_signal_while_it_begins_leaves_nothing(mode: str, number: signal.Signals, home: Home) -> None:
    """Twice, as from a kernel and a shell: the second disturbs nothing that cleans up after the first."""
    with terminal(home, *WORDS[mode]) as screen:
        before = screen.modes()
        until_it_begins(home)
        screen.signal(number)
        screen.signal(number)
        assert screen.finish() == 128 + number
        assert screen.modes() == before
    assert left_behind(home) == [] and "Traceback" not in screen.text


def test_the_key_of_sigquit_ends_it_while_it_begins(home: Home) -> None:
    with terminal(home, *DEMO) as screen:
        until_it_begins(home)
        screen.type("\x1c")
        assert screen.finish() == 128 + signal.SIGQUIT
    assert left_behind(home) == []


@pytest.mark.parametrize("mode", ["screen", "lines"])
def test_what_a_killed_demo_left_is_swept_by_the_next(mode: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(home, *WORDS[mode]) as screen:
        screen.expect(UP[mode])
        started = below(screen.child)
        assert started
        monkeypatch.setattr(tempfile, "tempdir", str(home.path))
        world_folder.sweep()
        assert len(world(home)) == 1, "the world of a demo that runs is left alone"
        screen.signal(signal.SIGKILL)
        assert screen.finish() == -signal.SIGKILL
    assert len(world(home)) == 1
    with world_folder.world_folder() as fresh:
        assert world(home) == [fresh]
    assert world(home) == []
    end = clock.monotonic_s() + LIMIT_S
    while any(map(runs, started)):
        assert clock.monotonic_s() < end, "a process of the killed demo runs on"
        select.select([], [], [], 0.002)


def test_an_interruption_that_python_swallowed_is_heeded(tmp_path: Path) -> None:
    """Exceptions that come while a callback of the import system runs are printed and forgotten."""
    program = (
        "import os, signal, weakref\n"
        "from commune_tui.cli import privacy\n"
        "class Gone: pass\n"
        "with privacy.ending_in_order():\n"
        "    gone = Gone()\n"
        "    kept = weakref.ref(gone, lambda _: os.kill(os.getpid(), signal.SIGTERM))\n"
        "    del gone\n"
        "    privacy.heed()\n"
        "    print('it went on')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGTERM, "", "")


def test_what_follows_from_a_swallowed_interruption_is_not_printed() -> None:
    """``logging`` takes its lock before a fork; interrupted there it has none, and giving it back fails after."""
    program = (
        "import os, signal, subprocess, threading\n"
        "from commune_tui.cli import privacy\n"
        "lock = threading.RLock()\n"
        "def take():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    for _ in range(9): pass\n"
        "    lock.acquire()\n"
        "os.register_at_fork(before=take, after_in_parent=lock.release)\n"
        "with privacy.ending_in_order():\n"
        "    if os.fork() == 0: os._exit(0)\n"
        "    privacy.heed()\n"
        "    print('it went on')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr.strip().splitlines()[-1]) == ("", "KeyboardInterrupt")
    assert "lock" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_that_python_swallowed_while_the_program_runs_comes_again(number: signal.Signals) -> None:
    """As the locks of an import do that is begun late: ``send`` in its hold went on after the signal, for minutes."""
    program = (
        "import asyncio, os, weakref\n"
        "from commune_tui.cli import privacy\n"
        "class Thing: pass\n"
        f"def gone(_): os.kill(os.getpid(), {number:d}); [None for _ in range(9)]\n"
        "async def run():\n"
        "    thing = Thing()\n"
        "    kept = weakref.ref(thing, gone)\n"
        "    del thing\n"
        "    await asyncio.sleep(3600)\n"
        "with privacy.ending_in_order():\n"
        "    try: asyncio.run(run())\n"
        "    finally: print('cleaned up')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    status = -signal.SIGINT if number == signal.SIGINT else 128 + number
    assert (done.returncode, done.stdout) == (status, "cleaned up\n")


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_a_signal_while_python_takes_itself_apart_changes_no_status(number: signal.Signals) -> None:
    """Under load the second of two signals came so late: the program was then killed by it, its status lost."""
    program = (
        "import os, sys\n"
        "from commune_tui import __main__\n"
        f"class Last:\n    def __del__(self, kill=os.kill, me=os.getpid()): kill(me, {number:d})\n"
        "sys.last = Last()\n"
        "sys.argv = ['commune-tui', '--version']\n"
        "sys.exit(__main__.program())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("commune-tui ") and done.stderr == ""


def test_an_interruption_while_a_text_runs_as_a_program_ends_with_its_status(tmp_path: Path) -> None:
    """As it may hit ``dataclasses`` in an import: Python killed itself at its end, long after all was in order."""
    (tmp_path / "hit.py").write_text(
        "import os, signal, sys\n"
        "from commune_tui import __main__\n"
        "def hit(words): exec('os.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(9): pass')\n"
        "__main__._understood = hit\n"
        "sys.exit(__main__.program())\n"
    )
    words = [sys.executable, "-m", "hit"]  # not as a file: only modules are ended that way
    path = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
