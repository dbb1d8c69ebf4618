"""What is printed gets to where it was to go, or the command says that it did not and ends so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FULL = Path("/dev/full")
PROGRAM = [sys.executable, "-m", "commune_tui"]


def closing(number: int) -> Callable[[], None]:
    return lambda: os.close(number)


def ran(*words: str, home: Path, **how: object) -> subprocess.CompletedProcess[str]:
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*PROGRAM, *words], env=environ, text=True, check=False, timeout=60, **{"stderr": subprocess.PIPE, **how}
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no full disk to write on")
@pytest.mark.parametrize(
    "words",
    [("--version",), ("--help",), ("keymap",), ("keymap", "--json"), ("doctor", "--json"), ("completion", "bash")],
)
def test_a_full_disk_under_what_is_printed_is_said(words: tuple[str, ...], tmp_path: Path) -> None:
    with FULL.open("w") as full:
        done = ran(*words, home=tmp_path, stdout=full)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr and "error of its own" not in done.stderr


def test_a_closed_standard_output_is_said(tmp_path: Path) -> None:
    done = ran("keymap", home=tmp_path, preexec_fn=closing(1))
    assert done.returncode == 1 and "standard output is closed" in done.stderr


@pytest.mark.parametrize("number", [0, 2])
def test_other_closed_streams_change_nothing(number: int, tmp_path: Path) -> None:
    done = ran("--version", home=tmp_path, stdout=subprocess.PIPE, preexec_fn=closing(number))
    assert done.returncode == 0 and "commune-tui" in done.stdout
