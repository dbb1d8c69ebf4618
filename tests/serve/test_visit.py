"""A session that does not end by itself is ended from outside, whatever its program does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from commune_tui.start.serve import limits
from commune_tui.start.serve.asked import Asked
from commune_tui.start.serve.messages import Gone, Line
from commune_tui.start.serve.visit import DISK, IDLE, TIME, Visit

HEEDING = "import signal; print(flush=True); signal.pause()"
DEAF = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); {HEEDING}"


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[str], Visit]]:
    """A session whose program is this code, stopped."""
    started: list[subprocess.Popen[bytes]] = []

    def begun(code: str) -> Visit:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None and process.stdout.readline()
        process.send_signal(signal.SIGSTOP)
        asked = Asked(1, "", (80, 24), {})
        visit = Visit(asked, tmp_path, ExitStack(), None, leader=process.pid, look_at=float("inf"))
        visit.processes.add(process.pid)
        return visit

    yield begun
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("program", [HEEDING, DEAF], ids=["heeds", "deaf"])
@pytest.mark.parametrize("how", [IDLE, TIME])
def test_it_is_ended_from_outside_when_it_does_not_end_itself(
    program: str, how: str, begin: Callable[[str], Visit]
) -> None:
    visit = begin(program)
    visit.typed_at += limits.TOTAL_S if how == TIME else 0
    end = visit.next_s
    assert end - limits.LATE_S in (visit.began_at + limits.TOTAL_S, visit.typed_at + limits.IDLE_S)
    visit.look(end - 1)
    assert visit.how == ""
    visit.look(end)
    assert visit.how == how
    if program is DEAF:
        visit.look(visit.killed_at)
    pid, status = os.waitpid(visit.leader, 0)
    visit.reaped(pid, status)
    assert (visit.processes, visit.how) == (set(), how) and visit.words


def test_a_folder_that_fills_ends_it(tmp_path: Path, begin: Callable[[str], Visit]) -> None:
    visit = begin(HEEDING)
    visit.look_at = visit.began_at
    visit.look(visit.began_at)
    assert visit.how == ""
    for number in range(limits.FILES + 1):
        (tmp_path / f"{number}").touch()
    visit.look(visit.look_at)
    assert visit.how == DISK
    visit.reaped(*os.waitpid(visit.leader, 0))


def test_a_message_arrives_whole_with_its_files_and_an_end_is_heard() -> None:
    mine, its = Line.pair()
    assert its.hear() is None
    with socket.socket() as file:
        mine.say({"granted": 1}, file.fileno())
    message, files = its.hear() or ({}, [])
    assert message == {"granted": 1}
    os.close(files[0])
    mine.close()
    with pytest.raises(Gone):
        its.hear()
    with pytest.raises(Gone):
        its.say({})
    its.close()
