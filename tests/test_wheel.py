"""The built wheel: everything is in it, nothing else is, and its commands start where nothing of this checkout is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a new environment, with the dependencies that are installed here; its ``bin``."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-compile", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(dependencies)) + "\n")
    return folder / "bin"


def run(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The installed command, away from this checkout and with a home of its own."""
    home = installed.parent / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(installed / words[0]), *words[1:]], capture_output=True, text=True, env=environment, cwd=home
    )


def test_every_file_of_the_package_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "commune_tui").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == ours
    endings = {Path(name).suffix for name in packed}
    assert endings == {".db", ".py", ".sql", ".tcss", ".txt", ".typed", ".z"}


def test_the_licence_is_shipped(wheel: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_its_commands_start(installed: Path) -> None:
    where = run(installed, "python", "-c", "import commune_tui; print(commune_tui.__file__)").stdout
    assert where.startswith(str(installed.parent))
    assert run(installed, "commune-tui", "--version").stdout.startswith("commune-tui ")
    for name in ("demo", "sandbox", "peek", "doctor", "keys", "keymap", "completion"):
        done = run(installed, "commune-tui", name, "--help")
        assert (done.returncode, done.stderr) == (0, ""), name


def test_its_data_is_found(installed: Path) -> None:
    """The story, the thesaurus, the style sheet and the migrations, each used as the program uses it."""
    code = """
import tempfile, pathlib
from commune_tui.sandbox import story
from commune_tui.sandbox.world import World
from commune_tui.sandbox.meaning import Meaning
from commune_tui.store.database import Database
from commune_tui.ui.app import CommuneApp
world = World(None, seed=1)
world.load(story.organisation(seed=1, threads=20, now=world.now()))
Meaning(world)
Database(pathlib.Path(tempfile.mkdtemp())).close()
import commune_tui.ui.app as app
print(pathlib.Path(app.__file__).with_name(CommuneApp.CSS_PATH).is_file())
"""
    done = run(installed, "python", "-c", code)
    assert (done.stdout, done.stderr) == ("True\n", "")
