"""Guests with a real OpenSSH client: each has the demo and nothing else, and leaves nothing."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncssh
import pytest

from commune_tui.start.demo import GOODBYE_GUEST
from commune_tui.start.guest import WITHOUT_TERMINAL
from commune_tui.start.serve.seats import FULL, OF_ADDRESS
from tests.serve.host import MISSING, Host, host
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with host(tmp_path_factory.mktemp("serve"), "--seats", "3", "--seats-per-address", "2") as running:
        yield running


_WIDE = (140, 30)


def _listed(screen: Terminal) -> None:
    screen.until("Ottoline")


def test_a_guest_reads_a_mail_and_leaves_nothing(house: Host) -> None:
    """Its HTML is read by a process of its own, which goes with the others. A variable of theirs reaches nobody."""
    trap = house.folder / "trap"
    variables = f"SetEnv=TEXTUAL_PRESS=q TEXTUAL_LOG={trap} LANG=de_DE.UTF-8"
    with house.guest("-o", "BindAddress=127.0.0.21", "-o", variables, size=(110, 30)) as screen:
        screen.until("This host writes down")
        screen.until(lambda _: "synced" in screen.lines[-1])
        assert len(house.programs()) == 1
        screen.press("j", "j", "j", then="Dear partner")
        assert len(house.children()) == 4, "the door, the program, its world, and a reader"
        assert screen.leave() == 0
        assert GOODBYE_GUEST in screen.text
    assert house.until(r"guest 127\.0\.0\.21 ").endswith(" s left")
    house.empty()
    assert not trap.exists()


def test_there_is_a_terminal_and_nothing_else(house: Host) -> None:
    done = house.ask("-T")
    assert (done.returncode, done.stdout) == (0, WITHOUT_TERMINAL)
    outside = f"127.0.0.1:{house.port}"
    for options, command, told in (
        (["-T"], "cat /etc/passwd", "exec request failed"),
        (["-s"], "sftp", "subsystem request failed"),
        (["-W", outside], "", "stdio forwarding failed"),
        (["-o", "ExitOnForwardFailure=yes", "-R", f"0:{outside}"], "", "remote port forwarding failed"),
    ):
        done = house.ask(*options, command=command)
        assert done.returncode == 255 and told in done.stderr and done.stdout == "", done
    assert house.children() == [house.door]


def test_a_seat_is_for_one_session_and_comes_back(house: Host) -> None:
    with ExitStack() as here:
        first, second, third = (
            here.enter_context(house.guest("-b", address, size=(80, 24)))
            for address in ("127.0.0.31", "127.0.0.31", "127.0.0.32")
        )
        for screen in (first, second, third):
            _listed(screen)
        for address, words in (("127.0.0.33", FULL), ("127.0.0.31", FULL)):
            with house.guest("-b", address, size=_WIDE) as refused:
                assert refused.wait() == 1 and words.splitlines()[0] in refused.text
        third.process.kill()
        house.until(r"127\.0\.0\.32 \d+ s dropped")
        with house.guest("-b", "127.0.0.31", size=_WIDE) as refused:
            assert refused.wait() == 1 and OF_ADDRESS.splitlines()[0] in refused.text
        with house.guest("-b", "127.0.0.33") as other:
            _listed(other)
    house.empty()


@pytest.mark.parametrize(
    ("number", "how"), [(signal.SIGKILL, "killed by SIGKILL"), (signal.SIGQUIT, "failed with 131")]
)
def test_a_program_that_dies_leaves_nothing(house: Host, number: int, how: str) -> None:
    with house.guest("-b", "127.0.0.41") as screen:
        _listed(screen)
        os.kill(house.programs()[0], number)
        screen.wait()
        assert "?1049" not in screen.screen.modes, "the client's terminal is as it was"
    house.until(rf"127\.0\.0\.41 \d+ s {how}")
    house.empty()


def test_a_program_that_is_stopped_leaves_nothing_when_its_client_drops(house: Host) -> None:
    with house.guest("-b", "127.0.0.42") as screen:
        _listed(screen)
        os.kill(house.programs()[0], signal.SIGSTOP)
        screen.process.kill()
    house.until(r"127\.0\.0\.42 \d+ s dropped")
    house.empty()


async def test_a_client_of_any_size_that_reads_nothing_and_says_much_disturbs_nobody(house: Host) -> None:
    """Nor does it get a second session on its connection."""
    known = {"known_hosts": None, "username": "demo", "client_keys": None, "config": None}
    with house.guest("-b", "127.0.0.51") as screen:
        _listed(screen)
        quiet = set(house.programs())
        async with asyncssh.connect("127.0.0.1", house.port, local_addr=("127.0.0.52", 0), **known) as bad:
            chan, _ = await bad.create_session(
                asyncssh.SSHClientSession, term_type="xterm", term_size=(65_535, 65_535), encoding=None
            )
            chan.pause_reading()
            while not (made := set(house.programs()) - quiet):
                house._rest()
            assert {_window(program) for program in made} == {(500, 200)}
            with pytest.raises(asyncssh.ChannelOpenError):
                await bad.create_session(asyncssh.SSHClientSession, term_type="xterm")
            for turn in range(200):  # it may be dropped for that at any moment
                chan.change_terminal_size(65_535 - turn, 65_535)
                chan.write(b"\x1b]11;rgb:0/0/0\x07\x1b[6~jk\xff" * 500)
            screen.press("?", then="help")
    house.until(r"127\.0\.0\.52 \d+ s dropped")
    house.empty()


def _window(pid: int) -> tuple[int, int]:
    """Columns and rows of the terminal of this process."""
    file = os.open(Path(f"/proc/{pid}/fd/0").readlink(), os.O_RDONLY | os.O_NOCTTY)
    try:
        rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(file, termios.TIOCGWINSZ, bytes(8)))
    finally:
        os.close(file)
    return columns, rows


def test_counts_are_told_when_asked(house: Host) -> None:
    house.empty()
    house.process.send_signal(signal.SIGUSR1)
    assert "now 0; ended:" in house.until("now 0; ended:")
