"""What the recipe of docs/ssh.md makes of OpenSSH: a guest gets the demo and nothing else, and leaves nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.start import world_folder
from commune_tui.start.guest import WITHOUT_TERMINAL
from tests.sshd import MISSING, Guest, Guesthouse, guesthouse

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Guesthouse]:
    with guesthouse(tmp_path) as running:
        yield running


def test_a_client_that_asks_for_something_else_gets_three_lines_of_text_or_nothing(house: Guesthouse) -> None:
    for command in ("", "cat /etc/passwd"):
        done = house.ask("-T", command=command)
        assert (done.returncode, done.stdout) == (0, WITHOUT_TERMINAL)
    outside = f"127.0.0.1:{house.port}"
    for options, command, told in (
        (["-s"], "sftp", "subsystem request failed"),
        (["-W", outside], "", "administratively prohibited"),
        (["-o", "ExitOnForwardFailure=yes", "-R", f"0:{outside}"], "", "remote port forwarding failed"),
    ):
        done = house.ask(*options, command=command)
        assert done.returncode == 255 and told in done.stderr and done.stdout == "", done


def test_a_guest_whose_line_breaks_leaves_no_process_and_no_folder(house: Guesthouse) -> None:
    """Nor does a variable of theirs reach the program: one would end it at once, the other make it write."""
    trap = house.folder / "trap"
    with house.terminal("-o", f"SetEnv=TEXTUAL_PRESS=q TEXTUAL_LOG={trap}", size=(80, 24)) as screen:
        screen.until("Try g r risk")
        guest = Guest.below(house.process.pid)
        screen.resize(100, 30)
        screen.until(lambda _: "synced" in screen.lines[-1])
        screen.process.send_signal(signal.SIGHUP)  # the window is closed
        screen.wait()
        guest.gone()
    world_folder.sweep()  # a busy machine may have ended it before it was through with its folder: the next demo is
    assert not guest.folder.exists() and not trap.exists()
