"""Turning a store from plain to encrypted or back loses nothing, whenever it is cut off."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.store import driver, encryption, errors, files, turning
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from tests.store.sealed import CANARY, DIGEST, KEY, WHOLE, every, held, readable

pytest.importorskip("sqlcipher3", reason="the extra encrypted is not installed")


def turn(folder: Path, key: Key, *, encrypt: bool) -> list[str]:
    told: list[str] = []
    (turning.encrypt if encrypt else turning.decrypt)(folder / "mail.db", folder / "desk.db", key, told.append)
    return told


async def test_a_plain_store_becomes_encrypted_and_plain_again(plain: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(plain, tmp_path / "account"))
    db = Database(folder)
    assert await db.check()
    sequence = db.read_now(lambda conn: conn.execute("SELECT * FROM desk.sqlite_sequence ORDER BY name").fetchall())
    db.close()
    (folder / "desk.damaged-20260101T000000.db").write_bytes(CANARY.encode())
    assert set(readable(folder)) == {"mail.db", "desk.db", "desk.backup.db", "desk.damaged-20260101T000000.db", DIGEST}
    assert [words.partition(",")[0] for words in turn(folder, KEY, encrypt=True)] == ["desk.db", "mail.db"]
    assert readable(folder) == []
    assert {path.stat().st_mode & 0o077 for path in every(folder)} == {0}
    db = Database(folder, None, KEY)
    assert held(db) == WHOLE
    now = db.read_now(lambda conn: conn.execute("SELECT * FROM desk.sqlite_sequence ORDER BY name").fetchall())
    assert now == sequence  # the order of writes goes on where it was
    assert await db.check()
    db.close()
    turn(folder, KEY, encrypt=False)
    assert not (folder / files.MARKER).exists()
    db = Database(folder)
    assert held(db) == WHOLE
    assert await db.check()
    db.close()


def test_it_is_not_turned_under_another_program(plain: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(plain, tmp_path / "account"))
    other = Database(folder)
    with pytest.raises(errors.StoreError, match="Close the other copy"):
        turn(folder, KEY, encrypt=True)
    assert held(other) == WHOLE
    other.close()
    assert sorted(path.name for path in folder.iterdir()) == ["desk.db", "files", "mail.db", "store.lock"]


@pytest.mark.parametrize("encrypt", [True, False], ids=["encrypt", "decrypt"])
def test_a_full_disk_under_the_new_form_is_a_sentence_and_leaves_the_old_one(
    plain: Path, tmp_path: Path, encrypt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLCipher meets it inside its export, whose error has another number."""
    folder, bridge = Path(shutil.copytree(plain, tmp_path / "account")), driver.bridge
    if not encrypt:
        turn(folder, KEY, encrypt=True)
    before = {path.name: path.read_bytes() for path in every(folder) if path.suffix == ".db"}

    def narrow(source: Path, target: Path, key: Key, *, to_plain: bool) -> sqlite3.Connection:
        conn = bridge(source, target, key, to_plain=to_plain)
        conn.execute("PRAGMA turned.max_page_count = 5").fetchall()
        return conn

    monkeypatch.setattr(driver, "bridge", narrow)
    with pytest.raises(errors.FullDisk, match="disk is full"):
        turn(folder, KEY, encrypt=encrypt)
    assert {path.name: path.read_bytes() for path in every(folder) if path.suffix == ".db"} == before
    assert not any("turned" in path.name for path in folder.iterdir())
    db = Database(folder, None, None if encrypt else KEY)
    assert held(db) == WHOLE
    db.close()


def test_a_new_form_that_differs_is_not_taken(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, bridge = Path(shutil.copytree(plain, tmp_path / "account")), driver.bridge

    def lossy(source: Path, target: Path, key: Key, *, to_plain: bool) -> sqlite3.Connection:
        conn = bridge(source, target, key, to_plain=to_plain)
        conn.create_function("sqlcipher_export", 1, lambda name: None)
        return conn

    monkeypatch.setattr(driver, "bridge", lossy)
    with pytest.raises(errors.StoreError, match="not the same"):
        turn(folder, KEY, encrypt=True)
    db = Database(folder)
    assert held(db) == WHOLE
    db.close()
    assert not any("turned" in path.name for path in folder.iterdir())


DOOMED = """
import os, signal, sys
from pathlib import Path
from commune_tui.store import encryption, turning, vault
from commune_tui.store.database import Database
from commune_tui.store.driver import Key, cipher
cipher()
key, count, last = Key(bytes([0x11]) * 32), 0, 0
def step(event, arguments):
    global count
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.rename", "os.remove", "sqlite3.connect", "sqlite3.connect/handle"):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
def run(folder, way):
    sys.addaudithook(step)
    if way == "open":
        Database(folder, None, key if (folder / "encryption.json").exists() else None).close()
    else:
        turn = turning.encrypt if way == "encrypt" else turning.decrypt
        turn(folder / "mail.db", folder / "desk.db", key, lambda words: step("os.rename", ()))
for line in sys.stdin:
    folder, way, number = line.rstrip("\\n").split("\\t")
    out, into = os.pipe()
    child = os.fork()
    if not child:
        last = int(number)
        try:
            run(Path(folder), way)
            os.write(into, str(count).encode())
        finally:
            os._exit(int(not count))
    os.close(into)
    status = os.waitpid(child, 0)[1]
    print(os.waitstatus_to_exitcode(status), os.read(out, 9).decode() or "0", flush=True)
    os.close(out)
"""


class Doomed:
    """Processes that turn a store, or open one, and are killed at a step. One has loaded the program; each other is a
    copy of that one, which costs no start.
    """

    def __init__(self) -> None:
        words = [sys.executable, "-c", DOOMED]
        self._first = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, folder: Path, way: str, last: int) -> tuple[int, int]:
        """(how it ended, the steps of one that ended by itself); ``last`` 0 kills it nowhere."""
        assert self._first.stdin is not None and self._first.stdout is not None
        self._first.stdin.write(f"{folder}\t{way}\t{last}\n")
        self._first.stdin.flush()
        ended, steps = self._first.stdout.readline().split()
        return int(ended), int(steps)

    def close(self) -> None:
        self._first.communicate()


@pytest.fixture(scope="module")
def doomed() -> Iterator[Doomed]:
    made = Doomed()
    yield made
    made.close()


@pytest.mark.parametrize("way", ["encrypt", "decrypt"])
def test_a_kill_at_any_step_of_turning_loses_nothing(
    filled: Path, plain: Path, tmp_path: Path, way: str, doomed: Doomed
) -> None:
    """Stopped with SIGKILL before every file that is opened for writing, renamed or removed."""
    start = plain if way == "encrypt" else filled
    ended, steps = doomed.run(Path(shutil.copytree(start, tmp_path / "whole")), way, 0)
    assert ended == 0 and steps >= 12
    for last in range(1, steps + 1):
        folder = Path(shutil.copytree(start, tmp_path / str(last)))
        assert doomed.run(folder, way, last)[0] == -signal.SIGKILL
        check_whole(folder, f"killed before step {last}")


def check_whole(folder: Path, told: str) -> None:
    """The store opens with all that was in it, and nothing of a change is left beside it."""
    found = encryption.marker(folder / "desk.db")
    db = Database(folder, None, KEY if found else None)
    assert held(db) == WHOLE, told
    assert db.notes == []
    db.close()
    if encryption.marker(folder / "desk.db"):
        assert readable(folder) == [], told
    names = {path.name for path in folder.iterdir()}
    assert not any(name.endswith((files.TURNED, files.OLD)) for name in names), names


@pytest.mark.campaign
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", ["encrypt", "decrypt"])
def test_a_second_kill_while_the_first_is_mended_loses_nothing(
    filled: Path, plain: Path, tmp_path: Path, way: str, doomed: Doomed
) -> None:
    """Killed before every step of turning, then before every step of the start that finishes it."""
    start, pairs = plain if way == "encrypt" else filled, 0
    steps = doomed.run(Path(shutil.copytree(start, tmp_path / "whole")), way, 0)[1]
    for first in range(1, steps + 1):
        broken = Path(shutil.copytree(start, tmp_path / str(first)))
        doomed.run(broken, way, first)
        for second in range(1, 100):
            folder = Path(shutil.copytree(broken, tmp_path / "again"))
            ended = doomed.run(folder, "open", second)[0]
            check_whole(folder, f"killed before steps {first} and {second}")
            shutil.rmtree(folder)
            if ended == 0:
                break
            pairs += 1
    print(f"{pairs} pairs of steps")
    assert pairs > steps
