"""The host's key, and what the command refuses before anything is started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commune_tui.paths import NotPrivate
from commune_tui.start.serve.host_key import NoHostKey, host_key
from tests.cli.terminals import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_it_is_made_once_and_only_its_user_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "host_key"
    made = host_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert host_key(path).public_data == made.public_data
    path.chmod(0o640)
    with pytest.raises(NotPrivate):
        host_key(path)


def test_what_is_no_key_is_said_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "host_key"
    path.write_text("no key")
    path.chmod(0o600)
    with pytest.raises(NoHostKey, match="host_key holds no private key"):
        host_key(path)
    assert path.read_text() == "no key"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--listen", "0.0.0.0:0", "--as-root"], "say --expose"),
        (["--listen", "localhost"], "is no ADDR:PORT"),
        (["--seats", "0"], "is no number from 1 to 1000"),
        pytest.param([], "say --as-root", marks=pytest.mark.skipif(os.getuid() != 0, reason="only root can be root")),
    ],
)
def test_what_is_not_safe_has_to_be_said_in_words(home: Home, words: list[str], said: str) -> None:
    done = home.run("serve", *words)
    assert done.returncode == 2 and said in done.stderr and home.files() == []
