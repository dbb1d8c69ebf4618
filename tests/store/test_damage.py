"""A damaged file is moved aside and rebuilt; what the person made is kept, or named when it cannot be."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui.store import driver, errors, messages, salvage, threads
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from tests.store.build import at, message, operation, thread

PAGE = 4096


def fill(folder: Path, drafts: int = 300) -> None:
    """A store with mail and drafts, everything folded into the two files."""
    db = Database(folder)

    def work(conn: sqlite3.Connection) -> None:
        threads.put_listed(conn, [thread(f"t{i}", i, subject=f"subject {i}") for i in range(200)], at(0))
        messages.put(conn, [message(f"m{i}", f"t{i}", i, content="words " * 50) for i in range(200)], at(0))
        conn.executemany(
            "INSERT INTO desk.drafts (id, subject, body, made_at, saved_at) VALUES (?, 'a draft', ?, 0, 0)",
            [(f"d{i:04}", f"body {i} " * 40) for i in range(drafts)],
        )
        conn.executemany(
            "INSERT INTO desk.journal (at, who, what, kind, note) VALUES (?, 'me', 'made', 'status', ?)",
            [(i, f"entry {i} " * 20) for i in range(drafts)],
        )

    db.write_now(work)
    db.close()
    for name in ("mail.db", "desk.db"):
        with sqlite3.connect(folder / name) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.close()


def drafts(db: Database) -> set[str]:
    rows = db.read_now(lambda conn: conn.execute("SELECT id, body FROM desk.drafts").fetchall())
    assert all(body == f"body {int(wire_id[1:])} " * 40 for wire_id, body in rows)
    return {wire_id for wire_id, _ in rows}


def threads_held(db: Database) -> int:
    return int(db.read_now(lambda conn: conn.execute("SELECT count(*) FROM threads").fetchone()[0]))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "account"
    fill(folder)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(filled, tmp_path / "account"))


def aside(folder: Path, kind: str) -> list[Path]:
    return sorted(file for file in folder.glob(f"{kind}.damaged-*") if file.suffix == ".db")


@pytest.mark.parametrize("damage", ["no database", "empty header", "cut", "shorter than a header", "odd size"])
def test_a_mail_file_that_is_none_is_rebuilt_and_drafts_stay(folder: Path, damage: str) -> None:
    file = folder / "mail.db"
    whole = file.read_bytes()
    broken = {
        "no database": b"From: somebody\n" * 1000,
        "empty header": b"\0" * 100 + whole[100:],
        "cut": whole[: 3 * PAGE],
        "shorter than a header": whole[:50],
        "odd size": whole[:-100],
    }[damage]
    file.write_bytes(broken)
    db = Database(folder)
    assert threads_held(db) == 0
    assert len(drafts(db)) == 300
    assert "being fetched again" in db.notes[0]
    assert "Drafts and unsent work are safe" in db.notes[0]
    db.close()
    (kept,) = aside(folder, "mail")
    assert kept.read_bytes() == broken
    db = Database(folder)
    assert db.notes == []
    db.close()


def test_damage_that_shows_up_while_reading_is_mended_on_the_way(folder: Path) -> None:
    file = folder / "mail.db"
    whole = bytearray(file.read_bytes())
    for page in range(1, len(whole) // PAGE):
        whole[page * PAGE : page * PAGE + 200] = b"\xee" * 200
    file.write_bytes(whole)
    db = Database(folder)
    assert threads_held(db) == 0
    assert len(drafts(db)) == 300
    assert len(db.notes) == 1
    db.close()


async def test_the_check_in_the_background_finds_what_no_read_met(folder: Path) -> None:
    db = Database(folder)
    assert await db.check() is True
    db.close()
    with sqlite3.connect(folder / "mail.db") as conn:
        root = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages_id'").fetchone()[0]
    conn.close()
    whole = bytearray((folder / "mail.db").read_bytes())
    whole[(root - 1) * PAGE + 8 : root * PAGE] = random.Random(1).randbytes(PAGE - 8)
    (folder / "mail.db").write_bytes(whole)
    db = Database(folder)
    assert threads_held(db) == 200
    assert await db.check() is False
    assert threads_held(db) == 0
    assert len(drafts(db)) == 300
    assert await db.check() is True
    db.close()


@pytest.mark.parametrize("seed", range(25))
async def test_flipped_bytes_in_the_desk_are_healed_from_its_copy(folder: Path, seed: int) -> None:
    """Three places of the desk hit by garbage: with a copy from an earlier check, every draft is there."""
    db = Database(folder)
    assert await db.check()
    db.close()
    hit(folder / "desk.db", seed)
    db = Database(folder)
    db.mend()
    ids = db.read_now(lambda conn: {row[0] for row in conn.execute("SELECT id FROM desk.drafts")})
    if db.notes:
        assert {f"d{i:04}" for i in range(300)} <= ids  # a garbled id may stand beside the true one
    else:
        assert len(ids) == 300  # garbage inside a text: SQLite keeps no checksums, so nobody can tell
    assert (aside(folder, "desk") == []) == (db.notes == [])
    assert threads_held(db) == 200
    db.close()


async def test_unsent_writes_do_not_come_back_from_an_old_copy(folder: Path) -> None:
    db = Database(folder)
    db.write_now(lambda conn: operation(conn, "t1", "status", {"status": "closed"}))
    assert await db.check()
    db.close()
    (folder / "desk.db").write_bytes(b"\0" * (folder / "desk.db").stat().st_size)
    db = Database(folder)
    assert drafts_there(db) == 300
    assert db.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.operations").fetchone()) == (0,)
    assert "operations" in db.notes[0]
    db.close()


def hit(file: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = bytearray(file.read_bytes())
    for _ in range(3):
        spot = chance.randrange(PAGE, len(whole) - 64)  # the first page has tests of its own
        whole[spot : spot + 64] = chance.randbytes(64)
    file.write_bytes(whole)


@pytest.mark.parametrize("seed", (*range(25), 42, 71))
def test_flipped_bytes_in_a_desk_without_a_copy_are_named(folder: Path, seed: int) -> None:
    """The program starts; what can be read is there; a loss is named."""
    hit(folder / "desk.db", seed)
    db = Database(folder)
    db.mend()
    found = drafts_there(db)
    notes = " ".join(db.notes)
    if found < 300:
        assert "may be lost from" in notes, (found, notes)
        assert "drafts" in notes
    if notes:
        assert len(aside(folder, "desk")) == 1
    assert threads_held(db) == 200
    db.write_now(lambda conn: conn.execute("INSERT INTO desk.drafts (id, made_at, saved_at) VALUES ('new', 0, 0)"))
    db.close()


def drafts_there(db: Database) -> int:
    return int(db.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.drafts").fetchone()[0]))


def test_a_desk_cut_in_the_middle_gives_back_its_first_half(folder: Path) -> None:
    file = folder / "desk.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // PAGE // 2 * PAGE])
    db = Database(folder)
    assert "may be lost" in db.notes[0]
    assert "drafts" in db.notes[0] or "journal" in db.notes[0]
    assert drafts_there(db) > 0
    assert threads_held(db) == 200
    db.close()


def test_a_desk_of_zeros_is_replaced_and_the_loss_named(folder: Path) -> None:
    file = folder / "desk.db"
    file.write_bytes(b"\0" * file.stat().st_size)
    db = Database(folder)
    assert "0 entries were saved" in db.notes[0]
    assert "drafts" in db.notes[0]
    assert drafts_there(db) == 0
    assert threads_held(db) == 200
    db.close()


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 100, 4000, 5000, 9000])
def test_a_torn_write_ahead_log_loses_only_its_tail(filled: Path, tmp_path: Path, cut: int) -> None:
    """A process is killed with work in its log, and the log's end never reached the disk: what is whole is there."""
    folder = Path(shutil.copytree(filled, tmp_path / "account"))
    program = (
        "import os, sys; from pathlib import Path; from commune_tui.store.database import Database\n"
        "db = Database(Path(sys.argv[1]))\n"
        "for i in range(20): db.write_now(lambda c: c.execute("
        "'INSERT INTO desk.drafts (id, made_at, saved_at) VALUES (?, 0, 0)', (f'late{i:02}',)))\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=False)
    log = folder / "desk.db-wal"
    whole = log.read_bytes()
    log.write_bytes(whole[: len(whole) - cut])
    (folder / "desk.db-shm").unlink(missing_ok=True)
    db = Database(folder)
    found = db.read_now(
        lambda c: [row[0] for row in c.execute("SELECT id FROM desk.drafts WHERE id > 'e' ORDER BY id")]
    )
    assert found == [f"late{i:02}" for i in range(len(found))]
    assert len(found) >= 20 - 1 - cut // PAGE
    assert drafts_there(db) == 300 + len(found)
    assert db.notes == []
    db.close()


def test_nothing_is_mended_under_another_program(folder: Path) -> None:
    other = Database(folder)
    whole = (folder / "mail.db").read_bytes()
    (folder / "mail.db").write_bytes(b"\0" * len(whole))
    with pytest.raises(errors.StoreError, match="another copy of the program has it open"):
        Database(folder)
    assert aside(folder, "mail") == []
    other.close()
    db = Database(folder)
    assert len(drafts(db)) == 300
    db.close()


def test_a_folder_in_the_place_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "desk.db").mkdir()
    with pytest.raises(errors.UnusableStore, match="is a folder"):
        Database(tmp_path)


@pytest.mark.parametrize("loss", ["missing", "empty"])
@pytest.mark.parametrize("copied", [True, False])
async def test_a_desk_that_is_gone_is_told_and_comes_back_from_its_copy(folder: Path, loss: str, copied: bool) -> None:
    if copied:
        with_copy = Database(folder)
        assert await with_copy.check()
        with_copy.close()
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    if loss == "empty":
        (folder / "desk.db").touch()
    db = Database(folder)
    assert "was gone or empty" in db.notes[0]
    assert len(drafts(db)) == (300 if copied else 0)
    assert ("come from an earlier copy" in db.notes[0]) == copied
    db.close()
    again = Database(folder)
    assert again.notes == []
    again.close()


def desk_copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("desk.backup*"))


def age_by_a_day(copies: list[Path]) -> None:
    for copy in copies:
        os.utime(copy, (at := copy.stat().st_mtime - 86_400, at))


async def test_copies_of_some_days_are_kept_and_the_newest_that_can_be_read_is_taken(folder: Path) -> None:
    for day in ("1", "2", "3", "4"):  # the first is given up
        db = Database(folder)
        db.write_now(lambda conn, day=day: conn.execute("UPDATE desk.drafts SET subject = ?", (day,)) and None)  # type: ignore[misc]
        assert await db.check()
        db.close()
        age_by_a_day(desk_copies(folder))
    assert [path.name for path in desk_copies(folder)] == ["desk.backup.2.db", "desk.backup.3.db", "desk.backup.db"]
    assert {path.stat().st_mode & 0o777 for path in desk_copies(folder)} == {0o600}
    (folder / "desk.backup.db").write_bytes(b"no copy at all" * 1_000)
    (folder / "desk.db").unlink()
    db = Database(folder)
    assert "entries come from an earlier copy" in db.notes[0]
    assert db.read_now(lambda conn: conn.execute("SELECT DISTINCT subject FROM desk.drafts").fetchall()) == [("3",)]
    db.close()


def test_a_first_start_tells_of_no_loss(tmp_path: Path) -> None:
    db = Database(tmp_path / "account")
    assert db.notes == []
    db.close()


def test_half_a_copy_of_the_desk_takes_up_no_room_on_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database(folder)
    salvage.back_up(db.desk_file, db.backup_file)
    before = db.backup_file.read_bytes()
    usual = driver.connect

    def full(file: Path | str, key: Key | None = None, **more: bool) -> sqlite3.Connection:
        conn = usual(file, key, **more)
        if str(file).endswith(".new"):
            conn.execute("PRAGMA max_page_count = 4")
        return conn

    monkeypatch.setattr(driver, "connect", full)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        salvage.back_up(db.desk_file, db.backup_file)
    assert db.backup_file.read_bytes() == before
    assert not list(folder.glob("*.new"))
    db.close()
