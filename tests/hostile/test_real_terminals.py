"""xterm and a VTE terminal, really asked: no answer of theirs becomes a key, neither behind the gate nor the guard.

Runs where Xvfb and the terminals are installed (``apt-get install xvfb xterm lxterminal``), and says so elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.answering import ASKING

TERMINALS = {
    "xterm": ["xterm", "-e"],
    "xterm with window operations": ["xterm", "-xrm", "*allowWindowOps: true", "-xrm", "*allowTitleOps: true", "-e"],
    "lxterminal": ["lxterminal", "--no-remote", "-e"],
}

pytestmark = [
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed: no real terminal can be opened"),
    pytest.mark.xdist_group("display"),
]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    read, write = os.pipe()
    # Without -noreset the server starts anew when its last client leaves, and turns away the next one meanwhile.
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as number:
        name = f":{number.readline().strip()}"
    yield name
    server.terminate()
    server.wait()


def ask(terminal: str, mode: str, display: str, folder: Path) -> dict[str, Any]:
    """What the app in that terminal reports; a terminal that falls over itself is opened again, twice at most."""
    ends = []
    for turn in range(3):
        report = folder / f"report-{turn}"
        ends.append(play(terminal, mode, display, report))
        assert "Traceback" not in ends[-1][1], ends  # the program itself fell over
        if report.exists():
            result: dict[str, Any] = json.loads(report.read_text())
            return result
    pytest.fail(f"{terminal} left three times without a report: {ends}")


def play(terminal: str, mode: str, display: str, report: Path) -> tuple[int | None, str]:
    """How the terminal ended, and its last words."""
    child = [sys.executable, "-m", "tests.hostile.answering", mode, str(report)]
    command = [*TERMINALS[terminal], *child] if terminal != "lxterminal" else [*TERMINALS[terminal], " ".join(child)]
    environ = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(Path.cwd()), "XDG_CONFIG_HOME": str(report.parent)}
    said = report.with_suffix(".said")
    with said.open("wb") as words, subprocess.Popen(command, env=environ, stdout=words, stderr=words) as process:
        try:
            process.wait(60)
        finally:
            process.kill()
    return process.returncode, said.read_text(errors="replace")


def need(terminal: str) -> None:
    if shutil.which(TERMINALS[terminal][0]) is None:
        pytest.skip(f"{TERMINALS[terminal][0]} is not installed")


@pytest.mark.parametrize("mode", ["gate", "guard"])
@pytest.mark.parametrize("terminal", TERMINALS)
def test_no_answer_becomes_a_key(terminal: str, mode: str, display: str, tmp_path: Path) -> None:
    need(terminal)
    if "operations" in terminal and mode == "guard":
        mode = "guard-without-clipboard"
    result = ask(terminal, mode, display, tmp_path)
    assert result == {"keys": {}, "status": 0}


@pytest.mark.parametrize("terminal", ["xterm", "lxterminal"])
def test_without_a_defence_they_do(terminal: str, display: str, tmp_path: Path) -> None:
    """If this fails, the two tests above prove nothing any more."""
    need(terminal)
    result = ask(terminal, "nothing", display, tmp_path)
    assert result["keys"][repr(ASKING[0])]
    assert len(result["keys"]) > 5
