"""The extra ``encrypted``: nothing readable ever touches the disk, and no key but the right one opens it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui.store import drafts, driver, errors, files
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from tests.store.sealed import CANARY, DIGEST, KEY, OTHER, WHOLE, every, fill, held, readable

pytest.importorskip("sqlcipher3", reason="the extra encrypted is not installed")
PAGE = 4096


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "account"))


async def test_nothing_readable_is_ever_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, logs, shared memory, temporary files, the backup and what a repair moved aside, while it is used."""
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    folder = tmp_path / "account"
    fill(folder)
    db = Database(folder, None, KEY)
    db.write_now(lambda conn: conn.execute("INSERT INTO desk.notes VALUES ('n', 't1', ?, 'me', 0, NULL)", (CANARY,)))
    db.read_now(lambda conn: conn.execute("SELECT * FROM messages ORDER BY random()").fetchall())
    assert await db.check()
    names = {path.name for path in folder.iterdir()}
    assert {"mail.db-wal", "mail.db-shm", "desk.db-wal", "desk.backup.db", "encryption.json"} <= names
    assert readable(tmp_path) == []
    db.close()
    whole = bytearray((folder / "desk.db").read_bytes())
    whole[PAGE * 5 : PAGE * 6] = bytes(PAGE)
    (folder / "desk.db").write_bytes(whole)
    db = Database(folder, None, KEY)
    db.mend()
    db.close()
    assert list(folder.glob("desk.damaged-*.db"))
    assert readable(tmp_path) == []
    assert [path for path in folder.rglob("*") if path.is_file() and KEY.raw in path.read_bytes()] == []


def test_pythons_sqlite_cannot_open_it(folder: Path) -> None:
    conn = sqlite3.connect(folder / "desk.db")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        conn.execute("SELECT * FROM drafts")
    conn.close()


@pytest.mark.parametrize("key", [None, OTHER], ids=["no key", "another key"])
def test_only_the_right_key_opens_it_and_any_other_touches_nothing(folder: Path, key: Key | None) -> None:
    before = {path.name: path.read_bytes() for path in every(folder)}
    with pytest.raises(errors.LockedOut, match=r"Nothing was touched.*drafts.*are lost"):
        Database(folder, None, key)
    assert {path.name: path.read_bytes() for path in every(folder)} == before
    db = Database(folder, None, KEY)
    assert held(db) == WHOLE
    assert db.notes == []
    db.close()


def test_without_its_marker_only_the_right_key_opens_it(folder: Path) -> None:
    (folder / files.MARKER).unlink()
    with pytest.raises(errors.LockedOut, match="cannot be read with this key"):
        Database(folder, None, OTHER)
    db = Database(folder, None, KEY)
    assert held(db) == WHOLE
    db.close()
    assert (folder / files.MARKER).exists()


def test_a_plain_store_is_not_taken_for_an_encrypted_one(plain: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(plain, tmp_path / "account"))
    with pytest.raises(errors.LockedOut, match="is not encrypted"):
        Database(folder, None, KEY)
    db = Database(folder)
    assert held(db) == WHOLE
    db.close()


def test_a_missing_library_is_a_sentence_with_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_loaded", [sqlite3])
    monkeypatch.setattr(driver, "LIBRARY", "no_such_library")
    with pytest.raises(errors.UnusableStore, match=r"pip install 'commune-tui\[encrypted\]'"):
        Database(folder, None, KEY)


def test_the_key_shows_itself_nowhere(folder: Path) -> None:
    assert KEY.raw.hex() not in repr(KEY) + str(KEY) + repr(vars(Database(folder, None, KEY)))
    with pytest.raises(driver.errors()) as raised:
        conn = driver.connect(folder / "desk.db", OTHER)
        conn.execute("SELECT 1 FROM sqlite_master")
    assert OTHER.raw.hex() not in repr(raised.value)
    with pytest.raises(ValueError):
        Key(b"short")


def test_complaints_of_the_library_do_not_reach_the_screen(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(driver.errors()):
        driver.connect(folder / "desk.db", OTHER).execute("SELECT 1 FROM sqlite_master")
    assert capfd.readouterr() == ("", "")


def test_its_settings_keep_temporary_data_in_memory(folder: Path) -> None:
    db = Database(folder, None, KEY)
    options = db.read_now(lambda conn: {row[0] for row in conn.execute("PRAGMA compile_options")})
    assert "TEMP_STORE=2" in options  # memory, also for connections that do not say so
    assert db.read_now(lambda conn: conn.execute("PRAGMA temp_store").fetchone()) == (2,)
    db.close()


def test_two_programs_share_it(folder: Path) -> None:
    one, two = Database(folder, None, KEY), Database(folder, None, KEY)
    one.changed_elsewhere()
    two.write_now(lambda conn: conn.execute("INSERT INTO desk.notes VALUES ('n', 't1', 'x', 'me', 0, NULL)"))
    assert one.changed_elsewhere()
    assert one.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.notes").fetchone()) == (1,)
    one.close()
    two.close()


@pytest.mark.parametrize("seed", range(8))
async def test_a_damaged_page_of_the_desk_is_healed_from_its_copy(folder: Path, seed: int) -> None:
    """Three flipped places: every page carries a checksum here, so no change of a byte goes unnoticed."""
    db = Database(folder, None, KEY)
    assert await db.check()
    db.close()
    chance, whole = random.Random(seed), bytearray((folder / "desk.db").read_bytes())
    for _ in range(3):
        spot = chance.randrange(0, len(whole) - 64)
        whole[spot : spot + 64] = chance.randbytes(64)
    (folder / "desk.db").write_bytes(whole)
    db = Database(folder, None, KEY)
    db.mend()
    assert db.notes
    made = {draft.id: draft.body for draft in db.read_now(drafts.each)}
    assert made == {f"d{i:04}": f"{CANARY} body {i} " * 40 for i in range(60)}
    assert held(db)[0] == 60
    db.close()
    assert readable(folder) == []


def test_a_damaged_copy_of_the_mail_is_fetched_again(folder: Path) -> None:
    (folder / "mail.db").write_bytes(os.urandom(len((folder / "mail.db").read_bytes())))
    db = Database(folder, None, KEY)
    assert held(db) == (0, 60, 1, 60, 0)
    assert "being fetched again" in db.notes[0]
    db.close()


def test_a_damaged_attachment_is_not_taken_for_whole(folder: Path) -> None:
    (path,) = (folder / "files").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    db = Database(folder, None, KEY)
    with pytest.raises(OSError, match="damaged"):
        db.vault.read(DIGEST)
    db.close()


PLAIN_ONLY = (
    # SQLCipher's binding gives no extended code, so a limit on a file's size is told as trouble with the disk.
    "tests/store/test_database.py::test_a_file_size_limit_is_a_sentence_too",
    # These two hand on some of the files only: not the marker, without which a damaged first page is left alone.
    "tests/store/test_database.py::test_a_store_that_cannot_be_written_is_read",
    "tests/mail/test_drafts.py::test_damaged_files_lose_nothing_in_silence",
    # These are about stores that are plain and encrypted.
    "tests/store/test_encrypted.py",
    "tests/store/test_turning.py",
)


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_everything_else_that_holds_for_a_store_holds_for_an_encrypted_one() -> None:
    """The tests of store and mail again, with a key given to every store that they open, in every process."""
    root = Path(__file__).parents[2]
    words = [sys.executable, "-m", "pytest", "-n", "2", "tests/store", "tests/mail"]
    words += [word for name in PLAIN_ONLY for word in ("--deselect", name)]
    paths = os.pathsep.join((str(Path(__file__).parent / "everywhere"), str(root)))
    environment = {**os.environ, "PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", "import sitecustomize; sitecustomize.KEY"], env=environment, check=True)
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    print(done.stdout.splitlines()[-1])
