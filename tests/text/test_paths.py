"""Files of this program belong to their user alone, whatever stood there before."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui import paths
from commune_tui.paths import NotPrivate, private_dir, read_secret, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_directories_are_private_from_birth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, variable in (("config", "CONFIG"), ("data", "DATA"), ("cache", "CACHE"), ("state", "STATE")):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / name))
    for made in (paths.config_dir(), paths.data_dir(), paths.cache_dir(), paths.state_dir(), paths.log_file().parent):
        assert made.is_relative_to(tmp_path)
        assert mode(made) == 0o700


def test_an_open_directory_of_ours_is_narrowed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(0o755)
    assert mode(private_dir(tmp_path / "d")) == 0o700


def test_a_file_is_private_from_birth_even_with_an_open_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "a", b"1")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o600
    write_private(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]


def test_a_failed_write_keeps_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_private(tmp_path / "a", b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_private(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"precious"


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o604, 0o620])
def test_a_secret_that_others_can_reach_is_refused_with_the_fix(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "key"
    write_private(path, b"comm_secret")
    assert read_secret(path) == b"comm_secret"
    path.chmod(bits)
    with pytest.raises(NotPrivate, match="chmod 600") as refused:
        read_secret(path)
    assert "comm_secret" not in str(refused.value)


def test_a_secret_is_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(NotPrivate, match="no regular file"):
        read_secret(tmp_path / "pipe")


def test_what_a_killed_program_was_writing_is_erased_at_the_next_start(tmp_path: Path) -> None:
    """A half-written key is a key; a copy of the program that is alive keeps what it writes."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, busy = tmp_path / f".default.toml.{ended.pid}.new", tmp_path / f".default.toml.{os.getpid()}.new"
    for path in (left, busy, tmp_path / ".a.person.new"):
        path.write_text("a secret")
    os.link(left, second := tmp_path / "disk")
    private_dir(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([busy.name, ".a.person.new", "disk"])
    assert "secret" not in second.read_text()
