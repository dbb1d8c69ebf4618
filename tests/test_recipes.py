"""The recipe "Add a command" of CONTRIBUTING.md, done in a copy to the letter: its tests fail and pass as it says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a command")[1].split("\n## ")[0]
BLOCK = re.compile(r"^ *```(python|sh)\n(.*?)^ *```$", re.M | re.S)
PLACE = re.compile(r"# (\S+), before (.+)\n")


def test_a_command_is_added_as_the_recipe_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("commune_tui", "tests/actions", "tests/linear"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "tests" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # before the program that is installed
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # these tests need none, and begin sooner without
    outcomes = [write(tmp_path, text) if kind == "python" else run(tmp_path, text) for kind, text in blocks()]
    assert [outcome for outcome in outcomes if outcome] == ["fails", "passes"]


def blocks() -> list[tuple[str, str]]:
    return [(kind, dedent(text)) for kind, text in BLOCK.findall(RECIPE)]


def write(copy: Path, text: str) -> str:
    """Put a block in front of the line that it names."""
    place = PLACE.match(text)
    assert place, text
    file = copy / place[1]
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    [at] = [number for number, line in enumerate(lines) if line.lstrip().startswith(place[2])]
    lines[at:at] = [text[place.end() :]]
    file.write_text("".join(lines), encoding="utf-8")
    return ""


def run(copy: Path, text: str) -> str:
    """Run a line of tests; it must end as its remark says."""
    [words, promised] = text.strip().split("   # ")
    arguments = [sys.executable, "-m", "pytest", "--noconftest", *shlex.split(words)[1:]]
    done = subprocess.run(arguments, cwd=copy, capture_output=True, text=True)
    assert done.returncode == (0 if promised == "passes" else 1), done.stdout + done.stderr
    return promised
